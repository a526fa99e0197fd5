"""How much is drawn for a key: the lines that look different, and no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.strip import Strip
from textual.widget import Widget

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.models import Memory
from memtui.tui.panes.detail import DetailPane
from memtui.tui.panes.entities import EntitiesPane
from memtui.tui.panes.memories import MemoriesPane
from memtui.tui.widgets.bars import Bar
from tests.tui.driver import browse
from tests.tui.made_up import MadeUp, plain
from tests.tui.service import Service


class Drawing:
    """Counts the lines that each part of the screen draws."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._counts: Counter[str] = Counter()
        for part in (EntitiesPane, MemoriesPane, DetailPane, Bar):
            monkeypatch.setattr(part, "render_line", self._counted(part.render_line))

    def _counted(self, render_line: Callable[..., Strip]) -> Callable[..., Strip]:
        def counted(widget: Widget, y: int) -> Strip:
            self._counts[widget.id or ""] += 1
            return render_line(widget, y)

        return counted

    def since_last(self) -> dict[str, int]:
        """How many lines each part drew since this was asked last."""
        counts = dict(self._counts)
        self._counts.clear()
        return counts


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> Drawing:
    return Drawing(monkeypatch)


async def test_a_step_draws_two_rows_the_changed_lines_of_the_memory_and_the_position(
    store: LocalAdapter, drawing: Drawing
) -> None:
    async with browse(store) as ui:
        for key in "jjk":
            drawing.since_last()
            await ui.press(key)
            drawn = drawing.since_last()
            # Its text, whose it is, when it was created, its id.
            assert drawn.pop("detail") <= 5
            assert drawn == {"memories": 2, "status": 1}


async def test_where_nothing_moves_nothing_is_drawn(store: LocalAdapter, drawing: Drawing) -> None:
    async with browse(store) as ui:
        drawing.since_last()
        await ui.press("k", "up", "home", "pageup", "escape", "g", "escape")
        assert drawing.since_last() == {}
        await ui.press("G")
        drawing.since_last()
        await ui.press("j", "down", "end", "pagedown")
        assert drawing.since_last() == {}


async def test_many_quick_steps_are_drawn_together(store: LocalAdapter, drawing: Drawing) -> None:
    async with browse(store, size=(120, 60)) as ui:
        drawing.since_last()
        await ui.burst(*"jjjjjjjjjjjjjjj")
        drawn = drawing.since_last()
        assert drawn["memories"] <= 16
        assert drawn["status"] <= 15
        assert "entities" not in drawn and "where" not in drawn


async def test_at_the_edge_the_view_jumps_half_a_page_so_that_the_next_steps_are_cheap(
    store: LocalAdapter, drawing: Drawing
) -> None:
    async with browse(store) as ui:
        height = ui.screen.memories.lines_in_view
        await ui.burst(*["j"] * (height - 1))
        drawing.since_last()
        await ui.press("j")
        assert height <= drawing.since_last()["memories"] <= height + 2
        for _ in range(height // 2 - 2):
            await ui.press("j")
        assert drawing.since_last()["memories"] == 2 * (height // 2 - 2)


async def test_a_mark_draws_its_row_and_the_step_after_it(store: LocalAdapter, drawing: Drawing) -> None:
    async with browse(store) as ui:
        drawing.since_last()
        await ui.press("space")
        drawn = drawing.since_last()
        assert drawn["memories"] <= 3
        assert "entities" not in drawn and "where" not in drawn and "keys" not in drawn


async def test_a_range_draws_the_rows_that_join_it(store: LocalAdapter, drawing: Drawing) -> None:
    async with browse(store) as ui:
        await ui.press("v", "j", "j")
        drawing.since_last()
        await ui.press("j")
        assert drawing.since_last()["memories"] <= 3


async def test_a_step_in_the_entities_draws_nothing_else(store: LocalAdapter, drawing: Drawing) -> None:
    async with browse(store) as ui:
        await ui.press("1")
        drawing.since_last()
        await ui.press("j")
        assert drawing.since_last() == {"entities": 2}


async def test_a_view_draws_the_memory_only(store: LocalAdapter, drawing: Drawing) -> None:
    async with browse(store) as ui:
        height = ui.screen.detail.scrollable_content_region.height
        for key in ("h", "i", "escape"):
            drawing.since_last()
            await ui.press(key)
            drawn = drawing.since_last()
            assert drawn.keys() <= {"detail", "status"}
            assert drawn["detail"] <= 2 * height


async def test_an_answer_that_changes_nothing_draws_the_status_only(drawing: Drawing) -> None:
    async with browse(MadeUp(1000)) as ui:
        for keys in ("", "G"):
            await ui.press(*keys)
            drawing.since_last()
            await ui.press("ctrl+r")
            assert drawing.since_last().keys() == {"status"}, "that it loads, and that it has"


async def test_of_a_list_that_is_asked_for_again_what_changed_is_drawn(drawing: Drawing) -> None:
    changed: set[int] = set()

    def make(number: int) -> Memory:
        return replace(plain(number), memory="Changed") if number in changed else plain(number)

    async with browse(MadeUp(1000, make)) as ui:
        changed |= {2, 7, 500}
        drawing.since_last()
        await ui.press("ctrl+r")
        drawn = drawing.since_last()
        assert drawn.keys() == {"memories", "status"}
        assert drawn["memories"] == 2
        assert "Changed" in ui.memories[2]


async def test_a_page_that_comes_late_draws_its_rows(store: LocalAdapter, drawing: Drawing) -> None:
    service = Service(store)
    async with browse(service) as ui:
        held = service.hold("page", 2)
        await ui.poke(*["pagedown"] * 5)
        missing = sum("· · ·" in line for line in ui.memories)
        assert 0 < missing <= ui.screen.memories.lines_in_view
        drawing.since_last()
        held.set()
        await ui.idle()
        assert drawing.since_last()["memories"] == missing


async def test_what_changed_while_it_was_hidden_is_drawn_when_it_is_seen_again(store: LocalAdapter) -> None:
    async with browse(store, size=(80, 24)) as ui:
        before = ui.memories
        await ui.press("enter", "space", "space", "T")
        assert ui.panes == ["entities", "detail"]
        await ui.press("escape")
        text = ui.app.export_screenshot(simplify=False)
        assert text.count("●") == 2
        assert ui.memories != before


async def test_another_theme_is_worn_by_every_line(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("h")
        seen = []
        for theme in ("memtui-dark", "memtui-light", "memtui-dark"):
            ui.app.theme = theme
            await ui.idle()
            styles = [segment.style for strip in ui.drawn for segment in strip if segment.text.strip()]
            seen.append({(style.color, style.bgcolor) for style in styles if style})
        dark, light, again = seen
        assert again == dark
        assert not light & dark
