"""What the journal holds: operations, and the items of which each consists; and what is written of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from memtui.core.changes import AddedMemory, Addition, Change, Deletion, SettingChange, Update
from memtui.core.models import Memory
from memtui.core.profile import ServiceIdentity
from memtui.core.values import dataclass

Verb = Literal[
    "add", "copy", "edit", "archive", "restore", "delete", "delete entity", "revoke", "undo", "redo"
]  # fmt: skip
"""`revoke` takes something away for good: it cannot be undone."""

OperationStatus = Literal["planned", "running", "done", "partly", "cancelled", "interrupted"]
"""`planned`: not agreed to yet. `partly`: some items failed or were left out because others changed them.
`cancelled`: stopped by a person. `interrupted`: memtui or the service went away in the middle."""

ItemStatus = Literal["planned", "sending", "done", "failed", "conflict", "skipped", "cancelled", "unknown"]
"""`sending`: a request may be under way. `conflict`: somebody else changed it since. `skipped`: there was
nothing to do. `unknown`: the request's fate could not be found out."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One plan and what became of it.

    `undo_of` is the operation that it takes back; `depth` 0 for what a person did, 1 for its undo, 2
    for a redo. `counts` has the number of items by status, `undone` those that were taken back since.
    `force` overwrites what others changed; `purged` operations have lost their before-images.
    """

    id: int
    created_at: str
    verb: Verb
    title: str
    service: ServiceIdentity
    status: OperationStatus
    counts: Mapping[ItemStatus, int]
    undone: int = 0
    undo_of: int | None = None
    depth: int = 0
    force: bool = False
    purged: bool = False
    error: str = ""

    @property
    def total(self) -> int:
        """How many items it has, those that change nothing included."""
        return sum(self.counts.values())

    @property
    def to_do(self) -> int:
        """How many items are still to be sent."""
        return self.counts.get("planned", 0)

    @property
    def undecided(self) -> int:
        """How many items have an unknown fate."""
        return self.counts.get("sending", 0) + self.counts.get("unknown", 0)

    @property
    def undoable(self) -> int:
        """How many items can be taken back."""
        return 0 if self.purged or self.verb == "revoke" else self.counts.get("done", 0) - self.undone


@dataclass(frozen=True, slots=True)
class Item:
    """One change of one memory, or of one setting. `position` counts from 0 in its operation.

    `note` says why it failed, conflicts or changes nothing, or what could not be restored. `result` is
    the memory as it was read after the change; `added` what an addition made, or the new id of a setting.
    `theirs` is what stood there instead of the change's `before`; `twins` are memories that looked like an
    addition before it was sent. `undoes` is the position of the item that it takes back, `undone_by` the
    operation that took this one back.
    """

    operation: int
    position: int
    change: Change
    status: ItemStatus
    note: str = ""
    result: Memory | None = None
    added: tuple[AddedMemory, ...] = ()
    theirs: Memory | None = None
    twins: tuple[str, ...] = ()
    undoes: int | None = None
    undone_by: int | None = None

    @property
    def memory_id(self) -> str | None:
        """The memory it is about, by its present id; None for an addition that was not made."""
        if isinstance(self.change, Update | Deletion):
            return self.change.before.id
        if isinstance(self.change, Addition):
            return self.added[0].memory_id if self.added else None
        return None

    @property
    def setting_id(self) -> str:
        """The id of the setting it is about: the new one of what was made; empty where it has none."""
        if not isinstance(self.change, SettingChange):
            return ""
        return self.added[0].memory_id if self.added else self.change.key


@dataclass(frozen=True, slots=True)
class NewItem:
    """A change that is to be planned, or one that comes to nothing, with the reason.

    `undoes` is the position of the item that it takes back, in the operation that is undone.
    """

    change: Change
    status: ItemStatus = "planned"
    note: str = ""
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be written of an item: its status, and what else became known; None leaves it."""

    position: int
    status: ItemStatus
    note: str = ""
    change: Change | None = None
    result: Memory | None = None
    added: tuple[AddedMemory, ...] | None = None
    theirs: Memory | None = None
    twins: tuple[str, ...] | None = None
