"""What a page of the service knows of the screen below it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import MemtuiError
from memtui.core.filters import Filter
from memtui.core.times import utc_now
from memtui.core.values import dataclass


def _nothing(_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class PageContext:
    """The service, and what goes with it.

    `folder` is where what the clipboard does not take is put, `place` the service's name on the frame.
    `cannot_write` says why nothing can be changed there. `tree` is the filter of the list below and
    `list_memories` gives that list another one; `failed` is told what was asked in vain.
    """

    adapter: MemoryAdapter
    folder: Path
    clock: Callable[[], datetime] = utc_now
    place: str = ""
    cannot_write: str = ""
    tree: Filter | None = None
    list_memories: Callable[[Filter], object] = _nothing
    failed: Callable[[MemtuiError], object] = _nothing
