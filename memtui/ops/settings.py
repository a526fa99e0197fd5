"""Plans of what a person may want to do to how a service is set up; each is one item in the journal."""

from __future__ import annotations

from memtui.core.access import ApiKey
from memtui.core.changes import KEEP, SettingChange
from memtui.core.projects import Project, ProjectEdit, Role, Webhook, WebhookDraft
from memtui.core.settings import (
    api_key_object,
    edit_object,
    member_object,
    project_object,
    same_value,
    setting_words,
    webhook_object,
)
from memtui.ops.desk import Desk
from memtui.ops.drafting import drafting
from memtui.ops.fitting import SAME
from memtui.ops.plans import Confirmation, Plan
from memtui.ops.settings_checks import check_address, check_categories, check_webhook
from memtui.state.journal import NewItem, Verb


async def plan_project_edit(desk: Desk, before: Project, edit: ProjectEdit) -> Plan:
    """Change a project that was seen as `before`. Raises SettingError for categories without names."""
    if edit.custom_categories is not KEEP:
        check_categories(edit.custom_categories or ())
    after, there = edit_object(edit), project_object(before)
    touched = {name: there.get(name) for name in after}
    return await _plan(desk, "edit", SettingChange("project", before.id, touched, after, before.name))


async def plan_webhook(desk: Desk, before: Webhook | None, after: WebhookDraft | None) -> Plan:
    """Make a webhook, change it or delete it. Raises SettingError for one that could not be called."""
    if after is not None:
        check_webhook(after, before.event_types if before is not None else ())
    verb: Verb = "add" if before is None else "delete" if after is None else "edit"
    shown = before or after
    change = SettingChange(
        "webhook",
        "" if before is None else before.id,
        None if before is None else webhook_object(before),
        None if after is None else webhook_object(after),
        "" if shown is None else shown.name,
    )
    said = "Undo makes it again under a new id."
    if before is not None and not before.is_active:
        said += " It is not active now; whether it will be is up to the service."
    return await _plan(desk, verb, change, said if after is None else "")


async def plan_member(desk: Desk, email: str, before: str | None, after: Role | None) -> Plan:
    """Let somebody in, give them another role, or let them in no longer; roles, None for outside.

    Raises SettingError for what is no address.
    """
    if before is None:
        check_address(email)
    verb: Verb = "add" if before is None else "delete" if after is None else "edit"
    old, new = (None if role is None else member_object(email, role) for role in (before, after))
    change = SettingChange("member", email, old, new, email)
    return await _plan(desk, verb, change)


async def plan_api_key_deletion(desk: Desk, key: ApiKey) -> Plan:
    """Make an API key worthless, which nothing takes back: its label confirms the plan."""
    change = SettingChange("api_key", key.id, api_key_object(key), None, key.label)
    said = "A deleted API key cannot come back: whoever uses it is shut out from then on."
    # What has no label, or one of blanks, is confirmed by its id.
    return await _plan(desk, "revoke", change, said, "name", key.label if key.label.strip() else key.id)


async def _plan(
    desk: Desk,
    verb: Verb,
    change: SettingChange,
    warning: str = "",
    confirmation: Confirmation = "key",
    name: str = "",
) -> Plan:
    before, after = change.before, change.after
    changes = (
        before is None or after is None or any(not same_value(key, before[key], after[key]) for key in after)
    )
    item = NewItem(change) if changes else NewItem(change, "skipped", SAME)
    async with drafting(desk, verb) as draft:
        await draft.append([item])
        return await draft.plan(
            lambda _: f"{'delete' if verb == 'revoke' else verb} {setting_words(change)}",
            warnings=[warning] if warning else [],
            confirmation=confirmation,
            name=name,
        )
