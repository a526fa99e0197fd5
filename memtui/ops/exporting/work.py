"""The work of an export: read, write and count, in constant memory and beside the screen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from memtui.adapters.base import MemoryAdapter
from memtui.core.display import mark_of
from memtui.core.encoding import half_character
from memtui.core.models import MemoryRecord
from memtui.core.values import dataclass
from memtui.core.writing.forms import Writer
from memtui.ops.aside import aside
from memtui.ops.exporting.sources import Reading, Source

T = TypeVar("T")
Put = Callable[[str], object]
"""Writes a piece of the file, perhaps on another thread."""
Count = Callable[[int], None]
_HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Written:
    """How many things were written; `mended` of them held half a character, which no file can.

    A mark stands in its place. JSON Lines have an escape for it, and need no mending.
    """

    written: int
    mended: int


@dataclass(frozen=True, slots=True)
class Exported(Written):
    """What came of an export: `expected` is how many memories there must have been, None where nobody knows.

    Of `without_history` the service gave no history, although it was wanted; `missing` are there no longer.
    """

    expected: int | None
    without_history: int
    missing: int

    @property
    def is_whole(self) -> bool:
        """Whether all were written, as far as anybody can tell."""
        return self.expected is None or self.expected == self.written


async def write_all(
    batches: AsyncIterator[Sequence[T]], writer: Writer[T], put: Put, on_written: Count, *, beside: bool
) -> Written:
    """Write everything; `on_written` hears how many things have been written.

    What fails before there is anything to write has written nothing at all.
    `beside` a screen, that is done on another thread; where there is none, it is quicker at once.
    """
    written = mended = 0
    head = _mended(writer.begin())
    async for some in batches:
        if head:
            put(head)
            head = ""
        mended += await aside(_put_some, writer, put, some) if beside else _put_some(writer, put, some)
        written += len(some)
        on_written(written)
    put(head + _mended(writer.end(written)))
    return Written(written, mended)


async def export_memories(
    adapter: MemoryAdapter,
    source: Source,
    writer: Writer[MemoryRecord],
    put: Put,
    *,
    with_history: bool,
    on_written: Count,
    beside: bool = True,
) -> Exported:
    """Write the memories of a source, and count again what there must have been. Raises MemtuiError."""
    reading = Reading(adapter, source, with_history)
    without_history = 0

    async def read() -> AsyncIterator[Sequence[MemoryRecord]]:
        nonlocal without_history
        async for some in reading.batches():
            without_history += sum(record.history is None for record in some)
            yield some

    done = await write_all(read(), writer, put, on_written, beside=beside)
    return Exported(
        done.written,
        done.mended,
        expected=await reading.expected(),
        without_history=without_history if with_history else 0,
        missing=reading.missing,
    )


def _put_some(writer: Writer[T], put: Put, things: Sequence[T]) -> int:
    """Write some things; how many had to be mended."""
    pieces = [writer.one(thing) for thing in things]
    text = "".join(pieces)
    if not half_character(text):
        put(text)
        return 0
    for piece in pieces:
        put(_mended(piece))
    return sum(bool(half_character(piece)) for piece in pieces)


def _mended(text: str) -> str:
    """The text with marks for half characters."""
    return _HALVES.sub(lambda half: mark_of(half[0]), text)
