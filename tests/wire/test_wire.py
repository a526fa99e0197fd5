"""The wire: marks, what is passed through, and what makes it forget."""

from __future__ import annotations

import pytest

from memtui.tui.terminal.wire import ATOMIC, SYNC_END, SYNC_START, Wire
from tests.wire.emulator import Terminal
from tests.wire.frames import HEIGHT, WIDTH, blank, move, run


@pytest.fixture
def wire() -> Wire:
    """A wire to a small terminal that shows nothing but blanks."""
    wire = Wire()
    wire.resize(WIDTH, HEIGHT)
    wire.feed(blank())
    return wire


def line(y: int, text: str, pen: str = "48;5;17") -> str:
    return move(y, 0) + run(text, pen) + move(0, 0)


def test_only_the_cells_that_changed_are_sent(wire: Wire) -> None:
    assert wire.feed(line(1, "some words here")) == "\x1b[B" + "some words here" + "\x1b[H"
    assert wire.feed(line(1, "some birds here")) == "\x1b[2;6H" + "bi" + "\x1b[H"
    assert wire.feed(line(1, "some birds here")) == ""


def test_a_cursor_that_moves_is_moved(wire: Wire) -> None:
    assert wire.feed(move(3, 4)) == "\x1b[4;5H"
    assert wire.feed(move(3, 4)) == ""
    assert wire.feed(move(3, 5)) == "\x1b[C"
    assert wire.feed(move(3, 3)) == "\b\b"
    assert wire.feed(move(0, 3)) == "\x1b[3A"
    assert wire.feed(move(0, 0)) == "\r"


def test_few_unchanged_cells_are_sent_again_where_that_is_shorter_than_a_move(wire: Wire) -> None:
    wire.feed(line(0, "abcdefghijkl"))
    assert wire.feed(line(0, "Abcd" + "Efghijk" + "L")) == "AbcdE\x1b[6CL\r"


def test_of_a_pen_only_what_changed_is_sent(wire: Wire) -> None:
    text = (
        run("ab", "1;38;2;1;2;3;48;5;17") + run("cd", "38;2;1;2;3;48;5;17") + run("ef", "38;2;1;2;3;48;5;99")
    )
    assert wire.feed(move(0, 0) + text + move(0, 0)) == "\x1b[1;38;2;1;2;3mab\x1b[22mcd\x1b[48;5;99mef\r"
    assert wire.feed(line(0, "x")) == "\x1b[0;48;5;17mx\r"


def test_colours_that_change_back_and_forth_are_drawn_one_after_the_other(wire: Wire) -> None:
    one, two = "38;2;10;20;30;48;5;17", "38;2;40;50;60;48;5;17"
    frame = "".join(move(y, 0) + run("aa", one) + run("bb", two) for y in range(3)) + move(0, 0)
    sent = wire.feed(frame)
    assert sent.count("38;2") == 2
    terminal, stock = Terminal(WIDTH, HEIGHT), Terminal(WIDTH, HEIGHT)
    terminal.feed(blank() + f"\x1b[48;5;17m{sent}")
    stock.feed(blank() + frame)
    assert terminal.cells == stock.cells


def test_marks_come_with_large_frames_only(wire: Wire) -> None:
    assert wire.feed(SYNC_START) == ""
    assert wire.feed(line(1, "small")) == "\x1b[Bsmall\x1b[H"
    assert wire.feed(SYNC_END) == ""
    big = Wire()
    big.resize(100, 50)
    frame = "".join(move(y, 0) + "x" * 100 for y in range(50)) + move(0, 0)
    assert len(frame) > ATOMIC
    assert [big.feed(part) for part in (SYNC_START, blank(), SYNC_END)][::2] == ["", ""]
    marked = [big.feed(part) for part in (SYNC_START, frame, SYNC_END)]
    assert marked[0] == marked[2] == ""
    assert marked[1].startswith(SYNC_START) and marked[1].endswith(SYNC_END)
    assert [big.feed(part) for part in (SYNC_START, frame, SYNC_END)] == ["", "", ""]
    # A terminal that does not know the marks is never sent any.
    big.doubt()
    assert SYNC_START not in big.feed(frame)


