"""What stands on terminals of every size, and texts of every length."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memtui.core.changes import MemoryEdit
from memtui.tui.modals.edit import EditModal
from memtui.tui.modals.edit.form import FieldName
from tests.tui.edit.driver import MEMORY, editing

FIELDS: tuple[FieldName, ...] = ("text", "metadata", "expiration")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60), (40, 12)])
async def test_every_field_is_there(size: tuple[int, int]) -> None:
    async with editing(size=size) as ui:
        screen = ui.app.screen.region
        for widget in ui.app.screen.query("*"):
            assert screen.contains_region(widget.region), widget
        for name in FIELDS:
            assert ui.box(name).size.height >= 1
            assert ui.box(name).size.width >= 12
            await ui.press("tab")
        assert ui.box("text").size.height >= 2
        await ui.type(" and more")
        drawn = "\n".join(ui.drawn)
        assert "in 71 days" in drawn
        assert "ctrl+s save  esc leave" in drawn
        assert "and more" in drawn
        if size[1] >= 20:
            assert ui.app.screen.query_one("#edit-changes").size.height >= 3
            assert "tab next field  ctrl+e editor" in drawn


async def test_a_field_stays_as_it_is_when_the_terminal_changes() -> None:
    async with editing() as ui:
        await ui.type(" and more")
        for width, height in ((40, 10), (120, 40), (80, 24)):
            await ui.pilot.resize_terminal(width, height)
            await ui.idle()
            assert ui.box("text").raw == f"{MEMORY.memory} and more"
        assert not ui.app.screen.has_class("-low")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "word " * 20_000,
        "a line of some words\n" * 10_000,
        "line\r\n" * 10_000,
        "👩\u200d💻" * 20_000,
        "a\tb" * 20_000,
        "東京" * 30_000,
    ],
    ids=["one word", "words", "lines", "carriage returns", "emoji", "tabs", "wide"],
)
async def test_large_texts_are_edited_like_any_other(text: str) -> None:
    async with editing(replace(MEMORY, memory=text)) as ui:
        await ui.press("x", "up", "home", "y", "pageup")
        assert "…" in "".join(ui.changes)
        assert sum(map(len, ui.changes)) < 500, "what is the same is left out"
        await ui.press("ctrl+z", "ctrl+s")
        assert ui.result == MemoryEdit(memory=f"{text}x")


async def test_a_large_text_is_replaced_whole() -> None:
    async with editing() as ui:
        await ui.press("f7")
        await ui.paste("other " * 20_000)
        assert "more characters" in ui.changes[-1]
        await ui.press("ctrl+s")
        assert ui.result == MemoryEdit(memory="other " * 20_000)


async def test_large_metadata_is_edited_like_any_other() -> None:
    metadata = {f"key{number}": "value " * 20 for number in range(1_000)} | {"long": "x" * 50_000}
    async with editing(replace(MEMORY, metadata=metadata), focus="metadata") as ui:
        await ui.press("right")
        await ui.paste('"new": 1,')
        assert ui.changes == ["+ metadata new: 1"]
        await ui.press("ctrl+s")
        assert ui.result == MemoryEdit(metadata={**metadata, "new": 1})


async def test_what_changes_is_told_only_when_typing_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memtui.tui.modals.edit.modal.DIFF_DELAY", 1_000.0)
    async with editing() as ui:
        modal = ui.app.modal
        for key in "abc":
            ui.send(key)
        await ui.handled()
        assert isinstance(modal, EditModal)
        assert not modal.resting
        assert ui.changes == ["No changes yet."]
        # Saving reads what stands there all the same.
        ui.send("ctrl+s")
        await ui.handled()
        assert ui.result == MemoryEdit(memory=f"{MEMORY.memory}abc")


async def test_long_changes_are_scrolled() -> None:
    async with editing() as ui:
        await ui.paste("\n".join(map(str, range(40))))
        pane = ui.app.screen.query_one("#edit-changes")
        await ui.press("ctrl+down", "ctrl+down")
        assert pane.scroll_offset.y > 0
        await ui.press("ctrl+up", "ctrl+up", "ctrl+up")
        assert pane.scroll_offset.y == 0
