"""Signs for terminals that lack memtui's own: each cell keeps its width, whatever it shows instead.

What is drawn is changed on its way to the terminal, so that nothing that draws need know of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Literal

Signs = Callable[[str], str]
"""What is sent in the place of a text; it takes as many cells."""
Charset = Literal["unicode", "signs", "console", "ascii"]
"""What may be sent: everything; everything but lines and signs; ASCII and the letters of the Linux console;
ASCII alone.
"""

_CONSOLE = "linux"
_SIGNS = {
    **dict.fromkeys("─━┄┅┈┉╌╍═╴╶▔▁‐‑‒–—", "-"),
    **dict.fromkeys("│┃┆┇┊┋╎╏║╵╷▏▎▍▌▐▕▊", "|"),
    **dict.fromkeys("╭╮╯╰┌┐└┘┏┓┗┛╔╗╚╝├┤┬┴┼┣┫┳┻╋╠╣╦╩╬", "+"),
    **dict.fromkeys("█▉▋▇▆▅▄▃▂▀■▪", "#"),
    **dict.fromkeys("·∙•", "-"),
    **dict.fromkeys("●◉✓✔", "*"),
    **dict.fromkeys("○◯", "o"),
    **dict.fromkeys("▸▶►→⇒›", ">"),
    **dict.fromkeys("◂◀◄←‹", "<"),
    **dict.fromkeys("▾▼↓", "v"),
    **dict.fromkeys("▴▲↑", "^"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’‚", "'"),
    **dict.fromkeys("✗✘×", "x"),
    **dict.fromkeys("≥≤≈", "~"),
    "…": "~",
    "\xa0": " ",
}
_OF_OTHERS = re.compile("[^\x00-\x7f]+")


def charset(borders: str | None, environment: Mapping[str, str] = os.environ) -> Charset:
    """What a terminal with this environment can show; `borders` is what a person has asked for,
    "round" or "ascii".
    """
    if borders == "round":
        return "unicode"
    if not speaks_utf8(environment):
        return "ascii"
    if environment.get("TERM") == _CONSOLE:
        return "console"
    return "signs" if borders == "ascii" else "unicode"


def speaks_utf8(environment: Mapping[str, str]) -> bool:
    """Whether the terminal takes UTF-8, unless the locale says otherwise; most do where nothing is said."""
    named = next(filter(None, map(environment.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")
    language, _, encoding = named.partition("@")[0].partition(".")
    if encoding:
        return encoding.lower().replace("-", "") == "utf8"
    return language not in {"C", "POSIX"}


def signs_of(kind: Charset) -> Signs:
    """What is sent to a terminal that can show this."""
    return _as_it_is if kind == "unicode" else partial(_plain, kind=kind)


def _as_it_is(text: str) -> str:
    return text


def _plain(text: str, kind: Charset) -> str:
    if text.isascii():
        return text
    return _OF_OTHERS.sub(lambda found: _instead(found[0], kind), text)


@lru_cache(maxsize=4096)
def _instead(text: str, kind: Charset) -> str:
    """As many cells, of characters that may be sent."""
    # Loaded when first needed: most terminals take everything.
    from memtui.tui.terminal.cells import SHADOW, cells_of

    if kind == "signs":
        return "".join(_SIGNS.get(char, char) for char in text)
    told = cells_of(text)
    if told is None:
        from rich.cells import cell_len

        return "?" * cell_len(text)
    # What combines with the character before the text goes.
    cells = told[1]
    return "".join("?" if cell == SHADOW else _letter(cell, kind) for cell in cells)


def _letter(cell: str, kind: Charset) -> str:
    if len(cell) == 1 and (sign := _SIGNS.get(cell)):
        return sign
    if kind == "console" and len(cell) == 1 and _is_on_console(cell):
        return cell
    import unicodedata

    # The letter under an accent says more than a question mark.
    base = unicodedata.normalize("NFKD", cell)[:1]
    return base if base.isascii() and base.isprintable() and base else "?"


def _is_on_console(char: str) -> bool:
    """Whether the font that every Linux console begins with has this letter."""
    try:
        return bool(char.encode("cp437"))
    except UnicodeEncodeError:
        return False
