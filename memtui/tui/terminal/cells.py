"""Text as cells of a terminal: a character with what combines with it, and how far terminals agree on it.

Widths are those of `rich.cells`, which Textual lays everything out with.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rich.cells import cell_len

SHADOW = ""
"""What the further cells of a wide character hold."""

is_plain = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038e-\u03a1\u03a3-\u0482"
    "\u2010-\u2027\u2190-\u21ff\u2500-\u25fc\u2800-\u28ff]*"
).fullmatch
"""Matches a text of characters that are one cell each, for Textual and by every terminal's own table."""

_JOINER = "\u200d"
_FLAG_LETTERS = ("\U0001f1e6", "\U0001f1ff")


@lru_cache(maxsize=2048)
def cells_of(text: str) -> tuple[str, tuple[str, ...]] | None:
    """What combines with the cell before the text, and the text's cells, wide ones with their shadows.

    None where the cells cannot be told: they are not as many as Textual counts.
    """
    lead = ""
    clusters: list[str] = []
    is_joined = False
    for char in text:
        joins = is_joined or not cell_len(char) or (clusters and _is_flag(clusters[-1], char))
        is_joined = char == _JOINER
        if not joins:
            clusters.append(char)
        elif clusters:
            clusters[-1] += char
        else:
            lead += char
    cells: list[str] = []
    for cluster in clusters:
        cells += [cluster, *([SHADOW] * (cell_len(cluster) - 1))]
    return (lead, tuple(cells)) if len(cells) == cell_len(text) else None


def _is_flag(before: str, char: str) -> bool:
    first, last = _FLAG_LETTERS
    return len(before) == 1 and first <= before <= last and first <= char <= last


@lru_cache(maxsize=4096)
def is_odd(cell: str) -> bool:
    """Whether terminals may well disagree about the width of what a cell holds.

    So it is of whatever is put together of several characters, of what is not yet assigned or combines, and
    of wide characters that were not there before emoji were: those became wide in one terminal after another.
    """
    if len(cell) != 1:
        return cell != SHADOW
    if cell_len(cell) > 1:
        return unicodedata.ucd_3_2_0.category(cell) == "Cn"
    return unicodedata.category(cell) in ("Cn", "Cf", "Mn", "Mc", "Me", "Zl", "Zp")


@lru_cache(maxsize=4096)
def is_certain(cell: str) -> bool:
    """Whether a terminal's cursor is where Textual thinks after it has drawn a cell.

    Not after what is odd, and not after what is "ambiguous" in Unicode's words: terminals can be told to
    draw that in two cells.
    """
    return cell == SHADOW or (not is_odd(cell) and unicodedata.east_asian_width(cell) != "A")
