"""Activity of services: a store counts by itself, of another service the newest are looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.activity import MOMENTS, SPLITS, Activity, Moment, Split, Tally
from memtui.core.errors import ServiceError
from memtui.core.filter_match import matches
from memtui.core.filters import Filter
from memtui.core.models import MemoryRecord
from memtui.core.queries import MemoryQuery
from memtui.core.times import today, utc_now
from memtui.ops import activity as ops
from memtui.ops.activity import ActivityCount
from tests.strategies import filters, law, stores
from tests.tui.data import many, record
from tests.tui.driver import store_of
from tests.tui.service import Service


def counted_by_hand(
    records: list[MemoryRecord], query: MemoryQuery, of: Moment, split: Split | None
) -> Activity:
    tally = Tally(of, split)
    for memory in (one.memory for one in records):
        if matches(query.filter, memory, utc_now()) and (
            query.show_expired or not memory.is_expired(today())
        ):
            tally.take(memory)
    return tally.activity()


def told(found: Activity) -> object:
    parts = [(part.kind, part.name, dict(part.days), part.undated) for part in found.parts]
    return (found.of, found.split, dict(found.days), found.undated, parts)


@law(60, shrink=False)
@given(stores, st.none() | filters, st.booleans())
async def test_a_store_counts_as_one_does_by_hand(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[MemoryRecord],
    tree: Filter | None,
    show_expired: bool,
) -> None:
    query = MemoryQuery(tree, show_expired=show_expired)
    store = await store_of(records, tmp_path_factory.mktemp("store") / "memories.db")
    try:
        for of in MOMENTS:
            for split in (None, *SPLITS):
                found = await ActivityCount(store, query).count(of, split)
                assert told(found) == told(counted_by_hand(records, query, of, split))
                assert found.total == await store.count(query)
                assert found.walked is None
    finally:
        await store.close()


@pytest.fixture
async def store(tmp_path: Path) -> LocalAdapter:
    return await store_of(many(1000), tmp_path / "memories.db")


async def test_a_store_counts_the_ends_of_the_calendar_and_many_names(tmp_path: Path) -> None:
    dates = (
        "0001-01-01",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01",
        "2026-11-21T23:30:00-07:00",
        "9999-12-31",
    )
    records = [
        record(
            number,
            "x",
            created_at=dates[number % 5],
            user_id=f"u{number % 11:02}",
            categories=(f'{number % 3}"é',),
        )
        for number in range(100)
    ]
    store = await store_of(records, tmp_path / "memories.db")
    for split in (None, *SPLITS):
        found = await store.count_days(MemoryQuery(), "created", split)
        assert told(found) == told(counted_by_hand(records, MemoryQuery(), "created", split))
    assert [part.names for part in found.parts] == [1, 1, 1]
    by_user = await store.count_days(MemoryQuery(), "created", "user")
    assert [part.names for part in by_user.parts] == [1] * 8 + [3]
    await store.close()


async def test_a_service_is_looked_at_once(store: LocalAdapter) -> None:
    service, seen = Service(store, page_size=200), list[tuple[int, int | None]]()
    count = ActivityCount(service, MemoryQuery())
    found = await count.count("created", None, lambda number, total: seen.append((number, total)))
    assert seen == [(number, 1000) for number in (200, 400, 600, 800, 1000)]
    assert found.walked is not None
    assert (found.walked.looked_at, found.walked.matching, found.walked.is_whole) == (1000, 1000, True)
    assert told(found) == told(await store.count_days(MemoryQuery(), "created", None))
    by_user = await count.count("updated", "user")
    assert told(by_user) == told(await store.count_days(MemoryQuery(), "updated", "user"))
    assert service.times("page") == 5
    await store.close()


async def test_no_more_than_the_newest_are_looked_at(
    store: LocalAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ops, "MOST", 500)
    service = Service(store, page_size=200)
    found = await ActivityCount(service, MemoryQuery()).count("created", None)
    assert found.total == 500
    assert found.walked is not None
    assert (found.walked.looked_at, found.walked.matching, found.walked.is_whole) == (500, 1000, False)
    assert found.walked.newest_first
    assert service.times("page") == 3
    await store.close()


async def test_looking_can_be_stopped(store: LocalAdapter) -> None:
    count = ActivityCount(Service(store, page_size=100, totals=False), MemoryQuery())
    found = await count.count("created", None, lambda number, total: count.stop() if number >= 300 else None)
    assert found.walked is not None
    assert (found.walked.looked_at, found.walked.matching, found.walked.is_whole) == (300, None, False)
    await store.close()


async def test_what_fails_is_asked_again(store: LocalAdapter) -> None:
    service = Service(store, page_size=500)
    count = ActivityCount(service, MemoryQuery())
    service.fail(ServiceError("It is down.", status=500), "page", about=2)
    with pytest.raises(ServiceError):
        await count.count("created", None)
    service.recover()
    assert (await count.count("created", None)).total == 1000
    assert [about for question, about in service.asked if question == "page"] == [1, 2, 2]
    await store.close()


async def test_an_empty_service(tmp_path: Path) -> None:
    store = await store_of([], tmp_path / "memories.db")
    for adapter in (store, Service(store)):
        found = await ActivityCount(adapter, MemoryQuery()).count("created", "category")
        assert (found.total, found.parts, found.series("day")) == (0, (), None)
    await store.close()
