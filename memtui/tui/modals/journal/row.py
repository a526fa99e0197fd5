"""One operation in one row of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len

from memtui.core.display import one_line
from memtui.core.profile import ServiceIdentity
from memtui.core.times import absolute, relative
from memtui.core.values import dataclass
from memtui.state.journal import Operation
from memtui.tui.lines import Span, fit, fit_right
from memtui.tui.modals.items.item_words import amount
from memtui.tui.modals.items.operation_words import STATUS_WORDS, title_of, undone_words

_WHEN_WIDTH, _ABSOLUTE_WIDTH, _STATUS_WIDTH, _COUNTS_WIDTH = 4, 16, 11, 15
_NARROW = 70
_WIDEST_PLACE = 30
_TITLE_WIDTH = 20
"""Cells that a title shall have: it says more than what became of it since."""
KIND_WORDS = {"local": "store", "platform": "Platform", "selfhosted": "self-hosted"}


@dataclass(frozen=True, slots=True)
class OperationRow:
    """An operation, and whether nobody is at work on it although it is not over."""

    operation: Operation
    is_interrupted: bool

    @property
    def status(self) -> Span:
        """How it ended in a word, and the word's role."""
        return STATUS_WORDS["interrupted" if self.is_interrupted else self.operation.status]


@dataclass(frozen=True, slots=True)
class Times:
    """How instants are written: how long ago, or the date and the hour."""

    now: datetime
    absolute: bool = False

    def text(self, instant: str) -> str:
        """The instant, right-aligned in the width of its column."""
        if self.absolute:
            return fit_right(one_line(absolute(instant)), _ABSOLUTE_WIDTH)
        # The clock may have been set back since.
        return fit_right(one_line(relative(instant, self.now).replace("in ", "+")), _WHEN_WIDTH)


def place_words(service: ServiceIdentity) -> str:
    """Which store of memories it was, as a person knows it."""
    address = service.address.removeprefix("https://").removeprefix("http://").rstrip("/")
    return one_line(f"{KIND_WORDS[service.kind]} {address or service.store}")


def operation_spans(row: OperationRow, times: Times, width: int, *, elsewhere: bool) -> list[Span]:
    """The row, exactly `width` cells; `elsewhere` dims what was done on another service."""
    operation = row.operation
    word, role = row.status
    head: list[Span] = [
        (" " + times.text(operation.created_at), "dim"),
        ("  ", ""),
        (fit(word, _STATUS_WIDTH), "dim" if elsewhere else role),
        (" ", ""),
    ]
    left = width - _width(head) - 1
    tails = _tails(operation, elsewhere=elsewhere, wide=width >= _NARROW)
    tail = next((tail for tail in tails if left - _width(tail) >= _TITLE_WIDTH), tails[-1])
    title = fit(title_of(operation), left - _width(tail))
    return [*head, (title, "dim" if elsewhere else ""), *tail, (" ", "")]


def _tails(operation: Operation, *, elsewhere: bool, wide: bool) -> list[list[Span]]:
    """What stands at the end of a row, from the fullest form to the shortest."""
    changes = operation.total - operation.counts.get("skipped", 0)
    of = f"{amount(operation.counts.get('done', 0))} of {amount(changes)}"
    counts: list[Span] = [(" " + fit_right(of, _COUNTS_WIDTH), "dim")] if wide else []
    badges: list[Span] = []
    if undone := undone_words(operation):
        badges.append((" " + undone, "accent"))
    if operation.purged:
        badges.append((" forgotten", "dim"))
    if not elsewhere:
        return [[*badges, *counts], badges]
    place = f" on {place_words(operation.service)}"
    long: Span = (fit(place, min(cell_len(place), _WIDEST_PLACE)), "warning")
    short: Span = (" elsewhere", "warning")
    return [[*badges, long, *counts], [*badges, short, *counts], [*badges, short], [short]]


def _width(spans: Sequence[Span]) -> int:
    return sum(cell_len(text) for text, _ in spans)
