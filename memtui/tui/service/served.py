"""What a self-hosted server was asked, by anybody: one row a request."""

from __future__ import annotations

from collections.abc import Sequence

from memtui.adapters.features import ServedRequestsAdapter, feature
from memtui.core.access import ServedRequest
from memtui.core.display import one_line
from memtui.core.times import relative
from memtui.tui.lines import Line, Span, fit, fit_right, line
from memtui.tui.panes.views import instant
from memtui.tui.service.json_lines import field_lines
from memtui.tui.service.list_page import ListPage
from memtui.tui.service.value_lines import value_lines
from memtui.tui.service.words import lasted

MOST = 200
"""Requests that a server tells of at most."""


class ServedRequestsPage(ListPage[ServedRequest]):
    """The newest requests in the server's own log, the newest first."""

    TITLE = "Requests served"
    EMPTY = (
        line(("The server has logged no requests", "heading")),
        line(),
        line("It logs what is asked with an API key."),
    )

    async def load(self) -> Sequence[ServedRequest]:
        """The newest."""
        adapter = feature(self.context.adapter, "served_requests", ServedRequestsAdapter)
        return await adapter.served_requests(MOST)

    def head_lines(self) -> Sequence[Line]:
        """That there may be more, where the server has told all that it tells."""
        if self.loaded is None or len(self.loaded) < MOST:
            return super().head_lines()
        return [line((f"The newest {MOST}: the server tells of no more.", "dim")), *super().head_lines()]

    def id_of(self, row: ServedRequest) -> str:
        """The server's number of it."""
        return row.id

    def row_spans(self, row: ServedRequest, width: int) -> Sequence[Span]:
        """How long ago, the answer, how long it took, and what was asked."""
        spans: list[Span] = [
            (fit(one_line(relative(row.created_at, self.context.clock())), 4), "dim"),
            (fit(_status(row), 8), "warning" if _failed(row) else "accent"),
            (fit_right(lasted(row.latency_ms), 8) + "  ", "dim"),
            (fit(one_line(row.method), 7), ""),
        ]
        room = max(width - sum(len(text) for text, _ in spans), 0)
        return [*spans, (fit(one_line(row.path), room), "")]

    def detail_lines(self, row: ServedRequest) -> Sequence[Line]:
        """All that the server says of it."""
        known = field_lines(
            [
                ("method", row.method),
                ("path", row.path),
                ("status", "" if row.status is None else str(row.status), "warning" if _failed(row) else ""),
                ("took", lasted(row.latency_ms)),
                ("when", instant(row.created_at, self.context.clock())),
                ("id", row.id),
            ]
        )
        more = value_lines(dict(row.extra))
        return [*known, Line(), line(("more", "heading")), *more] if more else known


def _failed(row: ServedRequest) -> bool:
    return row.status is not None and row.status >= 400


def _status(row: ServedRequest) -> str:
    return "" if row.status is None else f"{row.status} bad" if _failed(row) else str(row.status)
