"""Where the panes stand, and how large they are: from the terminal's size and from what a person likes.

The style sheet knows how they share the screen usually; here are the classes that it asks for, and the sizes
that are others. `cli/early_frame.py` has the same for the start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from memtui.core.values import dataclass
from memtui.state.pane_sizes import ZOOMS, PaneSizes
from memtui.state.screen_settings import LayoutName

WIDE, STACKED, TINY = 160, 100, 64
"""Columns from which the memory stands beside the list, from which there are three panes, under which one."""
TALL = 45
"""Lines from which three panes have room above each other."""
AROUND = 3
"""Lines of the bars."""
_LEAST_WIDTH, _LEAST_READING, _LEAST_HEIGHT = 16, 40, 5
"""Columns of the entities, of the list with the memory, and lines of any pane, unless it has fewer anyway."""
_COLUMNS, _PARTS = 2, 20
"""How many columns are a step, and how many steps there are in what list and memory share."""

Form = Literal["tiny", "narrow", "portrait", "stacked", "wide"]
"""One pane; entities beside list or memory; all above each other; entities beside both; all side by side."""
Focus = Literal["entities", "memories", "detail"]
_ROOM: dict[LayoutName, tuple[int, int]] = {"stacked": (TINY, 16), "wide": (STACKED, 8), "portrait": (30, 24)}
"""The columns and lines from which a layout can be had that somebody asks for."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The `classes` of the screen, and the sizes that are not those of the style sheet, in cells.

    The size of the entities is a width, in portrait a height; that of the list is a height, where it stands
    beside the memory a width.
    """

    form: Form
    hides_entities: bool = False
    takes_turns: bool = False
    entities: int | None = None
    memories: int | None = None

    @property
    def classes(self) -> frozenset[str]:
        """What the style sheet asks for."""
        found = {f"-{self.form}"} if self.form != "stacked" else set()
        if self.takes_turns or self.form in {"narrow", "tiny"}:
            found.add("-narrow")
        if self.hides_entities:
            found.add("-hidden")
        return frozenset(found)


CLASSES = ("-wide", "-portrait", "-narrow", "-tiny", "-hidden")
_ONE = Arrangement("tiny")


def form_of(width: int, height: int, wanted: LayoutName | None = None) -> Form:
    """How the panes stand on a terminal of this size; as `wanted`, where there is room for that."""
    if wanted is not None and width >= _ROOM[wanted][0] and height >= _ROOM[wanted][1]:
        return wanted
    if width >= STACKED:
        return "wide" if width >= WIDE else "stacked"
    if height >= TALL:
        return "portrait"
    return "narrow" if width >= TINY else "tiny"


def arranged(
    width: int, height: int, sizes: PaneSizes, focus: Focus, wanted: LayoutName | None = None
) -> Arrangement:
    """Where the panes stand while `focus` has the keyboard; hidden entities come when they have it."""
    form = form_of(width, height, wanted)
    if form == "tiny" or sizes.zoom == ZOOMS - 1:
        return _ONE
    rows = height - AROUND
    if sizes.zoom:
        return _larger(form, width, rows, focus)
    if sizes.hidden and focus != "entities":
        if form == "narrow":
            return _ONE
        return Arrangement(form, hides_entities=True, memories=_list_size(form, width, rows, sizes.memories))
    entities = _entities_size(form, width, rows, sizes.entities)
    if form == "stacked" and width < STACKED and entities is None:
        # As many as they have in any terminal of this width.
        entities = _usual_entities(form, width, rows)
    beside = 0 if form == "portrait" else entities or _usual_entities(form, width, rows)
    above = (entities or _usual_entities(form, width, rows)) if form == "portrait" else 0
    memories = _list_size(form, width - beside, rows - above, sizes.memories)
    return Arrangement(form, entities=entities, memories=memories)


def entities_height(arrangement: Arrangement, height: int) -> int:
    """How many rows the entities have room for between their edges."""
    rows = height - AROUND
    if arrangement.form == "portrait":
        rows = arrangement.entities or _usual_entities("portrait", 0, rows)
    return max(rows - 2, 1)


def _larger(form: Form, width: int, rows: int, focus: Focus) -> Arrangement:
    """One pane has about two thirds of the screen; the entities give way to the others."""
    if focus == "entities":
        return Arrangement(form, takes_turns=True, entities=(rows if form == "portrait" else width) * 2 // 3)
    if form == "narrow":
        return _ONE
    total = width if form == "wide" else rows
    return Arrangement(form, hides_entities=True, memories=total * (2 if focus == "memories" else 1) // 3)


def _usual_entities(form: Form, width: int, rows: int) -> int:
    if form == "portrait":
        return rows // 4
    return 30 if width >= STACKED else 24


def _entities_size(form: Form, width: int, rows: int, steps: int) -> int | None:
    if not steps:
        return None
    usual = _usual_entities(form, width, rows)
    if form == "portrait":
        return _within(usual + steps, usual, rows, _LEAST_HEIGHT, 2 * _LEAST_HEIGHT)
    reading = 2 * _LEAST_READING if form == "wide" else _LEAST_READING
    return _within(usual + steps * _COLUMNS, usual, width, _LEAST_WIDTH, reading)


def _list_size(form: Form, width: int, rows: int, steps: int) -> int | None:
    if not steps or form == "narrow":
        return None
    total = width if form == "wide" else rows
    least = _LEAST_READING * 3 // 4 if form == "wide" else _LEAST_HEIGHT
    usual = total * 3 // 5
    return _within(usual + steps * max(total // _PARTS, 1), usual, total, least, least)


def _within(size: int, usual: int, total: int, least: int, least_rest: int) -> int:
    """The size, so that neither it nor the rest is too small, unless it is usually."""
    lowest, highest = min(least, usual), max(total - least_rest, usual)
    return min(max(size, lowest), highest)


def next_zoom(now: PaneSizes, step: int, look: Callable[[PaneSizes], Arrangement]) -> PaneSizes:
    """The next zoom in a direction that looks different; the same where there is none.

    `look` says how the panes stand with some sizes. One step up from the largest is the usual one.
    """
    for by in range(1, ZOOMS):
        other = replace(now, zoom=(now.zoom + by * step) % ZOOMS)
        if look(other) != look(now):
            return other
    return now
