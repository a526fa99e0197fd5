"""Pens: what SGR makes of them, and the shortest way from one to another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.tui.terminal.pens import DEFAULT, UNKNOWN, Pens
from tests.strategies import law
from tests.wire.emulator import Terminal
from tests.wire.frames import PENS

_further = ("0", "22", "23", "24", "25", "27", "28", "29", "39", "49", "5", "6", "8", "100;37", "")


@pytest.mark.parametrize(
    ("start", "end", "way"),
    [
        ("", "1", "\x1b[1m"),
        ("1", "", "\x1b[m"),
        ("1;2", "1", "\x1b[0;1m"),
        ("1;2;31", "1;31", "\x1b[22;1m"),
        ("38;2;1;2;3;48;2;4;5;6", "38;2;9;9;9;48;2;4;5;6", "\x1b[38;2;9;9;9m"),
        ("3;38;2;1;2;3;48;2;4;5;6", "38;2;1;2;3;48;2;4;5;6", "\x1b[23m"),
        ("38;2;1;2;3;48;2;4;5;6", "48;2;4;5;6", "\x1b[39m"),
        ("1;3;4;7;31;42", "31", "\x1b[0;31m"),
        ("31", "31", ""),
    ],
)
def test_the_shortest_way_is_taken(start: str, end: str, way: str) -> None:
    pens = Pens()
    one, other = pens.after(DEFAULT, start), pens.after(DEFAULT, end)
    assert one is not None and other is not None
    assert pens.way(one, other) == way


@law(200)
@given(st.lists(st.sampled_from(PENS + _further), min_size=1, max_size=5), st.sampled_from(PENS))
def test_every_way_leads_to_its_pen(steps: list[str], end: str) -> None:
    pens, pen = Pens(), DEFAULT
    straight, around = Terminal(1, 1), Terminal(1, 1)
    for step in steps:
        after = pens.after(pen, step)
        assert after is not None
        pen = after
        straight.feed(f"\x1b[{step}m")
    around.feed(pens.way(DEFAULT, pen))
    for terminal in (straight, around):
        terminal.feed("x\r")
    assert straight.cells == around.cells
    last = pens.after(DEFAULT, end)
    assert last is not None
    straight.feed(pens.way(pen, last) + "x\r")
    around.feed("\x1b[1;2;3;4;5;7;9;33;44m" + pens.way(UNKNOWN, last) + "x\r")
    assert straight.cells == around.cells
    if end:
        stock = Terminal(1, 1)
        stock.feed(f"\x1b[{end}mx\r")
        assert stock.cells == straight.cells


def test_equal_pens_have_one_number() -> None:
    pens = Pens()
    assert pens.after(DEFAULT, "1;31") == pens.after(DEFAULT, "31;1") == pens.after(DEFAULT, "0;39;31;1")
    assert pens.after(DEFAULT, "") == pens.after(DEFAULT, "39;49") == DEFAULT


@pytest.mark.parametrize("parameters", ["21", "53", "38", "38;2;1;2", "48;9;1", "10", "58;5;1"])
def test_what_is_not_known_is_no_pen(parameters: str) -> None:
    assert Pens().after(DEFAULT, parameters) is None
