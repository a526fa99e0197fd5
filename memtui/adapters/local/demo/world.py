"""Who talks when: memories come in sessions, in which one person talks to one agent for a few minutes."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

from memtui.adapters.local.demo.clock import DAYS, Ages, day_of
from memtui.adapters.local.demo.draws import pick
from memtui.adapters.local.demo.people import (
    AGENTS,
    APPS,
    MISSPELT,
    Person,
    person,
    user_count,
)

# How sixteen memories in a row are shared out among sessions.
_SHARES = (
    (10, 6), (3, 13), (7, 2, 7), (1, 4, 11), (5, 5, 6), (12, 1, 3), (2, 9, 5), (8, 8), (6, 1, 9), (4, 12),
    (1, 2, 3, 10), (14, 2), (3, 3, 4, 6), (9, 7), (2, 2, 12), (11, 5),
)  # fmt: skip
_BLOCK = 16

_SOURCES = ("chat", "chat", "chat", "chat", "email", "import", "voice", "calendar", "slack", "web-form")
_CHANNELS = ("mobile", "desktop", "browser", "api", "smart-speaker", "watch")


class Session(NamedTuple):
    """A conversation: memories `first` to `first + length - 1`, `gap` seconds apart from `start` on."""

    first: int
    length: int
    start: int
    gap: int
    person: Person
    user_id: str
    agent: tuple[str, str]
    app_id: str | None
    run_id: str | None
    source: str
    channel: str


class World:
    """The users and sessions of a demo with `count` memories before the front page."""

    def __init__(self, size: int, count: int) -> None:
        self.count = count
        self.ages = Ages(size, size - count)
        self._people = [person(number) for number in range(user_count(size))] if count else []

    def sessions(self) -> Iterator[Session]:
        """Every session, in order."""
        for block in range(0, self.count, _BLOCK):
            for first, length in self._shares(block):
                yield self._session(first, length)

    def session_of(self, number: int) -> Session:
        """The session that memory `number` belongs to."""
        shares = self._shares(number - number % _BLOCK)
        first, length = next(share for share in shares if number < share[0] + share[1])
        return self._session(first, length)

    def _shares(self, block: int) -> Iterator[tuple[int, int]]:
        first = block
        for length in pick(_SHARES, block * 165_961_933 >> 16 & 255):
            if first < self.count:
                yield first, min(length, self.count - first)
            first += length

    def _session(self, first: int, length: int) -> Session:
        byte = blake2b(first.to_bytes(8, "little"), digest_size=16, salt=b"session").digest()
        start = self.ages.time_of(first)
        room = (self.ages.time_of(first + length) - start) // length
        chance = byte[0] << 8 | byte[1]
        someone = self._people[chance * chance * len(self._people) >> 32]
        user_id = someone.user_id
        if byte[2] < 4:
            user_id = MISSPELT.get(user_id, user_id)
        return Session(
            first=first,
            length=length,
            start=start,
            gap=min(room, 20 + byte[3] % 70),
            person=someone,
            user_id=user_id,
            agent=AGENTS[byte[4] * byte[4] * len(AGENTS) >> 16],
            app_id=pick(APPS, byte[5] * byte[5] >> 8) if byte[6] < 100 else None,
            run_id=_run(first, start, byte) if length > 2 and byte[7] < 66 else None,
            source=pick(_SOURCES, byte[8]),
            channel=pick(_CHANNELS, byte[9]),
        )


def _run(first: int, start: int, byte: bytes) -> str:
    style = byte[10] % 5
    if style < 2:
        return f"run-{DAYS[day_of(start)]}-{byte[11]:02x}"
    if style == 2:
        return f"support-session-{21_000 + first * 7}"
    if style == 3:
        return f"conversation-{byte[12:15].hex()}"
    return f"nightly-import-{DAYS[day_of(start)]}"
