"""Every change that can be asked of an adapter, and a service that answers all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx

from memtui.adapters.base import WritingAdapter
from memtui.core.changes import MemoryEdit, NewMemory
from tests.adapters.platform_service import Service, row

A, B, C = (row(number)["id"] for number in range(3))
TEXT = MemoryEdit(memory="b")


class Anything(Service):
    """Answers everything with what is good news to everybody."""

    async def answer(self, request: httpx.Request) -> httpx.Response:
        await super().answer(request)
        if request.method == "GET" and "event" in request.url.path:
            return httpx.Response(200, json={"status": "SUCCEEDED", "results": []})
        return httpx.Response(200, json={"message": "ok", "event_id": "e", "results": []})


CHANGES: list[Callable[[WritingAdapter], Awaitable[object]]] = [
    lambda adapter: adapter.add(NewMemory("tea", user_id="alice")),
    lambda adapter: adapter.update(A, TEXT),
    lambda adapter: adapter.delete(A),
    lambda adapter: adapter.update_many([(A, TEXT)]),
    lambda adapter: adapter.update_many([(A, TEXT), (B, TEXT)]),
    lambda adapter: adapter.update_many([(A, MemoryEdit(expiration_date=None)), (B, TEXT), (C, TEXT)]),
    lambda adapter: adapter.delete_many([A]),
    lambda adapter: adapter.delete_many([A, B]),
    lambda adapter: adapter.restore([]),
    lambda adapter: adapter.delete_entity("user", "alice"),
]
