"""The columns of a list of memories: their names, what stands in them, and how much room they have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, NamedTuple

from memtui.core.display import one_line
from memtui.core.errors import UsageError
from memtui.core.models import Memory
from memtui.core.times import absolute, day_of, parse_instant, relative

METADATA = "metadata"
LEAST_TEXT = 24
"""Cells that a memory's text has at least, its badges included: other columns give way to it."""
GAP = 2
"""Cells between columns."""
_WIDE = 96
"""Cells of a list from which on its columns are wider."""
_AGE = 7
_DATES = {"created": 16, "updated": 16, "expires": 10}
_LONGEST = 400
"""Characters of a value that are looked at: more never fits, and a stranger may have written megabytes."""

ABOUT: dict[str, str] = {
    "created": "when it was added",
    "updated": "when it was changed last",
    "expires": "when it expires",
    "memory": "its text, which takes what is left",
    "whose": "its user, else agent, app or run",
    "user": "the user",
    "agent": "the agent",
    "app": "the app",
    "run": "the run",
    "categories": "what the service files it under",
    "state": "expired, immutable",
    "id": "as the service knows it",
}
"""The columns that every memory has, and what they show."""
_ALIASES = {
    "created_at": "created",
    "updated_at": "updated",
    "expiration_date": "expires",
    "text": "memory",
    "user_id": "user",
    "agent_id": "agent",
    "app_id": "app",
    "run_id": "run",
    "session_id": "run",
}
_WIDTHS = {"whose": (14, 20), "user": (14, 20), "agent": (14, 20), "app": (14, 20), "run": (14, 20),
           "categories": (16, 24), "state": (17, 17), "id": (13, 36)}  # fmt: skip


class Column(NamedTuple):
    """One column: one of `ABOUT`, or the `key` of the metadata."""

    kind: str
    key: str = ""

    @property
    def name(self) -> str:
        """What `column` reads: `created`, `metadata.plan`."""
        return f"{METADATA}.{self.key}" if self.kind == METADATA else self.kind

    @property
    def title(self) -> str:
        """What stands over it, as it is drawn."""
        return one_line(self.key[:_LONGEST]) if self.kind == METADATA else self.kind

    @property
    def is_date(self) -> bool:
        """Whether it tells an instant or a day."""
        return self.kind in {"created", "updated", "expires"}


TEXT = Column("memory")
DEFAULT = (Column("created"), TEXT, Column("whose"))
"""What a list shows unless something else is asked for."""


class Cell(NamedTuple):
    """What stands in a column, as it is drawn; numbers stand at the right."""

    text: str
    right: bool = False


class Place(NamedTuple):
    """A column and its cells."""

    column: Column
    width: int


def column(name: str) -> Column:
    """The column of this name; `user_id` and the like are understood too. Raises UsageError."""
    kind, _, key = name.partition(".")
    if kind.strip().lower() == METADATA and key:
        return Column(METADATA, key)
    known = name.strip().lower()
    known = _ALIASES.get(known, known)
    if known in ABOUT:
        return Column(known)
    # Loaded when first needed: names are hardly ever wrong.
    from difflib import get_close_matches

    like = next(iter(get_close_matches(known, ABOUT, n=1)), "")
    hint = f"Did you mean {like}?" if like else f"There are {', '.join(ABOUT)} and {METADATA}.KEY."
    raise UsageError(f"There is no column “{one_line(name[:_LONGEST])}”.", hint=hint)


def columns(names: Iterable[str]) -> tuple[Column, ...]:
    """The columns of these names, each once, and the text, without which a row says nothing.

    Raises UsageError.
    """
    found = tuple(dict.fromkeys(column(name) for name in names))
    return found if TEXT in found else (*found, TEXT)


def value_of(memory: Memory, of: Column, on: date) -> Any:
    """What a memory has there on the day `on`, as it came; an empty text where it has nothing."""
    match of.kind:
        case "metadata":
            return (memory.metadata or {}).get(of.key, "")
        case "memory":
            return memory.memory
        case "created":
            return memory.created_at or ""
        case "updated":
            return memory.updated_at or ""
        case "expires":
            return memory.expiration_date or ""
        case "user":
            return memory.user_id or ""
        case "agent":
            return memory.agent_id or ""
        case "app":
            return memory.app_id or ""
        case "run":
            return memory.run_id or ""
        case "whose":
            return memory.user_id or memory.agent_id or memory.app_id or memory.run_id or ""
        case "categories":
            return ", ".join(memory.categories or ())
        case "state":
            return " ".join(memory.states(on))
    return memory.id


def text_of(value: Any, *, most: int | None = None) -> str:
    """A value as text, of which about `most` characters are made; a list or an object is compact JSON."""
    if isinstance(value, str):
        return value[:most]
    pieces, length = [], 0
    with suppress(ValueError, TypeError, RecursionError):
        for piece in json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).iterencode(value):
            pieces.append(piece)
            length += len(piece)
            if most is not None and length > most:
                break
    return "".join(pieces)[:most]


def cell(memory: Memory, of: Column, now: datetime, *, dates: bool) -> Cell:
    """What stands in a column; instants as dates, or as how long ago."""
    value = value_of(memory, of, now.date())
    if of.is_date:
        return Cell(_when(value, of, now, dates=dates), right=True)
    right = isinstance(value, int | float) and not isinstance(value, bool)
    return Cell(one_line(text_of(value, most=_LONGEST)), right)


def _when(text: str, of: Column, now: datetime, *, dates: bool) -> str:
    # What is no instant comes back as it is.
    text = text[:_LONGEST]
    if not dates:
        # The clock of a service may be ahead, and what expires is to come.
        return one_line(relative(text, now).replace("in ", "+"))
    return one_line(absolute(text) if of.kind != "expires" or parse_instant(text) is None else day_of(text))


def share(chosen: Sequence[Column], room: int, *, dates: bool, wide: bool) -> tuple[list[Place], int]:
    """The columns that fit into so many cells, and how many do not, which are left out from the right.

    The text takes what is left; where even `LEAST_TEXT` is not, it stands alone.
    """
    wanted = [(one, 0 if one == TEXT else width_of(one, dates=dates, wide=wide)) for one in chosen]
    left_out = 0

    def left() -> int:
        return room - sum(width for _, width in wanted) - GAP * (len(wanted) - 1)

    while len(wanted) > 1 and left() < LEAST_TEXT:
        last = max(at for at, (one, _) in enumerate(wanted) if one != TEXT)
        del wanted[last]
        left_out += 1
    text = max(left(), 0)
    return [Place(one, text if one == TEXT else width) for one, width in wanted], left_out


def width_of(of: Column, *, dates: bool, wide: bool) -> int:
    """How many cells a column has that is not the text."""
    if of.is_date:
        return _DATES[of.kind] if dates else _AGE
    if of.kind == METADATA:
        least, most = (12, 24) if wide else (8, 16)
        return min(max(len(of.title), least), most)
    return _WIDTHS[of.kind][wide]


def is_wide(width: int) -> bool:
    """Whether a list of so many cells has room for wider columns."""
    return width >= _WIDE
