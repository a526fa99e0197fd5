"""The routes that delete all memories of somebody, and all that they refuse to read as everybody."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.server.conftest import Running
from tests.server.faults import Mishap
from tests.server.sample import NAMES, lines, memory_id

LINES = list(lines())
TOLD = "Delete in progress. This may take some time."


def ids(http: httpx.Client) -> set[str]:
    found: set[str] = set()
    body = {"filters": {"OR": [{f"{kind}_id": "*"} for kind in ("user", "agent", "app", "run")]},
            "show_expired": True}  # fmt: skip
    for item in http.post("/v3/memories/", params={"page_size": 200}, json=body).json()["results"]:
        found.add(item["id"])
    return found


def having(**wanted: Any) -> set[str]:
    return {line["id"] for line in LINES if all(line.get(key) == value for key, value in wanted.items())}


def cleared(http: httpx.Client, **params: str) -> set[str]:
    """The memories that a deletion took away."""
    before = ids(http)
    answer = http.delete("/v1/memories/", params=params)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (set(told), told["message"]) == ({"message", "event_id"}, TOLD)
    done = http.get(f"/v1/event/{told['event_id']}/").json()
    assert (done["event_type"], done["status"]) == ("DELETE_ALL", "SUCCEEDED")
    return before - ids(http)


@pytest.mark.parametrize(
    ("params", "gone"),
    [
        ({"user_id": "alice"}, having(user_id="alice")),
        ({"user_id": "a/b c"}, having(user_id="a/b c")),
        ({"user_id": "größe 東京"}, having(user_id="größe 東京")),
        ({"agent_id": "bot 1"}, having(agent_id="bot 1")),
        ({"run_id": "run/1"}, having(run_id="run/1")),
        ({"app_id": "web", "source": "CLI"}, having(app_id="web")),
        ({"user_id": "alice", "run_id": "run/1"}, having(user_id="alice", run_id="run/1")),
        ({"user_id": "alice", "agent_id": "bot 0", "org_id": "o"}, having(user_id="alice", agent_id="bot 0")),
        ({"user_id": "nobody"}, set()),
        ({"user_id": "ALICE"}, set()),
        ({"run_id": "run/1", "metadata": '{"source": "email"}'},
         {line["id"] for line in LINES if line.get("run_id") and line.get("metadata")}),
        ({"run_id": "run/1", "metadata": '{"source": "email", "n": 28}'}, {memory_id(28)}),
        ({"run_id": "run/1", "metadata": '{"source": "mail"}'}, set()),
        ({"run_id": "run/1", "metadata": '{"n": "28"}'}, set()),
        ({"run_id": "run/1", "metadata": '{"source": "\\ud83d"}'}, set()),
    ],
)  # fmt: skip
def test_all_that_the_names_say_and_nothing_else(
    writer: httpx.Client, params: dict[str, str], gone: set[str]
) -> None:
    assert cleared(writer, **params) == gone


def test_an_entity_of_more_than_a_page(writer: httpx.Client) -> None:
    said = [{"role": "user", "content": f"tea {number}"} for number in range(700)]
    writer.post("/v3/memories/add/", json={"messages": said, "user_id": "zoë", "run_id": "r"})
    (zoe,) = writer.get("/v2/entities/user/zo%C3%AB/").json()
    assert zoe["total_memories"] == 700
    assert writer.delete("/v1/memories/", params={"user_id": "zoë"}).is_success
    entities = {entity["name"] for entity in writer.get("/v1/entities/").json()["results"]}
    assert not {"zoë", "r"} & entities
    assert ids(writer) == {line["id"] for line in LINES}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "At least one of user_id"),
        ("?source=CLI", "At least one of user_id"),
        ("?metadata=%7B%22a%22%3A1%7D", "At least one of user_id"),
        ("?user_id=", "empty name"),
        ("?user_id=%20", "empty name"),
        ("?user_id=alice&run_id=", "empty name"),
        ("?user_id=*", "could mean every entity"),
        ("?user_id=%2A&agent_id=%2A&app_id=%2A&run_id=%2A", "could mean every entity"),
        ("?user_id=alice&agent_id=*", "could mean every entity"),
        ("?user_id=..", "is no name"),
        ("?user_id=alice&user_id=bob", "user_id is given more than once"),
        ("?user_id=alice&session_id=r", "session_id is not known here"),
        ("?user_id=alice&categories=food", "categories is not known here"),
        ("?filters=%7B%27user_id%27%3A+%27alice%27%7D", "filters is not known here"),
        ("?user_id=alice&keywords=tea", "keywords is not known here"),
        ("?user_id=alice&metadata=", "metadata is a JSON object"),
        ("?user_id=alice&metadata=%7B%7D", "metadata is a JSON object"),
        ("?user_id=alice&metadata=[1]", "metadata is a JSON object"),
        ("?user_id=alice&metadata=source", "metadata is a JSON object"),
        ('?user_id=alice&metadata={"a":"*"}', "the value of 'a'"),
        ('?user_id=alice&metadata={"a":null}', "the value of 'a'"),
        ('?user_id=alice&metadata={"a":{"ne":"x"}}', "the value of 'a'"),
        ('?user_id=alice&metadata={"a":NaN}', "too large"),
    ],
)
def test_what_could_mean_more_than_is_meant_deletes_nothing(
    untouched: httpx.Client, query: str, reason: str
) -> None:
    answer = untouched.delete(f"/v1/memories/{query}")
    assert (answer.status_code, list(answer.json())) == (400, ["error"])
    assert reason in answer.json()["error"]
    assert ids(untouched) == {line["id"] for line in LINES}


def test_a_body_that_would_be_ignored_deletes_nothing(untouched: httpx.Client) -> None:
    answer = untouched.request("DELETE", "/v1/memories/?user_id=alice", json={"run_id": "run/1"})
    assert answer.status_code == 400
    assert "a body is not read" in answer.json()["error"]
    assert having(user_id="alice") <= ids(untouched)


# Entities -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"*", ".."}])
def test_an_entity_goes_with_its_memories(writer: httpx.Client, name: str) -> None:
    before = ids(writer)
    answer = writer.delete(f"/v2/entities/user/{quote(name, safe='')}/")
    assert answer.status_code == 200
    assert (set(answer.json()), answer.json()["message"]) == ({"message", "event_id"}, TOLD)
    assert before - ids(writer) == having(user_id=name)
    assert writer.get(f"/v2/entities/user/{quote(name, safe='')}/").json() == []
    done = writer.get(f"/v1/event/{answer.json()['event_id']}/").json()
    assert done["event_type"] == "DELETE_ENTITY"
    assert done["payload"] == {"entity_type": "user", "entity_id": name}


def test_entities_of_other_types(writer: httpx.Client) -> None:
    before = ids(writer)
    assert writer.delete("/v2/entities/run/run%2F1", params={"source": "CLI"}).is_success
    assert before - ids(writer) == having(run_id="run/1")
    assert writer.delete("/v2/entities/agent/nobody/").is_success
    assert writer.delete("/v2/entities/run/run%2F1/").is_success


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("team/alice/", "Invalid entity type"),
        ("users/alice/", "Invalid entity type"),
        ("user/%2A/", "could mean every entity"),
        ("user/%20/", "empty name"),
        ("user/%2E%2E/", "is no name"),
    ],
)
def test_what_is_no_entity_deletes_nothing(untouched: httpx.Client, path: str, message: str) -> None:
    answer = untouched.delete(f"/v2/entities/{path}")
    assert (answer.status_code, list(answer.json())) == (400, ["message"])
    assert message in answer.json()["message"]
    assert len(ids(untouched)) == len(LINES)


@pytest.mark.parametrize(
    "path", ["/v2/entities/user/", "/v2/entities/", "/v1/entities/user/", "/v2/entities/user//"]
)
def test_an_entity_without_a_name_is_no_route(untouched: httpx.Client, path: str) -> None:
    assert untouched.delete(path).status_code in {404, 405}
    assert len(ids(untouched)) == len(LINES)


def test_a_client_that_goes_away_does_not_stop_a_deletion(changing: Running, writer: httpx.Client) -> None:
    changing.faulty.mishaps.append(Mishap("DELETE", "/v1/memories/", drop=True, after=True))
    with pytest.raises(httpx.RemoteProtocolError):
        writer.delete("/v1/memories/", params={"user_id": "alice"})
    assert not having(user_id="alice") & ids(writer)
    (done,) = writer.get("/v1/events/").json()["results"]
    assert done["status"] == "SUCCEEDED"


# By number ------------------------------------------------------------------------------------------------


def number_of(http: httpx.Client, name: str) -> str:
    entities = http.get("/v1/entities/", params={"page_size": 200}).json()["results"]
    return next(str(item["id"]) for item in entities if item["name"] == name)


def test_an_entity_is_deleted_by_its_number(writer: httpx.Client) -> None:
    before = ids(writer)
    answer = writer.delete(f"/v1/entities/user/{number_of(writer, 'alice')}/")
    assert (answer.status_code, answer.json()["message"]) == (200, TOLD)
    assert before - ids(writer) == having(user_id="alice")


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("user/alice", 400, "Invalid entity ID. Must be an integer."),
        ("king/12", 400, "Invalid entity type"),
        ("user/12", 404, "Entity not found"),
    ],
)
def test_numbers_that_are_no_entities(untouched: httpx.Client, path: str, status: int, error: str) -> None:
    answer = untouched.delete(f"/v1/entities/{path}/")
    assert (answer.status_code, answer.json()) == (status, {"error": error})


def test_a_name_that_could_mean_all_is_not_deleted_by_number_either(untouched: httpx.Client) -> None:
    answer = untouched.delete(f"/v1/entities/user/{number_of(untouched, '*')}/")
    assert answer.status_code == 400


def test_a_number_of_two_entities_deletes_neither(
    untouched: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memtui.server.clearing.entity_number", lambda entity: "7")
    answer = untouched.delete("/v1/entities/user/7/")
    assert (answer.status_code, "by name" in answer.json()["error"]) == (400, True)
