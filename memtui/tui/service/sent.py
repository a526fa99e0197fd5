"""What memtui has asked the service: one row a request."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from memtui.adapters.features import SentRequestsAdapter, feature
from memtui.core.display import one_line
from memtui.core.sent_requests import SentRequest
from memtui.core.times import iso, relative
from memtui.tui.lines import Line, Span, fit, fit_right, line
from memtui.tui.panes.views import instant
from memtui.tui.service.json_lines import field_lines
from memtui.tui.service.list_page import ListPage
from memtui.tui.service.words import lasted


class SentRequestsPage(ListPage[SentRequest]):
    """The requests of this memtui, the newest first; it holds no key, no body and no parameters."""

    TITLE = "Requests sent"
    EMPTY = (
        line(("Nothing was asked yet", "heading")),
        line(),
        line("Each request to the service is listed here, with its status, its time and its number."),
    )

    async def load(self) -> Sequence[SentRequest]:
        """Those that are still kept."""
        adapter = feature(self.context.adapter, "sent_requests", SentRequestsAdapter)
        return tuple(adapter.sent_requests())

    def id_of(self, row: SentRequest) -> str:
        """The service's number of it or, where it gave none, when it was sent."""
        return row.request_id or iso(row.at)

    def row_spans(self, row: SentRequest, width: int) -> Sequence[Span]:
        """How long ago, the answer, how long it took, and what was asked."""
        failed = row.status is None or row.status >= 400
        status = "no answer" if row.status is None else str(row.status)
        spans: list[Span] = [
            (fit(relative(iso(row.at), self.context.clock()), 4), "dim"),
            (fit(status, 11), "warning" if failed else "accent"),
            (fit_right(lasted(row.milliseconds), 8) + "  ", "dim"),
            (fit(one_line(row.method), 7), ""),
        ]
        again = f"  retried {row.retries}" if row.retries else ""
        room = max(width - sum(len(text) for text, _ in spans) - len(again), 0)
        return [*spans, (fit(one_line(row.path), room), ""), (again, "warning")]

    def detail_lines(self, row: SentRequest) -> Sequence[Line]:
        """Everything that is kept of it."""
        role = "" if row.status is not None and row.status < 400 else "warning"
        times = "once" if row.retries == 1 else f"{row.retries} times"
        return field_lines(
            (
                ("method", row.method),
                ("path", row.path),
                ("status", _phrase(row.status) if row.status is not None else "no answer", role),
                ("failure", row.failure, "warning"),
                ("took", lasted(row.milliseconds)),
                ("sent again", times if row.retries else None, "warning"),
                ("sent", instant(iso(row.at), self.context.clock())),
                ("request id", row.request_id or "the service gave none", "" if row.request_id else "dim"),
            )
        )


def _phrase(status: int) -> str:
    """A status in words; services may make numbers up."""
    try:
        return f"{status} {HTTPStatus(status).phrase.lower()}"
    except ValueError:
        return str(status)
