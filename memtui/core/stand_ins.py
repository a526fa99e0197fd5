"""A copy of a stranger's text for an edit box, and the way back (`docs/safety.md`).

A box draws its text character by character, also one that is half deleted: an emoji's joiner may stand
alone at any moment. So, other than in `memtui.core.display`, every character that is not plain by itself
gets a stand-in: another character, of which only the box knows, and which it draws as `MARK`.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

from memtui.core.display import is_plain, stacked
from memtui.core.errors import DataError

MARK = "▯"
"""What is drawn for a stand-in: one cell wide in every terminal."""
FIRST, LAST = "\U000f0000", "\U0010ffff"
"""Stand-ins lie between these, in the planes for private use; what comes from there gets one itself."""
_MOST_NAMES = 3
_NAMES = {
    "\0": "null", "\x07": "bell", "\b": "backspace", "\r": "carriage return", "\x1b": "escape",
    "\x7f": "delete", "\x9b": "control sequence introducer",
}  # fmt: skip


class StandIns:
    """The stand-ins of one box. `back(shown(text)) == text` for every text, and for every part of it."""

    def __init__(self) -> None:
        self._shown: dict[int, int] = {}
        """Of characters that get one wherever they stand."""
        self._known: dict[int, int] = {}
        self._back: dict[int, int] = {}

    def shown(self, text: str) -> str:
        """`text` with its hidden characters, line ends aside, as stand-ins: one character for each.

        Raises DataError when there are more kinds of them than there are stand-ins.
        """
        shown = {
            ord(char): self._stand_in(char)
            for char in dict.fromkeys(text)
            if ord(char) not in self._shown and is_hidden(char)
        }
        self._shown |= shown
        stacks = stacked(text)
        if not stacks:
            return text.translate(self._shown)
        # Of a stack of accents only those get one that are too many: the others are drawn.
        return "".join(
            chr(self._stand_in(char) if at in stacks else self._shown.get(ord(char), ord(char)))
            for at, char in enumerate(text)
        )

    def _stand_in(self, char: str) -> int:
        found = self._known.get(ord(char))
        if found is None:
            found = ord(FIRST) + len(self._known)
            if found > ord(LAST):
                raise DataError("This text has too many kinds of invisible characters to be edited here.")
            self._known[ord(char)] = found
            self._back[found] = ord(char)
        return found

    def back(self, text: str) -> str:
        """The text that a box means, with the characters themselves."""
        return text.translate(self._back)


def is_hidden(char: str) -> bool:
    """Whether this character gets a stand-in; newlines and tabs do not."""
    return not is_plain(char) or char >= FIRST


def hidden_in(text: str) -> dict[str, int]:
    """The names of the hidden characters in `text`, and how many there are of each, most first."""
    counts = Counter(text)
    found = Counter({name_of(char): count for char, count in counts.items() if is_hidden(char)})
    return dict(found.most_common())


def hidden_note(text: str, shown_as: str = "") -> str:
    """How many hidden characters `text` holds, and which; empty when it has none.

    Such as `3 hidden characters: carriage return (2), zero width space`; with the mark that is drawn for
    each behind the number, where they are shown.
    """
    found = hidden_in(text)
    total = sum(found.values())
    if not total:
        return ""
    names = [f"{name} ({count})" if count > 1 else name for name, count in found.items()]
    if len(names) > _MOST_NAMES:
        names[_MOST_NAMES:] = [f"{len(names) - _MOST_NAMES} more kinds"]
    noun = "hidden character" if total == 1 else "hidden characters"
    return f"{total} {noun}{f' ({shown_as})' if shown_as else ''}: {', '.join(names)}"


def name_of(char: str) -> str:
    """What a hidden character is called: Unicode's name in small letters where it has one."""
    if char in _NAMES:
        return _NAMES[char]
    code = f"U+{ord(char):04X}"
    category = unicodedata.category(char)
    if category == "Cc":
        return f"control character {code}"
    if category == "Cs":
        return f"unpaired surrogate {code}"
    if category == "Co":
        return f"private character {code}"
    return unicodedata.name(char, code).lower() if category != "Cn" else f"unassigned character {code}"
