"""Back, forward and the last scope, as a browser has them."""

from __future__ import annotations

import string
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from memtui.core.ordering import Order
from memtui.tui.places import MOST, Place, Places
from memtui.tui.state import Narrowing, Scope
from tests.strategies import law

EVERYTHING = Place(Narrowing())


def of(user: str = "", keyword: str = "", question: str = "") -> Place:
    scope = Scope("user", user) if user else Scope()
    return Place(Narrowing(scope, keyword=keyword), question)


def been(*places: Place) -> Places:
    found = Places(EVERYTHING)
    for place in places:
        found.arrive(place)
    return found


def test_at_first_there_is_nowhere_to_go() -> None:
    places = Places(EVERYTHING)
    assert not places.can_go_back and not places.can_go_forward
    assert places.back() is places.forward() is places.last_scope is None
    assert places.here == EVERYTHING


def test_back_and_forward_lead_through_what_was_listed_with_the_cursor_where_it_was() -> None:
    places = been()
    places.stand("m7", 7)
    places.arrive(of("alice"))
    places.stand("m3", 3)
    places.arrive(of("alice", question="tea?"))
    assert places.back() == replace(of("alice"), memory="m3", row=3)
    assert places.back() == replace(EVERYTHING, memory="m7", row=7)
    assert places.back() is None
    assert places.forward() == replace(of("alice"), memory="m3", row=3)
    assert places.forward() == of("alice", question="tea?")
    assert places.forward() is None


def test_a_new_place_after_going_back_drops_what_was_ahead() -> None:
    places = been(of("alice"), of("bob"))
    places.back()
    places.arrive(of("carol"))
    assert places.forward() is None
    assert places.back() == of("alice")


def test_the_same_list_again_is_no_new_place_and_drops_nothing() -> None:
    places = been(of("alice"), of("bob"))
    places.back()
    places.stand("m1", 1)
    places.arrive(of("alice"))
    assert places.can_go_forward
    assert places.here.row == 1


def test_another_order_is_another_place_unless_it_was_sorted_here() -> None:
    sorted_by = replace(EVERYTHING, order=Order("memory"))
    assert been(sorted_by).can_go_back
    places = been()
    places.sort(Order("memory"))
    places.arrive(sorted_by)
    assert not places.can_go_back


def test_what_is_typed_letter_by_letter_is_one_place() -> None:
    places = been(of("alice"))
    places.begin_typing()
    for length in range(1, 4):
        places.arrive(of("alice", "tea"[:length]))
    assert places.here == of("alice", "tea")
    assert places.back() == of("alice")
    assert places.forward() == of("alice", "tea")


def test_what_is_typed_and_taken_back_is_none() -> None:
    places = been(of("alice"))
    places.begin_typing()
    for typed in ("t", "te", ""):
        places.arrive(of("alice", typed))
    assert not places.can_go_forward
    assert places.back() == EVERYTHING


def test_typing_again_is_another_place_and_so_is_what_was_not_typed() -> None:
    places = been()
    for text in ("tea", "coffee"):
        places.begin_typing()
        places.arrive(of(keyword=text[:1]))
        places.arrive(of(keyword=text))
    places.end_typing()
    places.arrive(of(keyword="", question="milk?"))
    assert [places.back(), places.back()] == [of(keyword="coffee"), of(keyword="tea")]


def test_a_scope_that_is_chosen_while_one_types_is_a_place_of_its_own() -> None:
    places = been()
    places.begin_typing()
    places.arrive(of(keyword="t"))
    places.arrive(of("bob", "t"))
    places.arrive(of("bob", "te"))
    assert [places.back(), places.back()] == [of("bob", "t"), of(keyword="t")]


def test_the_last_scope_is_where_one_was_before_whatever_was_listed_since() -> None:
    places = been(of("alice"), of("bob"), of("bob", "tea"))
    assert places.last_scope == of("alice")
    places.arrive(of("alice"))
    assert places.last_scope == of("bob", "tea")
    places.back()
    assert places.last_scope == of("alice")


def test_the_oldest_places_are_forgotten() -> None:
    places = been(*(of(f"user {number}") for number in range(2 * MOST)))
    steps = 0
    while places.back():
        steps += 1
    assert steps == MOST - 1
    assert places.here == of(f"user {MOST}")


names = st.sampled_from(string.ascii_lowercase[:3])
moves = st.lists(
    st.one_of(
        st.builds(of, names, st.just("") | names, st.just("") | names),
        st.sampled_from(["back", "forward"]),
        st.builds(lambda row: row, st.integers(0, 9)),
    ),
    max_size=40,
)


@law(150)
@given(moves)
def test_it_goes_as_in_a_browser(moves: list[Place | str | int]) -> None:
    places = Places(EVERYTHING)
    behind: list[Place] = []
    ahead: list[Place] = []
    here = EVERYTHING
    for move in moves:
        if isinstance(move, Place):
            places.arrive(move)
            if not move.lists_same(here):
                behind, ahead, here = [*behind, here], [], move
        elif isinstance(move, int):
            places.stand(str(move), move)
            here = replace(here, memory=str(move), row=move)
        elif move == "back":
            assert (places.back() is None) == (not behind)
            if behind:
                ahead, here = [here, *ahead], behind.pop()
        else:
            assert (places.forward() is None) == (not ahead)
            if ahead:
                behind, here = [*behind, here], ahead.pop(0)
        assert (places.here, places.can_go_back, places.can_go_forward) == (here, bool(behind), bool(ahead))


@law(150)
@given(st.lists(st.text("ab", max_size=4), max_size=20))
def test_typing_is_at_most_one_place_and_none_behind_it_is_lost(texts: list[str]) -> None:
    places = been(of("alice"))
    places.begin_typing()
    for text in texts:
        places.arrive(of("alice", text))
    last = of("alice", texts[-1] if texts else "")
    assert places.here == last
    if last != of("alice"):
        assert places.back() == of("alice")
    assert places.back() == EVERYTHING
