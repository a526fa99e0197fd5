"""A memory's history as a timeline."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.history import conversation, in_order, timeline
from memtui.core.models import HistoryEvent
from memtui.core.times import microseconds
from tests.strategies import few_instants, law


def _event(word: str, new: str | None, at: str | None = None, *, old: str | None = None) -> HistoryEvent:
    name = f"{word} {new}"
    return HistoryEvent(id=name, memory_id="m1", event=word, old_memory=old, new_memory=new, occurred_at=at)


def _changes(*events: HistoryEvent) -> list[list[tuple[str, str]]]:
    return [[(part.kind, part.text) for part in step.changes] for step in timeline(events)]


def test_events_come_oldest_first_whatever_their_offsets() -> None:
    first = _event("ADD", "one", "2024-07-20T01:30:00-07:00")
    second = _event("UPDATE", "two", "2024-07-20T08:30:01Z")
    third = _event("UPDATE", "three", "2024-07-20T14:30:02+06:00")
    steps = timeline([third, first, second])
    assert [step.event for step in steps] == [first, second, third]
    assert [step.number for step in steps] == [1, 2, 3]


def test_an_event_without_an_instant_keeps_its_place() -> None:
    one, lost, three = (
        _event("ADD", "one", "2024-01-01"),
        _event("UPDATE", "two"),
        _event("UPDATE", "three", "2024-01-03"),
    )
    assert in_order([one, lost, three]) == [one, lost, three]
    assert in_order([three, one, lost]) == [one, lost, three]
    assert in_order([lost, three]) == [lost, three]
    undated = [_event("ADD", str(number)) for number in range(5)]
    assert in_order(undated) == undated


def test_events_of_the_same_instant_keep_their_order() -> None:
    events = [_event("UPDATE", str(number), "2024-01-01T00:00:00Z") for number in range(4)]
    assert in_order(events) == events


@law()
@given(st.lists(st.none() | few_instants | st.just("noon")))
def test_law_the_timeline_loses_nothing_and_is_in_order(instants: list[str | None]) -> None:
    events = [_event("UPDATE", str(number), at) for number, at in enumerate(instants)]
    ordered = in_order(events)
    assert sorted(event.id for event in ordered) == sorted(event.id for event in events)
    dated = [at for event in ordered if (at := microseconds(event.occurred_at)) is not None]
    assert dated == sorted(dated)


def test_each_event_shows_what_it_changed() -> None:
    assert _changes(
        _event("ADD", "Likes tea"),
        _event("UPDATE", "Likes green tea", old="Likes tea"),
        _event("DELETE", None, old="Likes green tea"),
    ) == [
        [("added", "Likes tea")],
        [("same", "Likes "), ("added", "green "), ("same", "tea")],
        [("removed", "Likes green tea")],
    ]


def test_an_event_that_does_not_tell_the_old_text_is_compared_with_the_one_before() -> None:
    assert _changes(_event("ADD", "tea"), _event("UPDATE", "coffee"), _event("DELETE", None)) == [
        [("added", "tea")],
        [("removed", "tea"), ("added", "coffee")],
        [("removed", "coffee")],
    ]


def test_a_history_that_begins_late_believes_the_old_text_that_it_is_told() -> None:
    assert _changes(_event("UPDATE", "coffee", old="tea")) == [[("removed", "tea"), ("added", "coffee")]]


def test_a_deleted_text_is_gone_even_where_the_service_repeats_it() -> None:
    assert _changes(_event("DELETE", "tea", old="tea"), _event("ADD", "tea")) == [
        [("removed", "tea")],
        [("added", "tea")],
    ]


def test_an_event_that_tells_no_new_text_changed_none() -> None:
    assert _changes(_event("ADD", "tea"), _event("NOOP", None), _event("UPDATE", "coffee")) == [
        [("added", "tea")],
        [("same", "tea")],
        [("removed", "tea"), ("added", "coffee")],
    ]


def test_an_update_can_blank_a_memory() -> None:
    assert _changes(_event("ADD", "tea"), _event("UPDATE", "", old="tea"))[1] == [("removed", "tea")]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"role": "user", "content": "I like tea"}, ("user", "I like tea")),
        ({"content": "who says"}, ("?", "who says")),
        ({"role": "assistant"}, ("assistant", "")),
        ({"role": "user", "content": None}, ("user", "")),
        (
            {"role": "user", "content": [{"type": "text", "text": "see"}, {"type": "image_url"}]},
            ("user", "see [image_url]"),
        ),
        ({"role": "user", "content": {"url": "x"}}, ("user", "[attachment]")),
        ({"role": 3, "content": 4}, ("3", "4")),
    ],
)
def test_who_said_what(message: dict[str, Any], said: tuple[str, str]) -> None:
    event = HistoryEvent(id="e", memory_id="m", event="ADD", input=(message,))
    assert conversation(event) == (said,)
    assert timeline([event])[0].conversation == (said,)


def test_an_event_without_input_has_no_conversation() -> None:
    assert conversation(_event("ADD", "tea")) == ()
