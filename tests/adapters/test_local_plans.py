"""Browsing never scans: what SQLite plans for each list, and how many of its steps a page takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from memtui.adapters.local import reading
from memtui.adapters.local.adapter import LocalAdapter
from memtui.adapters.local.lists import FULL
from memtui.adapters.local.reading import StoreReader
from memtui.adapters.local.schema import open_store
from memtui.core.filter_text import parse
from memtui.core.filters import WHOLE_PROJECT, And, Condition, Filter, Or, keyword_condition, scope_condition
from memtui.core.models import MemoryRecord
from memtui.core.queries import EntityQuery, MemoryQuery
from tests.adapters.conftest import put, record

SMALL, LARGE = 2_000, 20_000
WITHIN_A_BLOCK = 12 * 2 * FULL
"""How many steps may pass over a block, to a place inside it: far fewer than over the large store."""


def _content(size: int) -> Iterator[MemoryRecord]:
    """One a second. Forty users and an app share them all; most are of a run; ten belong to an agent."""
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
            created_at=f"{_at(number)}Z",
            updated_at=f"{_at(number)}.5Z" if number % 2 else None,
            categories=("food",) if number % 4 else ("travel",),
            metadata={"source": "email" if number % 3 else "chat"},
        )


def _at(second: int) -> str:
    return f"2024-01-01T{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}"


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
    assert _page_steps(reader, query, pages) < _page_steps(reader, query, 1) + WITHIN_A_BLOCK


PLACED = [
    "app_id = web",
    "run_id = *",
    "categories in (food)",
    "categories contains FOO",
    "created_at >= 2024-01-01T00:10:00Z and created_at < 2024-01-01T05:10:00Z",
    "app_id = web and created_at > 2024-01-01T00:30:00Z",
    "categories in (food) and created_at < 2024-01-01T05:00:00Z",
]


@pytest.mark.parametrize("text", [None, *PLACED])
def test_a_page_of_one_list_costs_the_same_at_any_depth(
    readers: dict[int, StoreReader], text: str | None
) -> None:
    reader, query = readers[LARGE], MemoryQuery(None if text is None else parse(text))
    total = reader.count(query)
    assert total > LARGE // 2
    first = _page_steps(reader, query, 1)
    for depth in range(1, 11):
        page = total * depth // 10 // 50
        plans = _plans(reader, partial(StoreReader.page, query=query, page=page, page_size=50))
        assert _scans(plans) == []
        assert not any("TEMP B-TREE" in step for step in plans)
        assert _page_steps(reader, query, page) < first + 2 * WITHIN_A_BLOCK


WALKED_THROUGH = ["metadata.source = email", "keywords icontains tea", "app_id = web and run_id = *"]


@pytest.mark.parametrize("text", WALKED_THROUGH)
@pytest.mark.parametrize("show_expired", [True, False])
def test_what_has_been_counted_is_not_walked_through_again(
    readers: dict[int, StoreReader], text: str, show_expired: bool
) -> None:
    reader, query = StoreReader(readers[LARGE].connection), MemoryQuery(parse(text), show_expired)
    total = reader.count(query)
    assert total > LARGE // 3
    for page in (total // 100, total // 50):
        fresh = StoreReader(reader.connection)
        assert _page_steps(reader, query, page) < _page_steps(fresh, query, page) / 2


@pytest.mark.parametrize("text", WALKED_THROUGH)
def test_a_page_goes_on_where_the_one_before_ended(readers: dict[int, StoreReader], text: str) -> None:
    reader, query = StoreReader(readers[LARGE].connection), MemoryQuery(parse(text))
    far = _page_steps(reader, query, 60)
    assert _page_steps(reader, query, 61) < far / 1.5
    assert _page_steps(reader, query, 61) < 2 * _page_steps(reader, query, 1)


def test_counting_up_to_a_number_stops_there(readers: dict[int, StoreReader]) -> None:
    reader, query = readers[LARGE], MemoryQuery(parse("metadata.source = email"))
    counted = reader.count(query)
    assert reader.at_most(query, 100) == 100
    assert reader.at_most(query, LARGE) == counted
    whole = _steps(reader, lambda asked: asked.count(query))
    assert _steps(reader, lambda asked: asked.at_most(query, 100)) * 50 < whole


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


# A filter by time, beside what else narrows the list: a walk along an index from its one end to the other.
# Half a minute about 600 seconds after the oldest memory, which is far from the newest in a large store.
SPAN = "created_at >= 2024-01-01T00:10:00Z and created_at < 2024-01-01T00:10:30Z"
LATER = "created_at > 2024-01-01T00:10:00Z"
TIMED: dict[str, str] = {
    "a span": SPAN,
    "a span, as timestamps": "timestamp >= 2024-01-01T00:10:00Z and timestamp <= 2024-01-01T00:10:30Z",
    "a span in wider ones": f"created_at > 2020-01-01 and ({SPAN} and (created_at < today and {LATER}))",
    "an instant": "created_at = 2024-01-01T00:10:00Z",
    "no time at all": f"{SPAN} and created_at > 2024-01-01T02:00:00Z",
    "far instants": "created_at in (2024-01-01T00:00:01Z, 2024-01-01T00:30:00Z)",
    "far timestamps": "timestamp in (2024-01-01T00:00:01Z, 2024-01-01T00:30:00Z)",
    "a user in a span": f"user_id = u1 and {SPAN}",
    "the app of all in a span": f"{SPAN} and app_id = web",
    "any user in a span": f"user_id = * and {SPAN}",
    "not of a run in a span": f"not run_id = * and {SPAN}",
    "users or a run in a span": f"(user_id in (u1, u2) or run_id = r3) and {SPAN}",
    "a text in a span": f"keywords icontains tea and {SPAN}",
    "a category in a span": f"categories contains FOO and {SPAN}",
    "a source in a span": f"metadata.source = email and {SPAN}",
    "nothing of its kind in a span": f"metadata.source = paper and {SPAN}",
    "all later than": LATER,
    "all of a user later than": f"user_id = u1 and {LATER}",
    "all older than": "created_at < 2024-01-01T00:10:00Z",
    "all of a user older than": "created_at < 2024-01-01T00:10:00Z and user_id = u1",
    "all updated after": "updated_at > 2024-01-01T00:10:00Z",
    "all of a user updated after": "user_id = u1 and updated_at > 2024-01-01T00:10:00Z",
    "all expired": "expiration_date < today",
    "all of a user that never expire": "user_id = u1 and not expiration_date = *",
}
SOME_SORTED = {"far instants", "far timestamps"}
TIMED_QUERIES = [
    pytest.param(
        name, MemoryQuery(parse(text), show_expired), id=f"{name}{'' if show_expired else ', alive'}"
    )
    for name, text in TIMED.items()
    for show_expired in (True, False)
    if show_expired or name != "all expired"
]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten rows are few: what has more is many in the small store, too."""
    monkeypatch.setattr(reading, "RARE", 10)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(("name", "query"), TIMED_QUERIES)
