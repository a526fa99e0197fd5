"""The filter tree: what it is scoped to, and how filters are joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.filters import (
    WHOLE_PROJECT,
    And,
    Condition,
    Filter,
    Or,
    all_of,
    is_scoped,
    keyword_condition,
    scope_condition,
)
from tests.strategies import filters, law

ALICE = scope_condition("user", "alice")
BOT = scope_condition("agent", "bot")
TEA = keyword_condition("tea")


def test_an_entity_is_a_condition_on_its_field() -> None:
    assert Condition("user_id", "eq", "alice") == ALICE
    assert scope_condition("run", None) == Condition("run_id", "exists")
    assert Condition("keywords", "icontains", "tea") == TEA


@pytest.mark.parametrize(
    ("tree", "scoped"),
    [
        (None, False),
        (ALICE, True),
        (scope_condition("app", None), True),
        (TEA, False),
        (And((TEA, ALICE)), True),
        (And((TEA, TEA)), False),
        (Or((ALICE, BOT)), True),
        (Or((ALICE, TEA)), False),
        (And((Or((ALICE, TEA)), BOT)), True),
        (Or((And((ALICE, TEA)), BOT)), True),
        (And((Or((ALICE, TEA)), TEA)), False),
        (And(()), False),
        (Or(()), False),
        (WHOLE_PROJECT, True),
    ],
)
def test_a_filter_is_scoped_when_every_match_belongs_to_a_named_entity(
    tree: Filter | None, scoped: bool
) -> None:
    assert is_scoped(tree) is scoped


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((), None),
        ((None, None), None),
        ((ALICE,), ALICE),
        ((None, ALICE), ALICE),
        ((ALICE, TEA), And((ALICE, TEA))),
        ((And((ALICE, TEA)), BOT), And((ALICE, TEA, BOT))),
        ((Or((ALICE, BOT)), None, TEA), And((Or((ALICE, BOT)), TEA))),
    ],
)
def test_filters_are_joined(parts: tuple[Filter | None, ...], whole: Filter | None) -> None:
    assert all_of(*parts) == whole


@law()
@given(st.lists(st.none() | filters, max_size=4), st.integers(0, 4))
def test_law_joining_does_not_depend_on_how_it_is_grouped(parts: list[Filter | None], at: int) -> None:
    assert all_of(all_of(*parts[:at]), all_of(*parts[at:])) == all_of(*parts)
    assert is_scoped(all_of(*parts)) == any(is_scoped(part) for part in parts)
