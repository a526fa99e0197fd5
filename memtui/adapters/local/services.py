"""What an embedded store has beyond its memories (`memtui.adapters.features`), without a model.

It is one project, whose settings and people it keeps, and keeps to itself: nothing here follows
instructions, sorts into categories, or calls a webhook.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from memtui.adapters.local.lanes import StoreLanes
from memtui.adapters.local.reading import StoreReader
from memtui.core.later import later
from memtui.core.models import ENTITY_TYPES, HistoryEvent
from memtui.core.queries import EntityQuery, MemoryQuery

if TYPE_CHECKING:
    from memtui.adapters.local import extracting, kept
    from memtui.core import changes as edits
    from memtui.core import exports
    from memtui.core import projects as kinds
    from memtui.core.exports import ExportJob, ExportRequest, ExportResult
    from memtui.core.feedback import Feedback
    from memtui.core.filters import Filter
    from memtui.core.projects import Member, Organization, Project, ProjectEdit, Role, Webhook, WebhookDraft
else:
    extracting, kept = later("memtui.adapters.local.extracting"), later("memtui.adapters.local.kept")
    edits, exports = later("memtui.core.changes"), later("memtui.core.exports")
    kinds = later("memtui.core.projects")

MOST_EXPORTED = 1000
"""How many memories an export is made of: the newest."""
_ORGANIZATION = "memtui"
_ID_DIGITS = 12
_MOST_QUOTED = 10
_FILLED = "No model made this: keys found in metadata are filled, the rest is null"


class LocalServices(StoreLanes):
    """Feedback, exports, a summary, numbers, one project with its members, and webhooks that stay silent."""

    async def give_feedback(self, feedback: Feedback) -> None:
        """Keep it until the memory is deleted. Raises NotFoundError."""
        await self._note(lambda connection: kept.keep_feedback(connection, feedback))

    async def start_export(self, request: ExportRequest) -> ExportJob:
        """Make it at once, of the newest memories that are not expired; the note says what it lacks.

        Raises DataError for a schema of too many keys.
        """

        def export(connection: sqlite3.Connection) -> tuple[str, bool]:
            query = MemoryQuery(request.filter, show_expired=False)
            page = StoreReader(connection).page(query, 1, MOST_EXPORTED)
            value = extracting.filled(request.schema, page.results)
            ids = [memory.id for memory in page.results]
            return kept.keep_export(connection, _asked(request.filter), value, ids), page.has_next

        export_id, is_cut = await self._note(export)
        parts = [_FILLED]
        if is_cut:
            parts.append(f"only the newest {MOST_EXPORTED:,} memories were looked at")
        if request.instructions:
            parts.append("instructions are not followed")
        return exports.ExportJob(export_id, f"{'; '.join(parts)}.")

    async def export_result(self, export_id: str) -> ExportResult:
        """What it came to; it goes when one of its memories is deleted. Raises NotFoundError."""
        return exports.ExportResult(
            await self._read(self._quick, lambda store: kept.export_value(store.connection, export_id))
        )

    async def newest_export(self, tree: Filter | None) -> ExportResult:
        """What the newest export of this filter, or of any, came to. Raises NotFoundError."""
        asked = None if tree is None else _asked(tree)
        return exports.ExportResult(
            await self._read(self._quick, lambda store: kept.newest_export(store.connection, asked))
        )

    async def summary(self, tree: Filter | None) -> Any:
        """How many memories there are, in which categories, and the newest texts."""
        query = MemoryQuery(tree, show_expired=False)

        def summarise(store: StoreReader) -> Any:
            newest = store.page(query, 1, _MOST_QUOTED).results
            return extracting.summary_of(newest, total=store.count(query), categories=store.categories(query))

        return await self._read(self._slow, summarise)

    async def categories(self) -> tuple[str, ...]:
        """The categories that memories are in, those of most memories first."""
        counts = await self._read(self._slow, lambda store: store.categories(MemoryQuery()))
        return tuple(name for name, _ in counts.most_common())

    async def activity(self, page: int, page_size: int) -> tuple[tuple[HistoryEvent, ...], int]:
        """A page of what was done to all memories, the last first, and how many events there are."""
        return await self._read(self._slow, lambda store: store.activity(page, page_size))

    async def usage(self) -> Mapping[str, Any]:
        """How many memories and entities there are."""

        def count(store: StoreReader) -> Mapping[str, Any]:
            entities = store.entities(EntityQuery(page_size=1)).totals
            users = entities["user"]
            return {
                "total_memories": store.everything(),
                **{f"total_{kind}s_with_memories": entities[kind] for kind in ENTITY_TYPES},
                "memories_per_user": round(store.of_type("user") / users, 2) if users else 0,
            }

        return await self._read(self._quick, count)

    async def organizations(self) -> tuple[Organization, ...]:
        """One, which every store has."""
        return (kinds.Organization(_ORGANIZATION, _ORGANIZATION),)

    async def projects(self, organization_id: str) -> tuple[Project, ...]:
        """The store, in that one organization."""
        return (await self.project(),) if organization_id == _ORGANIZATION else ()

    async def project(self) -> Project:
        """The store as a project. Its own id makes the project's, so that clients know it again."""

        def read(store: StoreReader) -> Project:
            settings = kept.project_settings(store.connection)
            instructions = settings.pop("custom_instructions", None)
            categories = settings.pop("custom_categories", None)
            return kinds.Project(
                id=store.store_id().replace("-", "")[:_ID_DIGITS],
                organization_id=_ORGANIZATION,
                name=self._path.name,
                description="An embedded store of memtui",
                custom_instructions=instructions,
                custom_categories=None
                if categories is None
                else tuple(kinds.Category(name, description) for name, description in categories),
                settings=settings,
            )

        return await self._read(self._quick, read)

    async def update_project(self, edit: ProjectEdit) -> None:
        """Keep settings, which change nothing about how memories are stored here."""
        changes = dict(edit.settings)
        if edit.custom_instructions is not edits.KEEP:
            changes["custom_instructions"] = edit.custom_instructions
        if edit.custom_categories is not edits.KEEP:
            categories = edit.custom_categories
            changes["custom_categories"] = (
                None if categories is None else [(item.name, item.description) for item in categories]
            )
        await self._note(lambda connection: kept.keep_project_settings(connection, changes))

    async def members(self) -> tuple[Member, ...]:
        """Who was added; nobody's rights depend on it."""
        return await self._read(self._quick, lambda store: kept.members(store.connection))

    async def add_member(self, email: str, role: Role) -> None:
        """Keep somebody as a member. Raises RefusedError for one who is."""
        await self._note(lambda connection: kept.add_member(connection, email, role))

    async def update_member(self, email: str, role: Role) -> None:
        """Give a member another role. Raises NotFoundError."""
        await self._note(lambda connection: kept.update_member(connection, email, role))

    async def remove_member(self, email: str) -> None:
        """Keep somebody as a member no longer. Raises NotFoundError."""
        await self._note(lambda connection: kept.remove_member(connection, email))

    async def webhooks(self) -> tuple[Webhook, ...]:
        """Those that clients of `memtui serve` made; none is active."""
        return await self._read(self._quick, lambda store: kept.webhooks(store.connection))

    async def create_webhook(self, draft: WebhookDraft) -> Webhook:
        """Keep one, which is never called."""
        return await self._note(lambda connection: kept.create_webhook(connection, draft))

    async def update_webhook(self, webhook_id: str, draft: WebhookDraft) -> None:
        """Change one. Raises NotFoundError."""
        await self._note(lambda connection: kept.update_webhook(connection, webhook_id, draft))

    async def delete_webhook(self, webhook_id: str) -> None:
        """Drop one. Raises NotFoundError."""
        await self._note(lambda connection: kept.delete_webhook(connection, webhook_id))


def _asked(tree: Filter | None) -> str | None:
    """A filter as one text, the same whenever it is asked the same; relative dates as of now."""
    from memtui.core.encoding import compact_json
    from memtui.core.filter_json import to_json
    from memtui.core.times import utc_now

    return None if tree is None else compact_json(to_json(tree, utc_now()))
