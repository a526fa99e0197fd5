"""Taking changes back, and bringing them forth again: the inverse of what the journal says was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from dataclasses import replace

from memtui.core.changes import Addition, Deletion
from memtui.core.errors import NotFoundError, RefusedError
from memtui.ops.apply import check_place
from memtui.ops.choices import BATCH
from memtui.ops.desk import Desk
from memtui.ops.drafting import drafting
from memtui.ops.inverses import at_present, brought_back, inverses
from memtui.ops.planning import not_given_back
from memtui.ops.plans import MANY, UNDECIDED, Plan, present_status
from memtui.state.journal import Item, ItemStatus, Journal, NewItem, Operation, Verb

_DONE: tuple[ItemStatus, ...] = ("done",)
_CANCELLED: tuple[ItemStatus, ...] = ("cancelled",)
_RECENT = 200
"""How many operations are looked through for the one to take back."""


async def plan_undo(
    desk: Desk, operation: int | None = None, positions: Collection[int] | None = None, *, force: bool = False
) -> Plan:
    """Take back an operation, or some of its items; the newest that still holds when none is named.

    An undo of it that was interrupted is taken up again instead. `force` overwrites what others changed
    since. Raises NotFoundError when there is nothing to take back, RefusedError for another store's
    operation, one that is being carried out or one without before-images.
    """
    if operation is None:
        return await _plan_newest(desk, positions, force=force)
    chosen = await desk.log(Journal.operation, operation)
    check_place(desk, chosen)
    if positions is None and chosen.depth % 2 and _is_open(chosen):
        return Plan(chosen)
    if (begun := await _begun(desk, chosen)) is not None:
        if positions is None:
            return Plan(begun)
        raise RefusedError(
            f"Operation {begun.id} was taking it back and was interrupted.",
            hint="Undo the whole of it first.",
        )
    return await _plan(desk, chosen, positions, force=force)


async def _plan_newest(desk: Desk, positions: Collection[int] | None, *, force: bool) -> Plan:
    """Take back the newest operation of which anything can be taken back; if there is none, say why."""
    stays: Plan | None = None
    passed: set[int] = set()
    while (chosen := await _newest(desk, redo=False, but=passed)) is not None:
        # An interrupted undo of it would be newer, and have been found in its place.
        taken_up = _is_open(chosen) and chosen.depth % 2
        plan = Plan(chosen) if taken_up else await _plan(desk, chosen, positions, force=force)
        if plan.changes or taken_up:
            if stays is not None:
                await desk.log(Journal.discard, stays.operation.id)
                said = f"What was done last cannot be taken back here, and stays ({stays.operation.title})."
                plan = replace(plan, warnings=(said, *plan.warnings))
            return plan
        passed.add(chosen.id)
        if stays is None:
            stays = plan
        else:
            await desk.log(Journal.discard, plan.operation.id)
    if stays is None:
        raise NotFoundError("There is nothing to undo.", hint="`memtui journal` lists what was done.")
    return stays


async def plan_redo(desk: Desk) -> Plan:
    """Do again what was undone last. Raises NotFoundError when nothing was, or something was done since."""
    chosen = await _newest(desk, redo=True)
    if chosen is None:
        raise NotFoundError("There is nothing to do again here.")
    return await _plan(desk, chosen, None, force=False)


async def plan_resume(desk: Desk, operation: int) -> Plan:
    """Take up what is left of an operation that was interrupted or stopped.

    Raises NotFoundError when nothing is left, RefusedError for another store's operation.
    """
    found = await desk.log(Journal.operation, operation)
    check_place(desk, found)
    if found.status == "cancelled" and found.counts.get("cancelled") and not found.purged:
        await desk.log(Journal.settle, operation, _CANCELLED, "planned")
        return Plan(await desk.log(Journal.operation, operation))
    if not _is_open(found) or not (found.to_do or await _can_be_settled(desk, found)):
        raise NotFoundError("Nothing of this operation is left to do.")
    return Plan(found)


async def plan_retry(desk: Desk, operation: int, *, force: bool = False) -> Plan:
    """Try again what failed or, with `force`, what others have changed since.

    Raises RefusedError for another store's operation, one that is being carried out or one without
    before-images; NotFoundError where there is nothing to try.
    """
    found = await desk.log(Journal.operation, operation)
    check_place(desk, found)
    _check_over(desk, found)
    _check_images(found)
    statuses: tuple[ItemStatus, ...] = ("failed", "conflict") if force else ("failed",)
    async with drafting(desk, found.verb, undo_of=found.undo_of, force=force) as draft:
        after = -1
        while items := await desk.log(Journal.items, operation, statuses, after=after, limit=BATCH):
            after = items[-1].position
            await draft.append(
                [NewItem(await at_present(desk, item.change), undoes=item.undoes) for item in items]
            )
        if after < 0:
            raise NotFoundError("Nothing of this operation failed.")
        return await draft.plan(lambda count: f"{found.title}, once more: {count}")


async def _plan(desk: Desk, chosen: Operation, positions: Collection[int] | None, *, force: bool) -> Plan:
    check_place(desk, chosen)
    _check_over(desk, chosen)
    _check_images(chosen)
    if chosen.verb == "revoke":
        raise RefusedError("A deleted API key cannot come back.")
    if not chosen.undoable:
        raise NotFoundError(f"Nothing of operation {chosen.id} is left to undo.")
    verb: Verb = "redo" if chosen.depth % 2 else "undo"
    title = await _title(desk, chosen)
    warnings: list[str] = []
    if chosen.undecided:
        warnings.append(f"What is not known to have been done stays as it is ({chosen.undecided:,}).")
    async with drafting(desk, verb, undo_of=chosen.id, force=force) as draft:
        # First what is added: should it fail, nothing is deleted that it replaces.
        found = deleted = 0
        async for items in _done(desk, chosen, positions):
            deletions = [(item, item.change) for item in items if isinstance(item.change, Deletion)]
            await draft.append([brought_back(desk, item, change) for item, change in deletions])
            found += len(deletions)
        if found:
            warnings += not_given_back(desk.support)
        async for items in _done(desk, chosen, positions):
            others = [item for item in items if not isinstance(item.change, Deletion)]
            back = await inverses(desk, others)
            deleted += sum(isinstance(new.change, Deletion) and new.status == "planned" for new in back)
            await draft.append(back)
            found += len(others)
        if not found:
            raise NotFoundError(f"Nothing of these changes of operation {chosen.id} is left to undo.")
        return await draft.plan(
            lambda _: f"{verb}: {title}",
            warnings=warnings,
            confirmation="count" if deleted > MANY else "key",
        )


async def _done(
    desk: Desk, operation: Operation, positions: Collection[int] | None
) -> AsyncIterator[list[Item]]:
    """The items that still hold, some at a time."""
    after = -1
    while items := await desk.log(Journal.items, operation.id, _DONE, after=after, limit=BATCH):
        after = items[-1].position
        yield [
            item
            for item in items
            if item.undone_by is None and (positions is None or item.position in positions)
        ]


async def _newest(desk: Desk, *, redo: bool, but: Collection[int] = ()) -> Operation | None:
    """The operation that undo, or redo, is about; none of `but`. Raises RefusedError while one is being
    carried out."""
    operations = await desk.log(Journal.operations, desk.service, limit=_RECENT)
    tried = Counter[int | None]()
    for operation in operations:
        if operation.status in {"done", "partly"}:
            tried[operation.undo_of] += operation.total
        taken_back = operation.depth % 2 == 1
        _check_over(desk, operation)
        if taken_back and not redo and _is_open(operation):
            return operation
        if redo and not operation.depth and operation.counts.get("done"):
            # What was done since would be in the way.
            return None
        # What could not be taken back when it was tried does not keep one from what lies before it.
        is_tried = tried[operation.id] >= operation.counts.get("done", 0)
        if taken_back is redo and operation.undoable and not is_tried and operation.id not in but:
            return operation
    return None


async def _begun(desk: Desk, chosen: Operation) -> Operation | None:
    """An undo of this operation that was interrupted."""
    operations = await desk.log(Journal.operations, desk.service, limit=_RECENT)
    return next((one for one in operations if one.undo_of == chosen.id and _is_open(one)), None)


async def _can_be_settled(desk: Desk, operation: Operation) -> bool:
    """Whether anything whose fate is unknown can be looked for: what a service learned cannot."""
    after = -1
    while items := await desk.log(Journal.items, operation.id, UNDECIDED, after=after, limit=BATCH):
        after = items[-1].position
        if any(not isinstance(item.change, Addition) or not item.change.new.infer for item in items):
            return True
    return False


def _is_open(operation: Operation) -> bool:
    """Whether something of it waits to be taken up again."""
    return operation.status == "interrupted" and bool(operation.to_do or operation.undecided)


def _check_over(desk: Desk, operation: Operation) -> None:
    """Raises RefusedError for an operation that is being carried out."""
    if present_status(desk.journal, operation) == "running":
        raise RefusedError(f"{operation.title!r} is being carried out.", hint="Wait until it is done.")


def _check_images(operation: Operation) -> None:
    """Raises RefusedError for an operation of which nobody knows what it changes."""
    if operation.purged:
        raise RefusedError("What was there before has been forgotten, as asked.")


async def _title(desk: Desk, operation: Operation) -> str:
    """What a person did, of which this is the undo, or the undo of the undo."""
    # What was done first may have been pruned.
    with suppress(NotFoundError):
        while operation.undo_of is not None:
            operation = await desk.log(Journal.operation, operation.undo_of)
    return operation.title
