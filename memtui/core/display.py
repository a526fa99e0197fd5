"""The copy of a stranger's text that may be drawn (`docs/safety.md`).

Memory text, ids, names, metadata, history and error bodies come from strangers. Control characters
would drive the terminal, invisible and bidirectional ones would hide or reorder what is read. Here they
become visible marks; the raw text is kept elsewhere for copying, editing and export.
"""

from __future__ import annotations

import re
import unicodedata

ZWNJ, ZWJ, TEXT_STYLE, EMOJI_STYLE = "\u200c", "\u200d", "\ufe0e", "\ufe0f"

# Every character that may need a mark; texts without one, almost all of them, are given back as they are.
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Format characters that are drawn: Arabic and Syriac number signs and the like.
_DRAWN = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
# England, Scotland, Wales: the only flags that are spelled with tag characters.
_TAG_FLAG = re.compile(
    "\U0001f3f4(?:\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073)\U000e007f)"
)


def is_plain(text: str) -> bool:
    """Whether `text` is drawn exactly as it is."""
    return _SUSPECT.search(text) is None or neutralise(text) == text


def neutralise(text: str) -> str:
    """`text` with every character that is not simply drawn turned into a visible mark.

    Control characters become `^[`, C1 ones `<9B>`, invisible, bidirectional and unpaired ones
    `<U+202E>`. Newlines and tabs stay. Joiners stay inside emoji and in scripts that are written with
    them.
    """
    if _SUSPECT.search(text) is None:
        return text
    kept = {at for flag in _TAG_FLAG.finditer(text) for at in range(*flag.span())}
    return "".join(
        char if at in kept or not _SUSPECT.match(char) or _belongs(text, at) else _mark(char)
        for at, char in enumerate(text)
    )


def one_line(text: str) -> str:
    """`neutralise`, on one line: newlines are drawn as `↵`, tabs as a space."""
    return neutralise(text).replace("\n", "↵").replace("\t", " ")


def _mark(char: str) -> str:
    code = ord(char)
    if code < 0x20 or code == 0x7F:
        return "^" + chr(code ^ 0x40)
    if code < 0xA0:
        return f"<{code:02X}>"
    return f"<U+{code:04X}>"


def _belongs(text: str, at: int) -> bool:
    char = text[at]
    if _DRAWN.match(char):
        return True
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
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
