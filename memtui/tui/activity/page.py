"""The page of the activity: bars over time, with a cursor that says each number in text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult

from memtui.core.activity import (
    SPLITS,
    Activity,
    Moment,
    Series,
    Split,
    Unit,
    days_of,
    span_filter,
)
from memtui.core.filters import Filter
from memtui.core.queries import MemoryQuery
from memtui.ops.activity import ActivityCount
from memtui.tui.activity.chart import Chart
from memtui.tui.activity.cursor import Cursor
from memtui.tui.activity.drawing import View, unit_for
from memtui.tui.activity.words import empty_lines, failed_lines, head_lines, loading_lines, table
from memtui.tui.lines import Line
from memtui.tui.messages import CursorMoved
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.service.context import PageContext
from memtui.tui.service.page import ServicePage

_NOTHING = "there is nothing to show"


class ActivityPage(ServicePage[Filter]):
    """When the memories of a query were created or updated; gives back the time that is to be listed.

    `what` says whose memories they are, as it is drawn.
    """

    TITLE = "Activity"
    AUTO_FOCUS = ""

    def __init__(self, context: PageContext, query: MemoryQuery, what: str) -> None:
        super().__init__(context)
        self.chart = Chart(self.redraw)
        self.activity: Activity | None = None
        self._query, self._what = query, what
        self._count = ActivityCount(context.adapter, query)
        self._of: Moment = "created"
        self._split: Split | None = None
        self._unit: Unit | None = None
        self._cursor = Cursor()
        self._first: int | None = None
        self._known: tuple[Activity, Unit, Series | None] | None = None
        self._seen: tuple[int, int | None] = (0, None)

    def middle(self) -> ComposeResult:
        """The chart."""
        yield self.chart

    def on_mount(self) -> None:
        """Count."""
        self._load()

    # What is shown

    @property
    def unit(self) -> Unit:
        """Days, weeks or months: as was chosen, or the smallest of which all fit."""
        if self._unit is not None or self.activity is None:
            return self._unit or "day"
        return unit_for(self.activity, *self.chart.size)

    @property
    def series(self) -> Series | None:
        """The numbers that are drawn."""
        if self.activity is None:
            return None
        # It is asked for some times in every frame.
        known, unit = self._known, self.unit
        if known is None or known[0] is not self.activity or known[1] != unit:
            self._known = known = (self.activity, unit, self.activity.series(unit))
        return known[2]

    def redraw(self) -> None:
        """Draw everything anew."""
        if not self.is_mounted:
            return
        series, lines = self.series, self._placeholder()
        if self.activity is None or series is None:
            self.chart.show(None, lines)
        else:
            view = View(self.activity, series, self._cursor.bucket(series), self._first)
            self.chart.show(view)
            self._first = self.chart.in_view.start
        super().redraw()

    def head_lines(self) -> Sequence[Line]:
        """How many memories, of whom, from when to when."""
        if self.activity is None:
            return ()
        low = self.has_class("-low")
        return head_lines(self.activity, self.series, self._what, low=low, width=self.size.width)

    def _placeholder(self) -> Sequence[Line]:
        if self.activity is not None:
            return empty_lines(self.activity)
        return loading_lines(*self._seen) if self.problem is None else failed_lines()

    # What a person does

    def keys(self) -> Sequence[ModalKey]:
        """Moving, other buckets, other dates, other parts."""
        off = "" if self.series is not None else _NOTHING
        units: list[tuple[str, Unit]] = [("d", "day"), ("w", "week"), ("m", "month")]
        moments: list[tuple[str, Moment]] = [("c", "created"), ("u", "updated")]
        after = self._next_split()
        return [
            ModalKey("←→", ("right",), "moves", partial(self._press, "right"), off),
            ModalKey("enter", ("enter",), "lists", self._list, off),
            *(
                ModalKey(key, (key,), unit, partial(self._use_unit, unit), off, shown=unit != self.unit)
                for key, unit in units
            ),
            *(
                ModalKey(
                    key, (key,), moment, partial(self._ask_for, moment, self._split), shown=moment != self._of
                )
                for key, moment in moments
            ),
            ModalKey(
                "e", ("e",), f"by {after}" if after else "as one", lambda: self._ask_for(self._of, after)
            ),
            ModalKey("n", ("n",), "next with any", lambda: self._seek(1), off, shown=False),
            ModalKey("N", ("N",), "the one before", lambda: self._seek(-1), off, shown=False),
            ModalKey("y", ("y",), "copies", self._copy, off),
            ModalKey("ctrl+r", ("ctrl+r",), "counts again", self._again, shown=False),
            *self.error_keys(),
            ModalKey("esc", ("escape", "q"), "stops" if self._can_stop else "closes", self._back),
        ]

    async def move(self, key: str, character: str | None) -> None:
        """Move the cursor."""
        self._press(key)

    def _press(self, key: str) -> None:
        if self.series is not None:
            self._cursor.press(self.series, key, max(len(self.chart.in_view) - 1, 1))
            self.redraw()

    def _seek(self, way: int) -> None:
        if self.series is not None:
            self._cursor.seek(self.series, way)
            self.redraw()

    @on(CursorMoved)
    def _bar_clicked(self, message: CursorMoved) -> None:
        message.stop()
        if self.series is not None:
            self._cursor.go_to(self.series, message.index)
            self.redraw()

    def _use_unit(self, unit: Unit) -> None:
        self._unit, self._first = unit, None
        self.redraw()

    def _next_split(self) -> Split | None:
        ways: tuple[Split | None, ...] = (None, *SPLITS)
        return ways[(ways.index(self._split) + 1) % len(ways)]

    def _list(self) -> None:
        series = self.series
        if self.activity is None or series is None:
            return
        bucket = self._cursor.bucket(series)
        if series.counts.get(bucket):
            # What is drawn may be what was asked for before.
            self.leave(span_filter(self.activity.of, *days_of(bucket, series.unit)))
        else:
            self.say("nothing to list: there are no memories in it")

    def _copy(self) -> None:
        if self.activity is not None and self.series is not None:
            self.copy(table(self.activity, self.series))

    @property
    def _can_stop(self) -> bool:
        return self.is_asking("load") and self._seen[0] > 0 and not self._count.is_stopped

    def _back(self) -> None:
        if self._can_stop:
            self._count.stop()
            self.redraw()
        else:
            self.leave()

    # Counting

    def _ask_for(self, of: Moment, split: Split | None) -> None:
        if (of, split) != (self._of, self._split):
            self._of, self._split = of, split
            self._load()

    def _again(self) -> None:
        self._count = ActivityCount(self.context.adapter, self._query)
        self._load()

    def _load(self) -> None:
        count, of, split = self._count, self._of, self._split

        def told(seen: int, total: int | None) -> None:
            self.meanwhile("load", partial(self._looked, seen, total))

        self._seen = (0, None)
        self.ask_service(lambda: count.count(of, split, told), self._show, group="load", doing="counting")

    def _looked(self, seen: int, total: int | None) -> None:
        self._seen = (seen, total)

    def _show(self, activity: Activity) -> None:
        # What was drawn before stays until its successor is here.
        self.activity = activity
        self.redraw()
