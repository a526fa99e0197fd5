"""Facts as the generator uses them: the written paragraphs of `facts_*`, with slots turned into places.

A fact is filled by a tuple of values: the traits of a person (`people.TRAITS`), then one word from each
of its own tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from operator import getitem
from types import ModuleType

from memtui.adapters.local.demo import (
    facts_agents,
    facts_life,
    facts_taste,
    facts_unicode,
    facts_work,
    words,
)
from memtui.adapters.local.demo.people import TRAITS
from memtui.core.values import dataclass

Fill = Callable[..., str]
Values = tuple[str, ...]

_SLOT = re.compile(r"\{(\w+)([!^]?)\}")
# A value that only grows starts this far into its table, so that there are smaller ones before it.
_GROWN = 3
_CHANGE_WORDS = ("old", "new")


@dataclass(frozen=True, slots=True)
class Fact:
    """A kind of sentence. The four texts are `str.format` of their pattern, to be called with the values.

    `text` is what is remembered and `said` what caused it; `longer` and `more` are the text with an added
    clause and what was said to add it. `then` was said when the value at `place`, one of `choices`,
    changed; it is called with `old` and `new` too. `about_subject` says whether the sentence still stands
    when its first word, the subject, is left out. `tables` have an entry for every byte.
    """

    category: str
    text: Fill
    said: Fill
    then: Fill
    longer: Fill | None
    more: Fill | None
    tables: tuple[tuple[str, ...], ...]
    place: int
    choices: tuple[str, ...]
    about_subject: bool

    def values(self, traits: Values, draw: bytes) -> Values:
        """The values that a draw, from its first byte on, picks for this fact."""
        return (*traits, *map(getitem, self.tables, draw))

    def earlier(self, values: Values) -> Values:
        """The same values as they were before the last change."""
        place = self.place
        before = self.choices[self.choices.index(values[place]) - 1]
        return (*values[:place], before, *values[place + 1 :])


def read(category: str, text: str, tables: Mapping[str, tuple[str, ...]]) -> Iterator[Fact]:
    """The facts of a written text (`facts_life`). Raises ValueError where a paragraph is wrong."""
    for paragraph in text.strip().split("\n\n"):
        lines = paragraph.split("\n")
        longer = more = None
        if len(lines) == 4:
            clause, _, more = lines.pop().removeprefix("+").partition(" | ")
            longer = lines[0][:-1] + clause + "."
        if len(lines) != 3:
            raise ValueError(f"a fact has three lines or four: {paragraph!r}")
        found = _SLOT.findall(" ".join((*lines, longer or "", more or "")))
        slots = list(dict.fromkeys(name for name, _ in found if name not in (*TRAITS, *_CHANGE_WORDS)))
        marked = {name: mark for name, mark in found if mark}
        if len(marked) != 1:
            raise ValueError(f"exactly one detail of a fact changes: {paragraph!r}")
        changing, mark = marked.popitem()
        picked = {name: tables[name] for name in slots}
        if mark == "^":
            picked[changing] = tables[changing][_GROWN:]
        places = {name: number for number, name in enumerate((*TRAITS, *slots))}
        yield Fact(
            category=category,
            text=_fill(lines[0], places),
            said=_fill(lines[1], places),
            then=_fill(lines[2], places),
            longer=None if longer is None else _fill(longer, places),
            more=None if more is None else _fill(more, places),
            tables=tuple(map(_every_byte, picked.values())),
            place=places[changing],
            choices=tables[changing],
            about_subject=lines[0].startswith("{S} ") and not lines[0].startswith("{S} and "),
        )


class Line:
    """A sentence that is only remembered, without a detail that changes."""

    def __init__(self, pattern: str, tables: Mapping[str, tuple[str, ...]]) -> None:
        slots = dict.fromkeys(name for name, _ in _SLOT.findall(pattern) if name not in TRAITS)
        self._tables = tuple(_every_byte(tables[name]) for name in slots)
        self._fill = _fill(pattern, {name: place for place, name in enumerate((*TRAITS, *slots))})

    def text(self, traits: Values, draw: bytes) -> str:
        """The sentence about a person; the draw picks the other words, from its first byte on."""
        return self._fill(*traits, *map(getitem, self._tables, draw))


@cache
def _every_byte(table: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(table[byte * len(table) >> 8] for byte in range(256))


def _fill(pattern: str, places: Mapping[str, int]) -> Fill:
    def place(slot: re.Match[str]) -> str:
        return slot[0] if slot[1] in _CHANGE_WORDS else f"{{{places[slot[1]]}}}"

    return _SLOT.sub(place, pattern).format


WORDS = words.SHARED | facts_life.WORDS | facts_taste.WORDS | facts_work.WORDS | facts_agents.WORDS
_ALL_WORDS = WORDS | facts_unicode.WORDS


def _all(source: ModuleType, *categories: str) -> Iterator[Fact]:
    for category in categories:
        yield from read(category, str(getattr(source, category.upper())), WORDS)


USER_FACTS: tuple[Fact, ...] = (
    *_all(facts_life, "personal_details", "family", "home", "health", "milestones"),
    *_all(facts_taste, "food", "music", "hobbies", "sports", "preferences"),
    *_all(facts_work, "work", "technology", "finance", "travel"),
)
AGENT_FACTS: dict[str, tuple[Fact, ...]] = {
    "travel": tuple(read("travel", facts_agents.TRAVEL, WORDS)),
    "support": tuple(read("support", facts_agents.SUPPORT, WORDS)),
    "people": tuple(read("support", facts_agents.PEOPLE, WORDS)),
    "code": tuple(read("technology", facts_agents.CODE, WORDS)),
    "office": tuple(read("work", facts_agents.OFFICE, WORDS)),
    "kitchen": tuple(read("food", facts_agents.KITCHEN, WORDS)),
    "fitness": tuple(read("sports", facts_agents.FITNESS, WORDS)),
    "language": tuple(read("hobbies", facts_agents.LANGUAGE, WORDS)),
    "house": tuple(read("home", facts_agents.HOUSE, WORDS)),
    "money": tuple(read("finance", facts_agents.MONEY, WORDS)),
}
EMOJI_FACTS = tuple(read("preferences", facts_unicode.EMOJI, _ALL_WORDS))
FOREIGN_FACTS: dict[str, tuple[Fact, ...]] = {
    "pt": tuple(read("family", facts_unicode.PORTUGUESE, _ALL_WORDS)),
    "de": tuple(read("food", facts_unicode.GERMAN, _ALL_WORDS)),
    "zh": tuple(read("travel", facts_unicode.CHINESE, _ALL_WORDS)),
    "ja": tuple(read("travel", facts_unicode.JAPANESE, _ALL_WORDS)),
    "ar": tuple(read("family", facts_unicode.ARABIC, _ALL_WORDS)),
    "hi": tuple(read("personal_details", facts_unicode.HINDI, _ALL_WORDS)),
}
