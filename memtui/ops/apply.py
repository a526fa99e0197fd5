"""Carrying out a plan: batch by batch, so that it can be stopped, killed or cut off between any two."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path

from memtui.adapters.base import ForgettingAdapter
from memtui.core.changes import Addition, Deletion, SettingChange, Update
from memtui.core.errors import MemtuiError, RefusedError, StoreError
from memtui.ops.adding import AT_ONCE, add_again, add_batch
from memtui.ops.changing import change_batch
from memtui.ops.choices import BATCH
from memtui.ops.desk import Desk
from memtui.ops.emptying import delete_entity
from memtui.ops.plans import UNDECIDED, status_of
from memtui.ops.restoring import brings_back, restore_batch
from memtui.ops.settings_work import change_setting
from memtui.ops.work import (
    UNKNOWN,
    InterruptedWorkError,
    Patience,
    Report,
    Stop,
    Work,
    never,
    taken_up,
)
from memtui.state.journal import Item, ItemStatus, Journal, Operation, Outcome

_PLANNED: tuple[ItemStatus, ...] = ("planned",)
_SENDING: tuple[ItemStatus, ...] = ("sending",)
_SKIPPED: tuple[ItemStatus, ...] = ("skipped",)
_ENDED = "memtui was ended in the middle"
_at_work: set[tuple[Path, int]] = set()
"""What this process carries out; other processes are kept off by a lock."""


async def apply(
    desk: Desk,
    operation: int,
    report: Report,
    *,
    stop: Stop = never,
    purge: bool = False,
    patience: Patience | None = None,
) -> Operation:
    """Carry out what is left of a plan; what became of it.

    `stop` is asked between batches. With `purge` the before-images are forgotten before anything is sent,
    which only deletions can do without. Being cancelled it finishes the batch in hand; being cancelled again
    it does not. Raises RefusedError when somebody is at it already, StoreError when the journal cannot be
    written: then nothing more is sent. A service that goes away is no error here: the operation is
    `interrupted` and can be taken up again. What `report` raises, comes after the batch in hand.
    """
    found = await desk.log(Journal.operation, operation)
    check_place(desk, found)
    if purge and found.verb not in {"delete", "delete entity"}:
        raise RefusedError("Only a deletion can be done without keeping what was there before.")
    with at_work(desk, found):
        if purge:
            await desk.log(Journal.purge, operation, everywhere=True)
        await desk.log(Journal.start, operation)
        counts = found.counts
        work = Work(
            desk,
            await desk.log(Journal.operation, operation),
            report,
            patience or Patience(),
            stop,
            total=found.total,
            done=counts.get("done", 0) + counts.get("skipped", 0),
            failed=counts.get("failed", 0) + counts.get("conflict", 0) + counts.get("cancelled", 0),
        )
        try:
            error = await _carry_out(work)
            if error is None and work.operation.purged and isinstance(desk.adapter, ForgettingAdapter):
                await work.insist(desk.adapter.scrub)
            ended = await _finish(work, error)
        except BaseException:
            # Whoever looks next finds out what was done.
            with suppress(StoreError):
                _leave(work)
            raise
    if work.report_error is not None:
        raise work.report_error
    return ended


def check_place(desk: Desk, operation: Operation) -> None:
    """Raises RefusedError when the operation belongs to another store of memories."""
    if operation.service.key != desk.service.key:
        where = operation.service.address
        raise RefusedError(
            f"Operation {operation.id} was done on another store: {where}.", hint="Open that one first."
        )


@contextmanager
def at_work(desk: Desk, operation: Operation) -> Iterator[None]:
    """Keep everybody else from an operation meanwhile. Raises RefusedError when somebody is at it."""
    key, owners = (desk.journal.path.absolute(), operation.id), desk.journal.owners
    if key in _at_work or not owners.claim(operation.id):
        raise RefusedError(
            f"{operation.title!r} is being carried out already.", hint="Wait until it is done."
        )
    _at_work.add(key)
    try:
        yield
    finally:
        _at_work.discard(key)
        owners.release(operation.id)


async def _carry_out(work: Work) -> MemtuiError | None:
    """Batch after batch; what ended it early. Raises StoreError when the journal fails."""
    try:
        work.tell()
        first = await work.desk.log(Journal.items, work.operation.id, limit=1)
        work.adds = any(isinstance(item.change, Addition) for item in first)
        await _mark_undone(work)
        # First what was under way when the work ended before: it comes first in the plan, too.
        for statuses in (UNDECIDED, _PLANNED):
            after = -1
            while work.report_error is None and not work.stop():
                items = await _next(work, statuses, after)
                if not items:
                    break
                after = items[-1].position
                await _to_its_end(work, asyncio.ensure_future(_batch(work, items)))
    except StoreError:
        raise
    except MemtuiError as error:
        return error
    return None


async def _to_its_end(work: Work, batch: asyncio.Future[None]) -> None:
    """Wait for a batch; being cancelled, wait until it is through."""
    try:
        await asyncio.shield(batch)
    except asyncio.CancelledError:
        work.hurried = True
        with suppress(MemtuiError):
            await batch
        raise


async def _next(work: Work, statuses: tuple[ItemStatus, ...], after: int) -> list[Item]:
    """The items that are sent together next: of one kind, and each about another memory."""
    number = work.operation.id
    items = await work.desk.log(Journal.items, number, statuses, after=after, limit=1)
    if not items:
        return []
    limit = _limit(work, items[0])
    if limit > 1:
        items = await work.desk.log(Journal.items, number, statuses, after=after, limit=limit)
    kind, seen = _kind(work, items[0]), set[str]()

    def belongs(item: Item) -> bool:
        memory_id = item.memory_id if isinstance(item.change, Update | Deletion) else None
        if _kind(work, item) != kind or memory_id in seen:
            return False
        if memory_id is not None:
            seen.add(memory_id)
        return True

    return taken_up(takewhile(belongs, items))


def _kind(work: Work, item: Item) -> tuple[object, bool]:
    return type(item.change), brings_back(work, item)


def _limit(work: Work, first: Item) -> int:
    most = work.desk.support.max_batch
    if isinstance(first.change, Deletion):
        return most
    if isinstance(first.change, Update) or brings_back(work, first):
        # Smaller than a distant service may take, so that a stop comes in time: parts of these may have to
        # be sent one by one.
        return most if work.desk.support.restores else min(most, BATCH)
    return AT_ONCE if isinstance(first.change, Addition) else 1


async def _batch(work: Work, items: Sequence[Item]) -> None:
    """Carry out items of one kind."""
    first = items[0]
    if brings_back(work, first):
        await restore_batch(work, items)
    elif isinstance(first.change, Addition):
        await (add_batch if first.status == "planned" else add_again)(work, items)
    elif isinstance(first.change, Update | Deletion):
        if isinstance(first.change, Update) or await _replaced(work, items):
            await change_batch(work, items)
            await _forget(work, items)
    elif isinstance(first.change, SettingChange):
        await change_setting(work, first, first.change)
    else:
        await delete_entity(work, first, first.change)


async def _forget(work: Work, items: Sequence[Item]) -> None:
    """Where nothing is to be left of what is deleted, have the service forget its history too."""
    adapter = work.desk.adapter
    if work.operation.purged and isinstance(adapter, ForgettingAdapter):
        ids = [item.memory_id for item in items if item.memory_id is not None]
        await work.insist(lambda: adapter.forget(ids))


async def _replaced(work: Work, items: Sequence[Item]) -> bool:
    """Whether nothing is missing that the plan adds in the place of what these delete.

    Raises InterruptedWorkError while that is not known.
    """
    if not work.adds:
        return True
    missing = await work.desk.log(
        Journal.items, work.operation.id, ("failed", "conflict", *UNDECIDED), limit=1
    )
    if not missing or not isinstance(missing[0].change, Addition):
        return True
    if missing[0].status in UNDECIDED:
        raise InterruptedWorkError("It is not known whether everything was added that comes in its place.")
    said = "not deleted: what replaces it could not be added"
    await work.write([Outcome(item.position, "failed", said) for item in items])
    return False


async def _mark_undone(work: Work) -> None:
    """Say of items that an undo finds taken back already that it has taken them back."""
    if work.operation.undo_of is None:
        return
    after = -1
    number = work.operation.id
    while items := await work.desk.log(Journal.items, number, _SKIPPED, after=after):
        after = items[-1].position
        marked = [Outcome(item.position, "skipped", item.note) for item in items if item.undoes is not None]
        await work.desk.log(Journal.write, number, marked)


async def _finish(work: Work, error: MemtuiError | None) -> Operation:
    number, log = work.operation.id, work.desk.log
    if error is None and work.stop():
        await log(Journal.settle, number, _PLANNED, "cancelled", "stopped before it was sent")
    await log(Journal.settle, number, _SENDING, "unknown", UNKNOWN)
    status = status_of(await log(Journal.operation, number)) if error is None else "interrupted"
    await log(Journal.finish, number, status, "" if error is None else str(error))
    return await log(Journal.operation, number)


def _leave(work: Work) -> None:
    """Write down how far it came, now that it cannot go on. Blocks, so that nothing comes between."""
    journal, number = work.desk.journal, work.operation.id
    journal.settle(number, _SENDING, "unknown", UNKNOWN)
    status = status_of(journal.operation(number))
    journal.finish(number, status, _ENDED if status == "interrupted" else "")
