"""One line of an export: refused with the name of the field that is wrong, else written again as it came."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from memtui.core.errors import DataError
from memtui.core.from_wire import parse_memory, parse_record
from memtui.core.models import Entity, Memory, MemoryRecord
from memtui.core.to_wire import entity_to_wire, memory_to_wire, record_to_wire
from tests.strategies import law, wire_records

LINE: dict[str, Any] = {"id": "m1", "memory": "Likes tea"}
EVENT: dict[str, Any] = {"id": "e1", "memory_id": "m1", "event": "ADD", "new_memory": "Likes tea"}


@law(150)
@given(wire_records)
def test_law_a_line_is_written_as_it_was_read(line: dict[str, Any]) -> None:
    # Compared as text, since key order and the types of numbers count too.
    assert json.dumps(record_to_wire(parse_record(line))) == json.dumps(line)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"id": None}, "id"),
        ({"id": 5}, "id"),
        ({"id": ""}, "id"),
        ({"id": "  "}, "id"),
        ({"memory": None}, "memory"),
        ({"memory": ""}, "memory"),
        ({"memory": " \n"}, "memory"),
        ({"memory": 7}, "memory"),
        ({"memory": ["tea"]}, "memory"),
        ({"memory": "half \ud83d"}, "memory"),
        ({"id": "\udcff"}, "id"),
        ({"user_id": "\udcff"}, "user_id"),
        ({"user_id": 42}, "user_id"),
        ({"half \ud83d": 1}, "A key"),
        ({"run_id": ["r"]}, "run_id"),
        ({"session_id": 3}, "run_id"),
        ({"metadata": []}, "metadata"),
        ({"metadata": "free text"}, "metadata"),
        ({"categories": 3}, "categories"),
        ({"categories": ["food", 3]}, "categories"),
        ({"hash": 12}, "hash"),
        ({"immutable": "yes"}, "immutable"),
        ({"immutable": 1}, "immutable"),
        ({"score": "high"}, "score"),
        ({"created_at": "yesterday"}, "created_at"),
        ({"updated_at": 1736942400}, "updated_at"),
        ({"expiration_date": "2024-02-30"}, "expiration_date"),
        ({"expiration_date": "soon"}, "expiration_date"),
        ({"history": {}}, "history"),
        ({"history": "None"}, "history"),
        ({"history": [EVENT, "ADD"]}, "history event 2"),
        ({"history": [{**EVENT, "memory_id": "m2"}]}, "history event 1"),
        ({"history": [EVENT, {**EVENT, "created_at": "noon"}]}, "history event 2: created_at"),
        ({"history": [{**EVENT, "input": "said"}]}, "history event 1: input"),
        ({"history": [{**EVENT, "new_memory": 1}]}, "history event 1: new_memory"),
        ({"history": [{**EVENT, "new_memory": "\ud83d"}]}, "history event 1: new_memory"),
        ({"history": [{**EVENT, "event": None}]}, "history event 1: event"),
    ],
)
def test_a_line_that_must_not_be_stored_is_refused(change: dict[str, Any], named: str) -> None:
    with pytest.raises(DataError) as refusal:
        parse_record({**LINE, **change})
    sentence = str(refusal.value)
    assert sentence.startswith(named)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    sentence.encode()


@pytest.mark.parametrize("line", [None, [], "tea", 3, [LINE]])
def test_a_line_that_is_no_object_is_refused(line: Any) -> None:
    with pytest.raises(DataError, match="JSON object"):
        parse_record(line)


@pytest.mark.parametrize("missing", ["id", "memory"])
def test_a_line_needs_an_id_and_a_text(missing: str) -> None:
    with pytest.raises(DataError, match=f"^{missing} "):
        parse_record({key: value for key, value in LINE.items() if key != missing})


def test_other_dialects_are_written_in_the_platforms_words() -> None:
    line = {
        "id": "m1",
        "text": "Likes tea",
        "session_id": "s1",
        "categories": "food",
        "metadata": "None",
        "mem0_notice": "claim",
        "history": [{**EVENT, "embedding_qwen": "0.1 0.2", "old_memory": "None"}],
    }
    assert record_to_wire(parse_record(line)) == {
        "id": "m1",
        "memory": "Likes tea",
        "run_id": "s1",
        "categories": ["food"],
        "metadata": None,
        "history": [{**EVENT, "old_memory": None}],
    }


def test_an_unknown_history_is_not_an_empty_one() -> None:
    assert parse_record(LINE).history is None
    assert parse_record({**LINE, "history": None}).history is None
    assert parse_record({**LINE, "history": []}).history == ()


def test_what_was_set_since_is_written_behind_the_keys_it_came_with() -> None:
    record = parse_record({"memory": "Likes tea", "id": "m1", "user_id": None, "owner": "me"})
    changed = replace(record.memory, user_id="alice", categories=("food",), updated_at="2026-01-15T10:30:00Z")
    assert list(memory_to_wire(changed).items()) == [
        ("memory", "Likes tea"),
        ("id", "m1"),
        ("user_id", "alice"),
        ("owner", "me"),
        ("categories", ["food"]),
        ("updated_at", "2026-01-15T10:30:00Z"),
    ]


def test_a_memory_made_here_has_every_field_and_a_score_only_where_a_search_set_it() -> None:
    wire = memory_to_wire(Memory(id="m1", memory="Likes tea", run_id="r1"))
    assert wire["run_id"] == "r1"
    assert {"user_id", "metadata", "categories", "expiration_date", "created_at"} <= wire.keys()
    assert "score" not in wire
    assert "session_id" not in wire
    assert memory_to_wire(Memory(id="m1", memory="Likes tea", score=0.0))["score"] == 0.0
    found = replace(parse_memory(LINE), score=0.5)
    assert memory_to_wire(found) == {**LINE, "score": 0.5}


def test_a_record_made_here_has_its_history() -> None:
    assert record_to_wire(MemoryRecord(Memory(id="m1", memory="Likes tea"), ()))["history"] == []
    assert "history" not in record_to_wire(MemoryRecord(Memory(id="m1", memory="Likes tea"), None))


def test_an_entity_is_written_with_its_unknown_fields() -> None:
    wire = entity_to_wire(Entity("user", "alice", 3, extra={"owner": "me"}))
    assert wire == {
        "name": "alice",
        "type": "user",
        "total_memories": 3,
        "created_at": None,
        "updated_at": None,
        "owner": "me",
    }
