"""How far ahead a list is read, and a walk through all of it, over a wire of some latency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.ops.travel import Travel
from tests.strategies import law

SIZE, HEIGHT = 100, 36


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def travelling(step: int, every: float, latency: float, *, start: int = 0, moves: int = 10) -> Travel:
    """Somebody who has moved on by so many rows a few times."""
    clock = Clock()
    travel = Travel(SIZE, clock)
    travel.waited(latency)
    for number in range(moves):
        clock.now += every
        travel.saw(start + number * step, start + number * step + HEIGHT - 1)
    return travel


def test_half_a_page_on_either_side_where_answers_come_at_once() -> None:
    assert travelling(1, 0.1, 0.001).reach() == (50, 50)
    assert travelling(-1, 0.1, 0.001, start=5000).reach() == (50, 50)
    assert travelling(HEIGHT, 0.2, 0.001).reach() == (50, 50)


def test_one_more_screenful_is_here_where_a_screen_holds_more_than_half_a_page() -> None:
    travel = Travel(SIZE, Clock())
    travel.saw(0, 69)
    assert travel.reach() == (50, 70)


def test_the_faster_and_the_longer_the_wait_the_further() -> None:
    slow, fast = (travelling(HEIGHT, every, 0.5).reach()[1] for every in (0.5, 0.1))
    near, far = (travelling(HEIGHT, 0.2, latency).reach()[1] for latency in (0.3, 0.6))
    assert 50 < slow < fast and 50 < near < far


def test_what_comes_into_view_while_a_page_is_on_its_way_is_here() -> None:
    before, after = travelling(HEIGHT, 0.25, 0.4).reach()
    assert before == 50
    assert after > HEIGHT / 0.25 * 0.4 + HEIGHT


def test_upwards_it_is_the_other_way_round() -> None:
    down, up = travelling(HEIGHT, 0.2, 0.4).reach(), travelling(-HEIGHT, 0.2, 0.4, start=5000).reach()
    assert up == down[::-1]
    assert up[0] > 50


def test_who_turns_round_is_expected_there() -> None:
    travel = travelling(HEIGHT, 0.2, 0.4)
    travel.saw(250, 285)
    travel.saw(220, 255)
    before, after = travel.reach()
    assert before > after == 50


def test_a_jump_is_no_travel() -> None:
    clock = Clock()
    travel = Travel(SIZE, clock)
    travel.waited(0.4)
    travel.saw(0, HEIGHT - 1)
    _, ahead = travel.reach()
    clock.now = 0.01
    travel.saw(50_000, 50_000 + HEIGHT - 1)
    assert travel.reach() == (ahead, ahead), "from there one may go either way"
    travel.saw(50_010, 50_010 + HEIGHT - 1)
    assert travel.reach()[0] == 50


@law(200)
@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 200), st.floats(0, 5)), min_size=1, max_size=20),
    st.floats(0, 60),
)
def test_at_least_half_a_page_and_at_most_three_are_held_ready(
    views: list[tuple[int, int, float]], latency: float
) -> None:
    clock = Clock()
    travel = Travel(SIZE, clock)
    travel.waited(latency)
    for first, height, seconds in views:
        clock.now += seconds
        travel.saw(first, first + height - 1)
        for rows in travel.reach():
            assert SIZE // 2 <= rows <= 3 * SIZE


@pytest.mark.parametrize("latency", [0.0, 0.08, 1.2])
def test_at_rest_one_move_is_provided_for(latency: float) -> None:
    travel = Travel(SIZE, Clock())
    travel.waited(latency)
    travel.saw(0, HEIGHT - 1)
    assert travel.reach()[1] >= HEIGHT
