"""What the marks in a text stand for, in words, for those who ask and before it leaves memtui.

Other than a stand-in in an edit box (`memtui.core.stand_ins`), a joiner that belongs where it is is not
counted: here it is about what `memtui.core.display` draws as marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from memtui.core.display import hidden_characters, mark_of
from memtui.core.stand_ins import name_of

_TAGS = range(0xE0020, 0xE007F)
"""Copies of the letters of ASCII that nobody sees, and that a language model reads."""
_LONGEST_MESSAGE = 60


def hidden_words(texts: Iterable[str], *, most: int = 12) -> str:
    """Which characters of the texts are drawn as marks, and what they are called; empty where none is.

    Such as `3 hidden characters: ^[ escape (2), <U+202E> right-to-left override`; at most so many kinds.
    """
    each = [hidden_characters(text) for text in texts]
    found = [char for chars in each for char in chars]
    if not found:
        return ""
    tags = [char for char in found if ord(char) in _TAGS]
    counts = Counter(char for char in found if ord(char) not in _TAGS)
    kinds = [
        f"{mark_of(char)} {name_of(char)}{f' ({count})' if count > 1 else ''}"
        for char, count in counts.most_common()
    ]
    if tags:
        kinds.insert(0, f'tag characters that spell "{_spelled(each)}" ({len(tags)})')
    if len(kinds) > most:
        kinds[most:] = [f"{len(kinds) - most} more kinds"]
    noun = "hidden character" if len(found) == 1 else "hidden characters"
    return f"{len(found):,} {noun}: {', '.join(kinds)}"


def _spelled(texts: Iterable[list[str]]) -> str:
    """What the tags of the texts say, once where several say the same."""
    said = dict.fromkeys(
        "".join(chr(ord(char) - 0xE0000) for char in chars if ord(char) in _TAGS) for chars in texts
    )
    spelled = " ".join(filter(None, said))
    return spelled if len(spelled) <= _LONGEST_MESSAGE else f"{spelled[:_LONGEST_MESSAGE]}…"
