"""Additions, some at a time. Each is sent once: where the answer is lost, the memory is looked for.

What cannot be found has an unknown fate, since services show late what they store. It is sent again only when
the plan is taken up once more, after it was looked for again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import field, replace

from memtui.adapters.base import AddOutcome
from memtui.core.errors import MemtuiError, NotFoundError
from memtui.core.values import dataclass
from memtui.ops.changing import NOT_SHOWN
from memtui.ops.finding import SOON, UNLEARNED, addition, found, look_for, verify
from memtui.ops.likenesses import alike, same_text
from memtui.ops.work import InterruptedWorkError, Work, asks_to_wait, is_final, shuts_out
from memtui.state.journal import Item, Journal, Outcome

AT_ONCE = 20
"""Additions that are looked up, written down and sent together."""
_HAS_IT = "the service has this text already and added nothing"


@dataclass(slots=True)
class _Answers:
    """What came of additions that were sent: `made` with ids, or `silent` without; not done, or `lost`.

    `unlearned` counts lost conversations, which nobody can look for. `said` is why, by position; `shut` that
    the service refuses everything, `trouble` why it answers nothing.
    """

    made: list[Item] = field(default_factory=list)
    silent: list[Item] = field(default_factory=list)
    refused: list[Item] = field(default_factory=list)
    lost: list[Item] = field(default_factory=list)
    unlearned: int = 0
    said: dict[int, str] = field(default_factory=dict)
    shut: MemtuiError | None = None
    trouble: MemtuiError | None = None


async def add_batch(work: Work, items: Sequence[Item]) -> None:
    """Send planned additions.

    Raises InterruptedWorkError and UnauthorizedError when the service is not there: what may have been added
    is under way still, or unknown.
    """
    items = await _still_wanted(work, items)
    literal = [item for item in items if not addition(item).new.infer]
    there = await work.insist(lambda: alike(work.desk.adapter, [addition(item).new for item in literal]))
    twins = {
        item.position: tuple(memory.id for memory in some) for item, some in zip(literal, there, strict=True)
    }
    await _send(work, [replace(item, twins=twins.get(item.position, ())) for item in items])


async def add_again(work: Work, items: Sequence[Item]) -> None:
    """Look for additions that were under way before; those that stay away are sent again. Raises as above."""
    await _send(work, await look_for(work, items))


async def _send(work: Work, items: Sequence[Item]) -> None:
    if not items:
        return
    await work.write([Outcome(item.position, "sending", item.note, twins=item.twins) for item in items])
    answers, waiting = _Answers(), list(items)
    for seconds in work.pauses():
        await _ask(work, waiting, answers)
        waiting, answers.refused = answers.refused, []
        if not waiting or seconds is None or answers.shut is not None:
            break
        await work.pause(seconds, answers.trouble)
    await work.write([Outcome(item.position, "planned", item.note) for item in waiting])
    await verify(work, answers.made)
    await work.write(await _unshown(work, await found(work, answers.silent, SOON)))
    lost = await found(work, answers.lost)
    await work.write([Outcome(item.position, "unknown", answers.said[item.position]) for item in lost])
    if answers.shut is not None:
        raise answers.shut
    if answers.trouble is not None and (waiting or len(lost) + answers.unlearned == len(items)):
        raise InterruptedWorkError.by(answers.trouble)


async def _ask(work: Work, items: Sequence[Item], answers: _Answers) -> None:
    """Send additions, each on its own, and write down at once what the service says of them."""
    outcomes: list[Outcome] = []
    for item, answer in zip(items, await asyncio.gather(*(_add(work, item) for item in items)), strict=True):
        learns = addition(item).new.infer
        if isinstance(answer, AddOutcome):
            made = tuple(one for one in answer.results if one.memory_id)
            if made and not answer.pending:
                outcomes.append(Outcome(item.position, "sending", item.note, added=made))
                answers.made.append(replace(item, added=made))
            elif learns:
                outcomes.append(_learned(item, answer))
            elif answer.pending:
                answers.lost.append(item)
                answers.said[item.position] = f"the service is still at work on it ({answer.event_id})"
            else:
                answers.silent.append(item)
        elif shuts_out(answer):
            answers.refused.append(item)
            answers.shut = answer
        elif is_final(answer):
            outcomes.append(Outcome(item.position, "failed", answer.message))
        elif asks_to_wait(answer):
            answers.refused.append(item)
            answers.trouble = answer
        elif learns:
            outcomes.append(Outcome(item.position, "unknown", f"{UNLEARNED} ({answer.message})"))
            answers.unlearned += 1
            answers.trouble = answer
        else:
            answers.lost.append(item)
            answers.said[item.position] = answer.message
            answers.trouble = answer
    await work.write(outcomes)


async def _add(work: Work, item: Item) -> AddOutcome | MemtuiError:
    try:
        return await work.desk.adapter.add(addition(item).new)
    except MemtuiError as error:
        return error


async def _unshown(work: Work, items: Sequence[Item]) -> list[Outcome]:
    """What is to be said of additions that the service took without a word, and does not show."""
    if not (items and work.desk.support.dedupes):
        return [_not_shown(item) for item in items]
    news = [addition(item).new for item in items]
    there = await work.insist(lambda: alike(work.desk.adapter, news, same_text))
    outcomes = []
    for item, some in zip(items, there, strict=True):
        if not some:
            outcomes.append(_not_shown(item))
        else:
            # A memory that was there twice is not back while it is there once.
            comes_back = addition(item).replaces is not None
            outcomes.append(Outcome(item.position, "failed" if comes_back else "skipped", _HAS_IT))
    return outcomes


def _not_shown(item: Item) -> Outcome:
    # Taken up again it was taken again, for nothing.
    return Outcome(item.position, "failed" if item.status == "unknown" else "unknown", NOT_SHOWN)


async def _still_wanted(work: Work, items: Sequence[Item]) -> list[Item]:
    """Those of an undo's additions whose deletion no other undo has taken back meanwhile."""
    of, wanted = work.operation.undo_of, []
    for item in items:
        undone_by = None
        if of is not None and item.undoes is not None:
            # What it takes back may have been pruned.
            with suppress(NotFoundError):
                undone_by = (await work.desk.log(Journal.item, of, item.undoes)).undone_by
        if undone_by in {None, work.operation.id}:
            wanted.append(item)
        else:
            said = f"operation {undone_by} has taken it back already"
            await work.write([Outcome(item.position, "skipped", said)])
    return wanted


def _learned(item: Item, answer: AddOutcome) -> Outcome:
    """What is to be said of a conversation of which the service names no memories."""
    if answer.pending:
        said = f"{UNLEARNED} (it was still at work on {answer.event_id})"
        return Outcome(item.position, "unknown", said)
    if answer.results:
        said = "the service has learned from it and does not say under which ids"
    else:
        said = "the service found nothing new to remember"
    return Outcome(item.position, "done", said, added=())
