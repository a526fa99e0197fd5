"""What is asked at the start and at the same time, and what is taken back when something else is wanted."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.core.errors import UnreachableError
from memtui.core.models import Entity, Memory, MemoryPage
from memtui.core.queries import MemoryQuery
from memtui.tui.screens.counting import AT_ONCE
from tests.server.conftest import Running, serving
from tests.server.faults import Mishap
from tests.tui.driver import BrowseDriver, app_on, browse
from tests.tui.made_up import MadeUp
from tests.tui.service import Service

OFFLINE = UnreachableError("Nothing answers.")


# The start


async def test_the_list_the_entities_and_the_count_are_asked_for_before_any_of_them_answers(
    store: LocalAdapter,
) -> None:
    service = Service(store)
    held = [service.hold(question) for question in ("page", "entities", "count")]
    async with browse(service, answered=False) as ui:
        assert ui.memories == ["Loading memories …"], "the screen stands without any answer"
        assert service.asked[0] == ("page", 1), "the list comes first"
        assert sorted(str(about) for question, about in service.asked if question == "entities") == [
            "agent", "app", "run", "user",
        ]  # fmt: skip
        assert service.times("count") == 1
        for event in held:
            event.set()
        await ui.idle()
        assert ui.status.startswith("1 of 1000")
        assert ui.entities[0].split() == ["▸Everything", "1000"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path / "memories.db", read_only=False) as server:
        yield server


async def test_over_http_the_screen_stands_before_the_first_answer(server: Running, tmp_path: Path) -> None:
    go = threading.Event()
    server.faulty.mishaps.append(Mishap(times=1000, hold=go))
    adapter: MemoryAdapter = PlatformAdapter(server.url)
    app = app_on(adapter, tmp_path)
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            ui = BrowseDriver(app, pilot, adapter)
            await ui.settle()
            assert ui.memories == ["Loading memories …"]
            await ui.poke("j", "question_mark", "escape")
            # All of them have left, over connections that will serve for what comes.
            asked = [line.partition("?")[0] for line in server.faulty.asked]
            assert set(asked) <= {"POST /v3/memories/", "GET /v1/entities/"}
            assert asked.count("GET /v1/entities/") <= 1, "one reading for all groups"
            go.set()
            await ui.idle()
            assert "No memories yet" in ui.memories[0]
            assert sorted(line.partition("?")[0] for line in server.faulty.asked) == [
                "GET /v1/entities/", "POST /v3/memories/", "POST /v3/memories/",
            ]  # fmt: skip
    finally:
        go.set()


# Entities whose counts cost a question each


class Nameless(MadeUp):
    """Two hundred users of whom the list does not say how much they have; `counted` are those asked about."""

    def __init__(self) -> None:
        super().__init__(50, entities=[Entity("user", f"user {number:03d}") for number in range(200)])
        self.counted: list[str] = []
        self.fails = False
        self.tells = True

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        if page_size > 1:
            return await super().page(query, page, page_size)
        assert query.filter is not None
        name = str(getattr(query.filter, "value", ""))
        self.counted.append(name)
        if self.fails:
            raise OFFLINE
        total = int(name[-3:]) + 1000 if self.tells else None
        return MemoryPage((Memory("id", "text"),), 1, 1, total, True)


def names(ui: BrowseDriver) -> list[str]:
    return [line.strip(" ▸") for line in ui.entities if "user " in line]


async def test_counts_are_asked_for_in_view_alone_and_kept() -> None:
    service = Nameless()
    async with browse(service) as ui:
        shown = names(ui)
        assert shown[0].split() == ["user", "000", "1000"]
        assert sorted(service.counted) == [" ".join(line.split()[:2]) for line in shown], "each once"
        assert len(shown) < 50
        await ui.press("1", "G", "enter", "G")
        assert names(ui)[-1].split() == ["user", "199", "1199"]
        assert len(service.counted) == len(set(service.counted)) < 100, "nobody in between"
        before = len(service.counted)
        await ui.press("home", "G", "home")
        assert len(service.counted) == before
        await ui.press("ctrl+r")
        assert len(service.counted) > before, "asked for again, to see what has changed"


async def test_few_counts_at_once_and_none_for_who_is_out_of_view() -> None:
    service = Service(Nameless())
    async with browse(service) as ui:
        await ui.press("1", "G", "enter", "home")
        counted = service.real
        assert isinstance(counted, Nameless)
        known = len(counted.counted)
        held = service.hold("page", 1)
        counted.counted.clear()
        for row in (60, 90, 120):
            ui.screen.entities.move_to(row)
            await ui.settle()
        asked = service.times("page", 1) - known - 1
        assert asked == AT_ONCE <= 4, "those that were first; the others wait"
        ui.screen.entities.move_to(190)
        await ui.settle()
        held.set()
        await ui.idle()
        passed_by = {f"user {number:03d}" for number in range(75, 110)} & set(counted.counted)
        assert not passed_by, "who was scrolled out of view is not asked about"
        assert names(ui)[-1].split()[-1].startswith("1"), "who is in view is"


@pytest.mark.parametrize("how", ["fails", "says nothing"])
async def test_a_count_that_does_not_come_is_the_last_one_until_all_is_read_anew(how: str) -> None:
    service = Nameless()
    service.fails, service.tells = how == "fails", False
    async with browse(service) as ui:
        assert len(service.counted) <= AT_ONCE
        assert names(ui)[0].split() == ["user", "000"]
        assert "Nothing answers" not in ui.status, "nobody asked for it"
        service.fails, service.tells = False, True
        await ui.press("ctrl+r")
        assert names(ui)[0].split() == ["user", "000", "1000"]


# What is in the way is taken back


async def test_the_next_list_ends_the_count_of_the_one_before(store: LocalAdapter) -> None:
    service = Service(store, totals=False)
    async with browse(service) as ui:
        service.hold("count")
        await ui.poke("slash", *"coffee")
        counting = service.times("count")
        await ui.poke("G")
        assert service.times("count") == counting, "one count for all pages"
        await ui.poke("escape")
        assert [question for question, _ in service.abandoned if question == "count"]
        assert ui.status.startswith("1 of at least 101"), "the page is there before the count"
        service.recover()
        await ui.idle()
        assert ui.status.startswith("1 of 1000")


async def test_escape_stops_fetching_a_range(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        await ui.press("v", "G")
        held = service.hold("page", 5)
        await ui.poke("space")
        assert "fetching the range to mark it; esc stops that" in ui.status
        await ui.poke("escape")
        assert "the range is not marked" in ui.status
        await ui.idle()
        assert service.abandoned
        held.set()
        assert ui.marked == 0
        assert ui.status.startswith("1000 of 1000")


async def test_a_range_of_a_million_is_never_fetched() -> None:
    service = Service(MadeUp(1_000_000))
    async with browse(service) as ui:
        await ui.press("j", "v", "G", "space")
        assert "at most 100,000 rows at once; ctrl+a marks all" in ui.status
        await ui.press("escape", "home", "v", "G", "space")
        assert "all that match marked" in ui.status
        assert service.times("page") <= 4


async def test_a_count_that_is_capped_at_first_says_so(
    store: LocalAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memtui.ops.browse.CAP", 300)

    class Counts(Service):
        async def count_up_to(self, query: MemoryQuery, most: int) -> int:
            return min(await self.real.count(query), most + 1)

    service = Counts(store, totals=False)
    held = service.hold("count")
    async with browse(service, answered=False) as ui:
        assert ui.status.startswith("1 of 300+ · page 1 of …")
        await ui.poke("G")
        assert re.match(r"300 of \d+\+ · page 3 of …", ui.status), "there is more below"
        held.set()
        await ui.idle()
        assert ui.status.startswith("300 of 1000 · page 3 of 10")
