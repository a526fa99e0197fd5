"""Demo memories: as many as asked for, the same on every machine, oldest first, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import md5
from typing import Any

from memtui.adapters.local.demo import clock, draws
from memtui.adapters.local.demo.clock import iso
from memtui.adapters.local.demo.drafts import Draft, Version
from memtui.adapters.local.demo.draws import draw, kind_of, pick, uuid
from memtui.adapters.local.demo.kinds import MAKERS
from memtui.adapters.local.demo.showcase import SHOWCASE, Shown
from memtui.adapters.local.demo.world import Session, World
from memtui.core.errors import UsageError
from memtui.core.models import HistoryEvent, Memory, MemoryRecord

_MOST = 1_000_000

# The fields that a demo leaves empty are given all the same: a default costs more than an argument.
_NONE: Mapping[str, Any] = {}
_HALF_DAY = 43_200
# Where the ids of the events start in the digits of a draw; the first id is the memory's.
_EVENT_DIGITS = (32, 64, 96, 16)
_SECOND_CATEGORY = {
    "food": "preferences", "travel": "preferences", "sports": "health", "home": "finance",
    "family": "personal_details", "work": "personal_details", "technology": "work", "music": "hobbies",
    "hobbies": "personal_details", "health": "personal_details", "finance": "personal_details",
    "support": "work", "milestones": "personal_details", "preferences": "technology",
    "personal_details": "preferences",
}  # fmt: skip
_ONE = {category: (category,) for category in _SECOND_CATEGORY}
_TWO = {category: (category, second) for category, second in _SECOND_CATEGORY.items()}
_CONFIDENCE = tuple(at / 100 for at in range(52, 100))
_TAG_WORDS = ("todo", "confirmed", "long-term", "work", "private", "review", "2026", "imported")


def demo_records(size: int) -> Iterator[MemoryRecord]:
    """`size` realistic memories with their history, oldest first, the newest from `clock.NEWEST`.

    Raises UsageError when the size is not between 0 and 1,000,000.
    """
    if not 0 <= size <= _MOST:
        raise UsageError(
            f"A demo has 0 to {_MOST:,} memories, not {size:,}.", hint="Choose a smaller --size."
        )
    return _records(size)


def _records(size: int) -> Iterator[MemoryRecord]:
    shown = SHOWCASE[:size]
    world = World(size, size - len(shown))
    for session in world.sessions():
        for place in range(session.length):
            number = session.first + place
            byte = draw(number)
            draft = MAKERS[kind_of(byte)](world, session, number, byte)
            yield _record(draft, session, byte, session.start + place * session.gap)
    for number in range(len(shown) - 1, -1, -1):
        yield _shown_record(shown[number], number, world)


def _record(draft: Draft, session: Session, byte: bytes, created: int) -> MemoryRecord:
    versions, category, user_id, agent_id = draft
    digits = byte.hex()
    memory_id = uuid(digits)
    text = versions[-1][0]
    born = iso(created)
    if len(versions) > 1:
        times = _update_times(created, len(versions), byte)
        history = _history(memory_id, digits, versions, times)
        changed = times[-1]
    else:
        changed = born
        event = HistoryEvent(
            uuid(digits[32:]), memory_id, "ADD", None, text, versions[0][1], None, born, born, born, _NONE, ()
        )
        # The word null would be read back as no text at all (`core.from_wire`).
        history = (event,) if text != "null" else ()
    # A copy of an older memory belongs to that one's user, who is not in this session.
    is_here = user_id is None or user_id == session.user_id
    chance = byte[draws.CATEGORY]
    memory = Memory(
        memory_id,
        text,
        user_id,
        agent_id,
        session.app_id if is_here else None,
        session.run_id if is_here else None,
        _metadata(session, category, byte) if byte[draws.META] < 180 else None,
        None if chance < 38 else _TWO[category] if chance < 64 else _ONE[category],
        md5(text.encode(), usedforsecurity=False).hexdigest(),
        byte[draws.IMMUTABLE] < 5,
        _expiration(created, byte) if byte[draws.EXPIRY] < 20 else None,
        born,
        changed,
        None,
        _NONE,
        (),
    )
    return MemoryRecord(memory, history)


def _history(
    memory_id: str, digits: str, versions: tuple[Version, ...], times: list[str]
) -> tuple[HistoryEvent, ...]:
    events: list[HistoryEvent] = []
    kind, old = "ADD", None
    for (text, talk), time, place in zip(versions, times, _EVENT_DIGITS, strict=False):
        event_id = uuid(digits[place : place + 32])
        events.append(HistoryEvent(event_id, memory_id, kind, old, text, talk, None, time, time, time))
        kind, old = "UPDATE", text
    return tuple(events)


def _update_times(created: int, count: int, byte: bytes) -> list[str]:
    """When each version came: spread over at most four months, and not after the newest memory."""
    span = min(clock.NEWEST - created, (byte[draws.SPAN] + 1) * _HALF_DAY)
    step = span // count
    first = created + byte[draws.TURN] * 7 % step
    return [iso(created), *(iso(first + number * step) for number in range(1, count))]


def _metadata(session: Session, category: str, byte: bytes) -> dict[str, Any]:
    shape = byte[draws.META]
    if shape < 60:
        return {
            "source": session.source,
            "confidence": pick(_CONFIDENCE, byte[draws.CONFIDENCE]),
            "turn": 1 + byte[draws.TURN] % 60,
        }
    if shape < 100:
        return {"source": session.source, "channel": session.channel}
    if shape < 140:
        tag = pick(_TAG_WORDS, byte[draws.TAGS])
        return {
            "source": session.source,
            "confidence": pick(_CONFIDENCE, byte[draws.CONFIDENCE]),
            "tags": [category, tag],
        }
    if shape < 165:
        return {"source": session.source}
    return {
        "source": session.source,
        "turn": 1 + byte[draws.TURN] % 60,
        "channel": session.channel,
        "reviewed": byte[draws.TAGS] < 60,
    }


def _expiration(created: int, byte: bytes) -> str | None:
    """A date in the past for most, if the memory is old enough to have expired; else one from 2027 on."""
    days = byte[draws.EXPIRY_DAYS]
    if byte[draws.EXPIRY] >= 12:
        return clock.DAYS[clock.NEVER_YET + days * 1460 // 256]
    first, last = clock.day_of(created) + 1, clock.EXPIRED_BEFORE - 1
    return clock.DAYS[min(first + days, last)] if first < last else None


def _shown_record(shown: Shown, number: int, world: World) -> MemoryRecord:
    digits = draw(1 << 40 | number).hex()
    told = shown.versions()
    times = [iso(world.ages.front_time(version.minutes_ago)) for version in told]
    versions = tuple((version.text, version.talk) for version in told)
    text = versions[-1][0]
    memory = Memory(
        id=uuid(digits),
        memory=text,
        user_id=shown.user_id,
        agent_id=shown.agent_id,
        app_id=shown.app_id,
        run_id=shown.run_id,
        metadata=shown.metadata,
        categories=shown.categories,
        hash=md5(text.encode(), usedforsecurity=False).hexdigest(),
        immutable=shown.immutable,
        expiration_date=shown.expiration_date,
        created_at=times[0],
        updated_at=times[-1],
    )
    return MemoryRecord(memory, _history(memory.id, digits, versions, times))
