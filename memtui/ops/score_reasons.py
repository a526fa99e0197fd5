"""Why a search gave a memory its score: what the service says of it, and which words were found.

Nothing here is for a screen yet: names and texts are a stranger's, and as they came.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from memtui.core.models import Memory
from memtui.core.values import dataclass
from memtui.core.words import question_words, words_of

_SAID_UNDER = ("score_breakdown", "score_details")
_NOTHING: tuple[Any, ...] = (None, {}, [], "")
_DEEPEST, _MOST, _LONGEST = 4, 200, 1000


@dataclass(frozen=True, slots=True)
class WordsFound:
    """Which distinct words of a question a memory holds; their share is its score in the embedded store."""

    found: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that a service says of a score, `depth` levels down; `share` is it as a part of 1."""

    name: str
    value: str
    depth: int = 0
    share: float | None = None


def words_found(question: str, text: str) -> WordsFound:
    """Compare a question with a memory's text as the embedded store's index does."""
    words = f" {' '.join(words_of(text))} "
    told = {"".join(word): f" {' '.join(word)} " in words for word in question_words(question)}
    found = tuple(word for word, is_found in told.items() if is_found)
    return WordsFound(found, tuple(word for word in told if word not in found))


def reasons_told(memory: Memory) -> tuple[Reason, ...]:
    """What the service says of the memory's score, whatever its shape; empty when it says nothing.

    What is very long or lies very deep is cut short, and says so.
    """
    told = [(key, value) for key in _SAID_UNDER if (value := memory.extra.get(key)) not in _NOTHING]
    if len(told) == 1 and isinstance(told[0][1], Mapping):
        told = [(str(key), value) for key, value in told[0][1].items()]
    rows = _rows(told, 0)
    reasons = tuple(islice(rows, _MOST))
    return (*reasons, Reason("…", "there is more")) if next(rows, None) is not None else reasons


def _rows(pairs: Any, depth: int) -> Iterator[Reason]:
    for name, value in pairs:
        name = str(name)[:_LONGEST]
        inside = _inside(value)
        if inside is None:
            yield Reason(name, _words(value), depth, _share(value))
        elif not value or depth == _DEEPEST:
            yield Reason(name, f"{len(value)} more" if value else "none", depth)
        else:
            yield Reason(name, "", depth)
            yield from _rows(inside, depth + 1)


def _inside(value: Any) -> Any:
    """The parts of what has parts, by their names; those of a list have numbers."""
    if isinstance(value, Mapping):
        return value.items()
    return enumerate(value, 1) if isinstance(value, list | tuple) else None


def _words(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _share(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= 1 else None
