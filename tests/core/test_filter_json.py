"""A filter as the Platform's v2 JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from memtui.core.errors import FilterError
from memtui.core.filter_json import from_json, to_json
from memtui.core.filters import And, Condition, Filter, Or
from tests.strategies import filters, law

ALICE = Condition("user_id", "eq", "alice")
BOT = Condition("agent_id", "eq", "bot")
WHOLE = [{"user_id": "*"}, {"agent_id": "*"}, {"app_id": "*"}, {"run_id": "*"}]


@law(150)
@given(filters)
def test_law_a_filter_is_read_as_it_was_written(tree: Filter) -> None:
    assert from_json(json.loads(json.dumps(to_json(tree)))) == tree


@law()
@given(filters)
def test_law_and_and_or_are_never_siblings(tree: Filter) -> None:
    def check(value: Any) -> None:
        if isinstance(value, dict):
            assert not {"AND", "OR"} <= value.keys()
            for item in value.values():
                check(item)
        elif isinstance(value, list):
            for item in value:
                check(item)

    check(to_json(tree))


@pytest.mark.parametrize(
    ("wire", "tree"),
    [
        ({"user_id": "alice"}, ALICE),
        ({"user_id": {"eq": "alice"}}, ALICE),
        ({"AND": [{"user_id": "alice"}]}, ALICE),
        ({"OR": [{"user_id": "alice"}]}, ALICE),
        ({"user_id": "*"}, Condition("user_id", "exists")),
        ({"user_id": {"eq": "*"}}, Condition("user_id", "eq", "*")),
        (
            {"OR": WHOLE},
            Or(tuple(Condition(f, "exists") for f in ("user_id", "agent_id", "app_id", "run_id"))),
        ),
        ({"AND": [{"user_id": "alice"}, {"run_id": "*"}]}, And((ALICE, Condition("run_id", "exists")))),
        ({"user_id": "alice", "agent_id": "bot"}, And((ALICE, BOT))),
        (
            {"user_id": "alice", "OR": [{"agent_id": "bot"}, {"run_id": "*"}]},
            And((ALICE, Or((BOT, Condition("run_id", "exists"))))),
        ),
        ({"AND": [{"user_id": "alice", "agent_id": "bot"}]}, And((ALICE, BOT))),
        (
            {"AND": [{"user_id": "alice"}, {"keywords": {"icontains": "invoice"}}]},
            And((ALICE, Condition("keywords", "icontains", "invoice"))),
        ),
        (
            {"AND": [{"app_id": "x"}, {"OR": [{"user_id": "alice"}, {"agent_id": "bot"}]}]},
            And((Condition("app_id", "eq", "x"), Or((ALICE, BOT)))),
        ),
    ],
)
def test_reading(wire: dict[str, Any], tree: Filter) -> None:
    assert from_json(wire) == tree


@pytest.mark.parametrize(
    ("wire", "says"),
    [
        (None, "JSON object"),
        ([], "JSON object"),
        ([{"user_id": "alice"}], "JSON object"),
        ("user_id = alice", "JSON object"),
        ({}, "required and cannot be empty"),
        ({"AND": []}, "AND takes a list"),
        ({"AND": {}}, "AND takes a list"),
        ({"AND": {"user_id": "alice"}}, "AND takes a list"),
        ({"OR": "alice"}, "OR takes a list"),
        ({"OR": None}, "OR takes a list"),
        ({"AND": [{}]}, "cannot be empty"),
        ({"AND": ["alice"]}, "JSON object"),
        ({"and": [{"user_id": "alice"}]}, "'and' is neither"),
        ({"user_id": "alice", "bogus": "z"}, "'bogus' is neither"),
        (
            {"bogus": "z"},
            "Top-level key must be a logical operator or an allowed field: ['AND', 'OR', 'NOT', 'user_id'",
        ),
        ({"$and": []}, "'$and' is neither"),
        ({"user_id": None}, "user_id"),
        ({"user_id": 5}, "user_id"),
        ({"user_id": ["a", "b"]}, "user_id"),
        ({"user_id": {"in": ["a", "b"]}}, "user_id"),
        ({"user_id": {"ne": "a"}}, "user_id"),
        ({"user_id": {"eq": 5}}, "user_id"),
        ({"user_id": {"eq": "a", "ne": "b"}}, "user_id"),
        ({"user_id": {}}, "user_id"),
        ({"keywords": "tea"}, "keywords takes"),
        ({"keywords": {"contains": "tea"}}, "keywords takes"),
        ({"keywords": {"icontains": 5}}, "keywords takes"),
        ({"keywords": {"icontains": "a", "contains": "b"}}, "keywords takes"),
        ({"NOT": {"user_id": "alice"}}, "NOT"),
        ({"created_at": {"gte": "2024-07-01"}}, "created_at"),
        ({"categories": {"in": ["food"]}}, "categories"),
        ({"metadata": {"source": "email"}}, "metadata"),
        ({"memory_ids": ["1"]}, "memory_ids"),
        # The Platform drops the OR without a word.
        ({"AND": [{"app_id": "x"}], "OR": [{"user_id": "*"}]}, "AND and OR"),
        ({"AND": [{"AND": [{"app_id": "x"}], "OR": [{"user_id": "*"}]}]}, "AND and OR"),
    ],
)
def test_what_the_service_refuses_is_refused(wire: Any, says: str) -> None:
    with pytest.raises(FilterError) as refusal:
        from_json(wire)
    assert says in refusal.value.message
    assert refusal.value.exit_code == 2


def test_and_beside_or_is_refused_with_the_repair() -> None:
    with pytest.raises(FilterError) as refusal:
        from_json({"AND": [{"app_id": "x"}], "OR": [{"user_id": "*"}]})
    assert refusal.value.hint == "Put the OR inside the AND."


def _nested(depth: int) -> dict[str, Any]:
    wire: dict[str, Any] = {"user_id": "alice"}
    for _ in range(depth):
        wire = {"AND": [wire, {"run_id": "*"}]}
    return wire


@pytest.mark.parametrize("depth", [13, 300])
def test_a_filter_nested_beyond_reason_is_refused(depth: int) -> None:
    from_json(_nested(12))
    with pytest.raises(FilterError, match="nested"):
        from_json(_nested(depth))
