from __future__ import annotations

from dataclasses import replace

import pytest

from memtui.adapters.base import Capabilities
from memtui.cli import service
from memtui.core.models import FilteredHere, Memory, MemoryPage
from memtui.core.queries import MemoryQuery
from tests.cli.conftest import Memtui


class Service:
    """A service with 450 memories that gives at most 200 a page and counts only when asked."""

    capabilities = Capabilities(
        kind="platform", max_page_size=200, true_totals=True, lists_expired=True, writing=None
    )

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        self.asked.append((page, page_size))
        start = (page - 1) * page_size
        some = tuple(Memory(str(number), "text") for number in range(start, min(start + page_size, 450)))
        return MemoryPage(some, page, page_size, None, start + page_size < 450)

    async def count(self, query: MemoryQuery) -> int:
        return 450

    async def close(self) -> None:
        pass


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> Service:
    made = Service()
    monkeypatch.setattr(service, "open_adapter", lambda profile, findings: made)
    monkeypatch.setenv("MEM0_BASE_URL", "http://127.0.0.1:9")
    return made


def test_a_page_larger_than_the_service_gives_is_said(memtui: Memtui, remote: Service) -> None:
    ran = memtui("list", "--page-size", "500", "--page", "2", "--json")
    assert remote.asked == [(2, 200)]
    assert ran.err.splitlines() == [
        "This service gives at most 200 a page; --page counts pages of 200.",
        "Page 2 of 3; 450 memories. --page N shows another, --all everything.",
    ]
    page = ran.json()
    assert (page["count"], page["next"], page["previous"]) == (450, 3, 1)


def test_all_reads_the_largest_pages_to_the_end(memtui: Memtui, remote: Service) -> None:
    ran = memtui("list", "--all", "--jsonl")
    assert remote.asked == [(1, 200), (2, 200), (3, 200)]
    assert [item["id"] for item in ran.jsonl()] == [str(number) for number in range(450)]
    assert ran.err == ""


def test_the_default_page_is_a_hundred(memtui: Memtui, remote: Service) -> None:
    assert len(memtui("list").rows()) == 100
    assert remote.asked == [(1, 100)]


def test_what_the_service_wants_its_user_to_know_is_said(memtui: Memtui, remote: Service) -> None:
    remote.capabilities = replace(Service.capabilities, notice="claim this key \x1b[31msoon")
    ran = memtui("list", "--count")
    assert ran.out == "450\n"
    assert ran.err == "The service says: claim this key ^[[31msoon\n"


@pytest.mark.parametrize("flags", [["--count"], ["--all", "--jsonl"], ["--jsonl"], ["--page", "2", "--json"]])
def test_a_service_that_lists_only_so_many_claims_no_more(
    memtui: Memtui, remote: Service, monkeypatch: pytest.MonkeyPatch, flags: list[str]
) -> None:
    whole = Service.page

    async def cut(self: Service, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        found = await whole(self, query, page, page_size)
        return replace(found, filtered_here=FilteredHere(looked_at=450, more=True))

    monkeypatch.setattr(Service, "page", cut)
    remote.capabilities = replace(Service.capabilities, cap=450)
    ran = memtui("list", *flags)
    assert "This is the least that there is" in ran.err
    assert "--all everything" not in ran.err
    if "page" in str(flags) and "--json" in flags:
        assert "at least 450 memories" in ran.err


def test_what_a_service_leaves_out_is_said(memtui: Memtui, remote: Service) -> None:
    remote.capabilities = replace(Service.capabilities, lists_expired=False)
    left_out = "Expired memories are not among them: this service leaves them out of its lists."
    assert left_out in memtui("list", "--count").err
    assert left_out not in memtui("list", "--count", "--hide-expired").err
