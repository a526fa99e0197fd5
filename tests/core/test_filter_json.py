"""A filter as the Platform's v2 JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.errors import FilterError
from memtui.core.filter_json import from_json, to_json
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import And, Condition, Filter, Or
from tests.strategies import filters, json_values, law

ALICE = Condition("user_id", "eq", "alice")
BOT = Condition("agent_id", "eq", "bot")
WHOLE = [{"user_id": "*"}, {"agent_id": "*"}, {"app_id": "*"}, {"run_id": "*"}]


@law(150)
@given(filters)
def test_law_a_filter_is_read_as_it_was_written(tree: Filter) -> None:
    # Not only equal: 1, 1.0 and true are not the same.
    assert repr(from_json(json.loads(json.dumps(to_json(tree))))) == repr(tree)


_keys = st.sampled_from(
    ["AND", "OR", "NOT", "user_id", "created_at", "categories", "metadata", "keywords", "memory_ids",
     "length", "edited", "in", "eq", "ne", "gt", "contains", "bogus"]
)  # fmt: skip
_wires = st.recursive(
    st.sampled_from(["*", "a", "2024-07-01", "today", 1, 1.5, True, None, "", []]) | json_values,
    lambda inner: st.dictionaries(_keys, inner, max_size=3) | st.lists(inner, max_size=3),
    max_leaves=12,
)


@law(200)
@given(_wires, st.booleans())
def test_law_any_json_is_a_filter_or_a_mistake(wire: Any, own_fields: bool) -> None:
    try:
        tree = from_json(wire, own_fields=own_fields)
    except FilterError as mistake:
        assert mistake.message
    else:
        assert from_json(to_json(tree)) == tree
        assert parse(format_filter(tree)) == tree


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
        ({"AND": []}, "AND takes a list of filters"),
        ({"AND": {}}, "AND takes a list"),
        ({"AND": {"user_id": "alice"}}, "AND takes a list"),
        ({"OR": "alice"}, "OR takes a list"),
        ({"OR": None}, "OR takes a list"),
        ({"NOT": []}, "NOT takes "),
        ({"NOT": "alice"}, "NOT takes "),
        ({"NOT": {}}, "cannot be empty"),
        ({"NOT": [{}]}, "cannot be empty"),
        ({"NOT": ["alice"]}, "JSON object"),
        ({"AND": [{}]}, "cannot be empty"),
        ({"AND": ["alice"]}, "JSON object"),
        ({"and": [{"user_id": "alice"}]}, "'and' is neither"),
        ({"user_id": "alice", "bogus": "z"}, "'bogus' is neither"),
        (
            {"bogus": "z"},
            "Top-level key must be a logical operator or an allowed field: ['AND', 'OR', 'NOT', 'user_id', "
            "'agent_id', 'app_id', 'run_id', 'created_at', 'updated_at', 'timestamp', 'expiration_date', "
            "'text', 'categories', 'metadata', 'keywords_search', 'memory_ids', 'keywords']",
        ),
        ({"$and": []}, "'$and' is neither"),
        ({"session_id": "r"}, "'session_id' is neither"),
        ({"user_id": None}, "user_id: the value is a text"),
        ({"user_id": 5}, "user_id: the value is a text"),
        ({"user_id": True}, "user_id: the value is a text"),
        ({"user_id": ["a", "b"]}, "user_id is not compared with a list"),
        ({"user_id": {"in": "a"}}, "user_id: in takes a list of values"),
        ({"user_id": {"in": []}}, "user_id: in takes a list of values"),
        ({"user_id": {"in": ["a", None]}}, "user_id: the value is a text"),
        ({"user_id": {"in": [["a"]]}}, "user_id: the value is a text"),
        ({"user_id": {"eq": 5}}, "user_id: the value is a text"),
        ({"user_id": {"ne": ["a", "b"]}}, "user_id: ne takes one value"),
        ({"user_id": {}}, "user_id has no operator"),
        ({"user_id": {"gt": "a"}}, "user_id does not take gt; it takes eq, "),
        ({"user_id": {"contains": "a"}}, "user_id does not take contains"),
        ({"user_id": {"nin": ["a"]}}, "user_id: 'nin' is not an operator"),
        ({"user_id": {"!=": "a"}}, "user_id: '!=' is not an operator"),
        ({"user_id": {"$ne": "a"}}, "user_id: '$ne' is not an operator"),
        ({"user_id": {"exists": True}}, "user_id: 'exists' is not an operator"),
        ({"keywords": "tea"}, "keywords does not take eq; it takes icontains, contains."),
        ({"keywords": "*"}, 'keywords does not take "*"'),
        ({"keywords": {"icontains": 5}}, "keywords: the value is a text"),
        ({"keywords": {"icontains": ["a"]}}, "keywords: icontains takes one value"),
        ({"keywords": {"in": ["a"]}}, "keywords does not take in"),
        ({"keywords_search": "tea"}, "keywords_search is not documented"),
        ({"text": {"contains": "tea"}}, "text is not documented"),
        ({"created_at": {"eq": "2024-07-01"}}, "created_at does not take eq"),
        ({"expiration_date": {"eq": "2024-07-01"}}, "expiration_date does not take eq"),
        ({"created_at": "*"}, 'created_at does not take "*"'),
        ({"created_at": None}, "created_at: the value is a text"),
        ({"created_at": 1720000000}, "created_at: the value is a text"),
        ({"created_at": {"gte": "soon"}}, "created_at: 'soon' is no date"),
        ({"created_at": {"gte": ["2024-07-01"]}}, "created_at: gte takes one value"),
        ({"created_at": {"contains": "2024"}}, "created_at does not take contains"),
        ({"created_at": {"in": ["2024-07-01", "soon"]}}, "created_at: 'soon' is no date"),
        ({"categories": "food"}, "categories does not take eq; it takes in, contains"),
        ({"categories": ["food"]}, "categories is not compared with a list"),
        ({"categories": {"eq": "food"}}, "categories does not take eq"),
        ({"categories": {"ne": "food"}}, "categories does not take ne"),
        ({"categories": {"in": "food"}}, "categories: in takes a list"),
        ({"categories": {"in": [5]}}, "categories: the value is a text"),
        ({"categories": {"contains": ["food"]}}, "categories: contains takes one value"),
        ({"categories": {"icontains": "food"}}, "categories does not take icontains"),
        ({"metadata": "email"}, "metadata takes an object"),
        ({"metadata": {}}, "metadata takes an object"),
        ({"metadata": [{"a": 1}]}, "metadata takes an object"),
        ({"metadata": "*"}, "metadata takes an object"),
        ({"metadata": {"n": {"gt": 5}}}, "metadata.n does not take gt; it takes eq, ne, contains"),
        ({"metadata": {"n": {"in": [5]}}}, "metadata.n does not take in"),
        ({"metadata": {"n": [5]}}, "metadata.n is not compared with a list"),
        ({"metadata": {"n": {"eq": [5]}}}, "metadata.n: eq takes one value"),
        ({"metadata": {"n": {"eq": {"a": 1}}}}, "metadata.n: only top-level keys are compared"),
        ({"metadata": {"n": {"deep": 5}}}, "metadata.n: 'deep' is not an operator"),
        ({"metadata": {"n": {}}}, "metadata.n has no operator"),
        ({"metadata": {"n": float("inf")}}, "metadata.n: the number is too large"),
        ({"metadata": {"n": float("nan")}}, "metadata.n: the number is too large"),
        ({"metadata": {"n": -(10**301)}}, "metadata.n: the number is too large"),
        ({"metadata.source": "email"}, "'metadata.source' is neither"),
        ({"memory_ids": "1"}, "memory_ids does not take eq; it takes in"),
        ({"memory_ids": []}, "memory_ids: in takes a list"),
        ({"memory_ids": [1]}, "memory_ids: the value is a text"),
        ({"memory_ids": {"ne": "1"}}, "memory_ids does not take ne"),
        ({"length": {"gt": "5"}}, "length: the value is a whole number"),
        ({"length": {"gt": True}}, "length: the value is a whole number"),
        ({"length": {"gt": 2**63}}, "length: the value is a whole number"),
        ({"length": {"ne": 5}}, "length does not take ne"),
        ({"edited": 1}, "edited: the value is true or false"),
        # The Platform drops the OR without a word.
        ({"AND": [{"app_id": "x"}], "OR": [{"user_id": "*"}]}, "AND and OR"),
        ({"AND": [{"AND": [{"app_id": "x"}], "OR": [{"user_id": "*"}]}]}, "AND and OR"),
        ({"NOT": {"AND": [{"app_id": "x"}], "OR": [{"user_id": "*"}]}}, "AND and OR"),
    ],
)
def test_what_the_service_refuses_is_refused(wire: Any, says: str) -> None:
    for own_fields in (True, False):
        if not own_fields and isinstance(wire, dict) and {"length", "edited"} & wire.keys():
            continue
        with pytest.raises(FilterError) as refusal:
            from_json(wire, own_fields=own_fields)
        assert says in refusal.value.message
        assert refusal.value.exit_code == 2


@pytest.mark.parametrize(
    ("wire", "hint"),
    [
        ({"AND": [{"app_id": "x"}], "OR": [{"user_id": "*"}]}, "Put the OR inside the AND."),
        ({"or": []}, "Did you mean 'OR'?"),
        ({"$not": {}}, "Did you mean 'NOT'?"),
        ({"session_id": "r"}, "Did you mean 'run_id'?"),
        ({"userid": "r"}, "Did you mean 'user_id'?"),
        ({"category": "r"}, "Did you mean 'categories'?"),
        ({"metadata.source": "email"}, "Did you mean 'metadata'?"),
        ({"source": "email"}, "A key of the metadata is written inside metadata."),
        ({"user_id": {"nin": ["a"]}}, "Exclude with NOT and in: not user_id in (...)."),
        ({"user_id": {"ne": ["a"]}}, "Exclude with NOT and in."),
        ({"user_id": {"exists": True}}, 'A field that is set is written "*".'),
        ({"user_id": ["a"]}, 'Write {"in": [...]}.'),
        ({"created_at": {">=": "2024-07-01"}}, "Did you mean 'gte'?"),
        ({"created_at": {"$lt": "2024-07-01"}}, "Did you mean 'lt'?"),
        ({"created_at": {"GT": "2024-07-01"}}, "Did you mean 'gt'?"),
        ({"created_at": {"eq": "2024-07-01"}}, "Write the value alone, or a range."),
        ({"categories": "x"}, "Use in for one of several, contains for a part, and NOT to exclude."),
        ({"keywords": "x"}, "Use icontains, or contains to mind case."),
        ({"keywords_search": "x"}, "Use keywords with contains or icontains."),
        ({"metadata": {"n": {"in": [5]}}}, "Write an OR of equalities."),
        ({"metadata": {"n": [5]}}, "Write an OR of equalities."),
    ],
)
def test_a_refusal_comes_with_what_to_do(wire: Any, hint: str) -> None:
    with pytest.raises(FilterError) as refusal:
        from_json(wire)
    assert refusal.value.hint == hint


@pytest.mark.parametrize(
    ("wire", "says"),
    [
        ({"length": {"gt": 5}}, "'length' is neither"),
        ({"edited": True}, "'edited' is neither"),
        ({"created_at": {"gte": "today"}}, "created_at: 'today' is not an ISO date"),
        ({"created_at": {"gte": "-7d"}}, "'-7d' is not an ISO date"),
        ({"created_at": {"in": ["2024-07-01", "yesterday"]}}, "'yesterday' is not an ISO date"),
        ({"categories": "*"}, 'categories does not take "*"; it takes in, contains.'),
        ({"expiration_date": "*"}, 'expiration_date does not take "*"'),
        ({"metadata": {"n": "*"}}, 'metadata.n does not take "*"; it takes eq, ne, contains.'),
    ],
)
def test_what_only_memtui_understands_is_refused_where_a_service_is_asked(wire: Any, says: str) -> None:
    from_json(wire)
    with pytest.raises(FilterError) as refusal:
        from_json(wire, own_fields=False)
    assert says in refusal.value.message
    assert "Did you mean" not in refusal.value.hint


def _nested(depth: int, group: str, *beside: dict[str, Any]) -> dict[str, Any]:
    wire: dict[str, Any] = {"user_id": "alice"}
    for _ in range(depth):
        wire = {group: [wire, *beside]}
    return wire


@pytest.mark.parametrize(
    ("group", "beside", "most"),
    [
        ("AND", [{"run_id": "*"}], 13),
        ("OR", [{"run_id": "*"}], 13),
        ("NOT", [], 12),
        ("NOT", [{"run_id": "*"}], 6),
    ],
)
def test_a_filter_nested_beyond_reason_is_refused(group: str, beside: list[Any], most: int) -> None:
    for depth in (1, most):
        tree = from_json(_nested(depth, group, *beside))
        assert parse(format_filter(tree)) == tree
    for depth in (most + 1, 26, 27, 28, 300):
        with pytest.raises(FilterError, match="Filters are nested more than 12 deep"):
            from_json(_nested(depth, group, *beside))


def test_every_text_that_can_be_read_can_be_sent() -> None:
    text = "user_id = a"
    for _ in range(12):
        text = f"run_id = * or app_id = x and ({text})"
    tree = parse(text)
    assert from_json(to_json(tree)) == tree
