"""For all frames: what is sent makes the terminal show what the frames would have made it show."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from memtui.tui.terminal.wire import Wire
from tests.strategies import law
from tests.wire.emulator import Graphemes, Terminal, apart, difference, is_disputed, narrow
from tests.wire.frames import HEIGHT, WIDTH, blank, frames


def wired() -> Wire:
    wire = Wire()
    wire.resize(WIDTH, HEIGHT)
    return wire


def assert_same(ours: Terminal, stock: Terminal) -> None:
    assert difference(stock.cells, ours.cells) == []
    assert ours.at == stock.at


@law(150)
@given(st.lists(frames(), min_size=1, max_size=8))
def test_the_screen_is_cell_for_cell_the_same(sequence: list[str]) -> None:
    wire, ours, stock = wired(), Terminal(WIDTH, HEIGHT), Terminal(WIDTH, HEIGHT)
    for frame in sequence:
        ours.feed(wire.feed(frame))
        stock.feed(frame)
        assert_same(ours, stock)


@law(100)
@given(st.lists(frames(), min_size=1, max_size=4))
def test_a_frame_that_is_drawn_again_sends_nothing(sequence: list[str]) -> None:
    wire = wired()
    for frame in sequence:
        wire.feed(frame)
        # Where wide characters are drawn over in part, the end of a frame is not what was there at its start.
        wire.feed(frame)
        assert wire.feed(frame) == ""


@law(150)
@given(st.lists(frames(wide=False, odd=False, once=True), min_size=1, max_size=8))
def test_never_much_more_is_sent_than_the_frame(sequence: list[str]) -> None:
    wire = wired()
    for frame in sequence:
        assert len(wire.feed(frame).encode()) <= len(frame.encode()) + 4


@law(150)
@given(st.lists(frames(odd=False, once=True), min_size=1, max_size=8))
def test_with_wide_characters_their_other_halves_may_be_sent_as_well(sequence: list[str]) -> None:
    wire = wired()
    for frame in sequence:
        halves = 2 * (frame.count("H") - 1)
        longest = len("\x1b[0;2;3;9;38;2;7;7;7;48;2;30;30;30m日")
        assert len(wire.feed(frame).encode()) <= len(frame.encode()) + 4 + longest * halves


@law(150)
@given(st.lists(frames(), min_size=1, max_size=8), st.sampled_from([narrow, apart]))
def test_where_a_terminal_disagrees_about_widths_all_else_is_in_its_place(
    sequence: list[str], split: Callable[[str], Graphemes]
) -> None:
    wire, other, stock = wired(), Terminal(WIDTH, HEIGHT, split), Terminal(WIDTH, HEIGHT)
    for frame in (blank(), *sequence):
        other.feed(wire.feed(frame))
        stock.feed(frame)
        for y, row in enumerate(stock.cells):
            head = ""
            for x, cell in enumerate(row):
                head = cell.data or head
                if not is_disputed(head):
                    assert other.cells[y][x] == cell, (y, x)


@law(100)
@given(st.lists(frames(), min_size=1, max_size=4), st.lists(frames(), min_size=1, max_size=3))
def test_after_a_doubt_all_that_was_drawn_is_sent_again(before: list[str], after: list[str]) -> None:
    wire, ours, stock = wired(), Terminal(WIDTH, HEIGHT), Terminal(WIDTH, HEIGHT)
    for frame in before:
        ours.feed(wire.feed(frame))
        stock.feed(frame)
    garbled = Terminal(WIDTH, HEIGHT)
    for y in range(HEIGHT):
        for x in range(WIDTH):
            if stock.cells[y][x] != Terminal(1, 1).cells[0][0]:
                garbled.feed(f"\x1b[{y + 1};{x + 1}H\x1b[35;1m#")
    wire.doubt()
    for frame in after:
        garbled.feed(wire.feed(frame))
        stock.feed(frame)
        assert_same(garbled, stock)


@law(100)
@given(st.lists(frames(), min_size=1, max_size=4))
def test_repainting_clears_what_another_program_drew(sequence: list[str]) -> None:
    wire, stock = wired(), Terminal(WIDTH, HEIGHT)
    for frame in sequence:
        wire.feed(frame)
        stock.feed(frame)
    garbled = Terminal(WIDTH, HEIGHT)
    garbled.feed("\x1b[H\x1b[31;7m" + "#" * WIDTH + "\x1b[4;4H")
    garbled.feed(wire.repaint())
    assert_same(garbled, stock)
    assert wire.feed(sequence[-1]) == "" or len(sequence) > 1
