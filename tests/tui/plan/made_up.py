"""Journals full of made-up operations: of every kind, with every status, hostile, forgotten, or huge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, get_args

from memtui.core.changes import (
    AddedMemory,
    Addition,
    Change,
    Deletion,
    EntityDeletion,
    MemoryEdit,
    NewMemory,
    Update,
)
from memtui.core.models import Memory
from memtui.core.profile import ServiceIdentity
from memtui.ops.plans import Plan
from memtui.state.journal import ItemStatus, Journal, NewItem, Operation, OperationStatus, Outcome, Verb

HERE = ServiceIdentity("local", "/data/memories.db", "store-1")
ELSEWHERE = ServiceIdentity("platform", "https://api.mem0.ai", "project-7")
IMMUTABLE = "It is immutable: it can only be deleted and added again."


def journal_in(folder: Path) -> Journal:
    """A journal in a folder of its own."""
    return Journal.open(folder / "memtui" / "journal.db")


def memory(number: int, text: str = "", **fields: Any) -> Memory:
    """A memory of alice."""
    given = {"user_id": "alice", "created_at": "2026-11-01T10:00:00Z", **fields}
    return Memory(f"00000000-0000-4000-8000-{number:012d}", text or f"Alice {number} drinks coffee", **given)


def deletion(number: int, text: str = "") -> NewItem:
    return NewItem(Deletion(memory(number, text)))


def edit(number: int, old: str, new: str, *, undoes: int | None = None) -> NewItem:
    return NewItem(Update(memory(number, old), MemoryEdit(memory=new)), undoes=undoes)


def stays(number: int, note: str = IMMUTABLE) -> NewItem:
    return NewItem(Update(memory(number), MemoryEdit()), "skipped", note)


def drafted(
    journal: Journal,
    items: Iterable[NewItem],
    *,
    verb: Verb = "delete",
    title: str = "Delete some memories",
    service: ServiceIdentity = HERE,
    undo_of: int | None = None,
) -> Operation:
    """A plan that stands in the journal as a draft."""
    number = journal.draft(verb, title, service, undo_of=undo_of)
    journal.append(number, items)
    return journal.operation(number)


def planned(journal: Journal, items: Sequence[NewItem], **fields: Any) -> Plan:
    """A plan of deletions, confirmed as the fields say."""
    return Plan(drafted(journal, items), **fields)


def worked(
    journal: Journal,
    items: Sequence[NewItem],
    statuses: Sequence[ItemStatus],
    *,
    ended: OperationStatus = "done",
    error: str = "",
    notes: Sequence[str] = (),
    **fields: Any,
) -> Operation:
    """An operation that is over, with these statuses and notes of its items."""
    draft = drafted(journal, items, **fields)
    assert journal.start(draft.id)
    padded = [*notes, *([""] * len(statuses))]
    journal.write(
        draft.id,
        [
            Outcome(position, status, padded[position])
            for position, status in enumerate(statuses)
            if items[position].status == "planned"
        ],
    )
    journal.finish(draft.id, ended, error)
    return journal.operation(draft.id)


def runs(**counts: int) -> list[ItemStatus]:
    """So many items of one status after another."""
    statuses: dict[str, ItemStatus] = {status: status for status in get_args(ItemStatus)}
    return [statuses[name] for name, count in counts.items() for _ in range(count)]


def many(count: int, make: Callable[[int], NewItem] = deletion) -> Iterable[NewItem]:
    return (make(number) for number in range(count))


def of_every_kind() -> list[tuple[NewItem, ItemStatus, str]]:
    """Items with every kind of change and every status, and their notes."""
    long_text = "Alice drinks a lot of coffee in the morning and likes it black, with sugar. " * 8
    tagged = memory(
        3, "Alice likes tea", agent_id="guide", metadata={"source": "email", "rank": 3, "old": True},
        categories=("food",), expiration_date="2026-12-01",
    )  # fmt: skip
    retagged = MemoryEdit(
        metadata={"source": "chat", "rank": "3", "new": [1, 2]},
        categories=("food", "drink"),
        expiration_date=None,
    )
    added = NewMemory("Bob likes tea\nand cake", user_id="bob", metadata={"a": 1}, immutable=True)
    talk = ({"role": "user", "content": "I moved to Lyon."}, {"role": "assistant", "content": "Noted."})
    learned = NewMemory("", user_id="bob", input=talk, infer=True)
    changes: list[tuple[Change, ItemStatus, str]] = [
        (Update(memory(1, long_text), MemoryEdit(memory=long_text.replace("sugar", "milk", 1))), "done", ""),
        (Deletion(memory(2, "Line one\nLine two")), "done", ""),
        (Update(tagged, retagged), "failed", "The service timed out."),
        (Addition(added), "done", ""),
        (Addition(learned), "unknown", "The connection broke while it was sent."),
        (Addition(NewMemory("Alice is back", user_id="alice"), replaces="old-id"), "cancelled", ""),
        (Deletion(memory(7, "Alice was born in May")), "conflict", "Others changed it since."),
        (Update(memory(8), MemoryEdit()), "skipped", IMMUTABLE),
        (EntityDeletion("agent", "guide"), "planned", ""),
        (Deletion(memory(10)), "sending", ""),
    ]
    return [
        (NewItem(change, "skipped" if status == "skipped" else "planned", note), status, note)
        for change, status, note in changes
    ]


def mixed(journal: Journal, **fields: Any) -> Operation:
    """An operation of every kind of change with every status."""
    found = of_every_kind()
    operation = worked(
        journal, [item for item, _, _ in found], [status for _, status, _ in found],
        notes=[note for _, _, note in found], **{"verb": "edit", "title": "Mend memories", **fields},
    )  # fmt: skip
    stored = (AddedMemory("new-id", "ADD", "Bob likes tea and cake"),)
    theirs = memory(7, "Alice was born in June", metadata={"checked": True})
    journal.write(
        operation.id,
        [
            Outcome(3, "done", added=stored),
            Outcome(4, "unknown", "The connection broke while it was sent.", twins=("twin-1", "twin-2")),
            Outcome(6, "conflict", "Others changed it since.", theirs=theirs),
        ],
    )
    return journal.operation(operation.id)
