"""Filters over HTTP: what the Platform adapter gets from `memtui serve` is what the filter means."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.platform import PlatformAdapter
from memtui.core.errors import MemtuiError
from memtui.core.filter_check import check
from memtui.core.filter_json import to_json
from memtui.core.filter_text import parse
from memtui.core.filters import WHOLE_PROJECT, Condition, Filter, Operator, all_of, is_scoped, walk
from memtui.core.from_wire import parse_record
from memtui.core.queries import MemoryQuery
from memtui.core.times import utc_now
from tests.filter_cases import CASES, DOCS
from tests.reference import listed
from tests.server.conftest import Running, serving
from tests.strategies import documents, law, platform_filters

Docs = list[dict[str, Any]]


def _store(folder: Path, docs: Docs) -> Path:
    path = folder / "memories.db"

    async def fill() -> None:
        adapter = LocalAdapter.open(path)
        await adapter.import_records(map(parse_record, docs), replace=False, dry_run=False)
        await adapter.close()

    asyncio.run(fill())
    return path


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server of the few memories that the cases are about."""
    with serving(_store(tmp_path_factory.mktemp("few"), DOCS)) as server:
        yield server


def _asked(url: str, work: Callable[[PlatformAdapter], Awaitable[None]]) -> None:
    async def whole() -> None:
        adapter = PlatformAdapter(url, None)
        try:
            await work(adapter)
        finally:
            await adapter.close()

    asyncio.run(whole())


def _is_sendable(tree: Filter) -> bool:
    """Half a character stands in no request."""
    return not any("\ud800" in str(part.value) for _, part in walk(tree) if isinstance(part, Condition))


def _whole(docs: Docs) -> Docs:
    """The same memories without halves of characters."""
    whole: Docs = json.loads(json.dumps(docs).replace("\\ud800", "half"))
    return whole


sendable = platform_filters.filter(_is_sendable)
whole_documents = documents.map(_whole)


@law(12, shrink=False)
@given(whole_documents, st.lists(sendable, min_size=4, max_size=8), st.booleans(), st.integers(2, 7))
def test_law_the_platform_adapter_finds_what_the_filter_means(
    docs: Docs, trees: list[Filter], show_expired: bool, size: int
) -> None:
    async def work(adapter: PlatformAdapter) -> None:
        for tree in trees:
            query = MemoryQuery(tree, show_expired)
            expected = listed(tree, docs, utc_now(), show_expired=show_expired)
            found: list[str] = []
            number, more = 0, True
            while more:
                number += 1
                page = await adapter.page(query, number, size)
                assert page.total == len(expected)
                found += [memory.id for memory in page.results]
                more = page.has_next
            assert found == expected
            assert await adapter.count(query) == len(expected)

    with tempfile.TemporaryDirectory() as folder, serving(_store(Path(folder), docs)) as server:
        _asked(server.url, work)


def test_what_filters_find_among_a_few_memories(few: Running) -> None:
    asked = 0

    async def work(adapter: PlatformAdapter) -> None:
        nonlocal asked
        for text, ids in CASES:
            tree = parse(text)
            codes = {found.code for found in check(all_of(WHOLE_PROJECT, tree), "platform", now=utc_now())}
            if codes & {"unknown-field", "illegal-operator"}:
                continue
            page = await adapter.page(MemoryQuery(tree), 1, 100)
            assert sorted(memory.id for memory in page.results) == sorted(ids.split()), text
            assert page.total == len(ids.split()), text
            asked += 1

    _asked(few.url, work)
    assert asked > 80


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_every_route_that_takes_filters_answers_alike(few: Running, version: str) -> None:
    with httpx.Client(base_url=few.url, verify=False) as http:
        for text, ids in CASES:
            tree = parse(text)
            scoped = tree if is_scoped(tree) else all_of(WHOLE_PROJECT, tree)
            assert scoped is not None
            body = {"filters": to_json(scoped, utc_now()), "show_expired": True, "page": 1, "page_size": 50}
            answer = http.post(f"/{version}/memories/", json=body)
            if answer.status_code == 400:
                assert "not take" in answer.text or "is neither" in answer.text, text
                continue
            assert sorted(item["id"] for item in answer.json()["results"]) == sorted(ids.split()), text
            if "keywords" in text:
                continue
            body = {
                "filters": body["filters"],
                "query": "a b",
                "top_k": 50,
                "threshold": 0.0,
                "show_expired": True,
            }
            found = http.post(f"/{version}/memories/search/", json=body).json()
            items = found["results"] if version == "v3" else found
            assert {item["id"] for item in items} <= set(ids.split()), text


@pytest.mark.parametrize(
    "text", ["length > 5", "edited = true", "not categories = *", "metadata.n = *", "expiration_date = *"]
)
def test_what_only_memtui_understands_is_refused_by_name(few: Running, text: str) -> None:
    with httpx.Client(base_url=few.url, verify=False) as http:
        answer = http.post("/v2/memories/", json={"filters": to_json(parse(text))})
    assert answer.status_code == 400
    assert text.removeprefix("not ").split()[0] in answer.json()["error"]


@pytest.mark.parametrize(
    ("field", "operator"), [("user_id", "eq"), ("metadata.k", "ne"), ("keywords", "contains")]
)
def test_half_a_character_is_an_error_that_can_be_read(few: Running, field: str, operator: Operator) -> None:
    tree = Condition(field, operator, "caf\udce9")

    async def work(adapter: PlatformAdapter) -> None:
        with pytest.raises(MemtuiError):
            await adapter.page(MemoryQuery(tree), 1, 10)

    _asked(few.url, work)


def test_half_a_character_in_a_body_is_an_error_of_the_body(few: Running) -> None:
    with httpx.Client(base_url=few.url, verify=False) as http:
        for wire in ('{"user_id": "\\ud800"}', '{"user_id": "a", "metadata": {"\\ud800": "\\ud800"}}'):
            for path in ("/v3/memories/", "/v2/memories/"):
                answer = http.post(path, content=f'{{"filters": {wire}}}'.encode())
                assert answer.status_code == 400, (path, wire)
                assert answer.json() == {"detail": "JSON parse error - half a character is no text"}
