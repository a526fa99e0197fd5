"""Where the panes stand on any terminal, and that no size makes one of them useless."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.cli.early_frame import places
from memtui.state.pane_sizes import PaneSizes
from memtui.state.screen_settings import LayoutName
from memtui.tui.screens.arrangement import (
    AROUND,
    Arrangement,
    Focus,
    Form,
    arranged,
    entities_height,
    form_of,
    next_zoom,
)
from tests.strategies import law

USUAL = PaneSizes()
LAYOUTS: tuple[LayoutName, ...] = get_args(LayoutName)
FOCI: tuple[Focus, ...] = get_args(Focus)
widths, heights = st.integers(30, 300), st.integers(8, 120)
steps = st.integers(-100, 100)
foci, wishes = st.sampled_from(FOCI), st.none() | st.sampled_from(LAYOUTS)


@pytest.mark.parametrize(
    ("width", "height", "form"),
    [
        (40, 10, "tiny"),
        (63, 44, "tiny"),
        (64, 24, "narrow"),
        (99, 44, "narrow"),
        (99, 45, "portrait"),
        (40, 45, "portrait"),
        (100, 60, "stacked"),
        (159, 60, "stacked"),
        (160, 24, "wide"),
    ],
)
def test_the_size_says_how_the_panes_stand(width: int, height: int, form: Form) -> None:
    assert form_of(width, height) == form


@law(150)
@given(widths, heights, st.sampled_from(LAYOUTS))
def test_a_layout_is_had_where_there_is_room(width: int, height: int, wanted: LayoutName) -> None:
    assert form_of(width, height, wanted) in {wanted, form_of(width, height)}
    assert form_of(300, 120, wanted) == wanted
    assert form_of(40, 10, wanted) == "tiny"


@law(150)
@given(widths, heights, foci)
def test_what_is_usual_is_left_to_the_style_sheet(width: int, height: int, focus: Focus) -> None:
    found = arranged(width, height, USUAL, focus)
    assert (found.entities, found.memories, found.hides_entities) == (None, None, False)
    assert found.form == form_of(width, height)


@law(150)
@given(widths, heights, steps, steps, st.booleans(), foci, wishes)
def test_the_edges_stay_where_both_sides_are_of_use(
    width: int, height: int, entities: int, memories: int, hidden: bool, focus: Focus, wanted: LayoutName
) -> None:
    found = arranged(width, height, PaneSizes(0, hidden, entities, memories), focus, wanted)
    rows = height - AROUND
    beside, above = 0, 0
    if found.entities is not None:
        total = rows if found.form == "portrait" else width
        least, rest = (5, 10) if found.form == "portrait" else (16, 40)
        assert least <= found.entities <= total - rest
        beside, above = (0, found.entities) if found.form == "portrait" else (found.entities, 0)
    elif not found.hides_entities:
        beside, above = (0, rows // 4) if found.form == "portrait" else (30 if width >= 100 else 24, 0)
    if found.memories is not None:
        total = width - beside if found.form == "wide" else rows - above
        usual = total * 3 // 5
        least = 24 if found.form == "wide" else 5
        assert min(least, usual) <= found.memories <= max(total - least, usual)
        assert total - found.memories >= min(least, total - usual)


@law(150)
@given(widths, heights, steps, steps, st.booleans(), foci, wishes)
def test_zooming_in_leads_through_what_looks_different_and_back(
    width: int, height: int, entities: int, memories: int, hidden: bool, focus: Focus, wanted: LayoutName
) -> None:
    sizes = PaneSizes(0, hidden, entities, memories)

    def look(of: PaneSizes) -> Arrangement:
        return arranged(width, height, of, focus, wanted)

    seen = [look(sizes)]
    now = sizes
    while (now := next_zoom(now, 1, look)) != sizes and len(seen) < 4:
        assert look(now) not in seen
        seen.append(look(now))
    assert now == sizes
    assert len(seen) == 1 or seen[-1] == Arrangement("tiny")
    assert (len(seen) == 1) == (look(sizes) == Arrangement("tiny"))


@pytest.mark.parametrize("focus", FOCI)
@pytest.mark.parametrize("size", [(120, 40), (200, 50), (80, 50)])
def test_a_larger_pane_has_about_two_thirds(size: tuple[int, int], focus: Focus) -> None:
    found = arranged(*size, PaneSizes(zoom=1), focus)
    lies = found.form == "wide" or (focus == "entities" and found.form != "portrait")
    along = size[0] if lies else size[1] - AROUND
    part = found.entities if focus == "entities" else found.memories
    assert part is not None
    part = along - part if focus == "detail" else part
    assert 0.6 < part / along < 0.7


@law(150)
@given(widths, heights)
def test_the_entities_are_as_high_as_the_outline_draws_them(width: int, height: int) -> None:
    drawn = places(width, height)
    if width >= 64 or height >= 45:
        assert entities_height(arranged(width, height, USUAL, "memories"), height) == max(drawn[0][3] - 2, 1)


def test_hidden_entities_come_when_they_have_the_keyboard() -> None:
    hidden = PaneSizes(hidden=True)
    assert arranged(120, 40, hidden, "memories").hides_entities
    assert arranged(120, 40, hidden, "entities") == arranged(120, 40, USUAL, "entities")
    assert arranged(80, 24, hidden, "memories") == arranged(80, 24, replace(USUAL, zoom=2), "memories")
