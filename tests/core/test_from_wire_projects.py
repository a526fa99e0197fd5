"""Projects, members and webhooks, in every shape in which services give them."""

from __future__ import annotations

from typing import Any

import pytest

from memtui.core.errors import DataError
from memtui.core.from_wire_projects import (
    parse_members,
    parse_organizations,
    parse_project,
    parse_projects,
    parse_webhook,
    parse_webhooks,
)
from memtui.core.projects import Category, Member


@pytest.mark.parametrize(
    ("wire", "categories"),
    [
        (None, None),
        ("None", None),
        ([], ()),
        (["food", "", None, 7], (Category("food"), Category("7"))),
        ([{"food": "what is eaten"}, {"a": None, "b": "x"}],
         (Category("food", "what is eaten"), Category("a"), Category("b", "x"))),
        ([{"name": "food", "description": "eaten"}], (Category("food", "eaten"),)),
        ([{"name": "what people are called"}], (Category("name", "what people are called"),)),
        ({"food": "eaten", "work": "done"}, (Category("food", "eaten"), Category("work", "done"))),
        (7, None),
    ],
)  # fmt: skip
def test_categories(wire: Any, categories: Any) -> None:
    assert parse_project({"custom_categories": wire}, "o", "p").custom_categories == categories


@pytest.mark.parametrize(
    ("wire", "instructions"),
    [(None, None), ("", None), ("be brief", "be brief"), (["a", "b"], "a\nb"), ([], None), ({"a": 1}, None)],
)
def test_instructions(wire: Any, instructions: str | None) -> None:
    assert parse_project({"custom_instructions": wire}, "o", "p").custom_instructions == instructions


@pytest.mark.parametrize(
    ("wire", "ids"),
    [
        ({}, ("p", "o", "p")),
        ({"project_id": "q", "org_id": "r", "name": "n"}, ("q", "r", "n")),
        ({"id": 7, "organization": {"name": "x"}}, ("7", "o", "7")),
        ({"project": {"id": "q", "name": "n"}}, ("q", "o", "n")),
    ],
)
def test_whose_project_it_is(wire: Any, ids: tuple[str, str, str]) -> None:
    project = parse_project(wire, "o", "p")
    assert (project.id, project.organization_id, project.name) == ids


def test_settings_are_what_is_left() -> None:
    wire = {
        "name": "n",
        "members": [],
        "user_role": "OWNER",
        "memory_depth": "x",
        "version": 2,
        "decay": False,
    }
    assert parse_project(wire, "o", "p").settings == {"memory_depth": "x", "version": 2, "decay": False}


def test_lists_of_organizations_and_projects() -> None:
    wire = {"organizations": [{"org_id": "a"}, {"id": 2, "name": "b"}, {"name": "c"}]}
    assert [(item.id, item.name) for item in parse_organizations(wire)] == [("a", "a"), ("2", "b")]
    assert [item.id for item in parse_projects([{"project_id": "a"}, {"name": "b"}], "o")] == ["a"]


def test_members() -> None:
    wire = [
        {"email": "a@b", "role": "OWNER", "username": "a"},
        {"user_email": "c@d", "user_role": "READER"},
        {"user": {"email": "e@f", "name": "E"}, "role": None},
        {"name": "nobody"},
    ]
    assert parse_members(wire) == (
        Member("a@b", "OWNER", "a"),
        Member("c@d", "READER"),
        Member("e@f", "", "E"),
    )


@pytest.mark.parametrize(
    ("wire", "known"),
    [
        ({"webhook_id": "w"}, {"id": "w", "is_active": True, "event_types": ()}),
        ({"id": 3, "is_active": False}, {"id": "3", "is_active": False}),
        (
            {"is_active": None, "event_types": "memory_add"},
            {"is_active": True, "event_types": ("memory_add",)},
        ),
        ({"event_types": ["a", None, 3]}, {"event_types": ("a", "3")}),
        ({"webhook": {"webhook_id": "w"}}, {"id": "w"}),
        ({"webhook_id": "w", "project": "p"}, {"extra": {"project": "p"}}),
    ],
)
def test_webhooks(wire: Any, known: dict[str, Any]) -> None:
    webhook = parse_webhook(wire)
    assert {name: getattr(webhook, name) for name in known} == known
    assert parse_webhooks({"webhooks": [wire]}) == (webhook,)


@pytest.mark.parametrize("wire", [None, [], "x", 3])
def test_what_is_no_object(wire: Any) -> None:
    with pytest.raises(DataError, match="no project"):
        parse_project(wire, "o")
    with pytest.raises(DataError, match="no webhook"):
        parse_webhook(wire)
