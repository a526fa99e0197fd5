"""What became of changes that were under way when memtui or the service went: found out by looking."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from memtui.core.changes import Addition, Deletion, SettingChange, Update
from memtui.core.errors import MemtuiError, RefusedError, StoreError
from memtui.ops.apply import at_work
from memtui.ops.changing import look, subject
from memtui.ops.choices import BATCH
from memtui.ops.desk import Desk
from memtui.ops.finding import look_for
from memtui.ops.plans import UNDECIDED, Progress, status_of
from memtui.ops.restoring import brings_back, look_for_restored
from memtui.ops.settings_work import look_at_settings
from memtui.ops.work import UNKNOWN, Patience, Work, taken_up
from memtui.state.journal import Item, ItemStatus, Journal, Operation, OperationStatus, Outcome


async def reconcile(desk: Desk, patience: Patience | None = None) -> list[Operation]:
    """Settle what an earlier memtui left open in this store; the operations of which more is known now.

    What is not seen to be done waits in an `interrupted` operation, which can be taken up again or undone:
    planned where that is certain, else unknown, since services show late what they do. An operation whose
    service is not there now is left for later.
    """
    settled = []
    for operation in await desk.log(Journal.unsettled, desk.service):
        with suppress(RefusedError), at_work(desk, operation):
            now = await _settled(desk, operation, patience or Patience(pauses=(0.5,)))
            if operation.status == "running" or now.counts != operation.counts:
                settled.append(now)
    await desk.log(Journal.clear_drafts)
    return settled


async def settle(work: Work) -> None:
    """Find out the fate of every item that is under way, sending nothing.

    Raises InterruptedWorkError when the service is not there: they stay undecided.
    """
    after, number = -1, work.operation.id
    while items := await work.desk.log(Journal.items, number, UNDECIDED, after=after, limit=BATCH):
        after = items[-1].position
        items = taken_up(items)
        changes = [item for item in items if isinstance(item.change, Update | Deletion)]
        left = await _look_at_changes(work, changes) if changes else []
        left += await look_for_restored(work, [item for item in items if brings_back(work, item)])
        additions = [item for item in items if isinstance(item.change, Addition)]
        left += await look_for(work, [item for item in additions if not brings_back(work, item)])
        settings = [item for item in items if isinstance(item.change, SettingChange)]
        left += await look_at_settings(work, settings)
        # An embedded store goes on with nothing once its process has ended.
        status: ItemStatus = "planned" if work.desk.adapter.capabilities.kind == "local" else "unknown"
        known = {item.position for item in (*changes, *additions, *settings)}
        await work.write(
            [
                Outcome(item.position, status, UNKNOWN if status == "unknown" else item.note)
                for item in left
                if item.status != status
            ]
            + [Outcome(item.position, "planned") for item in items if item.position not in known]
        )


async def _settled(desk: Desk, operation: Operation, patience: Patience) -> Operation:
    await desk.log(Journal.start, operation.id)
    work = Work(desk, operation, _tell_nobody, patience)
    status: OperationStatus = "interrupted"
    error = "memtui was ended in the middle"
    try:
        await settle(work)
        status = status_of(await desk.log(Journal.operation, operation.id))
        error = operation.error
    except StoreError:
        raise
    except MemtuiError as trouble:
        error = trouble.message
    finally:
        desk.journal.finish(operation.id, status, error)
    return await desk.log(Journal.operation, operation.id)


async def _look_at_changes(work: Work, items: Sequence[Item]) -> list[Item]:
    """Write down which of these updates and deletions were done; the others."""
    now = await work.insist(lambda: work.desk.adapter.read_many([subject(item) for item in items]))
    outcomes, left = [], []
    for item in items:
        outcome = look(work, item, now.get(subject(item)))
        if outcome is None:
            left.append(item)
        else:
            outcomes.append(outcome)
    await work.write(outcomes)
    return left


def _tell_nobody(_: Progress) -> None:
    pass
