"""Copying a memory to another scope; texts of strangers in the fields."""

from __future__ import annotations

import pytest

from memtui.core.changes import NewMemory
from memtui.core.display import is_plain
from memtui.core.stand_ins import MARK
from tests.strategies import HOSTILE_PIECES
from tests.tui.add.driver import AddDriver, adding

HOSTILE = (
    "Pay \x1b[31mnow\x1b]52;c;AAAA\x07 admin\u202etxt\r\n\u200bor \x9b2J\u2028not\x00\x85 \U000f0000\ttail "
)
DRAFT = NewMemory(
    HOSTILE,
    user_id="bob",
    metadata={"so\x1burce": "mail\u202e\n", "n": [1, 2.0, 1e22, True, None], "deep": {"\u200b": "\x7f"}},
    expiration_date="2027-01-31T10:00:00-07:00",
    categories=("food", "a, b", "\x1b[1m"),
)


def drawn_harmless(ui: AddDriver) -> bool:
    return is_plain("\n".join(ui.drawn)) and "\x1b" not in "".join(ui.drawn)


async def copying(ui: AddDriver) -> NewMemory:
    assert drawn_harmless(ui)
    await ui.press("ctrl+s")
    return ui.memory


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_what_is_not_edited_is_copied_byte_for_byte(size: tuple[int, int]) -> None:
    async with adding(draft=DRAFT, title="Copy to another scope", size=size) as ui:
        assert any("Copy to another scope" in line for line in ui.drawn)
        assert any("the copy gets an id and dates of its own" in line for line in ui.drawn)
        assert (ui.at, ui.raw("user_id")) == ("user_id", "")
        await ui.type("carol")
        memory = await copying(ui)
        assert memory == NewMemory(
            HOSTILE,
            user_id="carol",
            metadata=DRAFT.metadata,
            expiration_date=DRAFT.expiration_date,
            categories=DRAFT.categories,
        )
        assert memory.metadata is DRAFT.metadata


async def test_its_own_ids_are_not_taken_over() -> None:
    async with adding(draft=DRAFT) as ui:
        await ui.press("ctrl+s")
        assert (ui.is_open, ui.at) == (True, "user_id")
        assert ui.said[0].startswith("A memory has to belong to somebody")
    async with adding(draft=DRAFT, scope={"run_id": "r\x1b1\n"}) as ui:
        await ui.press("ctrl+s")
        assert (ui.memory.user_id, ui.memory.run_id) == (None, "r\x1b1\n")


async def test_only_what_is_edited_is_another() -> None:
    async with adding(draft=DRAFT, scope={"user_id": "carol"}) as ui:
        await ui.go_to("message.0")
        await ui.press("end", "backspace", "left", *"X")
        await ui.go_to("expiration_date")
        await ui.press("ctrl+u")
        await ui.type("+1d")
        memory = await copying(ui)
        first, rest = HOSTILE.split("\n", 1)
        assert memory.memory == first[:-2] + "X" + first[-2] + "\n" + rest, (
            "the carriage return is a character"
        )
        assert memory.metadata is DRAFT.metadata
        assert memory.expiration_date == "2026-11-22"


async def test_edited_metadata_keeps_what_it_hides() -> None:
    async with adding(draft=DRAFT, scope={"user_id": "carol"}) as ui:
        await ui.go_to("metadata")
        assert "\\u001b" in ui.raw("metadata")
        await ui.press("right", "enter")
        await ui.type('"new": 1,')
        memory = await copying(ui)
        assert memory.metadata == {"new": 1, **(DRAFT.metadata or {})}


@pytest.mark.parametrize("piece", HOSTILE_PIECES)
async def test_hostile_pastes_are_drawn_as_marks_and_come_back_whole(piece: str) -> None:
    text = f"tea{piece}cup"
    # A terminal sends a carriage return for each line end of a paste.
    meant = text.replace("\r\n", "\n").replace("\r", "\n")
    async with adding("platform", scope={"user_id": "alice"}) as ui:
        await ui.paste(text)
        assert drawn_harmless(ui)
        if "\n" not in meant and "\t" not in meant:
            await ui.fill("agent_id", text)
            assert drawn_harmless(ui)
        await ui.go_to("message.0")
        if not is_plain(piece) and "\n" not in meant:
            assert any(MARK in line for line in ui.drawn)
            assert "hidden character" in ui.said[0]
        await ui.press("ctrl+s")
        assert ui.memory.memory == meant
        assert ui.memory.agent_id in {None, text}


async def test_a_copied_part_is_pasted_as_it_was() -> None:
    async with adding(draft=NewMemory("a\x1b\u202eb"), scope={"user_id": "carol"}) as ui:
        await ui.go_to("message.0")
        await ui.press("f7", "ctrl+c", "end", "ctrl+v")
        assert ui.app.clipboard == "a\x1b\u202eb"
        assert (await copying(ui)).memory == "a\x1b\u202eba\x1b\u202eb"


async def test_categories_that_the_service_does_not_take_are_left_out() -> None:
    async with adding("platform", draft=DRAFT, scope={"user_id": "carol"}) as ui:
        assert "categories" not in ui.fields
        assert (await copying(ui)).categories is None


async def test_an_immutable_memory_stays_so_and_the_fold_says_it() -> None:
    draft = NewMemory("tea", immutable=True, options={"timezone": "Europe/Berlin"})
    async with adding("platform", draft=draft, scope={"user_id": "carol"}, size=(120, 40)) as ui:
        assert ui.form.unfolded
        assert ui.toggle("immutable").startswith("[x] on")
        await ui.press("ctrl+o")
        assert "ctrl+o more (2 set)" in ui.hints
        memory = await copying(ui)
        assert (memory.immutable, memory.options) == (True, draft.options)


async def test_leaving_an_untouched_copy_needs_no_question() -> None:
    async with adding(draft=DRAFT, scope={"user_id": "carol"}) as ui:
        await ui.press("tab", "tab", "escape")
        assert ui.app.results == [None]
