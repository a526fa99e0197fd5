"""Every memory with its history, as an export reads them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from memtui.adapters.http import MOST_AT_ONCE
from memtui.core.errors import (
    ServiceError,
)
from tests.adapters.platform_service import ALICE, Answer, Service, envelope, row


def history_of(events: int) -> Callable[[httpx.Request], Any]:
    return lambda request: [
        {"id": f"e{number}", "memory_id": request.url.path.split("/")[3], "event": "ADD"}
        for number in range(events)
    ]


def with_histories(service: Service, numbers: range, answer: Answer) -> Service:
    for number in numbers:
        service.on(f"GET /v1/memories/{row(number)['id']}/history/", answer)
    return service


async def test_records_are_every_match_once_in_order_with_history() -> None:
    service = with_histories(Service(), range(30), history_of(2))
    service.on("POST /v3/memories/?page=1&page_size=200", envelope(*map(row, range(20)), count=30, more=True))
    service.on("POST /v3/memories/?page=2&page_size=200", envelope(*map(row, range(15, 30)), count=30))
    async with service.adapter() as adapter:
        records = [record async for record in adapter.records(ALICE)]
    assert [record.memory.id for record in records] == [row(number)["id"] for number in range(30)]
    assert all(len(record.history or ()) == 2 for record in records)


async def test_records_read_few_histories_at_once() -> None:
    running, most = 0, 0

    async def slow(request: httpx.Request) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(50):
            await asyncio.sleep(0)
        running -= 1
        return []

    service = with_histories(Service(), range(20), slow)
    service.on("POST /v3/memories/", envelope(*map(row, range(20))))
    async with service.adapter() as adapter:
        assert len([record async for record in adapter.records(ALICE)]) == 20
    assert 1 < most <= MOST_AT_ONCE


async def test_a_record_whose_history_is_gone_has_none() -> None:
    service = Service().on(
        "POST /v3/memories/", envelope(row(1), {"id": "odd/id", "memory": "x"}, {"memory": "y"})
    )
    service.on(
        f"GET /v1/memories/{row(1)['id']}/history/", httpx.Response(404, json={"error": "Memory not found!"})
    )
    service.on("GET /v1/memories/odd/id/history/", [{"id": "e", "event": "ADD"}])
    async with service.adapter() as adapter:
        histories = [record.history async for record in adapter.records(ALICE)]
    assert histories[0] is None
    assert histories[1] is not None and len(histories[1]) == 1
    assert histories[2] is None
    assert len(service.asked) == 3


async def test_records_of_a_service_without_histories() -> None:
    service = Service().on("POST /v3/memories/", envelope(row(1), row(2)))
    async with service.adapter() as adapter:
        assert [record.history async for record in adapter.records(ALICE)] == [None, None]


async def test_records_stop_with_the_first_error() -> None:
    service = with_histories(Service(), range(20), history_of(0))
    service.on("POST /v3/memories/", envelope(*map(row, range(20))))
    service.on(f"GET /v1/memories/{row(5)['id']}/history/", httpx.Response(500))
    async with service.adapter() as adapter:
        seen = []
        with pytest.raises(ServiceError):
            async for record in adapter.records(ALICE):
                seen.append(record.memory.id)
    assert seen == [row(number)["id"] for number in range(5)]


async def test_records_that_nobody_reads_on_leave_no_task_behind() -> None:
    service = with_histories(Service(), range(20), history_of(0))
    service.on("POST /v3/memories/", envelope(*map(row, range(20))))
    async with service.adapter() as adapter:
        records = adapter.records(ALICE)
        async for _ in records:
            break
        assert hasattr(records, "aclose")
        await records.aclose()
    assert asyncio.all_tasks() == {asyncio.current_task()}