@pytest.mark.parametrize(
    "data",
    [
        "\x1b[?25l", "\x1b[?1000h", "\x1b[?2004h\x1b[?7l", "\x1b[?2026$p", "\x1b[>25u", "\x1b[<u", "\x07",
        "\x1b]0;title\x07", "\x1b]22;pointer\x07", "\x1b]52;c;eA==\x1b\\", "\x1b[c", "\x1b[6n", "\x1b[2 q",
        "\x1b[22;0;0t",
    ],
)  # fmt: skip
def test_what_touches_no_cell_is_passed_on_and_nothing_is_forgotten(wire: Wire, data: str) -> None:
    wire.feed(line(1, "text"))
    assert wire.feed(data) == data
    assert wire.feed(line(1, "text")) == ""


@pytest.mark.parametrize(
    "data",
    [
        "\x1b[2J", "\x1b[5;5H\x1b[K", "\x1b[1;1H\x1b[4:3mcurly\x1b[0m", "\x1b]8;;https://example.com\x1b\\",
        "\x1b[1;1Htoo long for this narrow screen", f"\x1b[{HEIGHT + 1};1Hbelow", "words", "\x1b[H\ttab",
        f"\x1b[{HEIGHT};1Hscrolls\n", "\x1b[?3h", "\x1b[1;1H\x9b2J", "\x1b[1;1H\x1b[31mleft on",
        "\x1b[8;9;9t", "\x1b]1337;File=:AA==\x07", "\x1b[1;1H\x1b[38;7;1mx\x1b[0m", "\x1b[1;1H\u0301",
        "\x1b[H\x1b[999;1H",
    ],
)  # fmt: skip
def test_what_is_not_understood_goes_as_it_came_and_then_everything_is_sent(wire: Wire, data: str) -> None:
    wire.feed(line(1, "text"))
    # The pen of before must not colour it.
    assert wire.feed(data) == "\x1b[m" + data
    assert "text" in wire.feed(line(1, "text"))


def test_what_was_there_before_something_not_understood_is_not_drawn_over_it(wire: Wire) -> None:
    wire.feed(line(1, "text"))
    wire.feed("\x1b[2J")
    assert "text" not in wire.feed(line(2, "more"))


def test_before_another_screen_the_pen_is_put_down_and_after_it_everything_is_sent(wire: Wire) -> None:
    wire.feed(line(1, "text", "1;31"))
    assert wire.feed("\x1b[?1049l") == "\x1b[m\x1b[?1049l"
    assert wire.feed("\x1b[?1049h") == "\x1b[?1049h"
    again = wire.feed(move(0, 0))
    assert "text" in again


def test_another_size_forgets_all(wire: Wire) -> None:
    wire.feed(line(1, "text"))
    wire.resize(WIDTH, HEIGHT)
    assert wire.feed(line(1, "text")) == ""
    wire.resize(WIDTH + 1, HEIGHT)
    sent = wire.feed(line(2, "more"))
    assert "more" in sent and "text" not in sent


def test_a_doubt_that_comes_while_a_frame_is_read_is_not_lost(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = line(1, "text")
    with monkeypatch.context() as patch:
        # As when a signal comes then.
        patch.setattr("memtui.tui.terminal.wire.draw", lambda *_: wire.doubt())
        wire.feed("\x1b[?1000h")
        wire.feed(frame)
    assert "text" in wire.feed(frame)
    assert wire.feed(frame) == ""


def test_a_wide_character_that_is_half_drawn_over_is_sent_as_terminals_blank_it(wire: Wire) -> None:
    wire.feed(line(0, "日本"))
    assert wire.feed(move(0, 1) + run("x", "48;5;17") + move(0, 0)) == " x\r"


def test_after_an_odd_character_the_row_is_sent_anew_with_absolute_moves(wire: Wire) -> None:
    assert wire.feed(line(0, "a👍b")) == "a  \x1b[1;2H👍\x1b[1;4Hb" + " " * (WIDTH - 4) + "\x1b[H"
    assert wire.feed(line(0, "a👍c")) == "a  \x1b[1;2H👍\x1b[1;4Hc" + " " * (WIDTH - 4) + "\x1b[H"
    assert wire.feed(line(0, "a👍c")) == ""
    assert wire.feed(line(0, "abcd")) == "abcd" + " " * (WIDTH - 4) + "\x1b[H"


def test_after_an_ambiguous_character_the_cursor_is_moved_from_nowhere(wire: Wire) -> None:
    wire.feed(line(0, "──────────────"))
    assert wire.feed(line(0, "═─────────────")) == "═\x1b[H"
