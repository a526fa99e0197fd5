"""The parts of a service's set-up as JSON objects, which the journal keeps, and as texts for people.

A project is an object of the fields that a change touches: `custom_instructions`, `custom_categories` and its
switches by the service's names. A webhook, a member and an API key are objects of all that a person sets.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from memtui.core.access import ApiKey
from memtui.core.changes import KEEP, SettingChange, SettingKind
from memtui.core.projects import Category, Project, ProjectEdit, Webhook, WebhookDraft

KIND_WORDS: dict[SettingKind, str] = {
    "project": "project", "webhook": "webhook", "member": "member", "api_key": "API key",
}  # fmt: skip
INSTRUCTIONS = "instructions"
"""The name of a project's instructions: the only field that is a text of many lines."""
_INSTRUCTIONS, _CATEGORIES = "custom_instructions", "custom_categories"


def project_object(project: Project) -> dict[str, Any]:
    """What can be changed of a project."""
    return {
        **project.settings,
        _INSTRUCTIONS: project.custom_instructions,
        _CATEGORIES: _category_objects(project.custom_categories),
    }


def edit_object(edit: ProjectEdit) -> dict[str, Any]:
    """What an edit of a project sets."""
    found: dict[str, Any] = dict(edit.settings)
    if edit.custom_instructions is not KEEP:
        found[_INSTRUCTIONS] = edit.custom_instructions
    if edit.custom_categories is not KEEP:
        found[_CATEGORIES] = _category_objects(edit.custom_categories)
    return found


def project_edit(value: Mapping[str, Any]) -> ProjectEdit:
    """The edit that sets what an object holds."""
    categories = value.get(_CATEGORIES, KEEP)
    if isinstance(categories, list):
        categories = tuple(Category(one["name"], one["description"]) for one in categories)
    return ProjectEdit(
        value.get(_INSTRUCTIONS, KEEP),
        categories,
        {name: content for name, content in value.items() if name not in {_INSTRUCTIONS, _CATEGORIES}},
    )


def webhook_object(webhook: Webhook | WebhookDraft) -> dict[str, Any]:
    """What a person sets of a webhook."""
    return {"name": webhook.name, "url": webhook.url, "event_types": list(webhook.event_types)}


def webhook_draft(value: Mapping[str, Any]) -> WebhookDraft:
    """The webhook that an object holds."""
    return WebhookDraft(value["name"], value["url"], tuple(value["event_types"]))


def member_object(email: str, role: str) -> dict[str, Any]:
    """What a person sets of a member."""
    return {"email": email, "role": role}


def api_key_object(key: ApiKey) -> dict[str, Any]:
    """What is known of an API key; never its secret."""
    return {"label": key.label}


def same_value(name: str, one: Any, other: Any) -> bool:
    """Whether two values of a field mean the same.

    None and nothing do; events have no order, and addresses no large letters.
    """
    if name == "event_types":
        return sorted(one or ()) == sorted(other or ())
    if name == "email":
        return str(one).casefold() == str(other).casefold()
    if name in {_INSTRUCTIONS, _CATEGORIES}:
        one, other = (value.strip() if isinstance(value, str) else value for value in (one, other))
        one, other = one or None, other or None
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def setting_texts(value: Mapping[str, Any] | None) -> dict[str, str]:
    """The fields of an object by what a person calls them, as raw texts; what is not set has none."""
    found: dict[str, str] = {}
    for name, content in (value or {}).items():
        if name == _CATEGORIES:
            found |= {f"category {one['name']}": one["description"] for one in content or ()}
        elif name == "event_types":
            found["events"] = ", ".join(content)
        elif content not in (None, ""):
            said = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            found[INSTRUCTIONS if name == _INSTRUCTIONS else name] = said
    return found


def setting_changes(change: SettingChange) -> Iterator[tuple[str, str | None, str | None]]:
    """What differs before and after: each field's name and its raw texts, None where it is not set."""
    old, new = setting_texts(change.before), setting_texts(change.after)
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def setting_words(change: SettingChange) -> str:
    """What is changed, in a few raw words: the kind and its name."""
    return f"{KIND_WORDS[change.kind]} {change.label or change.key}".rstrip()


def _category_objects(categories: tuple[Category, ...] | None) -> list[dict[str, str]] | None:
    if categories is None:
        return None
    return [{"name": one.name, "description": one.description} for one in categories]
