"""The platform adapter's parts that need no service."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.http_errors import MissingRouteError, PageEndError
from memtui.adapters.platform.entities import entity_page
from memtui.adapters.platform.paging import each_memory, page_of
from memtui.adapters.platform.route import Route
from memtui.adapters.platform.scope import anchored, mentions, scoped
from memtui.adapters.platform.v1 import V1Scope, v1_scope
from memtui.core.errors import DataError, FilterError, ServiceError
from memtui.core.filter_text import parse
from memtui.core.filters import (
    WHOLE_PROJECT,
    And,
    Condition,
    Filter,
    Not,
    Or,
    children_of,
    is_scoped,
)
from memtui.core.models import SCOPE_FIELDS, Entity, Memory, MemoryPage
from memtui.core.profile import ApiVersion
from memtui.core.queries import EntityQuery


def rows(*numbers: int) -> list[dict[str, str]]:
    return [{"id": f"id-{number}", "memory": f"text {number}"} for number in numbers]


# Pages


@pytest.mark.parametrize(
    ("answer", "page", "ids", "total", "has_next"),
    [
        ({"count": 5, "next": "http://x", "results": rows(1, 2)}, 1, [1, 2], 5, True),
        ({"count": 5, "next": None, "results": rows(5)}, 3, [5], 5, False),
        ({"count": 5, "results": rows(3, 4)}, 2, [3, 4], 5, True),
        ({"count": 4, "results": rows(3, 4)}, 2, [3, 4], 4, False),
        ({"count": 2, "next": None, "results": {"results": rows(1, 2)}}, 1, [1, 2], 2, False),
        (rows(1), 1, [1], 1, False),
        ([], 1, [], 0, False),
        ([], 3, [], None, False),
        (rows(1, 2), 1, [1, 2], None, True),
        (rows(3), 2, [3], 3, False),
        (rows(1, 2, 3, 4, 5), 1, [1, 2], 5, True),
        (rows(1, 2, 3, 4, 5), 3, [5], 5, False),
        ({"results": rows(1)}, 1, [1], 1, False),
        ({"results": rows(1, 2)}, 1, [1, 2], None, True),
        ({"memories": rows(1)}, 1, [1], 1, False),
        ({"count": "many", "results": rows(1)}, 1, [1], 1, False),
    ],
)
def test_pages_of_two(answer: object, page: int, ids: list[int], total: int | None, has_next: bool) -> None:
    found = page_of(answer, page=page, page_size=2)
    assert [memory.id for memory in found.results] == [f"id-{number}" for number in ids]
    assert (found.page, found.page_size, found.total, found.has_next) == (page, 2, total, has_next)


@pytest.mark.parametrize("answer", [None, "text", 3, {}, {"results": None}, {"detail": "x"}])
def test_what_is_no_list(answer: object) -> None:
    with pytest.raises(DataError):
        page_of(answer, page=1, page_size=2)


async def walked(*parts: list[int] | Exception, total: int | None = 99) -> list[int]:
    async def fetch(number: int) -> MemoryPage:
        part = parts[number - 1]
        if isinstance(part, Exception):
            raise part
        memories = tuple(Memory(id=str(item), memory="x") for item in part)
        return MemoryPage(memories, number, 2, total, has_next=number < len(parts))

    return [int(memory.id) async for memory in each_memory(fetch)]


async def test_a_row_that_shifts_to_the_next_page_comes_once() -> None:
    assert await walked([1, 2], [2, 3], [3, 3, 4]) == [1, 2, 3, 4]


async def test_a_page_that_shifted_whole_does_not_end_the_list() -> None:
    assert await walked([1, 2], [1, 2], [3]) == [1, 2, 3]


async def test_a_service_that_repeats_itself_ends_where_the_total_is_unknown() -> None:
    assert await walked([1, 2], [1, 2], [3], total=None) == [1, 2]


async def test_an_empty_page_and_a_page_past_the_end_end_the_list() -> None:
    assert await walked([1], [], [2]) == [1]
    assert await walked([1], PageEndError("x"), [2]) == [1]


# Scope

NAMED = parse("user_id = alice and keywords icontains tea")
conditions = st.builds(Condition, st.sampled_from(SCOPE_FIELDS), st.just("exists"), st.just("")) | st.builds(
    Condition, st.sampled_from([*SCOPE_FIELDS, "keywords"]), st.just("eq"), st.sampled_from("ab")
)
filters: st.SearchStrategy[Filter] = st.recursive(
    conditions,
    lambda inner: (
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=8,
)


def holds(tree: Filter, row: dict[str, str]) -> bool:
    if isinstance(tree, And):
        return all(holds(child, row) for child in tree.children)
    if isinstance(tree, Or):
        return any(holds(child, row) for child in tree.children)
    if isinstance(tree, Not):
        return not holds(tree.child, row)
    return tree.field in row if tree.operator == "exists" else row.get(tree.field) == tree.value


def test_a_filter_without_a_name_is_joined_with_everyone() -> None:
    words = parse("keywords icontains tea")
    assert scoped(None) == WHOLE_PROJECT
    assert scoped(words) == And((words, WHOLE_PROJECT))
    assert scoped(NAMED) is NAMED
    assert scoped(Or((NAMED, words))) == And((Or((NAMED, words)), WHOLE_PROJECT))


@given(filters)
def test_every_filter_gets_a_scope(tree: Filter) -> None:
    assert is_scoped(scoped(tree))


def test_a_star_that_no_name_is_a_part_of_gets_none() -> None:
    for text in ("expiration_date = *", "not user_id = *", "metadata.source = *"):
        assert anchored(parse(text)) == parse(text)


def test_an_anchor_is_a_name_beside_the_first_star() -> None:
    assert anchored(WHOLE_PROJECT) == Or(
        (Condition("user_id", "exists"), Condition("user_id", "eq", "memtui"), *WHOLE_PROJECT.children[1:])
    )
    assert anchored(NAMED) == NAMED


@given(
    filters,
    st.dictionaries(st.sampled_from([*SCOPE_FIELDS, "keywords"]), st.sampled_from(["a", "b", "memtui"])),
)
def test_an_anchor_changes_nothing_in_what_is_found(tree: Filter, row: dict[str, str]) -> None:
    assert holds(anchored(tree), row) == holds(tree, row)


@given(filters)
def test_a_filter_with_a_star_gets_a_name(tree: Filter) -> None:
    def names(part: Filter) -> int:
        if isinstance(part, Condition):
            return int(part.operator == "eq" and part.field in SCOPE_FIELDS)
        return sum(names(child) for child in children_of(part))

    assert (anchored(tree) != tree) == ("exists" in repr(tree))
    if "exists" in repr(tree):
        assert names(anchored(tree)) == names(tree) + 1


def test_mentions() -> None:
    assert mentions(NAMED, "keywords")
    assert not mentions(NAMED, "run_id")
    assert not mentions(None, "keywords")


# v1


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("user_id = alice", V1Scope({"user_id": "alice"})),
        ("user_id = alice and run_id = r", V1Scope({"user_id": "alice", "run_id": "r"})),
        ("user_id = a and user_id = a", V1Scope({"user_id": "a"})),
        ('agent_id = bot and keywords icontains "a b"', V1Scope({"agent_id": "bot"}, "a b")),
        ("keywords icontains tea", V1Scope({}, "tea")),
        ("user_id = *", V1Scope({}, each="user_id")),
        ("user_id = a and run_id = *", V1Scope({"user_id": "a"}, each="run_id")),
        ("user_id = a and user_id = *", V1Scope({"user_id": "a"})),
    ],
)
def test_what_v1_understands(text: str, scope: V1Scope) -> None:
    assert v1_scope(parse(text)) == scope
    assert v1_scope(scoped(parse(text))) == scope


@pytest.mark.parametrize(
    "text",
    ["user_id = a or user_id = b", "user_id = * and run_id = *", "metadata.k = *",
     "user_id = a and user_id = b", "user_id = a and (agent_id = b or agent_id = c)",
     "keywords icontains a and keywords icontains b"],
)  # fmt: skip
def test_what_v1_does_not_understand(text: str) -> None:
    with pytest.raises(FilterError, match="The v1 API does not know"):
        v1_scope(parse(text))


def test_v1_and_the_whole_project() -> None:
    assert v1_scope(None) == v1_scope(WHOLE_PROJECT) == V1Scope()


# Versions


def missing() -> MissingRouteError:
    return MissingRouteError("no route", status=404)


async def test_a_route_is_looked_for_once() -> None:
    asked: list[ApiVersion] = []

    async def call(version: ApiVersion) -> str:
        asked.append(version)
        if version != "v2":
            raise missing()
        return "answer"

    route = Route("list")
    first = route.version
    assert [await route.ask(call), await route.ask(call)] == ["answer", "answer"]
    assert asked == ["v3", "v2", "v2"]
    assert (first, route.version) == ("v3", "v2")


async def test_only_a_missing_route_leads_to_an_older_version() -> None:
    asked: list[ApiVersion] = []

    async def call(version: ApiVersion) -> None:
        asked.append(version)
        raise ServiceError("no", status=400)

    with pytest.raises(ServiceError):
        await Route("list").ask(call)
    assert asked == ["v3"]


async def test_a_service_without_any_version_is_asked_from_the_start_again() -> None:
    asked: list[ApiVersion] = []

    async def call(version: ApiVersion) -> None:
        asked.append(version)
        raise missing()

    route = Route("list")
    for _ in range(2):
        with pytest.raises(MissingRouteError):
            await route.ask(call)
    assert asked == ["v3", "v2", "v1"] * 2


# Entities

ALICE, BOB, BOT = Entity("user", "Alice", 3), Entity("user", "bob", 9), Entity("agent", "bot-alice", 1)


def test_entities_are_sorted_and_counted_here() -> None:
    page = entity_page([BOT, ALICE, BOB], EntityQuery())
    assert page.results == (BOB, ALICE, BOT)
    assert page.total == 3
    assert page.totals == {"user": 2, "agent": 1, "app": 0, "run": 0}


def test_entities_by_name_and_type() -> None:
    page = entity_page([BOT, ALICE, BOB], EntityQuery("user", "ALI"))
    assert page.results == (ALICE,)
    assert page.total == 1
    assert page.totals == {"user": 1, "agent": 1, "app": 0, "run": 0}


def test_entities_in_pages() -> None:
    many = [Entity("user", f"u{number:02}", 50 - number) for number in range(25)]
    assert entity_page(many, EntityQuery(page=3, page_size=10)).results == tuple(many[20:])
    assert entity_page(many, EntityQuery(page=4, page_size=10)).results == ()


def test_entities_without_counts_are_sorted_by_name_after_those_with() -> None:
    unknown = [replace(ALICE, total_memories=None), replace(BOB, total_memories=None)]
    none = Entity("user", "zero", 0)
    assert [entity.name for entity in entity_page([*reversed(unknown), none], EntityQuery()).results] == [
        "zero", "Alice", "bob",
    ]  # fmt: skip
