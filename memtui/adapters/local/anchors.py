"""Places that were come by in long lists, so that a deep page need not walk there again."""

from __future__ import annotations

import threading
from bisect import bisect_right, insort
from collections import OrderedDict
from typing import Any, TypeAlias

from memtui.adapters.local.lists import Key
from memtui.adapters.local.unexpired import Tallies

_MOST_LISTS = 8
_MOST_PLACES = 1024

Identity: TypeAlias = tuple[Any, ...]
"""What a list is: its statement with its values, and the state of the store."""


class Anchors:
    """For a few lists, the keys after which certain numbers of entries have been passed.

    Shared by readers on several threads.
    """

    def __init__(self) -> None:
        self.tallies = Tallies()
        self._guard = threading.Lock()
        self._lists: OrderedDict[Identity, list[tuple[int, Key]]] = OrderedDict()

    def nearest(self, identity: Identity, offset: int) -> tuple[int, Key | None]:
        """The last known place with at most `offset` entries before it: their number and last key."""
        with self._guard:
            places = self._lists.get(identity)
            if places is None:
                return 0, None
            self._lists.move_to_end(identity)
            at = bisect_right(places, offset, key=lambda place: place[0])
            return places[at - 1] if at else (0, None)

    def keep(self, identity: Identity, offset: int, key: Key) -> None:
        """Remember that the entry at `key` is the last of the first `offset` ones."""
        with self._guard:
            places = self._lists.setdefault(identity, [])
            self._lists.move_to_end(identity)
            if (offset, key) not in places[bisect_right(places, offset - 1, key=lambda place: place[0]) :][
                :1
            ]:
                insort(places, (offset, key))
            if len(places) > _MOST_PLACES:
                # Half as dense is dense enough for a list twice as long.
                del places[::2]
            while len(self._lists) > _MOST_LISTS:
                self._lists.popitem(last=False)
