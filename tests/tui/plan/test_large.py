"""Operations of any size: how much of them is read and held, whatever a person does."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from memtui.ops.plans import Plan
from memtui.state.journal import Item, Journal, NewItem, Operation
from memtui.tui.modals.items.pages import MOST_PAGES, PAGE_SIZE
from memtui.tui.modals.plan import OutcomeModal, PlanModal
from tests.tui.plan.driver import opened
from tests.tui.plan.made_up import deletion, drafted, journal_in, many, runs, stays, worked

COUNT = 100_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Journal, Operation]]:
    """A journal with a plan of 100,000 items, of which every thousandth changes nothing."""
    journal = journal_in(tmp_path_factory.mktemp("large"))

    def item(number: int) -> NewItem:
        return stays(number) if number % 1000 == 999 else deletion(number)

    yield journal, drafted(journal, many(COUNT, item))
    journal.close()


class Reads:
    """What was read of a journal: the positions after which pages were asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.after: list[int] = []
        read = Journal.items

        def counted(journal: Journal, operation: int, *args: Any, **kwargs: Any) -> list[Item]:
            assert kwargs["limit"] <= PAGE_SIZE
            self.after.append(kwargs["after"])
            return read(journal, operation, *args, **kwargs)

        monkeypatch.setattr(Journal, "items", counted)

    def taken(self) -> list[int]:
        """The reads since the last look."""
        found, self.after = self.after, []
        return found


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    return Reads(monkeypatch)


async def test_it_opens_with_a_page(large: tuple[Journal, Operation], reads: Reads) -> None:
    journal, operation = large
    async with opened(PlanModal(journal, Plan(operation)), (120, 40)) as ui:
        assert reads.taken() == [-1]
        assert ui.items.length == COUNT
        assert "99,900 will be deleted · 100 stay as they are" in ui.head


async def test_any_place_is_reached_with_a_few_pages(large: tuple[Journal, Operation], reads: Reads) -> None:
    journal, operation = large
    async with opened(PlanModal(journal, Plan(operation)), (120, 40)) as ui:
        reads.taken()
        await ui.press("G")
        assert ui.row.startswith("= stays alice It is immutable: it can only be deleted")
        assert "Alice 99999 drinks coffee" in ui.change
        assert set(reads.taken()) == {COUNT - 101}
        await ui.press("k")
        assert ui.row.endswith("Alice 99998 drinks coffee")
        assert reads.taken() == []
        ui.items.move_to(50_000)
        await ui.idle()
        assert ui.row.endswith("Alice 50000 drinks coffee")
        assert len(reads.taken()) <= 3
        await ui.press("home")
        assert reads.taken() == []


async def test_going_through_it_holds_only_some_pages(large: tuple[Journal, Operation], reads: Reads) -> None:
    journal, operation = large
    async with opened(PlanModal(journal, Plan(operation)), (80, 24)) as ui:
        for place in range(0, COUNT, 2_500):
            ui.items.move_to(place)
            await ui.idle()
            assert ui.row.endswith(f"Alice {place} drinks coffee")
        assert ui.items.pages.held == MOST_PAGES
        # What is flown over in one go is not read.
        reads.taken()
        await ui.burst(*["pagedown"] * 300)
        assert len(reads.taken()) <= 300 * ui.items.lines_in_view // PAGE_SIZE + 4
        assert ui.items.pages.held == MOST_PAGES


async def test_rows_that_are_few_are_found_without_the_others(
    large: tuple[Journal, Operation], reads: Reads
) -> None:
    journal, operation = large
    async with opened(PlanModal(journal, Plan(operation)), (80, 24)) as ui:
        reads.taken()
        await ui.press("tab", "tab")
        assert ui.title == "will not change · 100"
        assert len(reads.taken()) <= 2
        await ui.press("G")
        assert ui.row.startswith("= stays alice")
        assert ui.items.cursor == 99
        assert len(reads.taken()) <= 1


async def test_the_end_of_some_of_the_rows_is_gone_to(journal: Journal, reads: Reads) -> None:
    statuses = [status for _ in range(900) for status in runs(done=1, failed=1)]
    operation = worked(journal, list(many(1800)), statuses, ended="partly")
    async with opened(OutcomeModal(journal, operation)) as ui:
        assert ui.title == "did not go well · 900"
        reads.taken()
        await ui.press("G")
        assert (ui.items.cursor, ui.row) == (899, "- failed alice Alice 1799 drinks coffee")
        assert len(reads.taken()) <= 9
        await ui.press("home", "tab", "end")
        assert ui.row == "- failed alice Alice 1799 drinks coffee"


async def test_a_key_stops_the_way_to_the_end(journal: Journal) -> None:
    statuses = [status for _ in range(900) for status in runs(done=1, failed=1)]
    operation = worked(journal, list(many(1800)), statuses, ended="partly")
    async with opened(OutcomeModal(journal, operation)) as ui:
        await ui.burst("G", "home")
        assert ui.items.cursor == 0
        assert ui.items.length < 900


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """A journal that does not answer: an event tells that it was asked, the other lets it answer."""
    asked, answer = threading.Event(), threading.Event()
    read = Journal.items

    def waiting(*args: Any, **kwargs: Any) -> Sequence[Item]:
        asked.set()
        assert answer.wait(30)
        return read(*args, **kwargs)

    monkeypatch.setattr(Journal, "items", waiting)
    yield asked, answer
    answer.set()


async def test_closing_while_it_is_read_is_clean(
    large: tuple[Journal, Operation], monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, operation = large
    with held(monkeypatch) as (asked, answer):
        async with opened(PlanModal(journal, Plan(operation)), answered=False) as ui:
            assert asked.wait(30)
            assert set(ui.rows) == {"· · ·"}
            ui.send("escape")
            await ui.settle()
            assert ui.app.results == [None]
            answer.set()
            await ui.idle()
            assert ui.app.is_running


async def test_leaving_memtui_while_it_is_read_is_clean(
    large: tuple[Journal, Operation], monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, operation = large
    with held(monkeypatch) as (asked, answer):
        async with opened(PlanModal(journal, Plan(operation)), answered=False) as ui:
            assert asked.wait(30)
            ui.app.exit()
            answer.set()


async def test_a_journal_that_is_closed_under_it_is_told(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    operation = drafted(journal, many(1000))
    async with opened(PlanModal(journal, Plan(operation))) as ui:
        journal.close()
        await ui.press("G")
        assert "closed" in ui.said
        await ui.press("escape")
        assert ui.app.results == [None]
