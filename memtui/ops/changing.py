"""Updates and deletions, a batch at a time: guard, journal, send, look, and send again what did not take.

What a service says of a write is not believed, and what it does not say is no failure: the memories are
read again, and what they look like decides (`docs/safety.md`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from memtui.core.changes import Deletion, Update, edited, same_metadata
from memtui.core.errors import MemtuiError, NotFoundError
from memtui.core.models import Memory
from memtui.core.values import dataclass
from memtui.ops.fitting import IMMUTABLE, SAME, in_words
from memtui.ops.work import InterruptedWorkError, Work, asks_to_wait, is_final, shuts_out
from memtui.state.journal import Item, ItemStatus, Outcome

NOT_SHOWN = "the service took it and does not show it"
_CHANGED = "somebody changed it since"
_GONE = "it is gone: somebody deleted it since"
_GONE_ALREADY = "it is gone already"


@dataclass(slots=True)
class _Flight:
    """One change on its way. `maybe` says that it may have been done, `is_over` that it is not sent again.

    `error` is what the service said when it was sent last; `was_gone` that it found nothing to delete.
    `again` says that it came to nothing that could be seen when it was sent before.
    """

    item: Item
    maybe: bool
    again: bool
    is_over: bool = False
    error: MemtuiError | None = None
    was_gone: bool = False

    @property
    def memory_id(self) -> str:
        """The id of the memory that is changed."""
        return subject(self.item)

    def ended(self, error: MemtuiError | None) -> None:
        """Take what came of sending it."""
        self.error = error
        self.was_gone = isinstance(error, NotFoundError) and not self.maybe
        # What the service has taken is not sent again, however long it needs to show it.
        self.is_over = error is None or is_final(error)
        self.maybe = self.maybe or not (
            error is not None and (is_final(error) or asks_to_wait(error) or shuts_out(error))
        )


async def change_batch(work: Work, items: Sequence[Item]) -> None:
    """Carry out updates, or deletions, of as many memories as the service takes at once, each another one.

    Those that were under way already are looked at first. Raises InterruptedWorkError and UnauthorizedError
    when the service is not there: what may have been done is under way still, or unknown. Raises StoreError
    when the journal cannot be written, and then nothing was sent.
    """
    flights = [
        _Flight(item, maybe=item.status != "planned", again=item.status == "unknown") for item in items
    ]
    sent = 0
    for seconds in work.pauses():
        flights = await _guarded(work, flights)
        sent = max(sent, len(flights))
        await _send(work, [flight for flight in flights if not flight.is_over])
        flights = await _verified(work, flights)
        errors = [flight.error for flight in flights if flight.error is not None]
        if not flights or seconds is None or any(map(shuts_out, errors)):
            break
        await work.pause(seconds, errors[0] if errors else None)
    await work.write([_given_up(work, flight) for flight in flights])
    troubles = [flight.error for flight in flights if flight.error is not None and not is_final(flight.error)]
    for trouble in troubles:
        if shuts_out(trouble):
            raise trouble
        if asks_to_wait(trouble) or len(troubles) == sent:
            raise InterruptedWorkError.by(trouble)


def guard(work: Work, item: Item, here: Memory | None) -> Outcome:
    """Whether a change may be sent, seeing what the memory looks like now."""
    change = item.change
    assert isinstance(change, Update | Deletion)
    if item.status != "planned":
        seen = look(work, item, here)
        if seen is not None:
            return seen
        if isinstance(change, Update):
            # Half of it may be done: the before-image stays what it was before any of it.
            return Outcome(item.position, "sending", item.note)
    if here is None:
        if isinstance(change, Deletion):
            return Outcome(item.position, "skipped", _GONE_ALREADY)
        return Outcome(item.position, "failed", _GONE)
    if work.operation.purged:
        # Nothing is kept to compare with.
        return Outcome(item.position, "sending")
    if isinstance(change, Update):
        if not work.differing(here, _wanted(work, here, change)):
            return Outcome(item.position, "skipped", SAME, result=here)
        if here.immutable:
            return Outcome(item.position, "failed", IMMUTABLE)
    note = item.note
    if changed := work.differing(change.before, here):
        if not work.operation.force:
            return Outcome(item.position, "conflict", f"{_CHANGED} ({in_words(changed)})", theirs=here)
        note = f"overwrites what somebody changed since ({in_words(changed)})"
    return Outcome(item.position, "sending", note, change=replace(change, before=here))


def look(work: Work, item: Item, now: Memory | None) -> Outcome | None:
    """What became of a change that may have been done, seeing what the memory looks like now.

    None when nothing did, or only a part of it.
    """
    change = item.change
    assert isinstance(change, Update | Deletion)
    if isinstance(change, Deletion):
        return Outcome(item.position, "done", item.note) if now is None else None
    if now is None:
        return Outcome(item.position, "failed", _GONE)
    wanted = _wanted(work, change.before, change)
    moved = work.differing(change.before, now)
    notes = [item.note] if item.note else []
    theirs, missing = [], []
    for name in work.differing(now, wanted):
        if name == "memory" and now.memory.strip() == wanted.memory.strip():
            notes.append("the service trimmed the text")
        elif name not in moved:
            missing.append(name)
        elif name == "metadata" and _holds(now.metadata, wanted.metadata):
            kept = sorted(set(now.metadata or {}) - set(wanted.metadata or {}))
            notes.append(f"the service kept the metadata keys {', '.join(kept)}")
        else:
            theirs.append(name)
    if theirs:
        said = f"somebody or the service changed it at the same time ({in_words(theirs)})"
        if not missing and not set(theirs) & change.edit.touched:
            # Taking it back compares with this: what is not ours is not written over.
            ours = replace(now, **{name: getattr(change.before, name) for name in theirs})
            return Outcome(item.position, "done", "; ".join([*notes, said]), result=ours)
        return Outcome(item.position, "conflict", said, theirs=now)
    return None if missing else Outcome(item.position, "done", "; ".join(notes), result=now)


def subject(item: Item) -> str:
    """The id of the memory that is changed."""
    assert isinstance(item.change, Update | Deletion)
    return item.change.before.id


async def _guarded(work: Work, flights: Sequence[_Flight]) -> list[_Flight]:
    """Read the memories and write down which changes may be sent; those."""
    here = await _read(work, flights, gone=all(flight.maybe for flight in flights))
    outcomes = [guard(work, flight.item, here.get(flight.memory_id)) for flight in flights]
    await work.write(outcomes)
    going = []
    for flight, outcome in zip(flights, outcomes, strict=True):
        if outcome.status == "sending":
            change = outcome.change or flight.item.change
            flight.item = replace(flight.item, status="sending", note=outcome.note, change=change)
            going.append(flight)
    return going


async def _send(work: Work, flights: Sequence[_Flight]) -> None:
    """Send a batch, and take down what the service says of each."""
    if not flights:
        return
    adapter = work.desk.adapter
    try:
        if isinstance(flights[0].item.change, Deletion):
            failed = await adapter.delete_many([flight.memory_id for flight in flights])
        else:
            changes = [(flight.memory_id, flight.item.change) for flight in flights]
            failed = await adapter.update_many(
                [(memory_id, change.edit) for memory_id, change in changes if isinstance(change, Update)]
            )
    except MemtuiError as error:
        failed = {flight.memory_id: error for flight in flights}
    for flight in flights:
        flight.ended(failed.get(flight.memory_id))


async def _verified(work: Work, flights: Sequence[_Flight]) -> list[_Flight]:
    """Read the memories again and write down what became of them; those that do not look as they should."""
    now = await _read(work, flights, gone=True)
    outcomes, left = [], []
    for flight in flights:
        flight.item = replace(flight.item, result=now.get(flight.memory_id))
        if (outcome := _seen(work, flight)) is None:
            left.append(flight)
        else:
            outcomes.append(outcome)
    await work.write(outcomes)
    return left


def _seen(work: Work, flight: _Flight) -> Outcome | None:
    item, error = flight.item, flight.error
    if flight.was_gone and item.result is None and isinstance(item.change, Deletion):
        return Outcome(item.position, "skipped", _GONE_ALREADY)
    outcome = look(work, item, item.result)
    if outcome is None and error is not None and is_final(error) and not flight.maybe:
        return _in_part(work, item, error.message) or Outcome(item.position, "failed", error.message)
    return outcome


def _given_up(work: Work, flight: _Flight) -> Outcome:
    """What is to be said of a change that cannot be seen to have been done."""
    item, error = flight.item, flight.error
    if error is None:
        status: ItemStatus = "failed" if flight.again else "unknown"
        return _in_part(work, item, NOT_SHOWN) or Outcome(item.position, status, NOT_SHOWN)
    if is_final(error) and not (isinstance(error, NotFoundError) and flight.maybe):
        return _in_part(work, item, error.message) or Outcome(item.position, "failed", error.message)
    if not flight.maybe:
        return Outcome(item.position, "planned", item.note)
    return Outcome(item.position, "unknown", error.message)


def _in_part(work: Work, item: Item, said: str) -> Outcome | None:
    """An update of which a part is done, so that this part can be taken back."""
    change, now = item.change, item.result
    if not isinstance(change, Update) or now is None or not work.differing(change.before, now):
        return None
    missing = work.differing(now, _wanted(work, change.before, change))
    return Outcome(item.position, "done", f"but for {in_words(missing)}: {said}", result=now)


async def _read(work: Work, flights: Sequence[_Flight], *, gone: bool) -> dict[str, Memory]:
    """The memories as they are now; `gone` where those that are to be deleted should be."""
    ids = [flight.memory_id for flight in flights]
    if not ids:
        return {}
    gone = gone and isinstance(flights[0].item.change, Deletion)
    return await work.insist(lambda: work.desk.adapter.read_many(ids, gone=gone))


def _wanted(work: Work, before: Memory, change: Update) -> Memory:
    return edited(before, change.edit, merges_metadata=work.desk.support.merges_metadata)


def _holds(now: Mapping[str, object] | None, wanted: Mapping[str, object] | None) -> bool:
    """Whether metadata has all that was wanted, and more."""
    now, wanted = now or {}, wanted or {}
    return wanted.keys() <= now.keys() and same_metadata({key: now[key] for key in wanted}, wanted)
