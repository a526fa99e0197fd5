"""The choice while it is made: every column there is, those that are on in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from memtui.core.columns import ABOUT, DEFAULT, METADATA, TEXT, Column, column
from memtui.core.errors import UsageError
from memtui.core.values import dataclass
from memtui.ops.browse import RowSource

MOST_KEYS = 200
"""Keys of the metadata that are offered: those that most rows have."""
_AROUND = 1000
"""Rows before the cursor and behind it that are looked through for keys."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the metadata of the rows that are here hold: how many rows have a key, of how many."""

    keys: Mapping[str, int]
    rows: int

    @classmethod
    def of(cls, rows: RowSource, cursor: int) -> Seen:
        """What is seen around the cursor; nothing is asked for."""
        found: Counter[str] = Counter()
        count = 0
        for index in range(max(cursor - _AROUND, 0), min(cursor + _AROUND, rows.length)):
            memory = rows.row(index)
            if memory is not None:
                count += 1
                found.update((memory.metadata or {}).keys())
        return cls(dict(found.most_common(MOST_KEYS)), count)


class Choice:
    """Columns that are on or off; `at` is the row of the cursor."""

    def __init__(self, chosen: Sequence[Column], seen: Seen) -> None:
        offered = [*map(Column, ABOUT), *(Column(METADATA, key) for key in seen.keys)]
        self.rows: list[Column] = list(dict.fromkeys((*chosen, *offered)))
        self._on = set(chosen)
        self.at = 0

    @property
    def chosen(self) -> tuple[Column, ...]:
        """Those that are on, in their order."""
        return tuple(row for row in self.rows if row in self._on)

    def is_on(self, row: Column) -> bool:
        """Whether a column is on."""
        return row in self._on

    def switch(self) -> str:
        """Switch the column at the cursor; why that is not done, where it is not."""
        row = self.rows[self.at]
        if row == TEXT:
            return "The text is always shown."
        self._on ^= {row}
        return ""

    def carry(self, step: int) -> None:
        """Move the column at the cursor up or down, and the cursor with it."""
        to = self.at + step
        if 0 <= to < len(self.rows):
            self.rows.insert(to, self.rows.pop(self.at))
            self.at = to

    def usual(self) -> None:
        """What a list shows by itself."""
        self._on = set(DEFAULT)
        self.rows = list(dict.fromkeys((*DEFAULT, *self.rows)))
        self.at = 0

    def take(self, name: str) -> None:
        """Switch on the column of this name, or that key of the metadata; the cursor goes there."""
        try:
            row = column(name)
        except UsageError:
            row = Column(METADATA, name.strip())
        if row not in self._on:
            # Behind the others that are on.
            rest = [one for one in self.rows if one != row]
            place = max(at for at, one in enumerate(rest) if one in self._on) + 1
            self.rows = [*rest[:place], row, *rest[place:]]
            self._on.add(row)
        self.at = self.rows.index(row)
