"""The work that a service does after it has answered: what was asked, how far it is, what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from memtui.adapters.features import EventsAdapter, feature
from memtui.core.display import one_line
from memtui.core.filters import Condition
from memtui.core.service_events import ServiceEvent, ServiceEventPage
from memtui.core.times import relative
from memtui.tui.lines import Line, Span, fit, line, number
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.panes.views import instant
from memtui.tui.service.context import PageContext
from memtui.tui.service.event_results import memory_id, outcome, result_lines
from memtui.tui.service.json_lines import field_lines, json_lines, text_lines
from memtui.tui.service.list_page import ListPage
from memtui.tui.service.polling import poll
from memtui.tui.service.words import lasted, status_role

PAGE_SIZE = 100
_NO_IDS = "it names no memories"
_FOLLOWING, _MORE, _FULL = "follow", "more", "event"


class EventsPage(ListPage[ServiceEvent]):
    """Events in the service's order; those further down are loaded when the cursor comes to the end."""

    TITLE = "Events"
    EMPTY = (
        line(("No events", "heading")),
        line(),
        line(
            "Work that the service does after it has answered is listed here: learning from what it was told."
        ),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._page: ServiceEventPage | None = None
        self._asked_in_full: set[str] = set()

    @property
    def _adapter(self) -> EventsAdapter:
        return feature(self.context.adapter, "events", EventsAdapter)

    async def load(self) -> Sequence[ServiceEvent]:
        """The newest."""
        self._page = await self._adapter.events(1, PAGE_SIZE)
        return self._page.results

    def reached_end(self) -> None:
        """Load the next page."""
        page = self._page
        if page is None or not page.has_next or self.is_asking(_MORE) or self.is_asking("load"):
            return
        self.ask_service(
            lambda: self._adapter.events(page.page + 1, page.page_size), self._take, group=_MORE,
            doing="loading more",
        )  # fmt: skip

    def _take(self, page: ServiceEventPage) -> None:
        self._page = page
        here = {event.id for event in self.loaded or ()}
        # Newer events push older ones to the next page meanwhile.
        self.show_rows([*(self.loaded or ()), *(event for event in page.results if event.id not in here)])

    def head_lines(self) -> Sequence[Line]:
        """How many there are, where that is known and they are not all here."""
        said = super().head_lines()
        page = self._page
        if said or page is None or not page.has_next:
            return said
        of = f" of {number(page.total)}" if page.total is not None else ""
        return [line((f"{number(len(self.loaded or ()))}{of}; the last row loads more", "dim"))]

    def id_of(self, row: ServiceEvent) -> str:
        """The service's number of it."""
        return row.id

    def row_spans(self, row: ServiceEvent, width: int) -> Sequence[Span]:
        """How long ago, how far, what, how long it took, and what came of it."""
        spans: list[Span] = [
            (fit(one_line(relative(row.created_at, self.context.clock())), 5), "dim"),
            (fit(one_line(row.status.lower()), 11), status_role(row.status)),
            (fit(one_line(row.event_type), 9), ""),
            (fit(lasted(row.latency_ms), 8), "dim"),
        ]
        room = width - sum(len(text) for text, _ in spans)
        return [*spans, (fit(outcome(row), room), "warning" if row.error else "")]

    def detail_lines(self, row: ServiceEvent) -> Sequence[Line]:
        """Its times, what went wrong, what came of it, and what was asked."""
        now = self.context.clock()
        lines = field_lines(
            (
                ("status", row.status.lower(), status_role(row.status)),
                ("type", row.event_type),
                ("created", instant(row.created_at, now)),
                ("started", instant(row.started_at, now)),
                ("completed", instant(row.completed_at, now)),
                ("took", lasted(row.latency_ms)),
                ("id", row.id, "dim"),
            )
        )
        if row.error:
            lines += [
                Line(),
                line(("what went wrong", "heading")),
                *text_lines(row.error, "warning", indent=2),
            ]
        if row.results:
            lines += [Line(), line((f"what came of it · {number(len(row.results))}", "heading"))]
            for result in row.results:
                lines += result_lines(result)
        elif row.is_over and not row.error:
            lines += [Line(), line(("Nothing came of it that the service tells.", "dim"))]
        if row.payload:
            lines += [Line(), line(("what was asked", "heading")), *json_lines(row.payload, indent=2)]
        if row.extra:
            lines += [Line(), line(("more", "heading")), *json_lines(row.extra, indent=2)]
        return lines

    def show_detail(self) -> None:
        """Show the event; why it failed may be told only to those who ask for it alone."""
        super().show_detail()
        row = self.row
        if row is None or not row.is_over or row.results or row.error or row.id in self._asked_in_full:
            return
        if row.status.upper() == "FAILED":
            self._asked_in_full.add(row.id)
            group = f"{_FULL} {row.id}"
            self.ask_service(lambda: self._adapter.event(row.id), self.replace_row, group=group, doing="")

    # Following

    def acts(self) -> Sequence[ModalKey]:
        """Follow what is not over yet."""
        row = self.row
        off = self.needs_row or ("it is over" if row is not None and row.is_over else "")
        if self.is_asking(_FOLLOWING):
            off = "it is being followed"
        ids = self._memory_ids
        return [
            ModalKey("f", ("f",), "follows", self._follow, off),
            ModalKey("m", ("m",), "lists its memories", self._list_memories, "" if ids else _NO_IDS),
        ]

    @property
    def _memory_ids(self) -> tuple[str, ...]:
        found = [memory_id(result) for result in self.row.results] if self.row is not None else []
        return tuple(dict.fromkeys(name for name in found if name))

    def _list_memories(self) -> None:
        self.context.list_memories(Condition("memory_ids", "in", self._memory_ids))
        self.leave()

    def back_key(self) -> ModalKey:
        """While an event is followed, that ends first."""
        if self.is_asking(_FOLLOWING):
            return ModalKey("esc", ("escape", "q"), "stops following", self._stop)
        return super().back_key()

    def _stop(self) -> None:
        self.cancel(_FOLLOWING)
        self.say("not followed any longer; the service goes on with it")

    def _follow(self) -> None:
        row = self.row
        if row is None:
            return

        async def ask() -> ServiceEvent | None:
            event = await self._adapter.event(row.id)
            self.meanwhile(_FOLLOWING, lambda: self.replace_row(event))
            return event if event.is_over else None

        self.ask_service(
            lambda: poll(ask, lambda waited: None), self._followed, group=_FOLLOWING, doing="following"
        )

    def _followed(self, event: ServiceEvent | None) -> None:
        if event is None:
            self.say("it is still not over; f follows it again")
        else:
            self.say(f"{event.event_type} {event.status.lower()}")
