"""How a service is set up, read and written part by part, whatever the part is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, cast

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.features import ApiKeysAdapter, ProjectAdapter, WebhooksAdapter, feature
from memtui.core.changes import SettingChange, SettingKind
from memtui.core.errors import RefusedError
from memtui.core.projects import Role
from memtui.core.settings import (
    api_key_object,
    member_object,
    project_edit,
    project_object,
    webhook_draft,
    webhook_object,
)

Standing: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What is there of one kind, by key; the addresses of members in small letters."""


def key_of(change: SettingChange) -> str:
    """The key under which a setting stands on the service."""
    return change.key.casefold() if change.kind == "member" else change.key


async def read_settings(adapter: MemoryAdapter, kind: SettingKind) -> Standing:
    """What is there of a kind. Raises RefusedError where the service has no such part, and what it raises."""
    if kind == "project":
        project = await feature(adapter, "project", ProjectAdapter).project()
        return {project.id: project_object(project)}
    if kind == "webhook":
        webhooks = await feature(adapter, "webhooks", WebhooksAdapter).webhooks()
        return {one.id: webhook_object(one) for one in webhooks}
    if kind == "member":
        members = await feature(adapter, "project", ProjectAdapter).members()
        return {one.email.casefold(): member_object(one.email, one.role) for one in members}
    keys = await feature(adapter, "api_keys", ApiKeysAdapter).api_keys()
    return {one.id: api_key_object(one) for one in keys}


async def write_setting(adapter: MemoryAdapter, change: SettingChange) -> str:
    """Make one change; the id of what it made, if it has a new one. Raises what the service raises."""
    if change.kind == "webhook":
        return await _write_webhook(feature(adapter, "webhooks", WebhooksAdapter), change)
    if change.kind == "api_key":
        if change.after is not None:
            raise RefusedError("memtui does not bring API keys back.")
        await feature(adapter, "api_keys", ApiKeysAdapter).delete_api_key(change.key)
        return ""
    project = feature(adapter, "project", ProjectAdapter)
    if change.kind == "project":
        await project.update_project(project_edit(change.after or {}))
    elif change.after is None:
        await project.remove_member(change.key)
    else:
        # What a service calls a role came from it, and goes back to it.
        role = cast("Role", change.after["role"])
        await (project.add_member if change.before is None else project.update_member)(change.key, role)
    return ""


async def _write_webhook(webhooks: WebhooksAdapter, change: SettingChange) -> str:
    if change.after is None:
        await webhooks.delete_webhook(change.key)
    elif change.before is None:
        return (await webhooks.create_webhook(webhook_draft(change.after))).id
    else:
        await webhooks.update_webhook(change.key, webhook_draft(change.after))
    return ""
