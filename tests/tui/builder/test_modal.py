"""The builder on the screen: counts, completions, the mouse, and what it is dismissed with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.strip import Strip
from textual.widget import Widget

from memtui.adapters.base import Capabilities
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import FilterError, UnreachableError
from memtui.core.filter_text import parse
from memtui.core.filters import Condition
from memtui.tui.modals.builder.footer import FooterBar
from memtui.tui.modals.builder.tree import TreePane
from memtui.tui.theme import LIGHT
from memtui.tui.widgets.bars import Bar
from memtui.tui.widgets.side_pane import SidePane
from tests.tui.builder.driver import building
from tests.tui.data import record
from tests.tui.driver import store_of
from tests.tui.service import Service

ALICE = Condition("user_id", "eq", "alice")


class LocalService(Service):
    """A watched service on which counting is cheap."""

    @property
    def capabilities(self) -> Capabilities:
        return self.real.capabilities


async def test_an_empty_builder_says_how_to_begin(store: LocalAdapter) -> None:
    async with building(store) as builder:
        assert builder.tree[0] == "all of 12"
        assert "a adds a condition" in builder.tree
        assert builder.where == "Filter ▸ in everything 12 match"
        await builder.press("s")
        assert builder.result is not None
        assert builder.result.filter is None


async def test_every_part_is_counted_by_itself(store: LocalAdapter) -> None:
    async with building(store, "user_id = alice and (categories contains food or not run_id = *)") as builder:
        assert builder.tree == [
            "all of 4",
            "├─ user_id = alice 6",
            "╰─ any of 10",
            "├─ categories contains food 4",
            "╰─ not run_id = * 10",
        ]
        assert builder.where == "Filter ▸ in everything 4 of 12 match"


async def test_counts_follow_every_change(store: LocalAdapter) -> None:
    async with building(store, "user_id = alice and run_id = r1") as builder:
        assert builder.tree[0] == "all of 2"
        await builder.press("o")
        assert builder.tree[0] == "any of 6"
        await builder.press("n")
        assert builder.tree[0] == "none of 6"
        assert "changed" in builder.where


async def test_counts_are_within_the_scope(store: LocalAdapter) -> None:
    async with building(store, "run_id = *", scope=ALICE, scope_label="user alice") as builder:
        assert builder.tree == ["all of 2", "╰─ run_id = * 2"]
        assert builder.where == "Filter ▸ in user alice 2 of 6 match"
        assert "user_id = alice and run_id = *" in builder.side


async def test_what_leaves_nothing_is_seen_at_once(store: LocalAdapter) -> None:
    async with building(store, "user_id = alice and categories contains zebra") as builder:
        assert "╰─ categories contains zebra 0" in builder.tree
        rows = builder.modal.board.rows
        row = rows.row(2)
        assert row is not None
        assert row.right == ("0", "zero")
        assert builder.side.startswith("0 categories contains zebra leaves nothing: without it 6 match.")
        assert builder.where == "Filter ▸ in everything 0 of 12 match"


async def test_also_when_each_by_itself_matches_something(store: LocalAdapter) -> None:
    async with building(store, "user_id = alice and categories contains work") as builder:
        assert [line.split()[-1] for line in builder.tree] == ["0", "6", "3"]
        assert "user_id = alice leaves nothing" in builder.side or "categories" in builder.side
        await builder.press("j", "d")
        assert "leaves nothing" not in builder.side


async def test_what_is_typed_is_counted_before_it_is_taken(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.press("a", "u", "enter", *"bo")
        assert "╰─ user_id = bo 3" in builder.tree
        assert builder.row == "│ bob 3" or builder.row == "bob 3"


async def test_values_complete_from_the_store(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.press("a", "u", "enter", *"ali", "enter")
        assert builder.text == "user_id = alice"
        await builder.press("a", *"ca", "enter", "tab", "w", "enter")
        assert builder.text == "user_id = alice and categories in (work)"
        await builder.press("a", *"sou", "enter", "e", "enter")
        assert builder.text.endswith("metadata.source = email")
        await builder.press("a", *"pinned", "enter", "enter")
        assert builder.text.endswith("metadata.pinned = true")


async def test_over_http_nothing_is_counted_until_it_is_asked_for(store: LocalAdapter) -> None:
    service = Service(store)
    async with building(service, "user_id = alice and not run_id = *") as builder:
        assert service.times("count") == 0
        assert builder.where.endswith("c counts what matches")
        assert builder.tree[1] == "├─ user_id = alice"
        await builder.press("c")
        assert service.times("count") == 4, "the whole, the scope and each of two parts"
        assert builder.tree == ["all of 4", "├─ user_id = alice 6", "╰─ not run_id = * 10"]
        await builder.press("j", "n")
        assert service.times("count") == 4
        assert builder.tree[1].endswith("not user_id = alice"), "what is new is not counted by itself"


async def test_a_part_that_is_twice_there_is_counted_once(store: LocalAdapter) -> None:
    service = Service(store)
    async with building(service, "user_id = alice or user_id = alice") as builder:
        await builder.press("c")
        assert service.times("count") == 3


async def test_a_service_that_is_gone_is_not_asked_again_and_again(store: LocalAdapter) -> None:
    service = Service(store)
    service.fail(UnreachableError("No answer from the service."), "count", "entities", "page")
    async with building(service, "user_id = alice and run_id = *") as builder:
        await builder.press("c")
        assert service.times("count") == 1
        assert builder.tree[0] == "all of ?"
        assert builder.status == "No answer from the service."
        await builder.press("a", "u", "enter", *"bob")
        assert "nothing to complete with: No answer from the service." in builder.tree[-1]
        await builder.press("enter")
        assert builder.text.endswith("user_id = bob")


async def test_a_part_that_cannot_be_counted_leaves_the_others(store: LocalAdapter) -> None:
    service = Service(store)
    service.fail(FilterError("The service cannot count that."), "count", about=parse("run_id = *"))
    async with building(service, "user_id = alice and run_id = *") as builder:
        await builder.press("c")
        assert [line.split()[-1] for line in builder.tree] == ["2", "6", "?"]


async def test_a_count_that_nobody_waits_for_any_more_is_given_up(store: LocalAdapter) -> None:
    service = LocalService(store)
    service.hold("count")
    async with building(service, "user_id = alice and run_id = *", answered=False) as builder:
        await builder.settle()
        builder.send("j", "n")
        await builder.settle()
        assert builder.text == "not user_id = alice and run_id = *", "keys are done while counts are open"
        assert service.abandoned
        service.recover()
        await builder.idle()
        assert builder.tree[0] == "all of 0"


async def test_keys_that_come_faster_than_the_store_answers_mean_the_same(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.burst(
            "a", "u", "enter", *"ali", "enter", "g", "c", "a", "enter", *"food", "enter", "a", "c"
        )
        await builder.burst("enter", *"2024-07-01", "enter", "A", "a", "enter", "*", "enter", "n", "s")
        assert builder.result is not None
        assert builder.result.filter == parse(
            "user_id = alice and (categories contains food or created_at >= 2024-07-01) and not agent_id = *"
        )


async def test_keys_after_an_enter_that_waits_are_done_after_it(store: LocalAdapter) -> None:
    service = Service(store)
    service.hold("entities")
    async with building(service) as builder:
        builder.send("a", "u", "enter", *"ali", "enter", "n", "ctrl+s")
        await builder.settle()
        assert "looking up … esc stops" in " ".join(builder.tree)
        service.recover()
        await builder.idle()
        assert builder.result is not None
        assert builder.result.filter == parse("not user_id = alice")


async def test_escape_takes_back_an_enter_that_waits_and_what_came_after_it(store: LocalAdapter) -> None:
    service = Service(store)
    service.hold("entities")
    async with building(service) as builder:
        builder.send("a", "u", "enter", *"ali", "enter", "n", "s", "escape")
        await builder.settle()
        assert builder.modal.state.picker is not None
        builder.send("enter", "n")
        await builder.settle()
        assert builder.text == "not user_id = ali", "the next enter does not wait"
        service.recover()
        await builder.idle()
        assert builder.text == "not user_id = ali"


async def test_ctrl_s_waits_for_the_store_and_then_applies(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.burst("a", "u", "enter", *"ali", "ctrl+s")
        assert builder.result is not None
        assert builder.result.filter == ALICE


async def test_escape_leaves_without_a_filter(store: LocalAdapter) -> None:
    async with building(store, "user_id = alice") as builder:
        await builder.press("j", "n", "escape")
        assert builder.status == "The filter was changed: esc again discards that, s uses it."
        await builder.press("escape")
        assert builder.result is None


async def test_what_is_copied_is_the_whole_query(store: LocalAdapter) -> None:
    async with building(store, "created_at >= -7d", base_url="https://mem.example", scope=ALICE) as builder:
        await builder.press("C", "t", "C", "j", "y", "c", "y", "p")
        text, json, curl, python = builder.copied
        assert text == "user_id = alice and created_at >= -7d"
        assert '"gte": "2026-11-14T12:00:00Z"' in json
        assert curl.startswith("curl -X POST 'https://mem.example/v3/memories/?page=1&page_size=100'")
        assert python.startswith("client.get_all(filters={'AND': [{'user_id': 'alice'}, ")
        assert builder.status == f"Copied as Python: {len(python)} characters."


async def test_a_click_puts_the_cursor_on_a_row_and_two_edit_it(store: LocalAdapter) -> None:
    async with building(store, "user_id = alice and run_id = r1") as builder:
        await builder.click(builder.modal.board.rows, 2)
        assert builder.row == "╰─ run_id = r1 2"
        assert builder.modal.state.draft.cursor == (1,)
        await builder.click(builder.modal.board.rows, 1, times=2)
        assert builder.modal.state.picker is not None
        assert "├─ user_id = alice 6" in builder.tree


async def test_a_click_on_an_offer_takes_it(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.press("a")
        at = next(n for n, line in enumerate(builder.tree) if "agent_id" in line)
        await builder.click(builder.modal.board.rows, at)
        await builder.click(builder.modal.board.rows, 3)
        assert builder.text == "agent_id = guide"


async def test_a_click_elsewhere_does_not_disturb_the_typing(store: LocalAdapter) -> None:
    async with building(store, "user_id = alice and run_id = r1") as builder:
        await builder.press("end", "a", "u")
        before = builder.modal.state
        await builder.click(builder.modal.board.rows, 1, times=2)
        assert builder.modal.state.picker == before.picker
        await builder.press("escape")
        assert builder.row == "╰─ run_id = r1 2"


async def test_hostile_names_are_drawn_as_marks_and_kept_as_they_are(tmp_path: Path) -> None:
    name = "ev\x1b[31mil\u202e[bold]"
    adapter = await store_of([record(1, "x", user_id=name, categories=("\x1b]0;x\x07",))], tmp_path / "m.db")
    async with building(adapter, scope_label=name) as builder:
        await builder.press("a", "u", "enter", "e", "enter")
        assert builder.modal.state.draft.filter() == Condition("user_id", "eq", name)
        assert any("31mil" in line for line in builder.tree)
        await builder.press("end", "e")
        assert any("ev^[[31mil<U+202E>[bold]" in line for line in builder.tree)
        for widget in builder.modal.query("*"):
            for y in range(widget.size.height):
                text = "".join(segment.text for segment in widget.render_line(y))
                assert "\x1b" not in text
                assert "\u202e" not in text
        assert "[bold]" in builder.where
        await builder.press("escape", "s")
        assert builder.result is not None
        assert builder.result.filter == Condition("user_id", "eq", name)
    await adapter.close()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50), (40, 10), (20, 5)])
async def test_every_step_is_drawn_at_every_size(store: LocalAdapter, size: tuple[int, int]) -> None:
    async with building(
        store, "user_id != alice and (run_id = r1 or created_at <= today)", size=size
    ) as builder:
        await builder.press(
            "j", "a", "u", "enter", *"zz", "escape", "g", "escape", "question_mark", "pagedown"
        )
        await builder.press("escape", "tab", "pagedown", "pageup", "tab", "C", "t", "end", "e", "backspace")
        await builder.press("escape", "p", "x", "escape")
        await builder.pilot.resize_terminal(120, 30)
        await builder.pilot.resize_terminal(*size)
        await builder.idle()
        assert builder.copied


async def test_the_preview_stands_beside_or_below_or_has_its_turn(store: LocalAdapter) -> None:
    async with building(store, "user_id = alice") as builder:
        board = builder.modal.board
        assert board.side.region.x > board.rows.region.x
        await builder.pilot.resize_terminal(80, 24)
        await builder.idle()
        assert board.side.region.y > board.rows.region.y
        await builder.press("a")
        assert not board.side.display
        await builder.press("escape")
        await builder.pilot.resize_terminal(40, 10)
        await builder.idle()
        assert (board.side.display, board.rows.display) == (False, True)
        await builder.press("tab")
        assert (board.side.display, board.rows.display) == (True, False)


async def test_another_theme_is_drawn_with_its_colours(store: LocalAdapter) -> None:
    async with building(store, "user_id = alice") as builder:
        builder.app.theme = LIGHT.name
        await builder.idle()
        assert builder.tree[0] == "all of 6"


async def test_only_what_is_different_is_drawn_again(
    store: LocalAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    for pane in (TreePane, SidePane, FooterBar, Bar):
        original = pane.render_line

        def watched(self: Widget, y: int, original: Callable[..., Strip] = original) -> Strip:
            drawn.append(self.id or "")
            return original(self, y)

        monkeypatch.setattr(pane, "render_line", watched)
    async with building(store, "user_id = alice and run_id = r1 and created_at >= -7d") as builder:
        drawn.clear()
        await builder.press("j")
        assert drawn == ["tree", "tree"], "the rows that the cursor left and came to"


async def test_a_mistake_of_its_own_is_told_and_kept(
    store: LocalAdapter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    service = Service(store)
    service.fail(RuntimeError("boom"), "count")
    async with building(service, "user_id = alice") as builder:
        await builder.press("c")
        assert builder.status.startswith("memtui made a mistake (RuntimeError). The details are in ")
        assert "RuntimeError: boom" in (tmp_path / "memtui" / "memtui.log").read_text()
        await builder.press("s")
        assert builder.result is not None
