"""The addresses that a service calls when memories change."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from memtui.adapters.features import WebhooksAdapter, feature
from memtui.core.display import one_line
from memtui.core.projects import Webhook, WebhookDraft
from memtui.ops.settings import plan_webhook
from memtui.tui.lines import Line, Span, fit, line
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.panes.views import instant
from memtui.tui.service.json_lines import field_lines
from memtui.tui.service.settings_page import SettingsPage
from memtui.tui.service.webhook_form import WebhookForm

IDLE = "not active: kept, never called"


class WebhooksPage(SettingsPage[Webhook]):
    """The webhooks of the key's project."""

    TITLE = "Webhooks"
    EMPTY = (
        line(("No webhooks", "heading")),
        line(),
        line("A webhook is an address that the service calls when memories of this project change."),
        line(),
        line(("a", "accent"), (" makes one", "dim")),
    )

    async def load(self) -> Sequence[Webhook]:
        """All of them."""
        return await feature(self.context.adapter, "webhooks", WebhooksAdapter).webhooks()

    def id_of(self, row: Webhook) -> str:
        """The service's id of it."""
        return row.id

    def row_spans(self, row: Webhook, width: int) -> Sequence[Span]:
        """Its name, whether it is called, how many events, and the address."""
        room = min(max(width // 4, 10), 24)
        events = f"{len(row.event_types)} event{'' if len(row.event_types) == 1 else 's'}"
        return [
            (fit(one_line(row.name), room), "" if row.is_active else "dim"),
            (" active " if row.is_active else " idle   ", "accent" if row.is_active else "warning"),
            (fit(events, 10), "dim"),
            (fit(one_line(row.url), max(width - room - 18, 0)), "" if row.is_active else "dim"),
        ]

    def detail_lines(self, row: Webhook) -> Sequence[Line]:
        """All that the service says of it."""
        now = self.context.clock()
        known = field_lines(
            [
                ("name", row.name),
                ("address", row.url),
                ("state", "active" if row.is_active else IDLE, "" if row.is_active else "warning"),
                ("id", row.id),
                ("created", instant(row.created_at, now)),
                ("updated", instant(row.updated_at, now)),
            ]
        )
        events = [line(("• ", "dim"), one_line(name)) for name in row.event_types]
        return [*known, Line(), line(("It is called on", "heading")), *(events or [line(("nothing", "dim"))])]

    def changes(self) -> Sequence[ModalKey]:
        """Make one, change it, delete it."""
        return [
            ModalKey("a", ("a",), "adds", self._add, self.off),
            ModalKey("e", ("e",), "edits", self._edit, self.row_off),
            ModalKey("d", ("d",), "deletes", self._delete, self.row_off),
        ]

    def _add(self) -> None:
        self._open_form(None, None)

    def _edit(self) -> None:
        if self.row is not None:
            self._open_form(self.row, None)

    def _delete(self) -> None:
        if self.row is not None:
            self.plan(partial(plan_webhook, before=self.row, after=None))

    def _open_form(self, before: Webhook | None, draft: WebhookDraft | None) -> None:
        """Let a webhook be typed; what was typed stands there again when its plan is declined."""

        def typed(after: WebhookDraft | None) -> None:
            if after is not None:
                make = partial(plan_webhook, before=before, after=after)
                self.plan(make, declined=lambda: self._open_form(before, after))

        self.app.push_screen(WebhookForm(self.context, before, draft), typed)
