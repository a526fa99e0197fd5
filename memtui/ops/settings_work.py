"""Changes of settings, one at a time: guard, journal, send once, and look.

Where an answer is lost, the setting is looked at; what does not show has an unknown fate, and is sent again
only when the operation is taken up once more, after another look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from memtui.core.changes import AddedMemory, SettingChange
from memtui.core.errors import MemtuiError, NotFoundError
from memtui.core.settings import same_value, setting_texts
from memtui.ops.changing import NOT_SHOWN
from memtui.ops.finding import SOON
from memtui.ops.fitting import SAME
from memtui.ops.settings_service import Standing, key_of, read_settings, write_setting
from memtui.ops.work import InterruptedWorkError, Work, asks_to_wait, is_final, shuts_out
from memtui.state.journal import Item, Outcome

_CHANGED = "somebody changed it since"
_GONE = "it is gone: somebody deleted it since"
_GONE_ALREADY = "it is gone already"
_FORGOTTEN = "what it was to be has been forgotten"


async def change_setting(work: Work, item: Item, change: SettingChange) -> None:
    """Carry out one change, or find out what became of it. Raises InterruptedWorkError when the service is
    not there, and StoreError when the journal cannot be written: then nothing was sent."""
    if change.after is not None and not change.after:
        await work.write([Outcome(item.position, "skipped", _FORGOTTEN)])
        return
    if item.status != "planned" and (outcome := await _seen(work, item, change)) is not None:
        await work.write([outcome])
        return
    outcome = guard(work, item, change, await _read(work, change))
    await work.write([outcome])
    if outcome.status == "sending":
        assert isinstance(outcome.change, SettingChange)
        sent = replace(item, note=outcome.note, change=outcome.change, twins=outcome.twins or ())
        await work.write([await _send(work, sent, outcome.change)])


async def look_at_settings(work: Work, items: Sequence[Item]) -> list[Item]:
    """Write down which changes of settings that were under way were done; the others."""
    left = []
    for item in items:
        assert isinstance(item.change, SettingChange)
        outcome = look(item, item.change, await _read(work, item.change))
        if outcome is None:
            left.append(item)
        else:
            await work.write([outcome])
    return left


def guard(work: Work, item: Item, change: SettingChange, there: Standing) -> Outcome:
    """Whether a change may be sent, seeing what stands there now."""
    here = there.get(key_of(change))
    if change.before is None:
        if change.kind == "webhook":
            # There may be several that look alike: those that were there before are not what will be made.
            return _going(item, change, twins=tuple(_alike(change, there)))
        if here is None:
            return _going(item, change)
        if _matches(here, change.after):
            return Outcome(item.position, "skipped", SAME)
        return Outcome(item.position, "conflict", f"it is there already ({_in_words(here)})")
    if here is None:
        if change.after is None:
            return Outcome(item.position, "skipped", _GONE_ALREADY)
        return Outcome(item.position, "failed", _GONE)
    if change.after is not None and _matches(here, change.after):
        return Outcome(item.position, "skipped", SAME)
    # A service may write an address in another way than the one who typed it.
    going = replace(change, key=str(here.get("email", change.key)))
    now = {name: here.get(name) for name in change.before}
    if moved := _moved(item, change.before, change.after or {}, now):
        if not work.operation.force:
            stands = _in_words({name: now[name] for name in moved})
            return Outcome(item.position, "conflict", f"{_CHANGED} ({stands})")
        item = replace(item, note=f"overwrites what somebody changed since ({', '.join(setting_texts(now))})")
        # Else a part of it may be done: the before-image stays what it was before any of it.
        going = replace(going, before=now)
    return _going(item, going)


def _moved(
    item: Item, before: Mapping[str, Any], after: Mapping[str, Any], now: Mapping[str, Any]
) -> list[str]:
    """The fields that look neither as they did nor, where it may be under way, as they shall."""
    may_be_done = after if item.status != "planned" else {}
    return [
        name
        for name, value in before.items()
        if not same_value(name, now[name], value)
        and not (name in may_be_done and same_value(name, now[name], may_be_done[name]))
    ]


def look(item: Item, change: SettingChange, there: Standing) -> Outcome | None:
    """Whether a change that may have been sent was done, seeing what stands there; None when it was not."""
    here = there.get(key_of(change))
    if change.after is None:
        return Outcome(item.position, "done", item.note) if here is None else None
    if change.before is None and change.kind == "webhook":
        known = [one.memory_id for one in item.added]
        made = next(
            (key for key in known or _alike(change, there) if key in there and key not in item.twins), None
        )
        if made is None:
            return None
        return Outcome(item.position, "done", item.note, added=(AddedMemory(made, "ADD"),))
    is_done = here is not None and _matches(here, change.after)
    return Outcome(item.position, "done", item.note) if is_done else None


async def _send(work: Work, item: Item, change: SettingChange) -> Outcome:
    """Send a change, once, and look; what became of it. Raises InterruptedWorkError."""
    position, made = item.position, ""
    error: MemtuiError | None = None
    try:
        made = await write_setting(work.desk.adapter, change)
    except MemtuiError as failure:
        error = failure
    if made:
        item = replace(item, added=(AddedMemory(made, "ADD"),))
        await work.write([Outcome(position, "sending", item.note, added=item.added)])
    if isinstance(error, NotFoundError) and change.after is None and await _is_gone(work, change):
        return Outcome(position, "skipped", _GONE_ALREADY)
    # Who may not change this may still be let in to others: that is no reason to wait.
    if error is not None and (is_final(error) or shuts_out(error)):
        return Outcome(position, "failed", error.message)
    if error is not None and asks_to_wait(error):
        await work.write([Outcome(position, "planned", item.note)])
        raise InterruptedWorkError.by(error)
    if (outcome := await _seen(work, item, change)) is not None:
        return outcome
    if error is None:
        return Outcome(position, "unknown", NOT_SHOWN)
    await work.write([Outcome(position, "unknown", error.message)])
    raise InterruptedWorkError.by(error)


async def _seen(work: Work, item: Item, change: SettingChange) -> Outcome | None:
    """Look for a change until it shows."""
    for seconds in work.pauses(SOON):
        outcome = look(item, change, await _read(work, change))
        if outcome is not None:
            return outcome
        if seconds is not None:
            await work.pause(seconds, None)
    return None


async def _is_gone(work: Work, change: SettingChange) -> bool:
    return key_of(change) not in await _read(work, change)


async def _read(work: Work, change: SettingChange) -> Standing:
    return await work.insist(lambda: read_settings(work.desk.adapter, change.kind))


def _going(item: Item, change: SettingChange, twins: tuple[str, ...] = ()) -> Outcome:
    return Outcome(item.position, "sending", item.note, change=change, twins=twins)


def _alike(change: SettingChange, there: Standing) -> Iterator[str]:
    """The keys of those that look as this one shall."""
    return (key for key, value in there.items() if _matches(value, change.after))


def _matches(here: Mapping[str, Any], wanted: Mapping[str, Any] | None) -> bool:
    return all(same_value(name, here.get(name), value) for name, value in (wanted or {}).items())


def _in_words(value: Mapping[str, Any]) -> str:
    """What stands there, for a note."""
    texts = [
        f"{name}: {text if len(text) <= 60 else text[:59] + '…'}"
        for name, text in setting_texts(value).items()
    ]
    return "; ".join(texts) or "nothing is set there now"
