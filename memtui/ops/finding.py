"""Additions that may have been made: found out by looking, and told from what was there before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from memtui.core.changes import AddedMemory, Addition
from memtui.core.models import Memory
from memtui.ops.changing import NOT_SHOWN
from memtui.ops.fitting import in_words
from memtui.ops.likenesses import alike, asked_for, unclaimed
from memtui.ops.work import Work
from memtui.state.journal import Item, Journal, Outcome

SOON = 3
"""Pauses between looks at what the service says it has done."""
UNLEARNED = "whether the service has learned from it is not known: look there"
_OPERATIONS = 200


async def look_for(work: Work, items: Sequence[Item], most: int | None = None) -> list[Item]:
    """Write down what became of additions that were under way; those that may not have been done.

    `most` is how many pauses there are between looks. From what the service may have learned, nobody can
    tell: that stays unknown.
    """
    await verify(work, [item for item in items if item.added])
    sent = [item for item in items if not item.added]
    learning = [item for item in sent if addition(item).new.infer and item.status == "sending"]
    await work.write([Outcome(item.position, "unknown", UNLEARNED) for item in learning])
    return await found(work, [item for item in sent if not addition(item).new.infer], most)


async def verify(work: Work, made: Sequence[Item]) -> None:
    """Read what was made, and write down what it looks like."""
    waiting = list(made)
    for seconds in work.pauses(SOON):
        if not waiting:
            return
        ids = [one.memory_id for item in waiting for one in item.added]
        now = await work.insist(partial(work.desk.adapter.read_many, ids))
        outcomes, absent = [], []
        for item in waiting:
            memory = next((now[one.memory_id] for one in item.added if one.memory_id in now), None)
            if memory is None:
                absent.append(item)
            else:
                outcomes.append(_done(work, item, memory))
        await work.write(outcomes)
        waiting = absent
        if waiting and seconds is not None:
            await work.pause(seconds, None)
    await work.write([Outcome(item.position, "done", f"{NOT_SHOWN} yet") for item in waiting])


async def found(work: Work, items: Sequence[Item], most: int | None = None) -> list[Item]:
    """Look for additions, and write down which are there; those that stay away. `most` as above."""
    waiting = list(items)
    for seconds in work.pauses(most):
        if not waiting:
            break
        waiting = await _look(work, waiting)
        if waiting and seconds is not None:
            await work.pause(seconds, None)
    return waiting


def addition(item: Item) -> Addition:
    """The item's change."""
    assert isinstance(item.change, Addition)
    return item.change


async def _look(work: Work, items: Sequence[Item]) -> list[Item]:
    there = await work.insist(lambda: alike(work.desk.adapter, [addition(item).new for item in items]))
    fresh = {memory.id for item, some in zip(items, there, strict=True) for memory in some} - {
        twin for item in items for twin in item.twins
    }
    claimed = await _claimed(work, fresh)
    outcomes, left = [], []
    for item, some in zip(items, there, strict=True):
        memory = unclaimed(some, item.twins, claimed)
        if memory is None:
            left.append(item)
        else:
            claimed.add(memory.id)
            outcomes.append(_done(work, item, memory))
    await work.write(outcomes)
    return left


async def _claimed(work: Work, ids: set[str]) -> set[str]:
    """Those of these memories that additions of any operation are known to have made."""
    claimed, before = set[str](), None
    while ids - claimed:
        operations = await work.desk.log(
            Journal.operations, work.desk.service, before=before, limit=_OPERATIONS
        )
        if not operations:
            break
        for operation in operations:
            claimed |= ids & await work.desk.log(Journal.made_ids, operation.id)
        before = operations[-1].id
    return claimed


def _done(work: Work, item: Item, memory: Memory) -> Outcome:
    note = item.note
    if not addition(item).new.infer:
        other = work.differing(memory, asked_for(addition(item).new))
        said = f"the service stored another {in_words(other)}" if other else ""
        note = "; ".join(part for part in (note, said) if part)
    added = item.added or (AddedMemory(memory.id, "ADD", memory.memory),)
    return Outcome(item.position, "done", note, result=memory, added=added)
