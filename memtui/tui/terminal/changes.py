"""Which cells of a row must be sent."""

from __future__ import annotations

from typing import NamedTuple

from memtui.tui.terminal.cells import SHADOW, is_odd
from memtui.tui.terminal.grid import NOTHING, Grid


class Stretch(NamedTuple):
    """Cells of a row, from `start` to before `end`, that are drawn with one pen."""

    y: int
    start: int
    end: int
    pen: int


def is_same(meant: Grid, shown: Grid, y: int) -> bool:
    """Whether a row is shown as it is meant."""
    return meant.texts[y] == shown.texts[y] and meant.pens[y] == shown.pens[y]


def stretches(meant: Grid, shown: Grid, y: int) -> list[Stretch]:
    """What must be sent of a row, as far as it is known what is meant to be there."""
    texts, pens = meant.texts[y], meant.pens[y]
    changed = [
        x
        for x, (text, before, pen, pen_before) in enumerate(
            zip(texts, shown.texts[y], pens, shown.pens[y], strict=True)
        )
        if text != before or pen != pen_before
    ]
    if meant.is_mixed[y] or shown.is_mixed[y]:
        changed = _widened(changed, texts, shown.texts[y])
    found: list[Stretch] = []
    start = end = -1
    for x in changed:
        if x == end and pens[x] == pens[start]:
            end += 1
            continue
        if start >= 0 and texts[start] != NOTHING:
            found.append(Stretch(y, start, end, pens[start]))
        start, end = x, x + 1
    if start >= 0 and texts[start] != NOTHING:
        found.append(Stretch(y, start, end, pens[start]))
    return found


def by_pen(wanted: list[Stretch], pen: int) -> list[Stretch]:
    """The stretches in the order of their pens, those of the pen at hand first."""
    order = {pen: 0}
    for stretch in wanted:
        order.setdefault(stretch.pen, len(order))
    return sorted(wanted, key=lambda stretch: order[stretch.pen])


def _widened(changed: list[int], meant: list[str], shown: list[str]) -> list[int]:
    """The changed cells of a row with wide or odd characters, with all that must be sent along with them.

    A wide character is sent as a whole, and so is what takes the place of one, as terminals differ on how
    they blank its other half. From the first odd character on all is sent: it may be drawn in more cells, or
    in fewer, than were meant.
    """
    if not changed:
        return []
    width = len(meant)
    first = next((x for x in range(width) if is_odd(meant[x]) or is_odd(shown[x])), width)
    wanted = [x >= first for x in range(width)]
    for x in changed:
        wanted[x] = True
    # Shadows of either row: each belongs to the cell before it.
    shadows = [x for x in range(1, min(first + 1, width)) if meant[x] == SHADOW or shown[x] == SHADOW]
    grows = True
    while grows:
        grows = False
        for x in shadows:
            if wanted[x] != wanted[x - 1]:
                wanted[x] = wanted[x - 1] = grows = True
    return [x for x in range(width) if wanted[x]]
