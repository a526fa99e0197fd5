"""Values of JSON from outside are taken for what they mean, or for nothing."""

from __future__ import annotations

from typing import Any

import pytest

from memtui.core.errors import DataError
from memtui.core.from_wire_values import (
    count_of,
    first_text,
    number_of,
    object_of,
    objects_in,
    text_of,
    without,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (" ", " "), ("", None), ("None", None), (7, "7"), (1.5, "1.5"), (True, None), (None, None),
     ([], None), ({"a": 1}, None)],
)  # fmt: skip
def test_texts(value: Any, text: str | None) -> None:
    assert text_of(value) == text


def test_the_first_text() -> None:
    item = {"a": None, "b": "", "c": 3, "d": "x"}
    assert first_text(item, "a", "b", "c", "d") == "3"
    assert first_text(item, "a", "z") is None


@pytest.mark.parametrize(
    ("value", "number", "count"),
    [(1, 1.0, 1), (0, 0.0, 0), (-1, -1.0, None), (2.5, 2.5, None), (True, None, None), ("3", None, None),
     (None, None, None), (10**400, None, 10**400), ([], None, None)],
)  # fmt: skip
def test_numbers(value: Any, number: float | None, count: int | None) -> None:
    assert number_of(value) == number
    assert count_of(value) == count


def test_objects() -> None:
    assert object_of({"a": 1}) == {"a": 1}
    assert object_of(["a"]) == object_of(None) == {}
    assert without({"a": 1, "b": 2}, ["a"]) == {"b": 2}


@pytest.mark.parametrize(
    "answer",
    [
        [{"a": 1}, "junk", None, {}, {"b": 2}],
        {"results": [{"a": 1}, {"b": 2}]},
        {"count": 2, "results": {"results": [{"a": 1}, {"b": 2}]}},
        {"things": [{"a": 1}, {"b": 2}]},
        {"results": {"things": [{"a": 1}, {"b": 2}]}},
    ],
)
def test_lists_of_objects(answer: Any) -> None:
    assert objects_in(answer, "things", "things") == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    "answer", [None, {}, "x", 1, {"results": None}, {"results": {"more": []}}, {"things": 1}]
)
def test_what_is_no_list(answer: Any) -> None:
    with pytest.raises(DataError, match="not a list of things"):
        objects_in(answer, "things", "things")
