"""What a filter costs in keys."""

from __future__ import annotations

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.filter_text import format_filter, parse
from tests.tui.builder.driver import building

REFERENCE = "user_id = alice and (categories contains food or created_at >= 2024-07-01) and not agent_id = *"
BUDGET = 30


async def test_the_reference_filter_is_within_its_budget_of_keys(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.press("a", "u", "enter")
        await builder.type("alice")
        await builder.press("enter", "g", "c", "a", "enter")
        await builder.type("food")
        await builder.press("enter", "a", "c", "enter")
        await builder.type("2024-07-01")
        await builder.press("enter", "A", "a", "enter", "*", "enter", "n", "s")
        assert builder.result is not None
        assert builder.result.filter == parse(REFERENCE)
        assert builder.presses <= BUDGET
        assert builder.presses == 20


async def test_a_whole_line_needs_three_keys(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.press("a")
        await builder.type(REFERENCE)
        await builder.press("enter", "s")
        assert builder.result is not None
        assert builder.result.filter is not None
        assert format_filter(builder.result.filter) == REFERENCE
        assert builder.presses == 3
