"""Saved, built-in and recent filters at one moment, and what is done with them: the modal but its looks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Literal

from memtui.core.audit_filters import AUDIT_FILTERS
from memtui.core.display import one_line
from memtui.core.errors import DataError, FilterError, MemtuiError
from memtui.core.filter_check import ADDED_WHEN_SENT, check
from memtui.core.filter_json import from_json, to_json
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import Filter
from memtui.core.profile import ServiceKind
from memtui.core.values import dataclass
from memtui.state.saved_filters import SavedFilters

Group = Literal["Saved", "Built in", "Recent"]

LONGEST_SHARED = 100_000
"""Characters of a shared filter: no person writes more."""


@dataclass(frozen=True, slots=True)
class Row:
    """A filter in the list; `problem` says why it cannot be applied, and is empty when it can."""

    group: Group
    name: str
    text: str
    help: str = ""
    tree: Filter | None = None
    problem: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A line over a group; `remark` says why nothing stands under it."""

    group: Group
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _WayBack:
    """How a change is taken back; `name` is that of the filter before it, `sentence` is said then."""

    name: str
    sentence: str
    take_back: Callable[[], None]


class Shelf:
    """All filters that can be chosen, those in view, and the way back from what was changed.

    `damage` says why the saved ones cannot be read; then none is shown and nothing is written. Methods
    that change something give back a sentence for the screen, and raise MemtuiError; `touched` is the
    name of what they changed.
    """

    def __init__(
        self,
        saved: SavedFilters,
        kind: ServiceKind,
        current: Filter | None,
        clock: Callable[[], datetime],
    ) -> None:
        self.current = current
        self.damage = ""
        self.narrowing = ""
        self.touched = ""
        self.lines: list[Row | Heading] = []
        self._saved = saved
        self._kind = kind
        self._clock = clock
        self._rows: list[Row] = []
        self._undo: list[_WayBack] = []
        self.load()

    @property
    def can_undo(self) -> bool:
        """Whether something was changed here."""
        return bool(self._undo)

    def load(self) -> None:
        """Read the file again."""
        named: dict[str, str] = {}
        recent: list[str] = []
        self.damage = ""
        try:
            named, recent = self._saved.named(), self._saved.recent()
        except MemtuiError as error:
            self.damage = str(error)
        here = {*named.values(), *(audit.text for audit in AUDIT_FILTERS)}
        self._rows = [
            *(self._row("Saved", name, text) for name, text in named.items()),
            *(self._row("Built in", audit.name, audit.text, audit.help) for audit in AUDIT_FILTERS),
            *(self._row("Recent", "", text) for text in recent if text not in here),
        ]
        self.narrow(self.narrowing)

    def narrow(self, text: str) -> None:
        """Keep the rows in which every word of `text` stands."""
        self.narrowing = text
        words = text.casefold().split()
        wanted = [
            row
            for row in self._rows
            if all(word in f"{row.name} {row.text} {row.help}".casefold() for word in words)
        ]
        self.lines = list(_grouped(wanted, headless=bool(words), damaged=bool(self.damage)))

    def place_of(self, name: str) -> int | None:
        """The line on which a saved filter stands."""
        for index, line in enumerate(self.lines):
            if isinstance(line, Row) and line.group == "Saved" and line.name == name:
                return index
        return None

    def is_taken(self, name: str) -> bool:
        """Whether a filter is saved under this name."""
        return any(row.group == "Saved" and row.name == name.strip() for row in self._rows)

    def save(self, name: str, tree: Filter) -> str:
        """Save a filter under a name, in the place of one of that name."""
        name, text = name.strip(), format_filter(tree)
        before = self._saved.named().get(name)
        self._saved.save(name, text)
        shown = one_line(name)
        if before is None:
            self._done(name, f"{shown} is not saved any more", lambda: self._saved.delete(name))
            return f"saved as {shown}"
        self._done(name, f"{shown} is what it was", lambda: self._saved.save(name, before))
        return f"saved as {shown} in the place of the one before"

    def rename(self, name: str, new: str) -> str:
        """Give a saved filter another name."""
        new = new.strip()
        if new == name:
            return ""
        self._saved.rename(name, new)
        take_back = partial(self._saved.rename, new, name)
        self._done(new, f"{one_line(name)} has its name again", take_back, was=name)
        return f"{one_line(name)} is called {one_line(new)} now"

    def delete(self, name: str) -> str:
        """Forget a saved filter; undoing brings it back to its place."""
        named = self._saved.named()
        if name not in named:
            self.load()
            return f"{one_line(name)} was gone already"
        text, place = named[name], list(named).index(name)
        self._saved.delete(name)
        self._done(name, f"{one_line(name)} is back", lambda: self._put_back(name, text, place))
        return f"{one_line(name)} is deleted; u brings it back"

    def undo(self) -> str:
        """Take back the last change that was made here."""
        way = self._undo[-1]
        way.take_back()
        self._undo.pop()
        self.touched = way.name
        self.load()
        return way.sentence

    def as_json(self, tree: Filter) -> tuple[str, bool]:
        """The filter as the Platform's JSON, and whether relative dates in it were fixed as of now."""
        from memtui.core.filter_copies import as_json

        now = self._clock()
        return as_json(tree, now), to_json(tree, now) != to_json(tree)

    def _put_back(self, name: str, text: str, place: int) -> None:
        if name in self._saved.named():
            raise DataError(f"There is a filter {name!r} already.")
        self._saved.save(name, text, at=place)

    def _done(self, name: str, when_undone: str, take_back: Callable[[], None], *, was: str = "") -> None:
        self._undo.append(_WayBack(was or name, when_undone, take_back))
        self.touched = name
        self.load()

    def _row(self, group: Group, name: str, text: str, help_text: str = "") -> Row:
        try:
            tree = parse(text)
        except FilterError as error:
            return Row(group, name, text, help_text, problem=str(error))
        findings = [
            finding
            for finding in check(tree, self._kind, now=self._clock())
            if finding.code not in ADDED_WHEN_SENT
        ]
        problem = next((finding.sentence for finding in findings if finding.level == "error"), "")
        warnings = tuple(finding.sentence for finding in findings if finding.level == "warning")
        return Row(group, name, text, help_text, tree, problem, warnings)


def read_shared(text: str) -> Filter:
    """The filter that somebody shared: a line of text, or JSON, bare or in `{"filters": …}`.

    Raises FilterError.
    """
    text = text.strip()
    if not text:
        raise FilterError("There is nothing to read.")
    if len(text) > LONGEST_SHARED:
        raise FilterError("This is too long to be a filter.")
    if not text.startswith("{"):
        return parse(" ".join(text.splitlines()))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise FilterError("This begins as JSON and does not go on as such.") from None
    if isinstance(value, dict) and value.keys() == {"filters"}:
        value = value["filters"]
    return from_json(value)


def _grouped(rows: list[Row], *, headless: bool, damaged: bool) -> Iterator[Row | Heading]:
    """The rows under their headings; while the list is narrowed, groups without a row are left out."""
    groups: tuple[Group, ...] = ("Saved", "Built in", "Recent")
    for group in groups:
        own = [row for row in rows if row.group == group]
        if own or (group == "Saved" and not headless):
            yield Heading(group, "" if own else "none can be read" if damaged else "none yet")
            yield from own
