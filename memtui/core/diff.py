"""What changed between two versions of a text, word by word."""

from __future__ import annotations

import re
from typing import Literal

from memtui.core.values import dataclass

ChangeKind = Literal["same", "removed", "added"]

MOST_CHARACTERS = 100_000
"""Longer texts together are not compared word by word: that takes the square of their length."""
_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A run of words that is the same in both versions, only in the old one, or only in the new one."""

    kind: ChangeKind
    text: str


def word_diff(old: str, new: str) -> tuple[DiffPart, ...]:
    """The parts that spell both versions: `same` and `removed` give the old one, `same` and `added` the new.

    Where words are replaced, what was removed comes before what was added.
    """
    # Loaded on first use: listing memories never needs it.
    from rapidfuzz.distance import Indel

    if len(old) + len(new) > MOST_CHARACTERS:
        whole = (DiffPart("removed", old), DiffPart("added", new))
        return (DiffPart("same", old),) if old == new else tuple(part for part in whole if part.text)
    before, after = _WORD.findall(old), _WORD.findall(new)
    parts: list[DiffPart] = []
    removed: list[str] = []
    added: list[str] = []

    def flush() -> None:
        if removed:
            parts.append(DiffPart("removed", "".join(removed)))
        if added:
            parts.append(DiffPart("added", "".join(added)))
        removed.clear()
        added.clear()

    for step in Indel.opcodes(before, after):
        if step.tag == "equal":
            flush()
            parts.append(DiffPart("same", "".join(before[step.src_start : step.src_end])))
        else:
            removed.extend(before[step.src_start : step.src_end])
            added.extend(after[step.dest_start : step.dest_end])
    flush()
    return tuple(parts)
