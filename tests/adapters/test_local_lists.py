"""Places in lists: whatever happens to a store, every page is a slice of the whole list in its order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.local import lists, reading, writing
from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.local.lists import UNDATED, Key, Listing, kept_blocks, total_of
from memtui.adapters.local.rows import categories_from_row
from memtui.core.changes import MemoryEdit
from memtui.core.filter_match import matches
from memtui.core.filter_text import parse
from memtui.core.models import SCOPE_FIELDS, MemoryRecord
from memtui.core.queries import MemoryQuery
from memtui.core.times import microseconds, utc_now
from tests.adapters.conftest import exported, in_store, make_older, put, record
from tests.strategies import law

TIMES = ["2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z", "2024-01-02", "2024-01-03T00:00:01.5Z", None, "soon"]
FILTERS = [
    None,
    "user_id = a",
    "user_id = *",
    "run_id = *",
    "not user_id = a",
    "user_id in (a, b)",
    "categories in (food)",
    "categories contains FOO",
    "categories in (food, travel)",
    "categories contains x and user_id = a",
    "user_id = a or run_id = r",
    "created_at >= 2024-01-02",
    "created_at < 2024-01-03",
    "created_at >= 2024-01-01 and created_at <= 2024-01-02 and user_id = a",
    "categories in (food) and created_at = 2024-01-02",
    "metadata.n = 1 and created_at > 2023-01-01",
    "keywords icontains tea",
]
QUERIES = [MemoryQuery(None if text is None else parse(text)) for text in FILTERS]

fields = st.fixed_dictionaries(
    {
        "user_id": st.sampled_from(["a", "a", "b", None]),
        "run_id": st.sampled_from(["r", None, None]),
        "created_at": st.sampled_from(TIMES),
        "categories": st.sampled_from(
            [None, (), ("food",), ("food", "travel"), ("FOOD", "food", "food"), ("\ud83d",)]
        ),
        "metadata": st.sampled_from([None, {"n": 1}]),
        "expiration_date": st.sampled_from([None, None, "2020-01-01"]),
    }
)  # fmt: skip
some = st.lists(st.tuples(st.integers(0, 30), fields), max_size=14)
steps = st.lists(
    st.tuples(st.sampled_from(["import", "replace", "delete", "update", "restore"]), some), max_size=5
)


@contextmanager
def small_blocks() -> Iterator[None]:
    """Blocks of two, and nothing is so rare that it is sorted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "FULL", 2)
        patch.setattr(lists, "_CLOSER", 2)
        patch.setattr(reading, "RARE", 0)
        patch.setattr(reading, "_BATCH", 2)
        patch.setattr(writing, "_MOST_MOVED", 12)
        yield


def _records(given: list[tuple[int, dict[str, Any]]]) -> list[MemoryRecord]:
    return [record(f"m{number}", "Likes tea", **values) for number, values in given]


async def _take(adapter: LocalAdapter, step: str, given: list[tuple[int, dict[str, Any]]]) -> None:
    if step in {"import", "replace"}:
        await adapter.import_records(_records(given), replace=step == "replace", dry_run=False)
        return
    here = await adapter.read_many([f"m{number}" for number, _ in given])
    if step == "update":
        await adapter.update_many([(name, MemoryEdit(categories=("x", "food"))) for name in here])
        return
    await adapter.delete_many(list(here))
    if step == "restore":
        await adapter.restore([replace(memory, metadata={"n": 1}) for memory in here.values()])


def _key(row: int, item: MemoryRecord) -> Key:
    us = microseconds(item.memory.created_at)
    return (UNDATED if us is None else us), row


