"""Ranked search: which memories hold the most words of a question.

The score is the share of the question's distinct words that a memory holds, in [0, 1]; among equals the one
that holds the rarer words comes first, then the shorter text, then the newer memory. The question is
words only: nothing in it is read as search syntax.

A word that more than MOST memories hold is looked up in those that were stored last: of the matches
that hold nothing but such words, the newest MOST are ranked. What holds any other word is always ranked.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from math import log
from typing import Any

from memtui.adapters.local.sources import Statement
from memtui.core.values import dataclass
from memtui.core.words import question_words

MOST = 20_000
_WORD = 1 << 40
_SHADES = 1 << 20


@dataclass(frozen=True, slots=True)
class Ranked:
    """(row number, score), best first; `is_cut` says that not every match was ranked."""

    results: list[tuple[int, float]]
    is_cut: bool


def ranked(
    connection: sqlite3.Connection,
    question: str,
    condition: Statement,
    among: Statement | None,
    *,
    top_k: int,
    threshold: float,
) -> Ranked:
    """The best memories for a question where the condition holds; `among` gives all of those, and others."""
    phrases = ['"' + " ".join(word) + '"' for word in question_words(question)]
    found = _Found(connection, _beside(condition, among))
    for phrase in phrases:
        found.look_up(phrase)
    found.settle()
    results: list[tuple[int, float]] = []
    for number, rows in found.groups():
        score = number / len(phrases)
        if score < threshold or len(results) >= top_k:
            break
        results += [(row, score) for row in _best(connection, rows, top_k - len(results))]
    return Ranked(results, bool(found.common))


class _Found:
    """Which rows hold how many of the words, and how rare those are."""

    def __init__(self, connection: sqlite3.Connection, condition: Statement) -> None:
        self._connection = connection
        self._condition = condition
        self._values: dict[int, int] = {}
        """For each row, the sum over its words of _WORD and how rare the word is."""
        self._rare: list[str] = []
        self.common: dict[str, array[int]] = {}
        self._floor = 0
        """The row below which what holds only common words is not ranked."""

    def look_up(self, phrase: str) -> None:
        """Find the rows that hold a word, those that were stored last first."""
        sql = (
            f"SELECT rowid FROM words WHERE words MATCH ? AND {self._condition.sql} "
            "ORDER BY rowid DESC LIMIT ?"
        )
        found = self._connection.execute(sql, (phrase, *self._condition.values, MOST + 1))
        rows = array("q", (row for (row,) in found))
        if len(rows) <= MOST:
            if rows:
                self._rare.append(phrase)
                self._add(rows, log(1 + MOST / len(rows)))
            return
        self._floor = max(self._floor, rows[-1] + 1)
        self.common[phrase] = rows

    def settle(self) -> None:
        """Take the common words in, as far as they are looked at."""
        if not self.common:
            return
        for rows in self.common.values():
            while rows and rows[-1] < self._floor:
                rows.pop()
        if len(self.common) > 1:
            newest = sorted(set().union(*self.common.values()), reverse=True)[:MOST]
            self._floor = newest[-1]
        older = any(row < self._floor for row in self._values)
        for phrase, rows in self.common.items():
            self._add((row for row in rows if row >= self._floor), log(2))
            if older:
                self._add(self._older(phrase), log(2))

    def _older(self, phrase: str) -> Iterator[int]:
        """The rows that hold a common word beside a rare one, and are not among the newest."""
        for start in range(0, len(self._rare), 100):
            either = " OR ".join(self._rare[start : start + 100])
            sql = "SELECT rowid FROM words WHERE words MATCH ? AND rowid < ?"
            for (row,) in self._connection.execute(sql, (f"({either}) AND {phrase}", self._floor)):
                if row in self._values:
                    yield row

    def _add(self, rows: Iterable[int], weight: float) -> None:
        step, values = _WORD + int(weight * _SHADES), self._values
        for row in rows:
            values[row] = values.get(row, 0) + step

    def groups(self) -> Iterator[tuple[int, list[int]]]:
        """Rows that are equals, and how many of the words each of them holds; the best first."""
        groups: dict[int, list[int]] = {}
        for row, value in self._values.items():
            groups.setdefault(value, []).append(row)
        for value in sorted(groups, reverse=True):
            yield value // _WORD, groups[value]


def _beside(condition: Statement, among: Statement | None) -> Statement:
    """What must hold of a row of the search index."""
    parts, values = ["1"], list[Any]()
    if among is not None:
        # The plus keeps SQLite from asking the index for one row after another.
        parts.append(f"+words.rowid IN ({among.sql})")
        values += among.values
    if condition.sql != "1":
        parts.append(f"EXISTS (SELECT 1 FROM memories WHERE memories.row = words.rowid AND {condition.sql})")
        values += condition.values
    return Statement(" AND ".join(parts), tuple(values))


def _best(connection: sqlite3.Connection, rows: list[int], most: int) -> list[int]:
    sql = (
        "SELECT memories.row FROM json_each(?) AS found CROSS JOIN memories ON memories.row = found.value "
        "ORDER BY length(memories.memory), memories.created_us DESC, memories.row DESC LIMIT ?"
    )
    return [row for (row,) in connection.execute(sql, (json.dumps(rows), most))]