def test_a_filter_by_time_walks_an_index_from_where_it_begins(
    readers: dict[int, StoreReader], name: str, query: MemoryQuery
) -> None:
    plans = _plans(readers[LARGE], lambda asked: asked.page(query, 1, 50))
    assert _scans(plans) == []
    assert any("TEMP B-TREE" in step for step in plans) == (name in SOME_SORTED)
    # Twenty of a user are later than that in the small store, too.
    small, large = (_page_steps(readers[size], query, 1, page_size=20) for size in (SMALL, LARGE))
    assert large <= 1.1 * small + 50 + WITHIN_A_BLOCK
    assert large < 5_000 + WITHIN_A_BLOCK


@pytest.mark.parametrize("text", [SPAN, f"user_id = u1 and {SPAN}", f"app_id = web and ({SPAN})"])
def test_a_count_by_time_reads_only_that_span(readers: dict[int, StoreReader], text: str) -> None:
    query = MemoryQuery(parse(text))
    assert _scans(_plans(readers[LARGE], lambda asked: asked.count(query))) == []
    small, large = (_steps(readers[size], lambda asked: asked.count(query)) for size in (SMALL, LARGE))
    assert large <= 1.25 * small + 50 + WITHIN_A_BLOCK


KEPT = [
    "user_id != u1",
    "not user_id = u1",
    "user_id in (u1, u2)",
    "not user_id in (u1, u2)",
    "not agent_id = *",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_follows_from_kept_totals_is_not_counted(readers: dict[int, StoreReader], text: str) -> None:
    reader, query = readers[LARGE], MemoryQuery(parse(text))
    assert _steps(reader, lambda asked: asked.count(query)) < 400
    last = -(-reader.count(query) // 50)
    assert _page_steps(reader, query, last) < 2 * _page_steps(reader, query, 1)


@pytest.mark.parametrize("show_expired", [True, False])
@pytest.mark.parametrize("text", ["not user_id = *", "not app_id = web"])
def test_nothing_is_looked_for_that_is_known_not_to_be_there(
    readers: dict[int, StoreReader], text: str, show_expired: bool
) -> None:
    assert _page_steps(readers[LARGE], MemoryQuery(parse(text), show_expired), 1) < 400


def _exported(reader: StoreReader, query: MemoryQuery) -> int:
    row, number, records = 0, 0, True
    while records:
        row, found = reader.records_after(query, row)
        records = bool(found)
        number += len(found)
    return number


@pytest.mark.parametrize("text", ["agent_id = bot", "app_id = web and agent_id = bot"])
def test_an_export_of_few_reads_only_those(readers: dict[int, StoreReader], text: str) -> None:
    query = MemoryQuery(parse(text))
    assert _steps(readers[LARGE], lambda asked: _exported(asked, query)) < 2_000


@pytest.mark.parametrize("text", ["app_id = web", "user_id = u1", "user_id = *", SPAN, "agent_id = bot"])
def test_an_export_reads_each_memory_a_few_times_at_most(readers: dict[int, StoreReader], text: str) -> None:
    query = MemoryQuery(parse(text))
    per_memory = [
        _steps(readers[size], lambda asked: _exported(asked, query)) / size for size in (SMALL, LARGE)
    ]
    assert per_memory[1] <= 1.25 * per_memory[0]


def _page_steps(reader: StoreReader, query: MemoryQuery, page: int, page_size: int = 50) -> int:
    return _steps(reader, lambda asked: asked.page(query, page, page_size))


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
