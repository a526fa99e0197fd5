"""By what lists are sorted: the comparison, and how an order is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.errors import UsageError
from memtui.core.models import Memory
from memtui.core.ordering import COLUMNS, Order, metadata_value, ordered, parse_order, usual
from tests.strategies import broken_texts, json_values, law


def ids(memories: list[Memory]) -> str:
    return "".join(memory.id for memory in memories)


def by_metadata(*values: object) -> list[Memory]:
    return [Memory(id=str(at), memory="x", metadata={"key": value}) for at, value in enumerate(values)]


def test_dates_are_compared_as_instants_and_what_lacks_one_comes_last_either_way() -> None:
    listed = [
        Memory(id="a", memory="x", updated_at="2024-07-20T08:00:00Z"),
        Memory(id="b", memory="x"),
        Memory(id="c", memory="x", updated_at="2024-07-20T01:30:00-07:00"),
        Memory(id="d", memory="x", updated_at="no date"),
        Memory(id="e", memory="x", updated_at="2024-07-20"),
    ]
    assert ids(ordered(listed, Order("updated_at", descending=True))) == "caebd"
    assert ids(ordered(listed, Order("updated_at"))) == "eacbd"


def test_texts_are_compared_whatever_their_case_and_what_is_the_same_stays_in_its_order() -> None:
    texts = ("beta", "Alpha", "alpha", "ÄPFEL", "äpfel", "Beta")
    listed = [Memory(id=str(at), memory=text) for at, text in enumerate(texts)]
    assert ids(ordered(listed, Order("memory"))) == "120534"
    assert ids(ordered(listed, Order("memory", descending=True))) == "340512"


def test_of_the_metadata_numbers_come_first_then_texts_then_flags_then_the_rest() -> None:
    listed = by_metadata("10", True, 9, [1], None, 10.5, "b", False, {"a": 1}, float("nan"), 10**400, "A")
    assert [listed.index(one) for one in ordered(listed, Order("metadata.key"))] == [
        2, 5, 10, 0, 11, 6, 7, 1, 3, 8, 4, 9,
    ]  # fmt: skip


def test_oldest_first_is_newest_first_the_other_way_round() -> None:
    times = ("2026", "2025", "2025", None, None)
    listed = [
        Memory(id=str(at), memory="x", created_at=f"{year}-01-01" if year else None)
        for at, year in enumerate(times)
    ]
    assert ids(ordered(listed, Order("created_at", descending=True))) == "01234"
    assert ids(ordered(listed, Order("created_at"))) == "21043"


def test_categories_are_compared_one_by_one() -> None:
    some = (("b",), ("a", "z"), (), ("A",), None, ("a b",))
    listed = [Memory(id=str(at), memory="x", categories=names) for at, names in enumerate(some)]
    assert ids(ordered(listed, Order("categories"))) == "315024"


@law(60)
@given(st.lists(json_values | broken_texts, max_size=12), st.booleans())
def test_law_any_metadata_can_be_sorted(values: list[object], descending: bool) -> None:
    listed = by_metadata(*values)
    found = ordered(listed, Order("metadata.key", descending))
    assert sorted(found, key=lambda memory: int(memory.id)) == listed
    lacks = [metadata_value((memory.metadata or {})["key"]) is None for memory in found]
    assert lacks == sorted(lacks)
    assert ordered(found, Order("metadata.key", descending)) == found


@pytest.mark.parametrize("field", [*COLUMNS.values(), "metadata.plan", "metadata.a desc b", "metadata.desc"])
@pytest.mark.parametrize("descending", [False, True])
def test_what_an_order_is_written_as_is_read_again(field: str, descending: bool) -> None:
    assert parse_order(str(Order(field, descending))) == Order(field, descending)


def test_a_column_alone_is_its_usual_order() -> None:
    assert parse_order("updated") == Order("updated_at", descending=True) == usual("updated_at")
    assert parse_order(" expires asc ") == Order("expiration_date")
    assert parse_order("user_id") == parse_order("user") == Order("user_id")
    assert parse_order("metadata.plan") == Order("metadata.plan")


@pytest.mark.parametrize(
    "text", ["", "desc", "colour", "metadata.", "metadata", "updated_at sideways", "\x1b[2J"]
)
def test_what_is_no_column_is_told_with_those_there_are(text: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_order(text)
    assert "\x1b" not in told.value.message
    assert "created, updated, expires" in told.value.hint


def test_an_order_is_drawn_with_its_direction() -> None:
    assert Order("updated_at", descending=True).label == "↓ updated"
    assert Order("metadata.plan").label == "↑ plan"
    assert "\x1b" not in Order("metadata.\x1b[2J").label
    assert Order("updated_at").turned() == Order("updated_at", descending=True)
