"""When the thumb of a long list's scrollbar looks the same, it is not drawn again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.scrollbar import ScrollBarRender

from memtui.tui.panes.line_list import thumb_at


@given(
    st.integers(1, 60),
    st.integers(2, 3_000_000),
    st.data(),
)
def test_a_thumb_at_the_same_place_looks_the_same(height: int, length: int, data: st.DataObject) -> None:
    window = data.draw(st.integers(1, min(height, length - 1)))
    first = data.draw(st.integers(0, length - window))
    second = data.draw(st.integers(first, min(first + length // 50 + 1, length - window)))

    def drawn(position: int) -> list[object]:
        return list(ScrollBarRender.render_bar(height, length, window, position).segments)

    if thumb_at(first, height, length, window) == thumb_at(second, height, length, window):
        assert drawn(first) == drawn(second)


def test_a_thumb_goes_from_one_end_to_the_other() -> None:
    assert thumb_at(0, 20, 1000, 20) == 0
    assert thumb_at(980, 20, 1000, 20) == 19 * 8


def test_a_list_that_fits_has_none() -> None:
    assert thumb_at(0, 20, 10, 20) == thumb_at(0, 0, 10, 0) == 0
