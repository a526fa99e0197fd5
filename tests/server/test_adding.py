"""The routes that add memories, in the Platform's shapes, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from memtui.core.times import parse_instant
from tests.server.conftest import Running, StartServer, serving
from tests.server.sample import memory_id

V3 = "/v3/memories/add/"
V1 = "/v1/memories/"
SAID = [
    {"role": "system", "content": "You are a cook"},
    {"role": "user", "content": "I like tea\n"},
    {"role": "assistant", "content": "Noted", "name": "bot"},
]
TEXTS = ["I like tea\n", "Noted"]


def count(http: httpx.Client, **names: str) -> int:
    answer = http.post("/v3/memories/", json={"filters": names or {"user_id": "*"}, "show_expired": True})
    return int(answer.json()["count"])


def event(http: httpx.Client, event_id: str) -> dict[str, Any]:
    answer = http.get(f"/v1/event/{event_id}/").json()
    assert isinstance(answer, dict)
    return answer


# What is stored ------------------------------------------------------------------------------------------


def test_v3_stores_each_message_as_it_is(writer: httpx.Client) -> None:
    body = {
        "messages": SAID, "user_id": "zoë", "agent_id": "bot", "app_id": "web", "run_id": "a/b",
        "metadata": {"a": {"b": [1, None]}}, "expiration_date": "2999-01-31", "immutable": True,
        "infer": False,
    }  # fmt: skip
    answer = writer.post(V3, json=body)
    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == {"message", "status", "event_id", "results"}
    assert (told["message"], told["status"]) == ("Memories stored successfully", "SUCCEEDED")
    assert [(item["data"], item["event"]) for item in told["results"]] == [
        ({"memory": text}, "ADD") for text in TEXTS
    ]
    for item, text, role in zip(told["results"], TEXTS, ["user", "assistant"], strict=True):
        memory = writer.get(f"/v1/memories/{item['id']}/").json()
        assert memory["memory"] == text
        assert {key: memory[key] for key in ("user_id", "agent_id", "app_id", "session_id")} == {
            "user_id": "zoë", "agent_id": "bot", "app_id": "web", "session_id": "a/b"
        }  # fmt: skip
        assert (memory["metadata"], memory["expiration_date"]) == ({"a": {"b": [1, None]}}, "2999-01-31")
        assert memory["immutable"] is True
        assert parse_instant(memory["created_at"]) is not None
        (added,) = writer.get(f"/v1/memories/{item['id']}/history/").json()
        assert (added["event"], added["new_memory"]) == ("ADD", text)
        assert added["input"] == [{"role": role, "content": text}]
    assert event(writer, told["event_id"])["results"] == told["results"]


def test_the_same_text_is_stored_again(writer: httpx.Client) -> None:
    body = {"messages": "I like tea", "user_id": "zoë", "infer": False}
    ids = {writer.post(V3, json=body).json()["results"][0]["id"] for _ in range(3)}
    assert len(ids) == count(writer, user_id="zoë") == 3


@pytest.mark.parametrize("infer", [None, True, "true"])
def test_without_a_model_what_was_said_is_stored_and_the_answer_says_so(
    writer: httpx.Client, infer: object
) -> None:
    said = [
        *SAID,
        {"role": "tool", "content": "42"},
        {"role": "assistant", "content": None},
        {"role": "assistant", "content": "  "},
        {"role": "user", "content": [{"type": "image_url"}]},
    ]
    told = writer.post(V3, json={"messages": said, "user_id": "zoë", "infer": infer}).json()
    assert set(told) == {"message", "status", "event_id"}
    assert told["status"] == "PENDING"
    assert "no model to learn with" in told["message"]
    done = event(writer, told["event_id"])
    assert (done["status"], done["event_type"]) == ("SUCCEEDED", "ADD")
    assert [item["data"]["memory"] for item in done["results"]] == TEXTS
    assert count(writer, user_id="zoë") == 2


def test_a_conversation_may_come_to_nothing(writer: httpx.Client) -> None:
    told = writer.post(V3, json={"messages": SAID[:1], "user_id": "zoë"}).json()
    assert event(writer, told["event_id"])["results"] == []
    told = writer.post(V3, json={"messages": SAID[:1], "user_id": "zoë", "infer": False}).json()
    assert (told["status"], told["results"]) == ("SUCCEEDED", [])


@pytest.mark.parametrize("messages", ["I like tea", {"role": "user", "content": "I like tea"}])
def test_a_text_or_one_message_is_a_conversation(writer: httpx.Client, messages: object) -> None:
    told = writer.post(V3, json={"messages": messages, "run_id": "r", "infer": False}).json()
    assert [item["data"]["memory"] for item in told["results"]] == ["I like tea"]


def test_all_but_the_systems_words_are_stored_literally(writer: httpx.Client) -> None:
    said = [{"role": "tool", "content": "42"}, {"role": "developer", "content": "x"}, *SAID]
    told = writer.post(V3, json={"messages": said, "user_id": "zoë", "infer": False}).json()
    assert [item["data"]["memory"] for item in told["results"]] == ["42", "x", *TEXTS]


def test_fields_that_mean_nothing_here_are_taken(writer: httpx.Client) -> None:
    body = {
        "messages": SAID, "user_id": "zoë", "agent_id": None, "app_id": "", "infer": False,
        "timestamp": 1736942400, "custom_categories": [{"food": "what is eaten"}], "includes": "x",
        "custom_instructions": "be brief", "enable_graph": True, "version": "v2", "org_id": "o",
        "project_id": "p", "source": "CLI", "output_format": "v1.1", "expiration_date": None,
        "metadata": None, "immutable": None, "whatever": [1],
    }  # fmt: skip
    told = writer.post(V3, json=body).json()
    memory = writer.get(f"/v1/memories/{told['results'][0]['id']}/").json()
    assert (memory["app_id"], memory["metadata"], memory["immutable"]) == (None, None, False)


def test_hostile_text_comes_back_as_it_was(writer: httpx.Client) -> None:
    text = "\x1b[31mred\x1b[0m \u202eevil \x00 \U0001f600 e\u0301"
    told = writer.post(V3, json={"messages": text, "user_id": "../..\x7f", "infer": False}).json()
    memory = writer.get(f"/v1/memories/{told['results'][0]['id']}/").json()
    assert (memory["memory"], memory["user_id"]) == (text, "../..\x7f")


# The older route ------------------------------------------------------------------------------------------


def v1(http: httpx.Client, **more: object) -> Any:
    answer = http.post(V1, json={"messages": SAID, "user_id": "zoë", **more})
    assert answer.status_code == 200
    assert count(http, user_id="zoë") == 2
    return answer.json()


def test_v1_answers_a_list_with_the_number_of_the_work(writer: httpx.Client) -> None:
    (told,) = v1(writer)
    assert told["status"] == "PENDING"
    assert [item["data"]["memory"] for item in event(writer, told["event_id"])["results"]] == TEXTS


def test_v1_in_the_newer_shape(writer: httpx.Client) -> None:
    told = v1(writer, version="v2", output_format="v1.1")
    assert set(told) == {"results", "relations"}
    assert [set(item) for item in told["results"]] == [{"message", "status", "event_id"}]


@pytest.mark.parametrize(
    "more", [{"async_mode": False}, {"infer": False}, {"async_mode": False, "infer": True}]
)
def test_v1_that_is_waited_for_answers_with_the_memories(
    writer: httpx.Client, more: dict[str, object]
) -> None:
    told = v1(writer, output_format="v1.0", **more)
    assert [(item["data"]["memory"], item["event"]) for item in told] == [(text, "ADD") for text in TEXTS]
    assert all(set(item) == {"id", "data", "event"} for item in told)


def test_v1_that_is_waited_for_in_the_newer_shape(writer: httpx.Client) -> None:
    told = v1(writer, async_mode=False, output_format="v1.1", version="v2")
    assert told["relations"] == []
    assert [(item["memory"], item["event"]) for item in told["results"]] == [(text, "ADD") for text in TEXTS]
    assert all(item["id"] for item in told["results"])


# What is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [V3, V1])
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "At least one of user_id"),
        ({"messages": "x"}, "At least one of user_id"),
        ({"messages": "x", "user_id": "", "agent_id": None}, "At least one of user_id"),
        ({"messages": "x", "user_id": 5}, "user_id is a text"),
        ({"messages": "x", "user_id": ["alice"]}, "user_id is a text"),
        ({"messages": "x", "user_id": "*"}, "could mean every entity"),
        ({"messages": "x", "user_id": "alice", "run_id": " "}, "empty name"),
        ({"user_id": "alice"}, "messages is a list"),
        ({"messages": [], "user_id": "alice"}, "messages is a list"),
        ({"messages": 5, "user_id": "alice"}, "messages is a list"),
        ({"messages": ["x"], "user_id": "alice"}, "Each message is an object"),
        ({"messages": [{"content": "x"}], "user_id": "alice"}, "Message 1 does not say whose"),
        ({"messages": [{"role": 1, "content": "x"}], "user_id": "alice"}, "Message 1 does not say whose"),
        ({"messages": [*SAID, {"role": "user"}], "user_id": "alice", "infer": False}, "content of message 4"),
        ({"messages": " ", "user_id": "alice", "infer": False}, "content of message 1 is empty"),
        ({"messages": [{"role": "user", "content": ["x"]}], "user_id": "a", "infer": False}, "no text"),
        ({"messages": "x", "user_id": "alice", "metadata": "a"}, "metadata is an object"),
        ({"messages": "x", "user_id": "alice", "metadata": [1]}, "metadata is an object"),
        ({"messages": "x", "user_id": "alice", "expiration_date": "soon"}, "written YYYY-MM-DD"),
        ({"messages": "x", "user_id": "alice", "expiration_date": 5}, "written YYYY-MM-DD"),
        ({"messages": "x", "user_id": "alice", "immutable": "perhaps"}, "immutable is true or false"),
        ({"messages": "x", "user_id": "alice", "infer": "maybe"}, "infer is true or false"),
        ({"messages": [SAID[1]] * 1001, "user_id": "alice"}, "At most 1000 messages"),
    ],
)
def test_a_wrong_body_stores_nothing(
    untouched: httpx.Client, path: str, body: dict[str, Any], reason: str
) -> None:
    before = count(untouched)
    answer = untouched.post(path, json=body)
    told = answer.json()
    assert answer.status_code == 400
    assert told["error"] == "400 Bad Request"
    assert told["details"]["message"].startswith("Invalid input data. ")
    assert reason in told["details"]["message"]
    assert count(untouched) == before
    assert untouched.get("/v1/events/").json()["count"] == 0


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": value}
    return value


def test_what_could_not_be_given_back_is_not_taken(writer: httpx.Client) -> None:
    for levels in (101, 500, 5000):
        body = '{"messages":"x","user_id":"deep","metadata":' + '{"a":' * levels + "1" + "}" * levels + "}"
        answer = writer.post(V3, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400, levels
    assert writer.post(V3, json={"messages": "x", "user_id": "deep", "metadata": nested(100)}).is_success
    for odd in ("NaN", "-Infinity", "1e999", '"\\ud83d"', '{"\\udc00": 1}'):
        body = f'{{"messages":"x","user_id":"deep","metadata":{{"a":{odd}}}}}'
        answer = writer.post(V3, content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, list(answer.json())) == (400, ["detail"]), odd
    assert count(writer, user_id="deep") == 1


@pytest.mark.parametrize("content", [b"{", b"[]", b'"x"', b"\xff", b"null", b'{"messages": "\xed\xa0\x80"}'])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", V3), ("POST", V1), ("PUT", "/v1/batch/"), ("DELETE", "/v1/batch/"),
     ("PUT", f"/v1/memories/{memory_id(1)}/")],
)  # fmt: skip
def test_a_body_that_is_no_object(untouched: httpx.Client, method: str, path: str, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = untouched.request(method, path, content=content, headers=headers)
    assert answer.status_code == 400
    assert set(answer.json()) == {"detail"}


# Which versions, and whether at all ------------------------------------------------------------------------


def test_a_store_that_is_read_only_takes_nothing(http: httpx.Client, server: Running) -> None:
    for method, path in (
        ("POST", V3), ("POST", V1), ("DELETE", "/v1/memories/?user_id=alice"), ("PUT", "/v1/batch/"),
        ("DELETE", "/v1/batch"), ("PUT", "/v1/memories/batch/"), ("DELETE", "/v1/memories/batch/"),
        ("PUT", f"/v1/memories/{memory_id(0)}/"), ("DELETE", f"/v1/memories/{memory_id(0)}"),
        ("DELETE", "/v2/entities/user/alice/"),
    ):  # fmt: skip
        answer = http.request(method, path, content=b"{", headers={"Content-Type": "text/plain"})
        assert (answer.status_code, answer.json()) == (403, {"detail": "This store is served read-only."})
    assert http.get("/v1/events/").json()["results"] == []
    assert count(http) == 41


def test_a_version_that_is_not_served(start: StartServer) -> None:
    for version, path in (("v1", V3), ("v3", V1), ("v2", V3)):
        answer = httpx.post(start(None, version).url + path, json={}, verify=False)
        assert answer.status_code in {404, 405}


def test_the_key_is_asked_for(tmp_path: Path) -> None:
    body = {"messages": "x", "user_id": "alice", "infer": False}
    with serving(tmp_path / "a.db", token="m0-secret", read_only=False) as server:
        assert httpx.post(server.url + V3, json=body, verify=False).status_code == 401
        headers = {"Authorization": "Token m0-secret"}
        answer = httpx.post(server.url + V3, json=body, headers=headers, verify=False)
        assert answer.status_code == 200
        assert json.loads(answer.content)["status"] == "SUCCEEDED"
