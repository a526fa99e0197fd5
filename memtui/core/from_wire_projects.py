"""Organizations, projects, members and webhooks, in every shape (`docs/mem0-api.md`, "Projects")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from memtui.core.errors import DataError
from memtui.core.from_wire_values import first_text, object_of, objects_in, text_of, without
from memtui.core.projects import Category, Member, Organization, Project, Webhook

_NO_SETTINGS = (
    "id", "project_id", "org_id", "organization", "organization_id", "name", "description", "members",
    "custom_instructions", "custom_categories", "created_at", "updated_at", "owner", "user_role",
)  # fmt: skip
_WEBHOOK_KEYS = (
    "webhook_id", "id", "name", "url", "event_types", "is_active", "created_at", "updated_at",
)  # fmt: skip


def parse_organizations(raw: Any) -> tuple[Organization, ...]:
    """The organizations of a list; those without an id are left out. Raises DataError."""
    found = []
    for item in objects_in(raw, "organizations", "organizations"):
        if number := first_text(item, "org_id", "id"):
            name = text_of(item.get("name")) or number
            found.append(Organization(number, name, without(item, ("org_id", "id", "name"))))
    return tuple(found)


def parse_projects(raw: Any, organization_id: str) -> tuple[Project, ...]:
    """The projects of a list; those without an id are left out. Raises DataError."""
    items = objects_in(raw, "projects", "projects")
    return tuple(
        parse_project(item, organization_id) for item in items if first_text(item, "project_id", "id")
    )


def parse_project(raw: Any, organization_id: str, project_id: str = "") -> Project:
    """A project; the ids count where it does not say its own. Raises DataError for what is no object."""
    item = _in(raw, "project")
    number = first_text(item, "project_id", "id") or project_id
    return Project(
        id=number,
        organization_id=first_text(item, "org_id", "organization_id") or organization_id,
        name=text_of(item.get("name")) or number,
        description=text_of(item.get("description")),
        custom_instructions=_instructions(item.get("custom_instructions")),
        custom_categories=_categories(item.get("custom_categories")),
        settings=without(item, _NO_SETTINGS),
    )


def parse_members(raw: Any) -> tuple[Member, ...]:
    """The members of a list; those without an address are left out. Raises DataError."""
    found = []
    for item in objects_in(raw, "members", "members"):
        user = object_of(item.get("user"))
        email = first_text(item, "email", "user_email") or first_text(user, "email")
        if email:
            name = first_text(item, "name", "username") or first_text(user, "name", "username")
            found.append(Member(email, first_text(item, "role", "user_role") or "", name or ""))
    return tuple(found)


def parse_webhooks(raw: Any) -> tuple[Webhook, ...]:
    """The webhooks of a list. Raises DataError."""
    return tuple(parse_webhook(item) for item in objects_in(raw, "webhooks", "webhooks"))


def parse_webhook(raw: Any) -> Webhook:
    """A webhook; its id is empty where the service does not tell. Raises DataError for what is no object."""
    item = _in(raw, "webhook")
    return Webhook(
        id=first_text(item, "webhook_id", "id") or "",
        name=text_of(item.get("name")) or "",
        url=text_of(item.get("url")) or "",
        event_types=_texts(item.get("event_types")),
        is_active=item.get("is_active") is not False,
        created_at=text_of(item.get("created_at")),
        updated_at=text_of(item.get("updated_at")),
        extra=without(item, _WEBHOOK_KEYS),
    )


def _in(raw: Any, what: str) -> Mapping[str, Any]:
    """The object itself, which some answers wrap into another one."""
    inner = raw.get(what) if isinstance(raw, Mapping) else None
    item = inner if isinstance(inner, Mapping) else raw
    if not isinstance(item, Mapping):
        raise DataError(f"The service's answer is no {what}.")
    return item


def _texts(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(text for item in items if (text := text_of(item)) is not None)


def _instructions(value: Any) -> str | None:
    """One text; some documents show a list of them."""
    return "\n".join(_texts(value)) or None


def _categories(value: Any) -> tuple[Category, ...] | None:
    """Categories as names, as objects of name and description, or as one object with all of them."""
    if not isinstance(value, list | Mapping):
        return None
    return tuple(
        category for item in (value if isinstance(value, list) else [value]) for category in _named(item)
    )


def _named(item: Any) -> Iterable[Category]:
    if not isinstance(item, Mapping):
        return (Category(name) for name in _texts(item))
    if {"name", "description"} <= item.keys():
        return (Category(name, text_of(item["description"]) or "") for name in _texts(item["name"]))
    return (Category(str(name), text_of(words) or "") for name, words in item.items())
