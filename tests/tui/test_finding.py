"""Filters while typing, searches, scopes and expired memories."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.events import Paste

from memtui.adapters.local.adapter import LocalAdapter
from tests.tui.data import many, record
from tests.tui.driver import browse, store_of


@pytest.fixture
async def aging(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """Six memories: one expired, one immutable, one that expires on the day that is shown."""
    records = [
        *many(3),
        record(3, "Expired", expiration_date="2026-11-20", user_id="alice"),
        record(4, "Expires today", expiration_date="2026-11-21", user_id="alice"),
        record(5, "Fixed", immutable=True, user_id="dora"),
    ]
    adapter = await store_of(records, tmp_path / "memories.db")
    yield adapter
    await adapter.close()


async def test_the_filter_keeps_pace_with_typing_and_enter_keeps_it(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("slash")
        assert ui.focused == "ask"
        seen = []
        for char in "99: ":
            await ui.type(char)
            seen.append(ui.status.split(" ·")[0])
        assert seen == ["1 of 271", "1 of 19", "1 of 10", "1 of 10"]
        await ui.press("backspace", "backspace", "enter")
        assert ui.focused == "memories"
        assert "contains “99”" in ui.where
        assert ui.status.startswith("1 of 19")


@pytest.mark.parametrize("text", ["coffee", "hq is 1?"])
async def test_what_is_typed_ahead_of_the_field_lands_in_it(store: LocalAdapter, text: str) -> None:
    async with browse(store) as ui:
        await ui.burst("slash", *text, "x", "backspace", "enter")
        assert f"contains “{text}”" in ui.where
        assert ui.focused == "memories"
        await ui.burst("s", *text, "enter")
        assert f"search “{text}”" in ui.where
        await ui.burst("slash", *text, "escape")
        assert f"search “{text}”" in ui.where


async def test_the_list_moves_under_the_field(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("slash")
        await ui.type("coffee")
        await ui.press("down", "down", "up")
        assert ui.focused == "ask"
        assert ui.status.startswith("2 of 100")
        assert "Memory 980" in ui.detail
        await ui.press("enter")
        assert ui.status.startswith("2 of 100"), "what was typed is shown already"


async def test_a_filter_is_changed_where_it_stands(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("slash", *"tea", "enter", "slash")
        await ui.press("backspace", "backspace", "backspace")
        assert ui.status.startswith("1 of 1000")
        await ui.press("enter")
        assert "contains" not in ui.where


@pytest.mark.parametrize("key", ["tab", "shift+tab"])
async def test_going_to_another_pane_keeps_what_was_typed(store: LocalAdapter, key: str) -> None:
    async with browse(store) as ui:
        await ui.press("slash")
        await ui.burst(*"coffee", key)
        assert "contains “coffee”" in ui.where
        assert ui.status.startswith("1 of 100 ")
        assert ui.focused == {"tab": "detail", "shift+tab": "entities"}[key]


async def test_a_click_into_the_list_closes_the_field_and_keeps_the_filter(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("slash", *"coffee")
        await ui.click(ui.screen.memories, 3)
        assert ui.focused == "memories"
        assert "contains “coffee”" in ui.where
        assert ui.status.startswith("4 of 100")


async def test_a_filter_that_nothing_matches_says_so_and_what_to_do(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("slash", *"xyzzy", "enter")
        assert ui.memories == ["Nothing here contains “xyzzy”.", "/ changes the filter   esc removes it"]
        assert ui.status.startswith("0 memories")
        assert ui.detail == ""
        await ui.press("j", "G", "g", "g", "space", "v", "h", "i", "enter", "ctrl+r", "pagedown")
        await ui.press("escape", "escape", "escape")
        assert ui.status.startswith("1 of 1000")
        assert "Memory 999" in ui.detail


async def test_the_filter_of_entities_compares_names_without_case(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("1", "slash", *"O", "enter")
        assert [line.split() for line in ui.entities] == [
            ["▸Everything", "1000"], ["Users", "2"], ["bob", "250"], ["carol", "250"],
        ]  # fmt: skip
        await ui.press("j", "j", "enter")
        assert ui.where.endswith("user bob")
        await ui.press("1", "slash")
        await ui.type("xyzzy")
        assert len(ui.entities) == 1
        await ui.press("j", "G", "enter")
        assert ui.focused == "entities", "the field is closed, the filter stays"
        await ui.press("escape")
        assert len(ui.entities) == 7


async def test_a_heading_lists_all_of_its_type(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("1", "j", "enter")
        assert ui.where.endswith("all users")
        assert ui.status.startswith("1 of 750")
        assert ui.memories[0].endswith("carol"), "whose it is, since the scope does not tell"
        await ui.press("1", "j", "enter")
        assert ui.where.endswith("user alice")
        assert ui.memories[0].endswith("tea")
        await ui.press("1", "home", "enter")
        assert ui.where.endswith("everything")


async def test_a_search_stays_in_the_scope_and_the_filter(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("1", "j", "j", "enter", "slash", *"coffee", "enter")
        await ui.press("s", *"drinks", "enter")
        assert ui.where.endswith("user alice ▸ contains “coffee” ▸ search “drinks” · best 100")
        assert ui.status.startswith("1 of 50 best matches")
        assert ui.memories[0].startswith("1.00")
        assert "score" in ui.detail


async def test_a_search_without_an_answer_says_so(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("s", *"xyzzy", "enter")
        assert ui.memories[0] == "No memory answers “xyzzy”."
        await ui.press("s", "enter")
        assert "search “xyzzy”" in ui.where, "the question can be mended"
        await ui.press("s", *["backspace"] * 5, "enter")
        assert "search “xyzzy”" in ui.where, "nothing is no question"


async def test_filtering_ends_a_search(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("s", *"tea", "enter", "slash", *"coffee", "enter")
        assert ui.where.endswith("contains “coffee”")
        assert ui.status.startswith("1 of 100 ·")


async def test_expired_memories_are_told_apart_and_hidden(aging: LocalAdapter) -> None:
    async with browse(aging) as ui:
        assert [line.split()[1:3] for line in ui.memories[:3]] == [
            ["Fixed", "immutable"], ["Expires", "today"], ["Expired", "expired"],
        ]  # fmt: skip
        assert "immutable   cannot be edited, only deleted" in ui.detail
        await ui.press("j")
        assert "expires     2026-11-21" in ui.detail
        await ui.press("j")
        assert "expired     2026-11-20" in ui.detail
        await ui.press("full_stop")
        assert "expired hidden" in ui.where
        assert ui.status.startswith("1 of 5")
        assert not any("Expired" in line for line in ui.memories)
        await ui.press("full_stop")
        assert ui.status.startswith("1 of 6")


async def test_in_a_search_expired_memories_stay_as_they_were(aging: LocalAdapter) -> None:
    async with browse(aging) as ui:
        await ui.press("s", *"expired", "enter", "full_stop")
        assert "Expired is off: not in a search; esc goes back to the list" in ui.status
        await ui.press("escape")
        assert ui.status.startswith("1 of 6")


async def test_a_range_ends_with_the_list_that_it_began_in(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        for keys in (["s", *"tea", "enter"], ["slash", *"coffee", "enter"], ["1", "home", "j", "enter"]):
            await ui.press("v", "j", "j")
            assert "range of 3" in ui.status
            await ui.press(*keys)
            assert "range" not in ui.status
        await ui.press("v", "full_stop")
        assert "range" not in ui.status


async def test_a_paste_with_control_characters_is_refused(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("slash")
        for text in ("\x1b[31mred", "tea\x9b2J", "tea\u202e"):
            ui.screen.post_message(Paste(text))
            await ui.idle()
            assert ui.status.startswith("1 of 1000")
        ui.screen.post_message(Paste("coffee"))
        await ui.idle()
        assert ui.status.startswith("1 of 100 ")
