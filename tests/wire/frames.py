"""Random frames as Textual writes them: a move, texts that each have a pen, a move for the cursor."""

from __future__ import annotations

from hypothesis import strategies as st
from rich.cells import cell_len

WIDTH, HEIGHT = 24, 6

PLAIN = "ab z.─│é"
"""Characters of one cell, some of them ambiguous."""
WIDE = "日本한カ！"
ODD = ("e\u0301", "👍", "👍🏽", "👨‍👩‍👧", "☀️", "1️⃣", "🇩🇪", "नि", "🫨")

PENS = (
    "", "1", "2", "1;2", "3;4", "7", "9", "31", "38;5;200", "38;2;1;2;3", "48;2;9;9;9",
    "38;2;1;2;3;48;2;9;9;9", "1;38;2;7;7;7;48;2;9;9;9", "2;3;9;38;2;7;7;7;48;2;30;30;30", "4;97;104",
)  # fmt: skip


def graphemes(*, wide: bool, odd: bool) -> st.SearchStrategy[str]:
    """One character, now and then one that is wide or odd."""
    further = [WIDE] * wide + [ODD] * odd
    return st.one_of([st.sampled_from(PLAIN)] * 4 + [st.sampled_from(kind) for kind in further])


def run(text: str, pen: str) -> str:
    """A text with a pen, as Textual writes it."""
    return f"\x1b[{pen}m{text}\x1b[0m" if pen else text


def move(y: int, x: int) -> str:
    """A move as Textual writes it."""
    return f"\x1b[{y + 1};{x + 1}H"


def blank() -> str:
    """A frame that draws the whole screen."""
    return "".join(move(y, 0) + run(" " * WIDTH, "48;5;17") for y in range(HEIGHT)) + move(0, 0)


def fitting(parts: list[str], width: int) -> str:
    """As many of the parts as there is room for."""
    text = ""
    for part in parts:
        if cell_len(text + part) > width:
            break
        text += part
    return text


@st.composite
def frames(draw: st.DrawFn, *, wide: bool = True, odd: bool = True, once: bool = False) -> str:
    """A frame that fits the screen; with `once` it draws no cell twice."""
    out = ""
    rows = sorted(draw(st.lists(st.integers(0, HEIGHT - 1), max_size=4, unique=once)))
    for y in rows:
        x = draw(st.integers(0, WIDTH - 1))
        out += move(y, x)
        for _ in range(draw(st.integers(1, 3))):
            parts = draw(st.lists(graphemes(wide=wide, odd=odd), min_size=1, max_size=12))
            text = fitting(parts, WIDTH - x)
            out += run(text, draw(st.sampled_from(PENS)))
            x += cell_len(text)
            if x >= WIDTH:
                break
        if y != rows[-1]:
            out += "\n"
    return out + move(draw(st.integers(0, HEIGHT - 1)), draw(st.integers(0, WIDTH - 1)))
