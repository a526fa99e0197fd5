"""The filter's line, the layers that narrow a list, and what is said when nothing matches."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Paste

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.filter_text import format_filter
from memtui.tui.screens.browse import BrowseScreen
from tests.tui.data import many, record
from tests.tui.driver import BrowseDriver, browse, store_of


def footer(ui: BrowseDriver) -> str:
    return ui.screen.keys.render_line(0).text.strip()


def filter_text(ui: BrowseDriver) -> str:
    tree = ui.screen.state.filter
    return "" if tree is None else format_filter(tree)


async def test_a_line_filters_while_it_is_typed_and_enter_keeps_it(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("equals_sign")
        assert ui.focused == "ask"
        await ui.type("user_id = alice and keywords icontains coffee")
        assert ui.status.startswith("1 of 50 ")
        await ui.press("enter")
        assert ui.focused == "memories"
        assert ui.where.endswith("everything ▸ user_id = alice and keywords icontains coffee")
        assert ui.status.startswith("1 of 50 ")


async def test_a_line_is_completed_word_by_word(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("equals_sign", *"us")
        assert footer(ui) == "tab user_id"
        await ui.press("tab", *"= a")
        assert footer(ui).startswith("tab alice")
        await ui.press("tab", *"a", "tab", *"agent", "tab", *"!", "tab", *"g", "tab", "enter")
        assert filter_text(ui) == "user_id = alice and agent_id != guide"


async def test_a_mistake_is_told_with_its_column_and_loses_nothing(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("equals_sign")
        await ui.type("user_id = bob")
        assert ui.status.startswith("1 of 250 ")
        await ui.type(" and mood = good")
        assert footer(ui).startswith("Column 19: 'mood' is not a field.")
        assert ui.status.startswith("1 of 250 "), "the list is still that of the last good line"
        await ui.press("enter")
        assert ui.focused == "ask", "the line stays to be mended"
        await ui.press(*["backspace"] * len(" and mood = good"), "enter")
        assert filter_text(ui) == "user_id = bob"


async def test_escape_takes_back_what_was_typed(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("equals_sign")
        await ui.type("user_id = alice")
        await ui.press("enter", "equals_sign")
        await ui.type(" and keywords icontains coffee")
        assert ui.status.startswith("1 of 50 ")
        await ui.press("escape")
        assert filter_text(ui) == "user_id = alice"
        assert ui.status.startswith("1 of 250 ")
        await ui.burst("equals_sign", *" and x", "escape")
        assert filter_text(ui) == "user_id = alice"
        assert "/ find" in footer(ui)


async def test_earlier_filters_come_back_with_the_arrows(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        for name in ("bob", "alice"):
            await ui.press("equals_sign")
            await ui.type(f"user_id = {name}")
            await ui.press("enter", "escape")
            assert filter_text(ui) == ""
        await ui.press("equals_sign", *"run", "up")
        assert ui.screen.field.value == "user_id = alice"
        await ui.press("up", "up")
        assert ui.screen.field.value == "user_id = bob"
        await ui.press("down", "down", "down")
        assert ui.screen.field.value == "run"
        await ui.press("up", "up", "enter")
        assert filter_text(ui) == "user_id = bob"


async def test_scope_filter_and_text_compose_and_come_off_one_by_one(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("1", "j", "j", "enter", "equals_sign")
        await ui.type("not categories = *")
        await ui.press("enter", "slash", *"coffee", "enter")
        assert ui.where.endswith("user alice ▸ not categories = * ▸ contains “coffee”")
        seen = [ui.status.split(" ·")[0]]
        for _ in range(3):
            await ui.press("escape")
            seen.append(ui.status.split(" ·")[0])
        assert seen == ["1 of 50", "1 of 250", "1 of 250", "1 of 1000"]
        assert ui.where.endswith("everything")


async def test_a_search_asks_within_the_filter(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("equals_sign")
        await ui.type("user_id = alice")
        await ui.press("enter", "s", *"coffee", "enter")
        assert ui.where.endswith("user_id = alice ▸ search “coffee” · best 100")
        assert ui.status.startswith("1 of 50 best matches")


@pytest.mark.parametrize(
    ("line", "said", "after"),
    [
        (
            "user_id = bob and categories contains zebra",
            ["categories contains zebra takes everything away.", "Without it 250 memories match."],
            "user_id = bob",
        ),
        (
            "created_at >= 2026-12-01 and created_at < 2020-01-01",
            ["Nothing is after 2026-12-01 and before 2020-01-01 (created_at)."],
            "created_at >= 2020-01-01 and created_at < 2026-12-01",
        ),
        (
            "user_id = nobody and app_id = nothing",
            ["No memory has all of this together:", "user_id = nobody and app_id = nothing."],
            "",
        ),
    ],
)
async def test_what_is_to_blame_is_said_and_one_key_repairs_it(
    store: LocalAdapter, line: str, said: list[str], after: str
) -> None:
    async with browse(store) as ui:
        await ui.press("equals_sign")
        await ui.type(line)
        await ui.press("enter")
        assert ui.memories[0] == "Nothing matches."
        for sentence in said:
            assert sentence in ui.memories
        assert ui.memories[-1].startswith("r ")
        await ui.press("r")
        assert filter_text(ui) == after


async def test_a_scope_that_contradicts_the_filter_is_taken_off(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("equals_sign")
        await ui.type("agent_id = guide")
        await ui.press("enter", "1", "j", "j", "enter")
        assert ui.where.endswith("user alice ▸ agent_id = guide")
        assert "seldom both" in " ".join(ui.memories)
        await ui.press("r")
        assert ui.where.endswith("everything ▸ user_id = alice or agent_id = guide")
        assert ui.status.startswith("1 of 500 ")


async def test_a_warning_stands_in_the_status_line_while_the_filter_runs(store: LocalAdapter) -> None:
    async with browse(store, size=(160, 40)) as ui:
        await ui.press("equals_sign")
        await ui.type("user_id != bob")
        await ui.press("enter")
        assert ui.status.startswith("1 of 750 ")
        assert "also matches memories that have no user_id" in ui.status
        assert "r: only where it is set" in ui.status
        await ui.press("r")
        assert filter_text(ui) == "user_id = * and user_id != bob"
        assert ui.status.startswith("1 of 500 ")


async def test_hidden_expired_memories_are_named(tmp_path: Path) -> None:
    records = [*many(3), record(3, "Expired", expiration_date="2026-11-20", user_id="dora")]
    store = await store_of(records, tmp_path / "memories.db")
    async with browse(store) as ui:
        await ui.press("full_stop", "equals_sign")
        await ui.type("user_id = dora")
        await ui.press("enter")
        assert "1 expired memory matches, and expired ones are hidden." in ui.memories
        await ui.press("r")
        assert ui.status.startswith("1 of 1 ")
    await store.close()


async def test_going_to_another_pane_keeps_the_line(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("equals_sign")
        await ui.burst(*"user_id = bob ")
        await ui.press("shift+tab")
        assert ui.focused == "entities"
        assert filter_text(ui) == "user_id = bob"
        assert "/ find" in footer(ui)


async def test_a_hostile_filter_is_drawn_without_harm(tmp_path: Path) -> None:
    store = await store_of([record(0, "[red]x\x1b[2J", user_id="a\x1b]0;b\x07[/red]")], tmp_path / "m.db")
    async with browse(store) as ui:
        await ui.press("equals_sign", *"user_id = a", "tab", "enter")
        assert isinstance(ui.app.screen, BrowseScreen)
        drawn = [ui.where, ui.status, *ui.memories, *ui.entities, footer(ui), ui.screen.field.value]
        assert not any("\x1b" in text or "\x07" in text for text in drawn)
        assert ui.status.startswith("1 of 1 ")
    await store.close()


async def test_keys_after_enter_and_escape_are_for_the_list(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.burst("equals_sign", *"user_id = bob", "enter", "j", "j")
        assert filter_text(ui) == "user_id = bob"
        assert ui.focused == "memories"
        await ui.burst("slash", *"tea", "enter", "j")
        assert "contains “tea”" in ui.where
        await ui.burst("slash", *"x", "escape", "j", "j")
        assert "contains" not in ui.where
        assert ui.focused == "memories"
        await ui.burst("s", *"coffee", "enter", "j")
        assert "search “coffee”" in ui.where


async def test_a_tab_that_is_typed_ahead_completes_and_keys_after_it_wait(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.burst("equals_sign", *"us", "tab", *"= ali", "tab", "enter")
        assert filter_text(ui) == "user_id = alice"


async def test_keys_after_the_one_that_opens_the_builder_are_for_the_builder(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.burst("f", "a", *"user_id = bob", "enter", "s")
        assert filter_text(ui) == "user_id = bob"
        assert ui.status.startswith("1 of 250 ")


async def test_json_and_several_lines_can_be_pasted_into_the_line(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        for pasted in (
            "user_id = bob\r  and run_id = r1",
            '{"AND": [\r\n {"user_id": "bob"}, {"run_id": "r1"}]}',
        ):
            await ui.press("equals_sign", *["backspace"] * 40)
            ui.screen.field.post_message(Paste(pasted))
            await ui.idle()
            await ui.press("enter")
            assert filter_text(ui) == "user_id = bob and run_id = r1"


async def test_a_filter_that_was_repaired_is_among_the_earlier_ones(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("equals_sign")
        await ui.type("user_id != bob")
        await ui.press("enter", "r", "escape", "equals_sign", "up")
        assert ui.screen.field.value == "user_id = * and user_id != bob"
