"""Feedback, exports, summaries, numbers and the activity of all memories."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx
import pytest

from tests.server.sample import lines, memory_id

ALICE = {"user_id": "alice"}
SCHEMA = {
    "type": "object",
    "properties": {
        "source": {"type": "string"},
        "n": {"type": "integer"},
        "age": {"type": "integer"},
        "memories": {"type": "array", "items": {"type": "string"}},
    },
}


def export(http: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = http.post("/v1/exports/", json={"schema": SCHEMA, **body})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


# Feedback


@pytest.mark.parametrize(
    ("verdict", "reason"), [("POSITIVE", "true"), ("very_negative", None), (None, "odd"), (None, None)]
)
def test_feedback_is_kept(writer: httpx.Client, verdict: str | None, reason: str | None) -> None:
    body = {"memory_id": memory_id(1), "feedback": verdict, "feedback_reason": reason}
    answer = writer.post("/v1/feedback/", json=body)
    kept = {"id": memory_id(1), "feedback": verdict and verdict.upper(), "feedback_reason": reason}
    assert (answer.status_code, answer.json()) == (200, kept)


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"memory_id": "x"}, 400, "Invalid memory_id"),
        ({}, 400, "Invalid memory_id"),
        ({"memory_id": str(uuid.uuid4()), "feedback": "POSITIVE"}, 404, "Memory not found!"),
        ({"memory_id": memory_id(1), "feedback": "GREAT"}, 400, "feedback is one of"),
        ({"memory_id": memory_id(1), "feedback": ["POSITIVE"]}, 400, "feedback is one of"),
        ({"memory_id": memory_id(1), "feedback_reason": 3}, 400, "feedback_reason is a text"),
    ],
)
def test_feedback_that_cannot_be_kept(untouched: httpx.Client, body: Any, status: int, error: str) -> None:
    answer = untouched.post("/v1/feedback/", json=body)
    assert answer.status_code == status
    assert error in answer.json()["error"]


# Exports


def test_an_export_by_number(writer: httpx.Client) -> None:
    told = export(writer, filters={"AND": [{"user_id": "alice"}]})
    assert told["message"].startswith("Memory export request received. No model made this")
    answer = writer.post("/v1/exports/get/", json={"memory_export_id": told["id"]})
    newest = [line for line in lines() if line.get("user_id") == "alice"]
    mine = {line["memory"] for line in newest if line.get("expiration_date") != "2024-12-31"}
    value = answer.json()
    assert set(value["memories"]) == mine
    assert (value["source"], value["age"]) == ("email", None)
    assert isinstance(value["n"], int)


@pytest.mark.parametrize("schema", [SCHEMA, json.dumps(SCHEMA)], ids=["object", "text"])
def test_the_oldest_routes_of_exports(writer: httpx.Client, schema: Any) -> None:
    answer = writer.post("/v1/memories/export/", json={"schema": schema, **ALICE})
    assert answer.status_code == 201
    by_number = writer.post("/v1/exports/get/", json={"memory_export_id": answer.json()["id"]}).json()
    export(writer, user_id="bob")
    for path in ("/v1/memories/export/", "/v1/exports/"):
        assert writer.get(path, params=ALICE).json() == by_number
        assert writer.get(path).json() != by_number
    assert writer.post("/v1/exports/get/", json={"filters": ALICE}).json() == by_number


def test_exports_that_are_not_there(untouched: httpx.Client) -> None:
    for body in ({"memory_export_id": "x"}, {"filters": {"user_id": "nobody"}}, {"user_id": "nobody"}):
        answer = untouched.post("/v1/exports/get/", json=body)
        assert (answer.status_code, answer.json()) == (404, {"error": "No memory export request found"})


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"schema": "{"},
        {"schema": "[]"},
        {"schema": 3},
        {"schema": {"properties": {"one": {"$ref": "#"}, "two": {"$ref": "#"}}}},
        {"schema": SCHEMA, "filters": {"bogus": 1}},
        {"schema": SCHEMA, "export_instructions": 3},
        {"schema": SCHEMA, "user_id": 3},
    ],
)
def test_exports_that_cannot_be_made(untouched: httpx.Client, body: Any) -> None:
    answer = untouched.post("/v1/exports/", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_an_export_goes_with_any_memory_in_it(writer: httpx.Client) -> None:
    alices, bobs = export(writer, **ALICE), export(writer, user_id="bob")
    assert "instructions are not followed" in export(writer, export_instructions="short")["message"]
    assert writer.delete("/v2/entities/user/alice/").status_code == 200
    for told, status in ((alices, 404), (bobs, 200)):
        answer = writer.post("/v1/exports/get/", json={"memory_export_id": told["id"]})
        assert answer.status_code == status


# All memories together


def test_a_summary_is_counted_and_quoted(http: httpx.Client) -> None:
    (told,) = http.post("/v1/summary/", json={"filters": ALICE}).json()
    mine = [
        line
        for line in lines()
        if line.get("user_id") == "alice" and line.get("expiration_date") != "2024-12-31"
    ]
    food = sum("food" in line.get("categories", ()) for line in mine)
    assert told["total_memories"] == len(mine)
    assert told["categories"] == {"food": food, "größe": food}
    assert {item["memory"] for item in told["newest"]} <= {line["memory"] for line in mine}
    assert told["summary"].startswith(f"{len(mine)} memories, most of them in food ({food})")
    assert "not written by a model" in told["note"]
    (everything,) = http.post("/v1/summary/", json={}).json()
    assert everything["total_memories"] > len(mine)


def test_numbers(untouched: httpx.Client) -> None:
    before = untouched.get("/v1/stats/").json()
    assert before["total_memories"] == 48
    assert before["total_users_with_memories"] == len(
        {line["user_id"] for line in lines() if "user_id" in line}
    )
    assert before["memories_per_user"] > 1
    untouched.post("/v3/memories/search/", json={"query": "tea", "filters": ALICE})
    untouched.post("/v3/memories/search/", json={"query": "", "filters": ALICE})
    after = untouched.get("/v1/stats").json()
    assert after["total_retrieval_events"] == before["total_retrieval_events"] + 1


def test_what_lists_can_be_filtered_by(http: httpx.Client) -> None:
    told = http.get("/v1/entities/filters/").json()
    assert set(told) == {"event_type", "categories", "users", "parameters"}
    assert sorted(told["categories"]) == ["food", "größe"]
    assert "alice" in told["users"]


def test_the_activity_of_all_memories(writer: httpx.Client) -> None:
    writer.put(f"/v1/memories/{memory_id(1)}/", json={"text": "changed"})
    told = writer.get("/v1/memories/events/", params={"page": 1, "limit": 2}).json()
    newest, _ = told["results"]
    assert (newest["event"], newest["new_memory"]) == ("UPDATE", "changed")
    assert told["count"] == 1 + sum(len(line.get("history", ())) for line in lines())
    assert told["next"]
    assert writer.get("/v1/memories/events/", params={"page": 1000}).status_code == 404
