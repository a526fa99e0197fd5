"""Browsing never scans: what SQLite plans for each list, and how many of its steps a page takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.local.reading import StoreReader
from memtui.adapters.local.schema import open_store
from memtui.core.filters import WHOLE_PROJECT, And, Condition, Filter, Or, keyword_condition, scope_condition
from memtui.core.models import MemoryRecord
from memtui.core.queries import EntityQuery, MemoryQuery
from tests.adapters.conftest import put, record

SMALL, LARGE = 2_000, 20_000


def _content(size: int) -> Iterator[MemoryRecord]:
    """Forty users and an app share them all; most are of a run; ten, of any number, belong to an agent."""
    for number in range(size):
        rare = number < 10
        yield record(
            f"m{number}",
            f"Likes {'rare ceremonies' if rare else 'tea and cake'} {number}",
            user_id=f"u{number % 40}",
            app_id="web",
            run_id=f"r{number % 20}" if number % 7 else None,
            agent_id="bot" if rare else None,
            expiration_date="2020-01-01" if number % 10 == 0 else None,
            created_at=f"2024-01-01T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z",
        )


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, StoreReader]]:
    """A reader of the same kind of store, small and large."""
    folder = tmp_path_factory.mktemp("stores")

    async def fill(size: int) -> None:
        adapter = LocalAdapter.open(folder / f"{size}.db")
        await put(adapter, *_content(size))
        await adapter.close()

    opened = {}
    for size in (SMALL, LARGE):
        asyncio.run(fill(size))
        opened[size] = StoreReader(open_store(folder / f"{size}.db", read_only=True))
    yield opened
    for reader in opened.values():
        reader.connection.close()


def _plans(reader: StoreReader, ask: Callable[[StoreReader], object]) -> list[str]:
    """What SQLite plans for every statement that `ask` makes."""
    statements: list[str] = []
    connection = reader.connection
    connection.set_trace_callback(statements.append)
    ask(reader)
    connection.set_trace_callback(None)
    # Statements of the search index itself are told as comments.
    asked = [statement for statement in statements if not statement.startswith("--")]
    assert asked
    return [str(row[3]) for sql in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]


def _scans(plans: list[str]) -> list[str]:
    return [
        step
        for step in plans
        if step.startswith(("SCAN memories", "SCAN history", "SCAN entities", "SCAN counters"))
        and "USING" not in step
    ]


ALICE = scope_condition("user", "u1")
TEA, RARE = keyword_condition("TEA and"), keyword_condition("ceremon")
WALKED: dict[str, Filter | None] = {
    "everything": None,
    "a user": ALICE,
    "the agent of few": scope_condition("agent", "bot"),
    "the app of all": scope_condition("app", "web"),
    "a run": scope_condition("run", "r1"),
    "nobody": scope_condition("user", "nobody"),
    "any user": Condition("user_id", "exists"),
    "any run": Condition("run_id", "exists"),
    "whole project": WHOLE_PROJECT,
    "a user or a run": Or((ALICE, scope_condition("run", "r2"))),
    "four entities": Or(
        (ALICE, scope_condition("user", "u2"), scope_condition("app", "web"), scope_condition("agent", "bot"))
    ),
    "a common text": TEA,
    "a short text": keyword_condition("te"),
    "a common text of a user": And((ALICE, TEA)),
    "a user in a run": And((ALICE, scope_condition("run", "r1"))),
    "a user or a text": Or((ALICE, TEA)),
    "any app and a user": And((Condition("app_id", "exists"), ALICE)),
}
# Few rows that come unordered: sorted, since the store knows that they are few.
SORTED: dict[str, Filter] = {
    "a rare text": RARE,
    "a rare text of a user": And((ALICE, RARE)),
    "a rare and a common text": And((TEA, RARE)),
    "any of few agents": Condition("agent_id", "exists"),
}
QUERIES = [
    pytest.param(MemoryQuery(tree, show_expired), id=f"{name}{'' if show_expired else ', alive'}")
    for name, tree in {**WALKED, **SORTED}.items()
    for show_expired in (True, False)
]


def _is_sorted(query: MemoryQuery) -> bool:
    return query.filter in SORTED.values()


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("page", [1, 2, 9])
def test_a_page_walks_an_index(readers: dict[int, StoreReader], query: MemoryQuery, page: int) -> None:
    reader = readers[LARGE]
    plans = _plans(reader, lambda asked: asked.page(query, page, 50))
    assert _scans(plans) == []
    assert any("TEMP B-TREE" in step for step in plans) == _is_sorted(query)


@pytest.mark.parametrize("name", ["everything", "a user", "any user"])
def test_the_last_page_is_walked_to_from_the_end(readers: dict[int, StoreReader], name: str) -> None:
    reader, query = readers[LARGE], MemoryQuery(WALKED[name])
    pages = -(-reader.count(query) // 50)
    plans = _plans(reader, lambda asked: asked.page(query, pages, 50))
    assert _scans(plans) == []
    assert not any("TEMP B-TREE" in step for step in plans)
    assert _page_steps(reader, query, pages) < 2 * _page_steps(reader, query, 1)


LOOKUPS: dict[str, Callable[[StoreReader], object]] = {
    "one memory": lambda reader: reader.get("m17"),
    "history": lambda reader: reader.history("m17"),
    "entities": lambda reader: reader.entities(EntityQuery()),
    "entities of a type": lambda reader: reader.entities(EntityQuery("run")),
    "entities by name": lambda reader: reader.entities(EntityQuery("user", "U1")),
    "count of everything": lambda reader: reader.count(MemoryQuery()),
    "count of a user": lambda reader: reader.count(MemoryQuery(ALICE)),
    "count of any user": lambda reader: reader.count(MemoryQuery(Condition("user_id", "exists"))),
}


@pytest.mark.parametrize("name", LOOKUPS)
def test_a_lookup_uses_an_index(readers: dict[int, StoreReader], name: str) -> None:
    reader = readers[LARGE]
    plans = _plans(reader, LOOKUPS[name])
    assert _scans(plans) == []
    assert not any("TEMP B-TREE" in step for step in plans)


@pytest.mark.parametrize(
    "query", [MemoryQuery(ALICE), MemoryQuery(RARE), MemoryQuery(Or((ALICE, scope_condition("run", "r2"))))]
)
def test_a_count_of_some_reads_only_those(readers: dict[int, StoreReader], query: MemoryQuery) -> None:
    reader = readers[LARGE]
    assert _scans(_plans(reader, lambda asked: asked.count(query))) == []


def _steps(reader: StoreReader, ask: Callable[[StoreReader], object]) -> int:
    """How many instructions of SQLite's virtual machine an answer takes: a clock that does not tick."""
    taken = 0

    def step() -> None:
        nonlocal taken
        taken += 1

    reader.connection.set_progress_handler(step, 1)
    ask(reader)
    reader.connection.set_progress_handler(None, 1)
    return taken


def _page_steps(reader: StoreReader, query: MemoryQuery, page: int) -> int:
    return _steps(reader, lambda asked: asked.page(query, page, 50))


@pytest.mark.parametrize("query", QUERIES)
def test_a_first_page_takes_as_many_steps_in_a_large_store_as_in_a_small_one(
    readers: dict[int, StoreReader], query: MemoryQuery
) -> None:
    small, large = (_page_steps(readers[size], query, 1) for size in (SMALL, LARGE))
    # The small store may have less than a whole page.
    assert large <= 1.25 * small + 50
    assert large < 40_000


@pytest.mark.parametrize("name", LOOKUPS)
def test_a_lookup_takes_as_many_steps_in_a_large_store_as_in_a_small_one(
    readers: dict[int, StoreReader], name: str
) -> None:
    small, large = (_steps(readers[size], LOOKUPS[name]) for size in (SMALL, LARGE))
    assert large <= 1.1 * small + 20
