"""What a filter is asked as: never less than what matches, and no more where that is promised."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.selfhosted.scopes import ANYONE, EVERYTHING, MOST_SCOPES, Plan, Scope, plan, scope_of
from memtui.core.filter_match import matches
from memtui.core.filter_text import parse
from memtui.core.filters import And, Condition, Filter, Not, Or
from memtui.core.models import SCOPE_FIELDS, Entity, Memory
from tests.strategies import law

NOW = datetime(2026, 6, 1, tzinfo=UTC)
names = st.sampled_from(["a", "b", "*", "x y", "", " "])
fields = st.sampled_from(SCOPE_FIELDS)
leaves: st.SearchStrategy[Filter] = st.one_of(
    st.builds(Condition, fields, st.sampled_from(["eq", "ne"]), names),
    st.builds(Condition, fields, st.just("in"), st.lists(names, max_size=3).map(tuple)),
    st.builds(Condition, fields, st.just("exists")),
    st.just(Condition("keywords", "icontains", "tea")),
)


def grow(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    children = st.lists(inner, max_size=4).map(tuple)
    return st.builds(And, children) | st.builds(Or, children) | st.builds(Not, inner)


trees = st.recursive(leaves, grow, max_leaves=10)
owners = st.none() | names
memories = st.builds(
    Memory,
    id=st.just("m"),
    memory=st.sampled_from(["tea", "coffee"]),
    user_id=owners,
    agent_id=owners,
    app_id=owners,
    run_id=owners,
)


def gives(scope: Scope, memory: Memory) -> bool:
    """Whether the server gives this memory when asked for the scope."""
    return all(
        getattr(memory, field) is not None if name == "*" else getattr(memory, field) == name
        for field, name in scope
    )


@law(600)
@given(trees, memories, st.booleans())
def test_nothing_that_matches_is_left_out(tree: Filter, memory: Memory, wildcards: bool) -> None:
    asked = plan(tree, wildcards=wildcards)
    given = any(gives(scope, memory) for scope in asked.scopes)
    assert given or not matches(tree, memory, NOW)
    if asked.exact:
        assert given == matches(tree, memory, NOW)
    assert len(asked.scopes) <= MOST_SCOPES
    assert all(name and name.split() == [name] for scope in asked.scopes for _, name in scope)


def scopes(*pairs: dict[str, str]) -> tuple[Scope, ...]:
    return tuple(sorted((frozenset(pair.items()) for pair in pairs), key=sorted))


@pytest.mark.parametrize(
    ("text", "asked", "exact"),
    [
        ("user_id = a", [{"user_id": "a"}], True),
        ("user_id = a and run_id = r", [{"user_id": "a", "run_id": "r"}], True),
        ("user_id = a or agent_id = b", [{"user_id": "a"}, {"agent_id": "b"}], True),
        ("user_id in (a, b) and run_id = r",
         [{"user_id": "a", "run_id": "r"}, {"user_id": "b", "run_id": "r"}], True),
        ("user_id = a or (user_id = a and run_id = r)", [{"user_id": "a"}], True),
        ("user_id = a and user_id = b", [], True),
        ("user_id = a and keywords icontains tea", [{"user_id": "a"}], False),
        ("user_id = a and not run_id = r", [{"user_id": "a"}], False),
        ("user_id = a or keywords icontains tea", [{}], False),
        ("user_id = *", [{}], False),
        ("user_id != a", [{}], False),
        ("app_id = web", [{}], False),
        ('user_id = "a b"', [{}], False),
        ('user_id in (a, "b c") and run_id = r', [{"run_id": "r"}], False),
        ("metadata.user_id = a", [{}], False),
    ],
)  # fmt: skip
def test_plans(text: str, asked: list[dict[str, str]], exact: bool) -> None:
    assert plan(parse(text)) == Plan(scopes(*asked), exact)


def test_no_filter_is_everything() -> None:
    assert plan(None) == Plan((EVERYTHING,), exact=True)


def test_searches_know_any_name() -> None:
    assert plan(parse("user_id = *"), wildcards=True) == Plan(scopes({"user_id": "*"}), exact=False)
    asked = plan(parse("user_id = * and (user_id = a or run_id = r)"), wildcards=True)
    assert asked.scopes == scopes({"user_id": "a"}, {"user_id": "*", "run_id": "r"})
    assert {field for scope in ANYONE for field, _ in scope} == {"user_id", "agent_id", "run_id"}


def test_too_many_questions_are_one() -> None:
    def several(field: str, count: int) -> Filter:
        return Condition(field, "in", tuple(f"n{number}" for number in range(count)))

    assert len(plan(several("user_id", MOST_SCOPES)).scopes) == MOST_SCOPES
    assert plan(several("user_id", MOST_SCOPES + 1)) == Plan((EVERYTHING,), exact=False)
    huge = And((several("user_id", 3), several("run_id", 500), several("agent_id", 2)))
    asked = plan(huge)
    assert {field for scope in asked.scopes for field, _ in scope} == {"user_id", "agent_id"}
    assert len(asked.scopes) == 6
    assert not asked.exact


def test_entities() -> None:
    assert scope_of(Entity("run", "r/1")) == frozenset({("run_id", "r/1")})
    assert scope_of(Entity("app", "web")) is None
    assert scope_of(Entity("user", "a b")) is None
