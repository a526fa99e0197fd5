"""Deleted memories put back with their ids and dates, where a service takes them so."""

from __future__ import annotations

from collections.abc import Sequence

from memtui.core.changes import AddedMemory, Addition
from memtui.core.errors import MemtuiError
from memtui.core.models import Memory
from memtui.ops.changing import NOT_SHOWN
from memtui.ops.fitting import in_words
from memtui.ops.work import InterruptedWorkError, Work, is_final
from memtui.state.journal import Item, Outcome


async def restore_batch(work: Work, items: Sequence[Item]) -> None:
    """Put deleted memories back, as many as the service takes at once.

    Raises InterruptedWorkError when the service is not there: what may be back then has an unknown fate.
    """
    absent = await look_for_restored(work, items)
    await work.write([Outcome(item.position, "sending", item.note) for item in absent])
    error: MemtuiError | None = None
    for seconds in work.pauses():
        if not absent:
            return
        try:
            await work.desk.adapter.restore([before(item) for item in absent])
        except MemtuiError as failure:
            error = failure
        else:
            error = None
        absent = await look_for_restored(work, absent, sent=True)
        if seconds is None or (error is not None and is_final(error)):
            break
        if absent:
            await work.pause(seconds, error)
    if error is not None and is_final(error):
        await work.write([Outcome(item.position, "failed", error.message) for item in absent])
        return
    said = NOT_SHOWN if error is None else error.message
    await work.write([Outcome(item.position, "unknown", said) for item in absent])
    if absent and error is not None:
        raise InterruptedWorkError.by(error)


async def look_for_restored(work: Work, items: Sequence[Item], *, sent: bool = False) -> list[Item]:
    """Write down which of these memories are back; those that are not.

    What stands there although nothing was `sent` was put there by somebody else.
    """
    ids = [before(item).id for item in items]
    now = await work.insist(lambda: work.desk.adapter.read_many(ids)) if ids else {}
    outcomes, absent = [], []
    for item in items:
        memory = now.get(before(item).id)
        if memory is None:
            absent.append(item)
        else:
            outcomes.append(_back(work, item, memory, sent=sent or item.status != "planned"))
    await work.write(outcomes)
    return absent


def brings_back(work: Work, item: Item) -> bool:
    """Whether it is a deleted memory that the service takes back whole."""
    change = item.change
    return isinstance(change, Addition) and change.before is not None and work.desk.support.restores


def before(item: Item) -> Memory:
    """The memory that an addition brings back."""
    assert isinstance(item.change, Addition)
    assert item.change.before is not None
    return item.change.before


def _back(work: Work, item: Item, memory: Memory, *, sent: bool) -> Outcome:
    differing = work.differing(before(item), memory)
    if sent and not differing:
        made = (AddedMemory(memory.id, "ADD", memory.memory),)
        return Outcome(item.position, "done", item.note, result=memory, added=made)
    if not differing:
        return Outcome(item.position, "skipped", "it is there already", result=memory)
    said = f"another memory has its id ({in_words(differing)})"
    return Outcome(item.position, "conflict", said, theirs=memory)
