"""What a person is told before a text that is not what it seems leaves memtui."""

from __future__ import annotations

from pathlib import Path

import pytest

from memtui.core.models import Memory, MemoryRecord
from tests.tui.driver import browse, store_of
from tests.tui.made_up import MadeUp


def texts(index: int) -> Memory:
    text = "pay bob" if index else "pay \u202ebob\x1b[8m"
    return Memory(id=f"m{index}", memory=text, user_id="al\u200bice")


async def test_the_marks_of_a_memory_are_explained_under_its_text() -> None:
    async with browse(MadeUp(1, texts)) as ui:
        assert "marks       3 hidden characters: <U+202E> right-to-left override, ^[ escape," in ui.detail
        assert "<U+200B> zero width space" in ui.detail


async def test_a_memory_without_marks_explains_none() -> None:
    async with browse(MadeUp(1, lambda _: Memory(id="1", memory="👩\u200d👧 café"))) as ui:
        assert "marks" not in ui.detail


async def test_the_editor_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []

    def edit(_: object, text: str) -> None:
        opened.append(text)

    monkeypatch.setattr("memtui.tui.external_editor.edit_externally", edit)
    store = await store_of([MemoryRecord(texts(number), ()) for number in range(2)], tmp_path / "store.db")
    async with browse(store) as ui:
        await ui.press("G" if "pay bob" in ui.memories[0] else "home", "E")
        assert opened == []
        assert "E again opens it; it has 2 hidden characters" in ui.status
        await ui.press("E")
        assert opened == ["pay \u202ebob\x1b[8m"]
        await ui.press("E")
        assert len(opened) == 1, "it is asked anew"
        await ui.press("j", "k", "k", "E")
        assert opened[1:] == ["pay bob"], "a plain text is opened at once"
