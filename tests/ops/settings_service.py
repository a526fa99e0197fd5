"""A service with a project, members, webhooks and API keys, in memory; as unreliable as the fake is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from memtui.adapters.base import Capabilities, Feature
from memtui.core.access import ApiKey, CreatedApiKey
from memtui.core.changes import KEEP
from memtui.core.errors import NotFoundError
from memtui.core.profile import Secret
from memtui.core.projects import (
    Category,
    Member,
    Organization,
    Project,
    ProjectEdit,
    Role,
    Webhook,
    WebhookDraft,
)
from tests.ops.fakes import WRITES, Call, FakeService
from tests.ops.faults import lost

T = TypeVar("T")
DEMO = Project(
    "p1",
    "o1",
    "Demo",
    custom_instructions="Keep what is useful.\nForget the weather.",
    custom_categories=(Category("food", "What people eat"), Category("work")),
    settings={"multilingual": False, "decay": True, "version": "v3"},
)
HOOK = Webhook("w1", "deploys", "https://example.test/hook?token=s3cret", ("memory_add", "memory_delete"))
CALLS = {
    "update_project", "add_member", "update_member", "remove_member", "create_webhook", "update_webhook",
    "delete_webhook", "delete_api_key", "create_api_key",
}  # fmt: skip


@dataclass(slots=True)
class SettingsService(FakeService):
    """The fake with all that can be set up; its faults and gates wait for these calls too."""

    the_project: Project = DEMO
    the_members: dict[str, Member] = field(
        default_factory=lambda: {
            "ann@example.test": Member("ann@example.test", "OWNER", "Ann"),
            "bob@example.test": Member("bob@example.test", "READER"),
        }
    )
    the_webhooks: dict[str, Webhook] = field(default_factory=lambda: {HOOK.id: HOOK})
    the_keys: dict[str, ApiKey] = field(default_factory=lambda: {"k1": ApiKey("k1", "ci", "m0sk_ab…")})
    lacks: Mapping[Feature, str] = field(default_factory=dict)
    _numbers: int = 1

    @property
    def capabilities(self) -> Capabilities:
        # A class with slots is made twice: `super()` alone would mean the first one.
        return replace(super(SettingsService, self).capabilities, lacks=self.lacks)

    @property
    def sent(self) -> list[Call]:
        """The calls that change a setting."""
        return self.named(*CALLS, *WRITES)

    async def organizations(self) -> tuple[Organization, ...]:
        return (Organization("o1", "Acme"),)

    async def projects(self, organization_id: str) -> tuple[Project, ...]:
        return (self.the_project,)

    async def project(self) -> Project:
        return await self._ask(Call("project"), lambda: self.the_project)

    async def update_project(self, edit: ProjectEdit) -> None:
        def update() -> None:
            now = replace(self.the_project, settings={**self.the_project.settings, **edit.settings})
            if edit.custom_instructions is not KEEP:
                now = replace(now, custom_instructions=edit.custom_instructions)
            if edit.custom_categories is not KEEP:
                now = replace(now, custom_categories=edit.custom_categories)
            self.the_project = now

        await self._do(Call("update_project"), update)

    async def members(self) -> tuple[Member, ...]:
        return await self._ask(Call("members"), lambda: tuple(self.the_members.values()))

    async def add_member(self, email: str, role: Role) -> None:
        def add() -> None:
            self.the_members[email.casefold()] = Member(email.casefold(), role)

        await self._do(Call("add_member", (email, role)), add)

    async def update_member(self, email: str, role: Role) -> None:
        def update() -> None:
            self.the_members[email] = replace(_of(self.the_members, email), role=role)

        await self._do(Call("update_member", (email, role)), update)

    async def remove_member(self, email: str) -> None:
        await self._do(Call("remove_member", (email,)), lambda: self._drop(self.the_members, email))

    async def webhooks(self) -> tuple[Webhook, ...]:
        return await self._ask(Call("webhooks"), lambda: tuple(self.the_webhooks.values()))

    async def create_webhook(self, draft: WebhookDraft) -> Webhook:
        def create() -> Webhook:
            self._numbers += 1
            made = Webhook(f"w{self._numbers}", draft.name, draft.url, draft.event_types)
            self.the_webhooks[made.id] = made
            return made

        return await self._do(Call("create_webhook", (draft.name,)), create)

    async def update_webhook(self, webhook_id: str, draft: WebhookDraft) -> None:
        def update() -> None:
            self.the_webhooks[webhook_id] = replace(
                _of(self.the_webhooks, webhook_id), name=draft.name, url=draft.url,
                event_types=draft.event_types,
            )  # fmt: skip

        await self._do(Call("update_webhook", (webhook_id,)), update)

    async def delete_webhook(self, webhook_id: str) -> None:
        await self._do(
            Call("delete_webhook", (webhook_id,)), lambda: self._drop(self.the_webhooks, webhook_id)
        )

    async def api_keys(self) -> tuple[ApiKey, ...]:
        return await self._ask(Call("api_keys"), lambda: tuple(self.the_keys.values()))

    async def create_api_key(self, label: str) -> CreatedApiKey:
        def create() -> CreatedApiKey:
            self._numbers += 1
            key = ApiKey(f"k{self._numbers}", label, "m0sk_zz…")
            self.the_keys[key.id] = key
            return CreatedApiKey(key, Secret("m0sk_once_only"))

        return await self._do(Call("create_api_key", (label,)), create)

    async def delete_api_key(self, key_id: str) -> None:
        await self._do(Call("delete_api_key", (key_id,)), lambda: self._drop(self.the_keys, key_id))

    async def usage(self) -> Mapping[str, Any]:
        return await self._ask(Call("usage"), lambda: {"total_memories": 1234})

    async def _do(self, call: Call, work: Callable[[], T]) -> T:
        if self.faults[call.name] and self.faults[call.name][0].only == 0:
            # The request is lost on its way.
            self.calls.append(call)
            self.faults[call.name].popleft()
            raise lost()
        return await self._change(call, [work], lambda done: done[0])

    def _drop(self, of: dict[str, Any], key: str) -> None:
        _of(of, key)
        del of[key]


def _of(of: Mapping[str, T], key: str) -> T:
    if key not in of:
        raise NotFoundError("There is no such thing.")
    return of[key]
