"""Every shape in which the Mem0 services give memories, pages, history and entities is understood."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from memtui.core.errors import DataError
from memtui.core.from_wire import parse_entities, parse_event, parse_memory, parse_page
from memtui.core.models import Memory
from memtui.core.times import parse_instant

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


@pytest.mark.parametrize(
    ("wire", "known"),
    [
        ({"id": ID, "memory": "tea"}, {"id": ID, "memory": "tea"}),
        ({"id": ID, "text": "tea"}, {"memory": "tea"}),
        ({"id": ID, "data": {"memory": "tea"}, "event": "ADD"}, {"id": ID, "memory": "tea"}),
        ({"memory": "tea", "event": "ADD"}, {"id": "", "memory": "tea"}),
        ({"id": 17, "memory": "tea", "user_id": 42}, {"id": "17", "user_id": "42"}),
        ({"id": ID, "memory": "tea", "session_id": "s1"}, {"run_id": "s1"}),
        ({"id": ID, "memory": "tea", "run_id": "r1"}, {"run_id": "r1"}),
        ({"id": ID, "memory": "tea", "run_id": "r1", "session_id": "s1"}, {"run_id": "r1"}),
        ({"id": ID, "memory": "tea", "run_id": None, "session_id": "s1"}, {"run_id": "s1"}),
        ({"id": ID, "memory": "tea", "session_id": None, "run_id": "r1"}, {"run_id": "r1"}),
        ({"id": ID, "memory": None, "text": "tea"}, {"memory": "tea"}),
        (
            {"id": ID, "memory": "tea", "user_id": "None", "agent_id": "", "app_id": None},
            {"user_id": "None", "agent_id": None},
        ),
        ({"id": ID, "memory": "tea", "metadata": "None"}, {"metadata": None}),
        ({"id": ID, "memory": "tea", "metadata": {}}, {"metadata": {}}),
        ({"id": ID, "memory": "tea", "metadata": None}, {"metadata": None}),
        ({"id": ID, "memory": "tea", "metadata": {"a": "None"}}, {"metadata": {"a": "None"}}),
        ({"id": ID, "memory": "tea", "categories": None}, {"categories": None}),
        ({"id": ID, "memory": "tea", "categories": "None"}, {"categories": None}),
        ({"id": ID, "memory": "tea", "categories": "food"}, {"categories": ("food",)}),
        ({"id": ID, "memory": "tea", "categories": ["food", "drink"]}, {"categories": ("food", "drink")}),
        ({"id": ID, "memory": "tea", "categories": []}, {"categories": ()}),
        ({"id": ID, "memory": "tea", "score": 0.875}, {"score": 0.875}),
        ({"id": ID, "memory": "tea", "score": 1}, {"score": 1.0}),
        ({"id": ID, "memory": "tea", "score": None}, {"score": None}),
        ({"id": ID, "memory": "tea", "immutable": True}, {"immutable": True}),
        ({"id": ID, "memory": "tea", "immutable": None}, {"immutable": False}),
        ({"id": ID, "memory": "tea", "expiration_date": "2030-01-31"}, {"expiration_date": "2030-01-31"}),
        (
            {"id": ID, "memory": "tea", "expiration_date": "2030-01-31T00:00:00Z"},
            {"expiration_date": "2030-01-31T00:00:00Z"},
        ),
        ({"id": ID, "memory": "tea", "expiration_date": "None"}, {"expiration_date": None}),
        ({"id": ID, "memory": "tea", "updated_at": None}, {"updated_at": None}),
        ({"id": ID, "memory": "None"}, {"memory": "None"}),
        ({"id": ID, "memory": "half \ud83d"}, {"memory": "half \ud83d"}),
        ({"id": ID, "memory": ""}, {"memory": ""}),
        ({"id": ID, "memory": None}, {"memory": ""}),
        ({"id": ID, "memory": "null", "user_id": "null"}, {"memory": "null", "user_id": "null"}),
    ],
)
def test_memory_shapes(wire: dict[str, Any], known: dict[str, Any]) -> None:
    memory = parse_memory(wire)
    assert {name: getattr(memory, name) for name in known} == known


def test_fields_that_are_missing_are_none() -> None:
    memory = parse_memory({"id": ID, "memory": "tea"})
    given = {"id", "memory", "extra", "wire_keys", "immutable"}
    assert {getattr(memory, field.name) for field in fields(Memory) if field.name not in given} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "2024-07-20T01:30:36.275141-07:00",
        "2026-03-14T20:15:42-07:00",
        "2026-01-15T10:30:00Z",
        "2026-04-25T02:43:10+00:00",
        "2026-04-25T02:43:10.5+05:45",
        "2026-04-25T02:43:10.123456789Z",
        "2026-04-25 02:43:10",
        "2026-04-25",
    ],
)
def test_any_instant_is_kept_as_it_was_written(text: str) -> None:
    memory = parse_memory({"id": ID, "memory": "tea", "created_at": text, "updated_at": text})
    assert memory.created_at == memory.updated_at == text
    assert parse_instant(text) is not None
    assert memory.extra == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("created_at", "yesterday"),
        ("metadata", ["a"]),
        ("metadata", "free text"),
        ("categories", 7),
        ("categories", [None]),
        ("score", "high"),
        ("immutable", "perhaps"),
        ("user_id", {"name": "alice"}),
        ("half \ud83d", 1),
    ],
)
def test_a_field_of_another_type_is_kept_aside_not_lost(key: str, value: Any) -> None:
    memory = parse_memory({"id": ID, "memory": "tea", "agent_id": "bot", key: value})
    assert memory.memory == "tea"
    assert memory.agent_id == "bot"
    assert memory.extra == {key: value}
    assert getattr(memory, key, None) in (None, False)


def test_unknown_fields_are_kept_and_notices_dropped() -> None:
    unknown = {
        "owner": "alice",
        "organization": "acme",
        "structured_attributes": {"year": 2024, "is_weekend": True},
        "lifecycle_state": "active",
        "replaced_by": None,
        "score_breakdown": {"semantic": 0.5, "bm25": 1, "entity": 0},
        "input": [{"role": "user", "content": "hi"}],
    }
    memory = parse_memory({"id": ID, "memory": "tea", **unknown, "mem0_notice": "claim it", "relations": []})
    assert memory.extra == unknown
    assert memory.wire_keys == ("id", "memory", *unknown)


@pytest.mark.parametrize(
    "wire",
    [
        {"id": ID},
        {"id": ID, "memory": ["tea"]},
        {"id": ID, "data": {}},
        [],
        "tea",
        None,
        4,
    ],
)
def test_what_has_no_text_is_no_memory(wire: Any) -> None:
    with pytest.raises(DataError):
        parse_memory(wire)


ONE = {"id": "1", "memory": "one"}
TWO = {"id": "2", "memory": "two"}
ANSWER = "https://api.mem0.ai/v3/memories/?page=2"


@pytest.mark.parametrize(
    ("body", "ids", "total", "has_next"),
    [
        ([ONE, TWO], ["1", "2"], 2, False),
        ([], [], 0, False),
        ({"results": [ONE, TWO]}, ["1", "2"], None, False),
        ({"results": [ONE], "relations": []}, ["1"], None, False),
        ({"memories": [ONE]}, ["1"], None, False),
        ({"count": 204, "next": ANSWER, "previous": None, "results": [ONE]}, ["1"], 204, True),
        ({"count": 1, "next": None, "previous": None, "results": [ONE]}, ["1"], 1, False),
        ({"count": 204, "next": ANSWER, "previous": None, "results": {"results": [ONE]}}, ["1"], 204, True),
        ({"count": 0, "next": None, "results": []}, [], 0, False),
        ({"results": [ONE], "mem0_notice": "claim this key"}, ["1"], None, False),
        ([{"mem0_notice": "claim this key", **ONE}, TWO], ["1", "2"], 2, False),
        ([{"mem0_notice": "claim this key"}, TWO], ["2"], 1, False),
        ([{"message": "queued", "status": "PENDING", "event_id": "e"}], [], 0, False),
        ({"results": [{"id": "1", "data": {"memory": "one"}, "event": "ADD"}]}, ["1"], None, False),
        ({"results": [{"id": "1", "user_id": "alice"}]}, ["1"], None, False),
        (
            [{"id": "1", "memory": ["odd"]}, {"id": "2", "data": "odd"}, {"id": "3", "text": {}}],
            ["1", "2", "3"],
            3,
            False,
        ),
    ],
)
def test_page_shapes(body: Any, ids: list[str], total: int | None, has_next: bool) -> None:
    page = parse_page(body, page=1, page_size=50)
    assert [memory.id for memory in page.results] == ids
    assert (page.total, page.has_next) == (total, has_next)
    assert (page.page, page.page_size) == (1, 50)
    assert all("mem0_notice" not in memory.extra for memory in page.results)


def test_a_text_that_is_none_does_not_cost_the_page() -> None:
    odd, one = parse_page([{"id": "1", "memory": ["tea"], "user_id": "a"}, ONE], page=1, page_size=5).results
    assert (odd.memory, odd.user_id, odd.extra) == ("", "a", {"memory": ["tea"]})
    assert one.memory == "one"


@pytest.mark.parametrize(
    "body", [None, {}, {"detail": "Invalid page."}, "ok", {"results": "none"}, {"results": None}]
)
def test_what_is_no_page_is_refused(body: Any) -> None:
    with pytest.raises(DataError, match="list of memories"):
        parse_page(body, page=1, page_size=50)


def test_history_event_of_the_platform() -> None:
    event = parse_event(
        {
            "id": "e1",
            "memory_id": ID,
            "input": [{"role": "user", "content": "I like tea"}],
            "old_memory": "None",
            "new_memory": "Likes tea",
            "user_id": "alice",
            "event": "add",
            "metadata": "None",
            "created_at": "2024-07-20T01:30:36.275141-07:00",
            "updated_at": "2024-07-20T01:30:36.270000-07:00",
            "embedding_qwen": "0.1 " * 1000,
            "previous_embedding_qwen": None,
        }
    )
    assert (event.id, event.memory_id, event.event) == ("e1", ID, "ADD")
    assert (event.old_memory, event.new_memory, event.metadata) == (None, "Likes tea", None)
    assert event.input == ({"role": "user", "content": "I like tea"},)
    assert event.occurred_at == "2024-07-20T01:30:36.275141-07:00"
    assert event.extra == {"user_id": "alice"}
    assert not any("embedding" in key for key in event.wire_keys)


def test_history_event_of_a_self_hosted_server_happened_when_it_was_updated() -> None:
    wire = {
        "id": 3,
        "memory_id": ID,
        "old_memory": "Likes tea",
        "new_memory": "",
        "event": "UPDATE",
        "created_at": "2024-07-20T01:00:00+00:00",
        "updated_at": "2024-07-21T01:00:00+00:00",
        "is_deleted": 0,
        "actor_id": None,
        "role": None,
    }
    event = parse_event(wire, occurred="updated_at")
    assert event.occurred_at == "2024-07-21T01:00:00+00:00"
    assert event.id == "3"
    # That server lets an update blank a memory: an empty text is not a missing one.
    assert event.new_memory == ""
    assert event.extra == {"is_deleted": 0, "actor_id": None, "role": None}
    assert parse_event({**wire, "updated_at": None}, occurred="updated_at").occurred_at == wire["created_at"]


def test_history_event_with_almost_nothing() -> None:
    event = parse_event({"new_memory": None, "event": "NOOP", "input": "free text"})
    assert (event.event, event.new_memory, event.input, event.occurred_at) == ("NOOP", None, None, None)
    assert event.extra == {"input": "free text"}
    with pytest.raises(DataError):
        parse_event("ADD")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {
                "count": 1,
                "next": None,
                "previous": None,
                "results": [{"id": "9", "name": "alice", "type": "user", "owner": "me", "metadata": None}],
                "total_users": 1,
            },
            [("user", "alice", None)],
        ),
        ([{"id": 9, "name": "bot", "type": "agent", "total_memories": 4}], [("agent", "bot", 4)]),
        ([{"id": "alice", "type": "user", "total_memories": 3}], [("user", "alice", 3)]),
        (
            [{"id": "a", "name": "web", "type": "apps"}, {"name": "r", "type": "RUN"}],
            [("app", "web", None), ("run", "r", None)],
        ),
        (
            [{"name": "x", "type": "organization"}, "noise", {"type": "user"}, {"name": "y", "type": "user"}],
            [("user", "y", None)],
        ),
        ({"results": []}, []),
    ],
)
def test_entity_shapes(body: Any, expected: list[tuple[str, str, int | None]]) -> None:
    assert [(entity.type, entity.name, entity.total_memories) for entity in parse_entities(body)] == expected


def test_an_entity_keeps_its_dates_and_unknown_fields() -> None:
    wire = {
        "id": "9",
        "name": "alice",
        "type": "user",
        "created_at": "2024-07-20",
        "updated_at": None,
        "owner": "me",
    }
    (entity,) = parse_entities([wire])
    assert (entity.created_at, entity.updated_at) == ("2024-07-20", None)
    assert entity.extra == {"id": "9", "owner": "me"}


@pytest.mark.parametrize("body", [None, {}, {"detail": "no"}, 4])
def test_what_is_no_list_of_entities_is_refused(body: Any) -> None:
    with pytest.raises(DataError, match="list of entities"):
        parse_entities(body)
