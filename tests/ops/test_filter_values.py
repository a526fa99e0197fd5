"""What a store holds for a field, to complete values with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import UnreachableError
from memtui.core.filters import Condition, Scalar
from memtui.ops import filter_values
from memtui.ops.filter_values import FilterValues, KnownValue, as_text
from tests.tui.data import record
from tests.tui.driver import store_of
from tests.tui.service import Service

_MEMORIES: tuple[dict[str, Any], ...] = (
    {"user_id": "alice", "categories": ("food", "travel"), "metadata": {"source": "email", "rank": 1}},
    {"user_id": "alice", "categories": ("food",), "metadata": {"source": "chat", "rank": True}},
    {"user_id": "malice", "categories": ("work",), "metadata": {"source": "email", "tags": ["a", "b", {}]}},
    {
        "user_id": "Alina",
        "agent_id": "guide",
        "metadata": {"source": "x" * 300, "deep": {"a": 1}, "none": None},
    },
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    records = [record(n, f"Memory {n}", **fields) for n, fields in enumerate(_MEMORIES)]
    adapter = await store_of(records, tmp_path / "memories.db")
    yield adapter
    await adapter.close()


async def found(values: FilterValues, field: str, typed: str = "") -> list[Scalar]:
    return [known.value for known in (await values.known(field, typed)).values]


async def test_entities_are_found_by_a_part_of_their_name(store: LocalAdapter) -> None:
    values = FilterValues(store)
    assert await found(values, "user_id", "ali") == ["alice", "Alina", "malice"]
    assert await found(values, "agent_id") == ["guide"]
    assert await found(values, "run_id") == []
    assert (await values.known("user_id", "alice")).values[0] == KnownValue("alice", 2)


async def test_what_was_typed_exactly_comes_first(store: LocalAdapter) -> None:
    assert (await found(FilterValues(store), "user_id", "malice"))[0] == "malice"
    assert (await found(FilterValues(store), "user_id", "alice"))[0] == "alice"


async def test_categories_are_counted_most_frequent_first(store: LocalAdapter) -> None:
    known = await FilterValues(store).known("categories")
    assert known.values == (KnownValue("food", 2), KnownValue("travel", 1), KnownValue("work", 1))
    assert known.sampled is None
    assert await found(FilterValues(store), "categories", "OO") == ["food"]


async def test_keys_and_values_of_metadata(store: LocalAdapter) -> None:
    values = FilterValues(store)
    assert await found(values, "metadata.") == ["source", "rank", "deep", "none", "tags"]
    assert await found(values, "metadata.source") == ["email", "chat"], "a very long text is no completion"
    assert await found(values, "metadata.tags") == ["a", "b"]
    assert await found(values, "metadata.deep") == []
    assert await found(values, "metadata.none") == []
    assert await found(values, "metadata.unheard") == []


async def test_a_number_and_a_truth_value_are_two(store: LocalAdapter) -> None:
    ranks = await found(FilterValues(store), "metadata.rank")
    assert [as_text(rank) for rank in ranks] == ["1", "true"]


async def test_other_fields_have_no_values(store: LocalAdapter) -> None:
    for field in ("created_at", "keywords", "memory_ids", "length", "nonsense"):
        assert await found(FilterValues(store), field, "a") == []


async def test_the_sample_is_asked_for_once(store: LocalAdapter) -> None:
    service = Service(store)
    values = FilterValues(service)
    await asyncio.gather(*(values.known(field) for field in ("categories", "metadata.", "metadata.source")))
    assert service.times("page") == 1
    values.forget()
    await values.known("categories")
    assert service.times("page") == 2


async def test_a_sample_of_some_says_so(store: LocalAdapter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filter_values, "SAMPLE_SIZE", 2)
    known = await FilterValues(store).known("metadata.")
    assert known.sampled == 2
    service = Service(store, page_size=3)
    monkeypatch.setattr(filter_values, "SAMPLE_SIZE", 500)
    assert (await FilterValues(service).known("metadata.")).sampled == 3


async def test_the_sample_is_taken_within_a_filter(store: LocalAdapter) -> None:
    values = FilterValues(store, within=Condition("user_id", "eq", "malice"))
    assert await found(values, "categories") == ["work"]


async def test_a_failing_service_leaves_nothing_but_a_reason_and_is_asked_again(store: LocalAdapter) -> None:
    service = Service(store)
    values = FilterValues(service)
    service.fail(UnreachableError("No answer from the service."), "page", "entities")
    for field in ("user_id", "categories", "metadata.source"):
        known = await values.known(field, "a")
        assert known.values == ()
        assert known.problem == "No answer from the service."
    service.recover()
    assert await found(values, "categories", "f") == ["food"]


async def test_a_cancelled_question_does_not_spoil_the_next(store: LocalAdapter) -> None:
    service = Service(store)
    values = FilterValues(service)
    service.hold("page")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await values.known("categories")
    service.recover()
    assert await found(values, "categories", "t") == ["travel"]


async def test_matching_gives_texts_only(store: LocalAdapter) -> None:
    values = FilterValues(store)
    assert await values.matching("user_id", "ali") == ["alice", "Alina", "malice"]
    assert await values.matching("metadata.rank", "") == []
