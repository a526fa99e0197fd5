"""An edit of a memory that cannot be edited: it can be deleted and added again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from memtui.adapters.base import WriteSupport
from memtui.core.changes import MemoryEdit, edited
from memtui.core.display import one_line
from memtui.core.models import Memory, scope_field
from memtui.tui.modals.asking import AskingModal
from memtui.tui.modals.edit.change_lines import change_lines
from memtui.tui.widgets.key_bar import KeyHint
from memtui.tui.widgets.side_lines import SideLine, side

_ANSWERS = {"y": True, "Y": True, "n": False, "N": False, "escape": False}
_HINTS = (KeyHint("y", "delete and add again", "y"), KeyHint("esc", "leave it as it is", "escape"))


class ImmutableModal(AskingModal[bool]):
    """Is dismissed with whether to delete the memory and to add it again with the edit."""

    def __init__(
        self, memory: Memory, edit: MemoryEdit, support: WriteSupport, *, clock: Callable[[], datetime]
    ) -> None:
        lines = list(_lines(memory, edit, support, clock().astimezone(UTC).date()))
        super().__init__("An immutable memory", lines, _HINTS, _ANSWERS)


def _lines(memory: Memory, edit: MemoryEdit, support: WriteSupport, today: date) -> Iterator[SideLine]:
    yield side("It was added as immutable: the service refuses every change of it.")
    yield side("It can be deleted, and added again with your changes.")
    for sentence in _losses(memory, support):
        yield side((sentence, "warning"), marker=("! ", "warning"))
    yield SideLine()
    yield side(("Your changes", "heading"))
    yield from change_lines(memory, edited(memory, edit), today)


def _losses(memory: Memory, support: WriteSupport) -> Iterator[str]:
    """What does not come back."""
    yield "It gets a new id and new dates; its history ends with the deletion."
    if not support.takes_immutable:
        yield "It is not immutable any more."
    kept = support.scope_fields
    gone = [f"{kind} {one_line(name)}" for kind, name in memory.scope() if scope_field(kind) not in kept]
    if gone:
        yield f"It does not belong to {', '.join(gone)} any more."
