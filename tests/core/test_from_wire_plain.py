"""Lines read without pydantic are read as they would be with it, or left to it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.errors import DataError
from memtui.core.from_wire import parse_record
from memtui.core.from_wire_plain import plain_record
from memtui.core.models import MemoryRecord
from tests.strategies import law, wire_records

USUAL = {
    "id": "m1",
    "memory": "Likes tea",
    "user_id": "alice",
    "metadata": {"n": 1},
    "categories": ["food"],
    "immutable": False,
    "created_at": "2024-01-01T00:00:00Z",
    "history": [
        {
            "id": "e1",
            "memory_id": "m1",
            "event": "add",
            "old_memory": None,
            "new_memory": "Likes tea",
            "input": [{"role": "user", "content": "I like tea"}],
            "metadata": None,
            "created_at": "2024-01-01T00:00:00Z",
            "updated_at": None,
        }
    ],
}
ODD: list[Any] = [
    None, "", " ", "None", "x", "caf\u00e9", "half \ud83d", 0, 1, 1.5, True, False, [], ["a"],
    ["a", 1], [None], {}, {"a": 1},
    {"\ud83d": 1}, [{}], [[]], "2024-01-01", "soon", "m1", [{"id": "e1", "memory_id": "m1"}],
    [{"id": "e2", "memory_id": "m2", "event": "ADD"}], [{"id": "e3", "event": "ADD", "new_memory": "x"}],
]  # fmt: skip
KEYS = [*USUAL, "agent_id", "app_id", "run_id", "hash", "expiration_date", "updated_at", "score", "text",
        "data", "session_id", "relations", "mem0_notice", "owner", "half \ud83d"]  # fmt: skip


def _parsed(raw: Any) -> MemoryRecord | str:
    try:
        return parse_record(copy.deepcopy(raw))
    except DataError as error:
        return error.message


def _agrees(raw: Any) -> None:
    plain = plain_record(copy.deepcopy(raw))
    if plain is not None:
        assert plain == _parsed(raw)
        assert isinstance(plain.memory.immutable, bool)


@law(100)
@given(wire_records)
def test_law_what_an_export_may_hold_is_read_alike(line: dict[str, Any]) -> None:
    _agrees(line)


@law(300)
@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(ODD), max_size=4), st.booleans(), st.randoms())
def test_law_a_line_with_something_odd_is_read_alike_or_left_alone(
    odd: dict[str, Any], in_history: bool, random: Any
) -> None:
    line: dict[str, Any] = copy.deepcopy(USUAL)
    (line["history"][0] if in_history else line).update(odd)
    items = list(line.items())
    random.shuffle(items)
    _agrees(dict(items))


@law(60)
@given(st.sampled_from(KEYS), st.sampled_from(KEYS))
def test_law_a_line_that_lacks_something_is_read_alike_or_left_alone(first: str, second: str) -> None:
    _agrees({key: value for key, value in USUAL.items() if key not in {first, second}})


@pytest.mark.parametrize("raw", [None, [], "x", 1, {}, {"id": "m1"}, {"memory": "x"}])
def test_what_is_no_memory_is_left_alone(raw: Any) -> None:
    assert plain_record(raw) is None


def test_a_line_of_the_usual_shape_is_read_without_pydantic() -> None:
    assert plain_record(USUAL) == parse_record(USUAL)
    assert plain_record({"id": "m1", "memory": "Likes tea"}) is not None
