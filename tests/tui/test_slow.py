"""A service that takes its time: what is drawn meanwhile, and which answers still count."""

from __future__ import annotations

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from tests.tui.driver import browse
from tests.tui.service import Service


async def test_until_the_first_page_the_screen_says_that_it_loads_and_takes_keys(store: LocalAdapter) -> None:
    service = Service(store)
    held = service.hold("page")
    async with browse(service, answered=False) as ui:
        assert ui.memories == ["Loading memories …"]
        assert ui.status == "loading"
        assert ui.entities[0].split() == ["▸Everything", "1000"], "entities do not wait for the list"
        await ui.poke("j", "G", "space", "v", "enter", "h", "1", "j", "j", "question_mark", "escape")
        assert ui.row.split() == ["alice", "250"]
        held.set()
        await ui.idle()
        assert ui.status.startswith("1 of 1000")
        assert "● ADD" in ui.detail


async def test_entities_come_group_by_group(store: LocalAdapter) -> None:
    service = Service(store)
    held = service.hold("entities", "agent")
    async with browse(service, answered=False) as ui:
        assert "Memory 999" in ui.memories[0]
        assert [line.split()[0] for line in ui.entities] == [
            "▸Everything", "Users", "alice", "bob", "carol", "Agents", "·",
        ]  # fmt: skip
        held.set()
        await ui.idle()
        assert ui.entities[-1].split() == ["guide", "250"]
        assert service.times("entities") == 4, "each group is asked for once"


async def test_a_filter_that_was_superseded_is_taken_back_and_its_answer_dropped(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        held = service.hold("page", 1)
        await ui.poke("slash", *"coffee")
        assert "contains “coffee”" not in ui.where, "the field lies over the bar"
        assert ui.status.startswith("1 of 1000"), "the rows of the old list stay"
        assert "loading" in ui.status
        await ui.poke(*" 9")
        assert ("page", 1) in service.abandoned
        held.set()
        await ui.idle()
        await ui.press("enter")
        assert ui.status.startswith("0 memories")


async def test_a_late_answer_to_an_old_question_changes_nothing(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        held = service.hold("search")
        await ui.poke("s", *"coffee", "enter")
        await ui.poke("escape")
        await ui.idle()
        before = (ui.where, ui.status, ui.memories)
        held.set()
        await ui.idle()
        assert (ui.where, ui.status, ui.memories) == before
        assert service.abandoned == [("search", "coffee")]


async def test_rows_far_away_are_placeholders_until_they_come(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        held = service.hold("page", 10)
        await ui.poke("G")
        assert set(ui.memories) == {"· · ·"}
        assert ui.status.startswith("1000 of 1000 · page 10 of 10")
        assert ui.detail == ""
        await ui.poke("k", "k")
        assert ui.status.startswith("998 of 1000")
        held.set()
        await ui.idle()
        assert "Memory 2:" in ui.row
        assert "Memory 2:" in ui.detail
        assert ("page", 10) not in service.abandoned


async def test_pages_that_were_flown_over_still_arrive_where_they_belong(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        held = service.hold("page", 10)
        await ui.poke("G", "home")
        assert "Memory 999" in ui.row
        held.set()
        await ui.idle()
        assert "Memory 999" in ui.row
        assert ui.status.startswith("1 of 1000")
        await ui.press("G")
        assert "Memory 0:" in ui.row
        assert service.times("page", 10) == 1


async def test_the_old_rows_can_be_walked_while_new_ones_come(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        held = service.hold("page", 1)
        await ui.poke("1", "j", "j", "enter", "j", "j")
        assert ui.where.endswith("user alice")
        assert "Memory 997" in ui.row
        assert "Memory 997" in ui.detail
        held.set()
        await ui.idle()
        assert ui.status.startswith("1 of 250")
        assert "Memory 996" in ui.row
        assert "Memory 996" in ui.detail


async def test_a_reload_keeps_the_rows_and_the_moves_made_meanwhile(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        held = service.hold("page", 1)
        await ui.poke("j", "ctrl+r", "j", "j")
        assert "loading" in ui.status
        assert "Memory 996" in ui.row
        held.set()
        await ui.idle()
        assert ui.status.startswith("4 of 1000")
        assert "loading" not in ui.status


async def test_a_total_that_comes_late_is_promised_first(store: LocalAdapter) -> None:
    service = Service(store, totals=False)
    held = service.hold("count")
    async with browse(service, answered=False) as ui:
        assert ui.status.startswith("1 of at least 101 · page 1 of …")
        await ui.poke("G")
        assert "101 of at least" in ui.status
        held.set()
        await ui.idle()
        assert ui.status.startswith("101 of 1000 · page 2 of 10")
        await ui.press("G")
        assert "Memory 0:" in ui.row
        assert service.times("count") == 2, "once for the list, once for everything"


async def test_without_a_total_going_down_finds_page_after_page(store: LocalAdapter) -> None:
    service = Service(store, totals=False)
    service.hold("count")
    async with browse(service, answered=False) as ui:
        seen = []
        for _ in range(4):
            await ui.poke("G")
            while "· · ·" in ui.memories:
                await ui.settle()
            seen.append(ui.status.split(" ·")[0])
        assert seen[0] == "101 of at least 201"
        assert seen[-1].startswith("401 of at least ")
        service.recover()


@pytest.mark.parametrize("shrunk", [3, 950])
async def test_a_list_that_shrank_meanwhile_ends_where_it_ends(store: LocalAdapter, shrunk: int) -> None:
    service = Service(store)
    async with browse(service) as ui:
        for number in range(1000 - shrunk):
            await store.delete(f"00000000-0000-4000-8000-{number:012d}")
        await ui.press("G")
        assert ui.status.startswith(f"{shrunk} of {shrunk} ")
        assert f"Memory {1000 - shrunk}:" in ui.row
        assert f"Memory {1000 - shrunk}:" in ui.detail
        await ui.press("ctrl+r")
        assert f"Memory {1000 - shrunk}:" in ui.row


async def test_a_history_on_its_way_is_announced_and_one_for_another_memory_is_not_shown(
    store: LocalAdapter,
) -> None:
    service = Service(store)
    async with browse(service) as ui:
        first = service.hold("history", "00000000-0000-4000-8000-000000000999")
        await ui.poke("h")
        assert ui.detail == "Loading the history …"
        await ui.poke("j")
        await ui.idle()
        assert "Memory 998" in ui.detail
        first.set()
        await ui.idle()
        assert "Memory 998" in ui.detail
        await ui.press("k")
        assert "Memory 999" in ui.detail
        assert service.times("history", "00000000-0000-4000-8000-000000000998") == 1


async def test_leaving_while_the_service_is_silent(store: LocalAdapter) -> None:
    service = Service(store)
    service.hold("page")
    async with browse(service, answered=False) as ui:
        await ui.poke("q")
        assert not ui.app.is_running
        assert ui.app.return_code == 0
