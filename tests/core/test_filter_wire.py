"""The filters of the Platform's documents: what each is read as, what is said of it, or why it is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from memtui.core.errors import FilterError
from memtui.core.filter_check import Purpose, check
from memtui.core.filter_json import from_json, to_json
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import is_scoped

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
A: dict[str, Any] = {"user_id": "a"}
WHOLE = "user_id = * or agent_id = * or app_id = * or run_id = *"


def _said(wire: dict[str, Any], purpose: Purpose = "list") -> list[str]:
    findings = check(from_json(wire, own_fields=False), "platform", now=NOW, purpose=purpose)
    return [f"{finding.level}: {finding.code}" for finding in findings]


READ: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"user_id": "alice"}, "user_id = alice", []),
    ({"AND": [{"user_id": "alice"}]}, "user_id = alice", []),
    ({"OR": [{"user_id": "alice"}]}, "user_id = alice", []),
    ({"user_id": "*"}, "user_id = *", []),
    ({"OR": [{"user_id": "*"}, {"agent_id": "*"}, {"app_id": "*"}, {"run_id": "*"}]}, WHOLE, []),
    ({"AND": [{"user_id": "alice"}, {"run_id": "*"}]}, "user_id = alice and run_id = *", []),
    ({"user_id": {"in": ["a", "b"]}}, "user_id in (a, b)", []),
    (
        {"OR": [{"user_id": "alice"}, {"agent_id": {"in": ["travel", "sports"]}}]},
        "user_id = alice or agent_id in (travel, sports)",
        [],
    ),
    (
        {"AND": [{"user_id": "alice"}, {"agent_id": "bot"}]},
        "user_id = alice and agent_id = bot",
        ["warning: user-and-agent"],
    ),
    ({"user_id": "alice", "app_id": "web"}, "user_id = alice and app_id = web", []),
    (
        {"AND": [A, {"created_at": {"gte": "2024-07-01", "lte": "2024-07-31"}}]},
        "user_id = a and (created_at >= 2024-07-01 and created_at <= 2024-07-31)",
        ["warning: date-only-upper-bound"],
    ),
    (
        {
            "AND": [
                A,
                {"created_at": {"gte": "2024-01-01T00:00:00Z"}},
                {"created_at": {"lt": "2024-02-01T00:00:00Z"}},
            ]
        },
        "user_id = a and created_at >= 2024-01-01T00:00:00Z and created_at < 2024-02-01T00:00:00Z",
        [],
    ),
    ({"AND": [A, {"updated_at": {"gt": "2025-12-01"}}]}, "user_id = a and updated_at > 2025-12-01", []),
    (
        {"AND": [A, {"expiration_date": {"lte": "2026-12-31"}}]},
        "user_id = a and expiration_date <= 2026-12-31",
        [],
    ),
    (
        {"AND": [A, {"categories": {"in": ["finance", "health"]}}]},
        "user_id = a and categories in (finance, health)",
        [],
    ),
    ({"AND": [A, {"categories": {"contains": "fin"}}]}, "user_id = a and categories contains fin", []),
    (
        {"AND": [A, {"NOT": {"categories": {"in": ["spam", "test"]}}}]},
        "user_id = a and not categories in (spam, test)",
        [],
    ),
    ({"AND": [A, {"metadata": {"source": "email"}}]}, "user_id = a and metadata.source = email", []),
    (
        {"AND": [A, {"OR": [{"metadata": {"type": "semantic"}}, {"metadata": {"type": "episodic"}}]}]},
        "user_id = a and (metadata.type = semantic or metadata.type = episodic)",
        [],
    ),
    (
        {"AND": [A, {"metadata": {"k": {"ne": "v"}}}]},
        "user_id = a and metadata.k != v",
        ["warning: ne-matches-unset"],
    ),
    ({"AND": [A, {"keywords": {"icontains": "invoice"}}]}, "user_id = a and keywords icontains invoice", []),
    ({"AND": [A, {"memory_ids": ["id1", "id2"]}]}, "user_id = a and memory_ids in (id1, id2)", []),
    ({"AND": [{"agent_id": "*"}, {"agent_id": {"ne": "old"}}]}, "agent_id = * and agent_id != old", []),
    ({"AND": [A, {"NOT": {"run_id": "*"}}]}, "user_id = a and not run_id = *", []),
    (
        {
            "AND": [
                A,
                {"created_at": {"gte": "2024-01-01T00:00:00Z"}},
                {"NOT": {"OR": [{"categories": {"in": ["spam"]}}, {"categories": {"in": ["test"]}}]}},
            ]
        },
        "user_id = a and created_at >= 2024-01-01T00:00:00Z and "
        "not (categories in (spam) or categories in (test))",
        [],
    ),
    (
        {"AND": [{"app_id": "x"}, {"OR": [{"user_id": "*"}, {"agent_id": "*"}]}]},
        "app_id = x and (user_id = * or agent_id = *)",
        [],
    ),
    ({"NOT": A}, "not user_id = a", ["error: not-only"]),
]
"""Filters that the Platform takes or refuses for their scope only, as text, with what is said of them."""


@pytest.mark.parametrize(("wire", "text", "said"), READ)
def test_an_example_is_read(wire: dict[str, Any], text: str, said: list[str]) -> None:
    tree = from_json(wire, own_fields=False)
    assert format_filter(tree) == text
    assert parse(text) == tree
    assert from_json(json.loads(json.dumps(to_json(tree)))) == tree
    assert _said(wire) == said
    assert is_scoped(tree) == ("error: not-only" not in said)


@pytest.mark.parametrize(
    ("wire", "says", "hint"),
    [
        (
            {"AND": [A, {"created_at": {"eq": "2024-07-01"}}]},
            "created_at does not take eq",
            "Write the value alone",
        ),
        ({"AND": [A, {"categories": {"ne": "spam"}}]}, "categories does not take ne", "NOT to exclude"),
        ({"AND": [A, {"metadata": {"n": {"gt": 5}}}]}, "metadata.n does not take gt", ""),
        (
            {"AND": [{"app_id": "x"}], "OR": [{"user_id": "*"}]},
            "AND and OR cannot stand side by side",
            "Put the OR",
        ),
        ({"user_id": "a", "bogus": "z"}, "Top-level key must be a logical operator or an allowed field", ""),
        ({"user_id": "a", "status": {"nin": ["x"]}}, "'status' is neither", ""),
        ({"user_id": {"nin": ["x"]}}, "'nin' is not an operator", "Exclude with NOT and in"),
        (
            {"user_id": "a", "OR": [{"category": "food"}, {"status": "closed"}]},
            "'category' is neither",
            "categories",
        ),
        ({"user_id": "a", "title": {"icontains": "meet"}}, "'title' is neither", "inside metadata"),
        ({}, "Filters are required and cannot be empty.", ""),
        (None, "A filter is a JSON object.", ""),
    ],
)
def test_an_example_is_refused_with_the_services_reason(wire: Any, says: str, hint: str) -> None:
    with pytest.raises(FilterError) as refused:
        from_json(wire, own_fields=False)
    assert says in refused.value.message
    assert hint in refused.value.hint


ALEX = {"user_id": "alex"}
JULY = {"created_at": {"gte": "2024-07-01", "lte": "2024-07-31"}}
BOTS = {"agent_id": {"in": ["travel-assistant", "customer-support"]}}


@pytest.mark.parametrize(
    ("wire", "text", "said"),
    [
        # Searches.
        ({"OR": [ALEX]}, "user_id = alex", []),
        (
            {"AND": [ALEX, BOTS]},
            "user_id = alex and agent_id in (travel-assistant, customer-support)",
            ["warning: user-and-agent"],
        ),
        ({"OR": [ALEX, BOTS]}, "user_id = alex or agent_id in (travel-assistant, customer-support)", []),
        (
            {"AND": [{"created_at": {"gte": "2024-07-20", "lte": "2024-07-10"}}, ALEX]},
            "(created_at >= 2024-07-20 and created_at <= 2024-07-10) and user_id = alex",
            ["warning: inverted-range", "warning: date-only-upper-bound"],
        ),
        (
            {"OR": [{"user_id": "alice"}, {"agent_id": {"in": ["travel-agent", "sports-agent"]}}]},
            "user_id = alice or agent_id in (travel-agent, sports-agent)",
            [],
        ),
        ({"AND": [{"user_id": "alice"}, {"run_id": "*"}]}, "user_id = alice and run_id = *", []),
        (
            {"AND": [{"user_id": "alice"}, {"categories": {"contains": "finance"}}]},
            "user_id = alice and categories contains finance",
            [],
        ),
        (
            {"AND": [{"user_id": "alice"}, {"categories": {"in": ["personal_information"]}}]},
            "user_id = alice and categories in (personal_information)",
            [],
        ),
        # Lists.
        (
            {"AND": [ALEX, JULY]},
            "user_id = alex and (created_at >= 2024-07-01 and created_at <= 2024-07-31)",
            ["warning: date-only-upper-bound"],
        ),
        (
            {"AND": [ALEX, JULY, {"categories": {"contains": "food_preferences"}}]},
            "user_id = alex and (created_at >= 2024-07-01 and created_at <= 2024-07-31) "
            "and categories contains food_preferences",
            ["warning: date-only-upper-bound"],
        ),
        (
            {
                "AND": [
                    ALEX,
                    JULY,
                    {"categories": {"contains": "food_preferences"}},
                    {"keywords": {"contains": "to play"}},
                ]
            },
            "user_id = alex and (created_at >= 2024-07-01 and created_at <= 2024-07-31) "
            'and categories contains food_preferences and keywords contains "to play"',
            ["warning: date-only-upper-bound"],
        ),
        ({"AND": [ALEX, {"run_id": "*"}]}, "user_id = alex and run_id = *", []),
    ],
)
def test_the_guides_filters_are_read(wire: dict[str, Any], text: str, said: list[str]) -> None:
    tree = from_json(wire, own_fields=False)
    assert format_filter(tree) == text
    assert parse(text) == tree
    assert _said(wire) == said


@pytest.mark.parametrize("operator", ["in", "gte", "lte", "gt", "lt", "ne", "icontains", "contains", "*"])
def test_every_operator_of_the_guide_is_read_somewhere(operator: str) -> None:
    wires: dict[str, dict[str, Any]] = {
        "in": {"user_id": {"in": ["a"]}},
        "ne": {"user_id": {"ne": "a"}},
        "contains": {"categories": {"contains": "a"}},
        "icontains": {"keywords": {"icontains": "a"}},
        "*": {"run_id": "*"},
    }
    wire = wires.get(operator, {"updated_at": {operator: "2024-07-01"}})
    assert to_json(from_json(wire, own_fields=False)) == wire


def test_several_operators_in_one_object_are_all_required() -> None:
    wire = {"updated_at": {"gt": "2024-01-01", "lt": "2024-02-01", "ne": "2024-01-15"}}
    assert format_filter(from_json(wire)) == (
        "updated_at > 2024-01-01 and updated_at < 2024-02-01 and updated_at != 2024-01-15"
    )


def test_a_list_under_not_means_none_of_them() -> None:
    wire = {"AND": [A, {"NOT": [{"run_id": "r"}, {"app_id": "x"}]}]}
    assert format_filter(from_json(wire)) == "user_id = a and not (run_id = r or app_id = x)"


def test_a_quoted_star_is_a_name() -> None:
    tree = parse('user_id = "*" and metadata.k = "*" and user_id in ("*")')
    assert to_json(tree) == {
        "AND": [{"user_id": {"eq": "*"}}, {"metadata": {"k": {"eq": "*"}}}, {"user_id": {"in": ["*"]}}]
    }
    assert from_json(to_json(tree)) == tree


def test_keywords_are_refused_in_a_search() -> None:
    assert _said({"AND": [A, {"keywords": {"icontains": "invoice"}}]}, "search") == [
        "error: keywords-in-search"
    ]
