"""The copy of a stranger's text that may be drawn (`docs/safety.md`).

Memory text, ids, names, metadata, history and error bodies come from strangers. Control characters
would drive the terminal, invisible and bidirectional ones would hide or reorder what is read. Here they
become visible marks; the raw text is kept elsewhere for copying, editing and export.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

ZWNJ, ZWJ, TEXT_STYLE, EMOJI_STYLE = "\u200c", "\u200d", "\ufe0e", "\ufe0f"

# What is never simply drawn, whatever stands around it.
_NEVER = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
)
# Format characters that are drawn: Arabic and Syriac number signs and the like.
_NUMBER_SIGNS = "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
# Every character that may need a mark; texts without one, almost all of them, are given back as they are.
_SUSPECT = re.compile(f"[{_NEVER}{ZWNJ}{ZWJ}{TEXT_STYLE}{EMOJI_STYLE}{_NUMBER_SIGNS}]")
_DRAWN = re.compile(f"[{_NUMBER_SIGNS}]")
NOT_IN_FIELDS = f"\t\n{_NEVER}"
"""What no field of one line draws, for the brackets of a pattern; joiners, typed one by one, may stay."""
MOST_MARKS = 8
"""Accents and the like over one letter: no script puts more there, and a stack of them hides other lines."""
# Where such a stack may be: in scripts that have marks, and long enough.
_STACKS = re.compile(
    "[\u0300-\u1fff\u200c\u200d\u20d0-\u20ff\u2de0-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\uabff\ufb1e\ufe20-\ufe2f"
    f"\U00010a00-\U0001efff]{{{MOST_MARKS + 1},}}"
)
_IN_LINE = {"\n": "↵", "\t": " "}
# England, Scotland, Wales: the only flags that are spelled with tag characters.
_TAG_FLAG = re.compile(
    "\U0001f3f4(?:\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073)\U000e007f)"
)


def is_plain(text: str) -> bool:
    """Whether `text` is drawn exactly as it is."""
    return not _hidden(text)


def neutralise(text: str, mark: Callable[[str], str] | None = None) -> str:
    """`text` with every character that is not simply drawn turned into a visible mark.

    Control characters become `^[`, C1 ones `<9B>`, invisible, bidirectional and unpaired ones
    `<U+202E>`, and so do accents past the eighth over one letter. Newlines and tabs stay. Joiners stay
    inside emoji and in scripts that are written with them. `mark` gives other marks.
    """
    hidden = _hidden(text)
    if not hidden:
        return text
    mark = mark or mark_of
    return "".join(mark(char) if at in hidden else char for at, char in enumerate(text))


def neutralise_pieces(pieces: Sequence[str]) -> list[str]:
    """`neutralise` of the pieces of one text, where what belongs together may be parted."""
    hidden = _hidden("".join(pieces))
    if not hidden:
        return list(pieces)
    drawn, at = [], 0
    for piece in pieces:
        drawn.append("".join(mark_of(char) if at + i in hidden else char for i, char in enumerate(piece)))
        at += len(piece)
    return drawn


def hidden_characters(text: str) -> list[str]:
    """The characters for which `neutralise` puts marks, in their order."""
    return [text[at] for at in sorted(_hidden(text))]


def one_line(text: str) -> str:
    """`neutralise`, on one line: newlines are drawn as `↵`, tabs as a space."""
    return on_line(neutralise(text))


def on_line(drawn: str) -> str:
    """What is drawn of a text, on one line."""
    return drawn.replace("\n", _IN_LINE["\n"]).replace("\t", _IN_LINE["\t"])


def in_field(text: str) -> str:
    """`text` as a field of one line may hold it while it is typed: with marks, save for joiners."""
    return re.sub(f"[{NOT_IN_FIELDS}]", lambda found: _IN_LINE.get(found[0]) or mark_of(found[0]), text)


def mark_of(char: str) -> str:
    """The mark that stands for a character."""
    code = ord(char)
    if code < 0x20 or code == 0x7F:
        return "^" + chr(code ^ 0x40)
    if code < 0xA0:
        return f"<{code:02X}>"
    return f"<U+{code:04X}>"


def stacked(text: str) -> set[int]:
    """Where in `text` the marks over one letter are more than `MOST_MARKS`, counted from 0."""
    found: set[int] = set()
    for stretch in _STACKS.finditer(text):
        height = 0
        for at in range(*stretch.span()):
            char = text[at]
            height = height + 1 if char in {ZWNJ, ZWJ} or unicodedata.category(char) in {"Mn", "Me"} else 0
            if height > MOST_MARKS:
                found.add(at)
    return found


def _hidden(text: str) -> set[int]:
    """Where in `text` the characters are that get marks."""
    if text.isascii() and _SUSPECT.search(text) is None:
        return set()
    hidden = stacked(text)
    suspects = [found.start() for found in _SUSPECT.finditer(text)]
    if suspects:
        kept = {at for flag in _TAG_FLAG.finditer(text) for at in range(*flag.span())}
        stacks = frozenset(hidden)
        hidden |= {at for at in suspects if at not in kept and not _belongs(text, at, stacks)}
    return hidden


def _belongs(text: str, at: int, stacks: frozenset[int]) -> bool:
    char = text[at]
    if _DRAWN.match(char):
        return True
    # What is only a mark joins nothing.
    before = text[at - 1] if at and at - 1 not in stacks else ""
    after = text[at + 1] if at + 1 < len(text) and at + 1 not in stacks else ""
    if char == EMOJI_STYLE:
        return _is_symbol(before) or (before in set("0123456789#*") and before != "" and after == "\u20e3")
    if char == TEXT_STYLE:
        return _is_symbol(before)
    if char == ZWJ:
        styled = before == EMOJI_STYLE and _is_symbol(text[at - 2 : at - 1])
        joins_emoji = (_is_symbol(before) or styled) and _is_symbol(after)
        return joins_emoji or (_is_joined_script(before) and _is_joined_script(after))
    return char == ZWNJ and _is_joined_script(before) and _is_joined_script(after)


def _is_symbol(char: str) -> bool:
    """Pictographs and skin tones: what emoji sequences are made of."""
    drawn = bool(char) and not _SUSPECT.match(char)
    return drawn and unicodedata.category(char) in {"So", "Sk", "Sm"} and ord(char) >= 0x203C


def _is_joined_script(char: str) -> bool:
    """Arabic to Malayalam and Sinhala: scripts in which joiners change how letters are drawn."""
    return bool(char) and "\u0600" <= char <= "\u0dff" and unicodedata.category(char)[0] in "LM"
