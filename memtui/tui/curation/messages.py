"""What the workers that plan and carry out changes tell the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from memtui.core.values import dataclass

if TYPE_CHECKING:
    from memtui.core.changes import MemoryEdit
    from memtui.core.errors import MemtuiError
    from memtui.core.models import Memory
    from memtui.ops.desk import Desk
    from memtui.ops.learning import Learned
    from memtui.ops.plans import Plan, Progress
    from memtui.state.journal import Operation
    from memtui.tui.modals.items.texts import Highlight


CHANGING = "curation"
"""The group of the workers that tell it."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a person wants, and what becomes of it on the way.

    A `direct` plan of one change is carried out without a preview: what it does was seen, or is taken back
    with one key. `edit` is what was typed for `memory`, which must not be lost when it comes to nothing.
    `highlight` points out what a plan is about in the texts; `declined` goes back to where it was asked for.
    `of_marks` are unmarked when it is done. `of_own` is direct only for what was done last, here.
    """

    direct: bool = False
    memory: Memory | None = None
    edit: MemoryEdit | None = None
    highlight: Highlight | None = None
    declined: Callable[[], None] | None = None
    of_marks: bool = False
    of_own: bool = False


@dataclass
class PlanMade(Message):
    """A plan stands in the journal and waits to be agreed to."""

    desk: Desk
    plan: Plan
    intent: Intent


@dataclass
class PlanFailed(Message):
    """No plan could be made, or something else could not be done."""

    error: MemtuiError


@dataclass
class Planning(Message):
    """How many memories have been looked at for a plan."""

    looked_at: int


@dataclass
class WorkWent(Message):
    """How far the work is."""

    progress: Progress

    def can_replace(self, message: Message) -> bool:
        """Only the latest matters."""
        return isinstance(message, WorkWent)


@dataclass
class WorkEnded(Message):
    """The work is over; `operation` says how it ended, `learned` what came of conversations."""

    desk: Desk
    operation: Operation
    intent: Intent
    learned: Learned


@dataclass
class Settled(Message):
    """What an earlier memtui left open has been found out."""

    operations: Sequence[Operation]


@dataclass
class Arrived(Message):
    """Something was fetched or found out; `then` goes on with it."""

    then: Callable[[], object]