async def _agrees(adapter: LocalAdapter) -> None:
    """Pages from the last to the first, as nobody would walk, and then in order; and what is kept."""
    content = await exported(adapter)
    keys = {item.memory.id: _key(row, item) for row, item in enumerate(content)}
    for query in QUERIES:
        for asked in (query, replace(query, show_expired=False)):
            now = utc_now()
            found = [
                item.memory
                for item in content
                if matches(asked.filter, item.memory, now)
                and (asked.show_expired or not item.memory.is_expired(now.date()))
            ]
            found.sort(key=lambda memory: keys[memory.id], reverse=True)
            ids = [memory.id for memory in found]
            numbers = range(1, len(ids) // 2 + 3)
            for again in range(2):
                for number in numbers if again else reversed(numbers):
                    page = await adapter.page(asked, number, 2)
                    assert [memory.id for memory in page.results] == ids[number * 2 - 2 : number * 2]
                    assert page.total in (None, len(ids))
                    assert page.has_next == (len(ids) > number * 2) or page.total is None
                assert await adapter.count(asked) == len(ids)
            for most in (0, 1, 3):
                assert await adapter.count_up_to(asked, most) == min(len(ids), most + 1)
    _recount(Path((await adapter.probe()).address))


def _recount(path: Path) -> None:
    """All that is kept beside the rows follows from them."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            f"SELECT row, ifnull(created_us, {UNDATED}), categories, {', '.join(SCOPE_FIELDS)} FROM memories"
        ).fetchall()
        expected: dict[Listing, list[Key]] = {lists.ALL: []}
        for row, us, categories, *names in rows:
            on = {lists.ALL}
            for kind, name in enumerate(names):
                on |= {Listing(kind, name), Listing(lists.ANY + kind)} if name is not None else set()
            labels = lists.label_names(categories_from_row(categories) if categories else ())
            for listing in on | {Listing(lists.LABEL, name) for name in labels}:
                expected.setdefault(listing, []).append((us, row))
        held = connection.execute(
            "SELECT name, created_us, row FROM labelled JOIN labels USING (label)"
        ).fetchall()
        assert sorted(held) == sorted(
            (listing.name, *key)
            for listing, keys in expected.items()
            if listing.kind == lists.LABEL
            for key in keys
        )
        for kind, name in connection.execute("SELECT DISTINCT kind, name FROM blocks").fetchall():
            assert Listing(kind, name) in expected
        for listing, keys in expected.items():
            assert total_of(connection, listing) == len(keys)
            blocks = kept_blocks(connection, listing)
            if not blocks:
                few = 2 if listing.kind >= lists.ANY else 4
                assert len(keys) <= few or (listing.kind >= lists.ANY and len(keys) == len(rows))
                continue
            assert blocks[0][:2] == lists.START
            ends = [block[:2] for block in blocks[1:]] + [(2**62, 0)]
            for (us, row, total), end in zip(blocks, ends, strict=True):
                assert total == sum((us, row) <= key < end for key in keys)
                assert total <= 4


@law(30)
@given(some, steps)
def test_law_every_page_is_a_slice_of_the_whole_list(
    content: list[tuple[int, dict[str, Any]]], work: list[tuple[str, list[tuple[int, dict[str, Any]]]]]
) -> None:
    async def agree(adapter: LocalAdapter) -> None:
        for step, lines in work:
            await _take(adapter, step, lines)
        await _agrees(adapter)

    with small_blocks():
        in_store(_records(list({number: (number, values) for number, values in content}.values())), agree)


@law(10)
@given(some, st.sampled_from([1, 2]), st.booleans())
def test_law_an_older_store_has_the_same_pages_before_and_after_it_is_migrated(
    content: list[tuple[int, dict[str, Any]]], version: int, read_only: bool
) -> None:
    async def agree(adapter: LocalAdapter) -> None:
        path = Path((await adapter.probe()).address)
        await adapter.close()
        make_older(path, version)
        again = LocalAdapter.open(path, read_only=read_only)
        try:
            if read_only:
                everything = [memory.id for memory in (await again.page(MemoryQuery(), 1, 100)).results]
                for query in QUERIES:
                    whole = [memory.id for memory in (await again.page(query, 1, 100)).results]
                    assert whole == [one for one in everything if one in whole]
                    for number in range(len(whole) // 2 + 1, 0, -1):
                        page = await again.page(query, number, 2)
                        assert [memory.id for memory in page.results] == whole[number * 2 - 2 : number * 2]
                    assert await again.count(query) == len(whole)
            else:
                await _agrees(again)
        finally:
            await again.close()

    with small_blocks():
        in_store(_records(list({number: (number, values) for number, values in content}.values())), agree)


async def test_many_memories_of_one_moment_are_paged_like_any_others(path: Path) -> None:
    with small_blocks():
        adapter = LocalAdapter.open(path)
        same = [record(f"m{number:02}", user_id="a", created_at="2024-01-01") for number in range(40)]
        await put(adapter, *same)
        await put(adapter, *(record(f"n{number:02}", user_id="a") for number in range(20)))
        await _agrees(adapter)
        await adapter.delete_many([f"m{number:02}" for number in range(5, 35)])
        await _agrees(adapter)
        await adapter.close()
