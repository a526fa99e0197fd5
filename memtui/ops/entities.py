"""The list of entities in its groups, of which only the pages near the eye are held.

Each group (users, agents, apps, runs) shows its largest entities and, where there are more, a row that
opens the rest, so that a store with many thousands of users still shows its agents.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from memtui.core.models import ENTITY_TYPES, Entity, EntityPage, EntityType
from memtui.core.values import dataclass

PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One row of the pane: everything, a group's heading, an entity, or the way to the rest of a group.

    `entity` is None for the other kinds and while an entity is not here yet; `count` is in memories for
    "everything", else in entities.
    """

    kind: Literal["everything", "group", "entity", "more"]
    type: EntityType | None = None
    entity: Entity | None = None
    count: int | None = None


class EntityTree:
    """Which row stands where, and which pages are missing to draw it."""

    def __init__(self, *, preview: int = 5) -> None:
        self.everything: int | None = None
        self.totals: Mapping[EntityType, int] = dict.fromkeys(ENTITY_TYPES, 0)
        self._preview = preview
        self._shares: dict[EntityType, int] = {}
        self._open: set[EntityType] = set()
        self._pages: dict[tuple[EntityType, int], EntityPage] = {}

    def take(self, entity_type: EntityType, page: EntityPage) -> None:
        """Hold a page of one group, and the totals that it tells."""
        self.totals = page.totals
        self._pages[entity_type, page.page] = page

    def set_height(self, lines: int) -> None:
        """Give each group its share of a pane of this height: at least three entities."""
        room = lines - 1 - sum(1 for kind in ENTITY_TYPES if self.totals[kind])
        waiting = [kind for kind in ENTITY_TYPES if self.totals[kind]]
        self._shares = {}
        for kind in sorted(waiting, key=lambda kind: self.totals[kind]):
            share = max(room // (len(waiting) - len(self._shares)), 4)
            # A group that does not fit spends one line on the way to the rest.
            fits = self.totals[kind] <= share
            self._shares[kind] = self.totals[kind] if fits else share - 1
            room -= self.totals[kind] if fits else share

    def toggle(self, entity_type: EntityType) -> None:
        """Show all of a group, or its largest entities only."""
        self._open ^= {entity_type}

    def fold(self) -> bool:
        """Show the largest entities only of every group; False when that is so already."""
        was_open = bool(self._open)
        self._open.clear()
        return was_open

    def is_open(self, entity_type: EntityType) -> bool:
        """Whether all of a group is shown."""
        return entity_type in self._open

    def __len__(self) -> int:
        return 1 + sum(1 + self._shown(kind) + self._has_more(kind) for kind in self._groups())

    def row(self, index: int) -> EntityRow:
        """The row at `index` from 0. Raises IndexError."""
        if index == 0:
            return EntityRow("everything", count=self.everything)
        index -= 1
        for kind in self._groups():
            if index == 0:
                return EntityRow("group", kind, count=self.totals[kind])
            index -= 1
            shown = self._shown(kind)
            if index < shown:
                return EntityRow("entity", kind, entity=self._entity(kind, index))
            index -= shown
            if self._has_more(kind):
                if index == 0:
                    return EntityRow("more", kind, count=self.totals[kind] - shown)
                index -= 1
        raise IndexError(index)

    def held(self, entity_type: EntityType) -> list[Entity]:
        """The entities of a group that are here, also those that are not shown."""
        return [
            found for (kind, _), page in self._pages.items() if kind == entity_type for found in page.results
        ]

    def missing(self, first: int, last: int) -> list[tuple[EntityType, int]]:
        """The pages to fetch so that rows `first` to `last` can be drawn: pairs of group and page."""
        wanted: dict[tuple[EntityType, int], None] = {}
        at = 1
        for kind in self._groups():
            start, shown = at + 1, self._shown(kind)
            low, high = max(first - start, 0), min(last - start, shown - 1)
            for number in range(low // PAGE_SIZE + 1, high // PAGE_SIZE + 2) if low <= high else ():
                if (kind, number) not in self._pages:
                    wanted[kind, number] = None
            at = start + shown + self._has_more(kind)
        return list(wanted)

    def index_of(self, entity_type: EntityType, name: str) -> int | None:
        """Where an entity stands, if it is shown and here."""
        for index in range(len(self)):
            row = self.row(index)
            if row.entity is not None and (row.type, row.entity.name) == (entity_type, name):
                return index
        return None

    def _groups(self) -> list[EntityType]:
        return [kind for kind in ENTITY_TYPES if self.totals[kind]]

    def _shown(self, kind: EntityType) -> int:
        total = self.totals[kind]
        return total if kind in self._open else min(total, self._shares.get(kind, self._preview))

    def _has_more(self, kind: EntityType) -> bool:
        return self._shown(kind) < self.totals[kind]

    def _entity(self, kind: EntityType, index: int) -> Entity | None:
        number, place = divmod(index, PAGE_SIZE)
        page = self._pages.get((kind, number + 1))
        return page.results[place] if page is not None and place < len(page.results) else None
