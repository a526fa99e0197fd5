"""Places in a list from which the expired memories are left out.

The blocks of a list count all of it. What has expired is found through its own index and taken from the
blocks it stands in, once for each state of the store and each day.
"""

from __future__ import annotations

import sqlite3
import threading
from bisect import bisect_right
from collections import OrderedDict
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TypeAlias

from memtui.adapters.local.lists import ANY, EVERYTHING, LABEL, UNDATED, Blocks, Key, Listing
from memtui.adapters.local.sources import Statement
from memtui.core.models import SCOPE_FIELDS

_MOST_LISTS = 8

Tally: TypeAlias = tuple[list[Key], list[int]]
"""Where each block begins, and how many that have not expired come before it, with all of them at the end."""


class Tallies:
    """The last few tallies, by the state of the store, the day and the list; shared by several threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], Tally] = OrderedDict()

    def get(self, identity: tuple[object, ...]) -> Tally | None:
        """What was kept."""
        with self._guard:
            if identity in self._kept:
                self._kept.move_to_end(identity)
            return self._kept.get(identity)

    def keep(self, identity: tuple[object, ...], tally: Tally) -> None:
        """Keep one, in the place of what was not asked for the longest."""
        with self._guard:
            self._kept[identity] = tally
            while len(self._kept) > _MOST_LISTS:
                self._kept.popitem(last=False)


class UnexpiredBlocks(Blocks):
    """The blocks of a list with what expired before a day, as microseconds, left out."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        listing: Listing,
        total: int,
        day_us: int,
        changes: int | None,
        tallies: Tallies,
    ) -> None:
        super().__init__(connection, listing, total)
        self._day_us = day_us
        self._beside = unexpired(day_us)
        identity = (changes, day_us, listing)
        known = tallies.get(identity)
        if known is None:
            known = self._counted()
            tallies.keep(identity, known)
        self._tally = known
        self.total = known[1][-1]

    @cached_property
    def _kept(self) -> Tally:
        return self._tally

    def _counted(self) -> Tally:
        keys, before = super()._kept
        totals = [after - until for until, after in pairwise(before)]
        inside = _membership(self._listing)
        expired = self._connection.execute(
            f"SELECT ifnull(created_us, {UNDATED}), row FROM memories INDEXED BY memories_expires "
            f"WHERE expires_us < ? AND {inside.sql}",
            (self._day_us, *inside.values),
        )
        for key in expired:
            totals[bisect_right(keys, key) - 1] -= 1
        return keys, list(accumulate(totals, initial=0))


def unexpired(day_us: int) -> Statement:
    """The condition for not having expired before a day."""
    return Statement("(memories.expires_us IS NULL OR memories.expires_us >= ?)", (day_us,))


def _membership(listing: Listing) -> Statement:
    """The condition for being in a list, asked of one row of `memories`."""
    if listing.kind == EVERYTHING:
        return Statement("1")
    if listing.kind == LABEL:
        return Statement(
            "EXISTS (SELECT 1 FROM labelled WHERE label = (SELECT label FROM labels WHERE name = ?) AND "
            f"labelled.created_us = ifnull(memories.created_us, {UNDATED}) AND labelled.row = memories.row)",
            (listing.name,),
        )
    if listing.kind >= ANY:
        return Statement(f"{SCOPE_FIELDS[listing.kind - ANY]} IS NOT NULL")
    return Statement(f"{SCOPE_FIELDS[listing.kind]} = ?", (listing.name,))
