"""The account's keys for a self-hosted server."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from memtui.adapters.features import ApiKeysAdapter, feature
from memtui.core.access import ApiKey, CreatedApiKey
from memtui.core.display import one_line
from memtui.core.errors import MemtuiError, UnreachableError
from memtui.core.times import relative
from memtui.ops.settings import plan_api_key_deletion
from memtui.tui.lines import Line, Span, fit, line
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.panes.views import instant
from memtui.tui.service.json_lines import field_lines
from memtui.tui.service.secret import SecretPage
from memtui.tui.service.settings_page import SettingsPage

_CREATE = "create"
_LOST = "It may have been made all the same, and its secret is lost: ctrl+r looks, d deletes it."


class ApiKeysPage(SettingsPage[ApiKey]):
    """The keys by their labels; the server shows no secret again."""

    TITLE = "API keys"
    EMPTY = (
        line(("No API keys", "heading")),
        line(),
        line("Whoever has a key of yours may ask the server in your name."),
        line(),
        line(("a", "accent"), (" makes one", "dim")),
    )

    async def load(self) -> Sequence[ApiKey]:
        """All of them."""
        return await self._service.api_keys()

    def id_of(self, row: ApiKey) -> str:
        """The server's id of it."""
        return row.id

    def row_spans(self, row: ApiKey, width: int) -> Sequence[Span]:
        """Its label, what is shown of it, and when it was used last."""
        used = one_line(relative(row.last_used_at, self.context.clock())) or "never"
        hint = fit(one_line(row.hint), 14)
        return [
            (fit(one_line(row.label), max(width - 27, 0)), ""),
            (f" {hint}", "dim"),
            (fit(f" used {used}", 12), "dim"),
        ]

    def detail_lines(self, row: ApiKey) -> Sequence[Line]:
        """All that is known of it."""
        now = self.context.clock()
        return field_lines(
            [
                ("label", row.label),
                ("begins with", row.hint),
                ("created", instant(row.created_at, now)),
                ("last used", instant(row.last_used_at, now) or "never"),
                ("id", row.id),
            ]
        )

    def changes(self) -> Sequence[ModalKey]:
        """Make one, delete it."""
        return [
            ModalKey("a", ("a",), "adds", self._ask_label, self.off),
            ModalKey("d", ("d",), "deletes", self._delete, self.row_off),
        ]

    def keys(self) -> Sequence[ModalKey]:
        """The page stays while a key is being made: its secret is told once."""
        if self.is_asking(_CREATE):
            return [ModalKey("esc", ("escape", "q"), "closes", self.leave, "a key is being made")]
        return super().keys()

    @property
    def _service(self) -> ApiKeysAdapter:
        return feature(self.context.adapter, "api_keys", ApiKeysAdapter)

    def _ask_label(self) -> None:
        self.prompt("label of the new key", self._create, does="makes it")

    def _create(self, label: str) -> None:
        if not label.strip():
            self.say("a key needs a label: nothing was made", "warning")
            return
        self.ask_service(
            lambda: self._service.create_api_key(label.strip()), self._created, group=_CREATE,
            doing="making a key",
        )  # fmt: skip

    def _created(self, created: CreatedApiKey) -> None:
        self.app.push_screen(SecretPage(self.context, created), lambda _: self.reload())

    def _delete(self) -> None:
        if self.row is not None:
            self.plan(partial(plan_api_key_deletion, key=self.row))

    def failed_to_ask(self, group: str, error: MemtuiError) -> None:
        """A key may have been made although no answer came."""
        if group == _CREATE and isinstance(error, UnreachableError):
            error = UnreachableError(error.message, hint=_LOST, raw=error.raw)
        super().failed_to_ask(group, error)
