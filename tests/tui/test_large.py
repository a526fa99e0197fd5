"""A list of fifty thousand: what is asked of the service, and how much is held."""

from __future__ import annotations

from memtui.core.models import Memory
from tests.tui.driver import browse
from tests.tui.made_up import MadeUp, plain
from tests.tui.service import Service

ROWS = 50_000


def pages(service: Service) -> list[int]:
    """The numbers of the pages that were asked for, in order."""
    return [int(str(about)) for question, about in service.asked if question == "page"]


async def test_the_first_screen_needs_one_page() -> None:
    service = Service(MadeUp(ROWS))
    async with browse(service) as ui:
        assert pages(service) == [1]
        assert ui.status.startswith("1 of 50,000 · page 1 of 500")
        await ui.press(*"jjjj", "pagedown")
        assert pages(service) == [1]


async def test_the_end_is_one_page_away_and_the_way_back_none() -> None:
    service = Service(MadeUp(ROWS))
    async with browse(service) as ui:
        await ui.press("G")
        assert "Row 49999" in ui.row
        assert "Row 49999" in ui.detail
        for _ in range(3):
            await ui.press("home", "G")
        assert pages(service) == [1, 500]


async def test_a_page_is_fetched_half_a_page_before_it_is_seen() -> None:
    service = Service(MadeUp(ROWS))
    async with browse(service) as ui:
        memories = ui.screen.memories
        while memories.cursor < 330:
            await ui.press("pagedown")
            assert "· · ·" not in "".join(ui.memories)
            below = memories.top + memories.lines_in_view - 1
            assert pages(service) == list(range(1, (below + 50) // 100 + 2))


async def test_holding_page_down_asks_for_each_page_once() -> None:
    service = Service(MadeUp(ROWS))
    async with browse(service) as ui:
        height = ui.screen.memories.lines_in_view
        await ui.burst(*["pagedown"] * 100)
        reached = 100 * height
        assert ui.status.startswith(f"{reached + 1} of 50,000")
        assert f"Row {reached}" in ui.row
        asked = pages(service)
        assert len(asked) == len(set(asked)) <= reached // 100 + 2


async def test_jumps_fetch_what_is_around_them_only() -> None:
    service = Service(MadeUp(ROWS))
    async with browse(service) as ui:
        for row in (40_000, 12_345, 31_111):
            before = service.times("page")
            ui.screen.memories.move_to(row)
            await ui.idle()
            assert f"Row {row}" in ui.row
            assert service.times("page") - before <= 3


async def test_a_long_walk_holds_the_last_pages_only() -> None:
    service = Service(MadeUp(ROWS))
    async with browse(service, size=(80, 12)) as ui:
        for row in range(0, 7000, 100):
            ui.screen.memories.move_to(row)
            await ui.settle()
        await ui.idle()
        walked = pages(service)
        assert sorted(walked) == list(range(1, len(walked) + 1)), "each page once"
        assert len(walked) > 60
        await ui.press("home")
        assert pages(service)[len(walked) :] == [1], "which was let go"
        assert ui.row.endswith("Row 0")


async def test_rows_are_made_for_what_is_seen_and_not_for_the_whole_list() -> None:
    made: list[int] = []

    def make(number: int) -> Memory:
        made.append(number)
        return plain(number)

    async with browse(MadeUp(1_000_000_000, make)) as ui:
        await ui.press("G", "home", "G", "pageup")
        assert "page 10,000,000 of 10,000,000" in ui.status
        assert len(made) <= 600
