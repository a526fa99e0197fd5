"""Whatever JSON the Platform answers, memtui makes a value of it or a sentence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from hypothesis import given

from memtui.adapters.platform import PlatformAdapter
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import MemtuiError
from memtui.core.filter_text import parse
from memtui.core.profile import API_VERSIONS, ApiVersion
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from tests.adapters.platform_features import CALLS, json_values
from tests.adapters.platform_service import ID, Service
from tests.strategies import law

WHO = parse("user_id = alice")
EDIT = MemoryEdit(memory="b")


async def walked(adapter: PlatformAdapter) -> list[Any]:
    return [record async for record in adapter.records(MemoryQuery(WHO))][:3]


QUESTIONS: dict[str, Callable[[PlatformAdapter], Awaitable[Any]]] = {
    "probe": lambda adapter: adapter.probe(),
    "identity": lambda adapter: adapter.identity(),
    "entities": lambda adapter: adapter.entities(EntityQuery()),
    "page": lambda adapter: adapter.page(MemoryQuery(WHO), 1, 10),
    "everything": lambda adapter: adapter.page(MemoryQuery(), 1, 10),
    "count": lambda adapter: adapter.count(MemoryQuery(WHO)),
    "search": lambda adapter: adapter.search(SearchQuery("tea", WHO)),
    "get": lambda adapter: adapter.get(ID),
    "history": lambda adapter: adapter.history(ID),
    "read_many": lambda adapter: adapter.read_many([ID]),
    "gone": lambda adapter: adapter.read_many([ID], gone=True),
    "add": lambda adapter: adapter.add(NewMemory("tea", user_id="alice")),
    "update": lambda adapter: adapter.update(ID, EDIT),
    "update_many": lambda adapter: adapter.update_many([(ID, EDIT), (ID[:-1] + "7", EDIT)]),
    "delete_many": lambda adapter: adapter.delete_many([ID, ID[:-1] + "7"]),
    "delete_entity": lambda adapter: adapter.delete_entity("user", "alice"),
    **{question: call for question, (_, call) in CALLS.items()},
}


class Same(Service):
    """Answers every question alike."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self._answer = httpx.Response(200, json=answer)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        return self._answer


@pytest.mark.parametrize("version", API_VERSIONS)
@given(answer=json_values)
@law(40)
async def test_any_answer_is_a_value_or_a_sentence(version: ApiVersion, answer: Any) -> None:
    for call in QUESTIONS.values():
        async with Same(answer).adapter(api_version=version) as adapter:
            try:
                await call(adapter)
            except MemtuiError as error:
                assert error.message
