"""The end of an entity whose memories are deleted."""

from __future__ import annotations

from memtui.core.changes import EntityDeletion
from memtui.core.errors import MemtuiError, NotFoundError
from memtui.core.filters import scope_condition
from memtui.core.queries import MemoryQuery
from memtui.ops.work import InterruptedWorkError, Work, is_final, shuts_out
from memtui.state.journal import Item, Outcome

_EMPTY = "verified empty"


async def delete_entity(work: Work, item: Item, change: EntityDeletion) -> None:
    """Delete an entity that is empty by now, and see that it stays so.

    Raises InterruptedWorkError and UnauthorizedError when the service is not there.
    """
    query = MemoryQuery(scope_condition(change.type, change.name))
    for seconds in work.pauses():
        left = await work.insist(lambda: work.desk.adapter.count(query))
        if not left:
            break
        if seconds is None:
            said = f"it still holds {left:,}: they came meanwhile, or could not be deleted"
            await work.write([Outcome(item.position, "conflict", said)])
            return
        await work.pause(seconds, None)
    if not work.desk.support.has_entities:
        await work.write([Outcome(item.position, "done", _EMPTY)])
        return
    await work.write([Outcome(item.position, "sending")])
    try:
        await work.desk.adapter.delete_entity(change.type, change.name)
    except NotFoundError:
        # It goes with its last memory on some services.
        await work.write([Outcome(item.position, "done")])
        return
    except MemtuiError as error:
        if is_final(error):
            await work.write([Outcome(item.position, "failed", error.message)])
            return
        # Being empty, it can be deleted as often as it takes.
        await work.write([Outcome(item.position, "planned")])
        if shuts_out(error):
            raise
        raise InterruptedWorkError.by(error) from error
    left = await work.insist(lambda: work.desk.adapter.count(query))
    said = _EMPTY if not left else f"the service still lists {left:,} of its memories"
    await work.write([Outcome(item.position, "failed" if left else "done", said)])
