"""What a word is, and when two texts are the same but for case: one definition for index and question.

Both sides of every comparison go through these functions, so that what is found does not depend on a
database's own idea of letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Scripts written without spaces: each character is a word of its own, so that any part can be found.
# Escaped, since an editor that normalises text would change the compatibility ideographs.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u31c0-\u31ef\U00020000-\U0003ffff"


@cache
def _word() -> re.Pattern[str]:
    # Made on first use: the tables for so many characters take a while, and listing memories needs none.
    return re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


@cache
def _question_word() -> re.Pattern[str]:
    return re.compile(rf"[{_UNSPACED}]+|[^\W{_UNSPACED}]+")


def fold(text: str) -> str:
    """`text` without regard to case, for comparing."""
    return text.casefold()


def _plain(text: str) -> str:
    """Case and accents removed: `Café` is `cafe`."""
    text = text.casefold()
    if text.isascii():
        return text
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    # Taking apart may bring capitals forth: the sign ℡ is TEL.
    return text.casefold()


def words_of(text: str) -> list[str]:
    """The words of `text` in order, without case and accents; `_` joins words, other marks part them."""
    return _word().findall(_plain(text))


def question_words(question: str) -> list[list[str]]:
    """The distinct words of a question in order, each as the run of indexed words that spells it.

    A word is one indexed word, save in scripts written without spaces, where a run of characters counts
    as one word and must be found in that order.
    """
    distinct = dict.fromkeys(_question_word().findall(_plain(question)))
    return [_word().findall(word) for word in distinct]
