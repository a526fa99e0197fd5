"""The routes that change and delete memories by id, one or many."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.server.sample import NOT_A_UUID, memory_id

PLAIN, OTHER, IMMUTABLE, EXPIRED = memory_id(2), memory_id(3), memory_id(9), memory_id(1)
UNKNOWN = memory_id(999)
ODD = "/v1/memories/note%2F1%20%C3%BC/"
BATCHES = ["/v1/batch/", "/v1/batch", "/v1/memories/batch/", "/v1/memories/batch"]


def path_of(memory: str) -> str:
    return f"/v1/memories/{memory}/"


def get(http: httpx.Client, memory: str) -> dict[str, Any]:
    answer = http.get(path_of(memory)).json()
    assert isinstance(answer, dict)
    return answer


def events(http: httpx.Client, memory: str) -> list[str]:
    return [event["event"] for event in http.get(f"/v1/memories/{memory}/history/").json()]


def delete(http: httpx.Client, path: str, body: object) -> httpx.Response:
    return http.request("DELETE", path, json=body)


# One memory ------------------------------------------------------------------------------------------------


def test_an_update_answers_with_the_memory(writer: httpx.Client) -> None:
    before = get(writer, PLAIN)
    answer = writer.put(path_of(PLAIN), json={"text": "Likes größe ☕"})
    assert answer.status_code == 200
    after = answer.json()
    assert after == get(writer, PLAIN)
    assert after["memory"] == "Likes größe ☕"
    assert {key for key in after if after[key] != before.get(key)} == {"memory", "hash", "updated_at"}
    assert "session_id" in after or "session_id" not in before
    assert events(writer, PLAIN)[-1] == "UPDATE"
    assert writer.post("/v3/memories/search/", json={
        "query": "größe ☕ likes", "filters": {"user_id": "*"}, "threshold": 0.9
    }).json()["results"][0]["id"] == PLAIN  # fmt: skip


def test_metadata_is_replaced_whole(writer: httpx.Client) -> None:
    assert get(writer, memory_id(7))["metadata"].keys() == {"source", "deep", "n"}
    after = writer.put(path_of(memory_id(7)), json={"metadata": {"b": [None]}}).json()
    assert after["metadata"] == {"b": [None]}
    assert writer.put(path_of(memory_id(7)), json={"metadata": {}}).json()["metadata"] == {}


def test_an_expiration_date_is_set_and_cleared(writer: httpx.Client) -> None:
    assert get(writer, EXPIRED)["expiration_date"] == "2024-12-31"
    after = writer.put(path_of(EXPIRED), json={"expiration_date": None, "text": None}).json()
    assert after["expiration_date"] is None
    assert after["memory"].endswith("#1")
    after = writer.put(path_of(EXPIRED), json={"expiration_date": "2999-01-31"}).json()
    assert after["expiration_date"] == "2999-01-31"


@pytest.mark.parametrize("timestamp", [1736942400, 1736942400.5, "2025-01-15T12:00:00Z"])
def test_a_timestamp_is_taken_and_changes_nothing(untouched: httpx.Client, timestamp: object) -> None:
    before = get(untouched, PLAIN)
    answer = untouched.put(path_of(PLAIN), json={"timestamp": timestamp})
    assert (answer.status_code, answer.json()) == (200, before)
    assert events(untouched, PLAIN) == ["ADD", "UPDATE", "UPDATE"]


def test_the_text_under_its_oldest_name(writer: httpx.Client) -> None:
    assert writer.put(path_of(PLAIN), json={"message": "Likes coffee"}).json()["memory"] == "Likes coffee"


def test_a_memory_whose_id_is_no_uuid(writer: httpx.Client) -> None:
    assert writer.put(ODD, json={"text": "Likes coffee"}).json()["id"] == NOT_A_UUID
    assert writer.put(
        "/v1/batch/", json={"memories": [{"memory_id": NOT_A_UUID, "metadata": {"a": 1}}]}
    ).json() == {"message": "Successfully updated 1 memories"}
    assert writer.delete(ODD).json() == {"message": "Memory deleted successfully!"}
    assert writer.get(ODD).status_code == 400
    assert writer.delete(ODD).status_code == 400


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "Give at least one of text"),
        ({"text": None}, "Give at least one of text"),
        ({"memory": "x", "categories": ["a"]}, "Give at least one of text"),
        ({"text": ""}, "cannot be empty"),
        ({"text": " \n\t"}, "cannot be empty"),
        ({"text": 5}, "text is a text"),
        ({"text": "x", "metadata": "a"}, "metadata is an object"),
        ({"metadata": []}, "metadata is an object"),
        ({"expiration_date": "soon"}, "written YYYY-MM-DD"),
        ({"expiration_date": ""}, "written YYYY-MM-DD"),
        ({"expiration_date": False}, "written YYYY-MM-DD"),
        ({"timestamp": "now", "text": "x"}, "timestamp is a number"),
        ({"timestamp": True}, "timestamp is a number"),
        ({"timestamp": [1]}, "timestamp is a number"),
    ],
)
def test_a_wrong_update_changes_nothing(untouched: httpx.Client, body: dict[str, Any], reason: str) -> None:
    before = get(untouched, PLAIN)
    answer = untouched.put(path_of(PLAIN), json=body)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])
    assert reason in answer.json()["error"]
    item = {"memory_id": PLAIN, **body}
    answer = untouched.put("/v1/batch/", json={"memories": [{"memory_id": OTHER, "text": "x"}, item]})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("Item 2: ")
    assert get(untouched, PLAIN) == before
    assert get(untouched, OTHER)["memory"].endswith("#3")


def test_an_immutable_memory_can_only_be_deleted(writer: httpx.Client) -> None:
    before = get(writer, IMMUTABLE)
    assert before["immutable"] is True
    answer = writer.put(path_of(IMMUTABLE), json={"metadata": {}})
    assert answer.status_code == 400
    assert answer.json() == {"error": "This memory is immutable. It can only be deleted and added again."}
    assert get(writer, IMMUTABLE) == before
    assert writer.delete(path_of(IMMUTABLE)).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(
    ("memory", "status", "error"),
    [
        (UNKNOWN, 404, "Memory not found!"),
        ("nonsense", 400, "memory_id should be a valid UUID"),
        ("%20", 400, "An empty id"),
        ("%2A", 400, "could mean every memory"),
        ("%2E%2E", 400, "is no id of a memory"),
        ("a%2Fb", 400, "is no id of a memory"),
        ("%FF", 400, "memory_id should be a valid UUID"),
    ],
)
def test_memories_that_are_not_there(
    untouched: httpx.Client, method: str, memory: str, status: int, error: str
) -> None:
    body = {"text": "x"} if method == "PUT" else None
    answer = untouched.request(method, f"/v1/memories/{memory}/", json=body)
    assert (answer.status_code, list(answer.json())) == (status, ["error"])
    assert error in answer.json()["error"]


def test_a_deleted_memory_is_gone_and_its_history_stays(writer: httpx.Client) -> None:
    answer = writer.delete(f"/v1/memories/{PLAIN}")
    assert (answer.status_code, answer.json()) == (200, {"message": "Memory deleted successfully!"})
    assert writer.get(path_of(PLAIN)).status_code == 404
    assert events(writer, PLAIN)[-1] == "DELETE"
    assert writer.delete(path_of(PLAIN)).json() == {"error": "Memory not found!"}
    linked = writer.delete(path_of(OTHER), params={"delete_linked": "true", "source": "CLI"})
    assert linked.json() == {"message": "Memory deleted successfully!", "cascade_count": 0}


# Batches -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BATCHES)
def test_a_batch_of_updates_passes_over_what_it_cannot_change(writer: httpx.Client, path: str) -> None:
    fixed = get(writer, IMMUTABLE)
    answer = writer.put(
        path,
        json={
            "memories": [
                {"memory_id": PLAIN, "text": "Likes coffee"},
                {"memory_id": UNKNOWN, "text": "x"},
                {"memory_id": "nonsense", "text": "x"},
                {"memory_id": IMMUTABLE, "text": "x"},
                {"memory_id": OTHER, "metadata": {"a": 1}, "expiration_date": "2999-01-31"},
                {"memory_id": PLAIN, "metadata": {"b": 2}},
            ]
        },
    )
    assert (answer.status_code, answer.json()) == (200, {"message": "Successfully updated 2 memories"})
    assert (get(writer, PLAIN)["memory"], get(writer, PLAIN)["metadata"]) == ("Likes coffee", {"b": 2})
    assert (get(writer, OTHER)["metadata"], get(writer, OTHER)["expiration_date"]) == ({"a": 1}, "2999-01-31")
    assert get(writer, IMMUTABLE) == fixed


@pytest.mark.parametrize("path", BATCHES)
@pytest.mark.parametrize(
    "body",
    [
        {"memories": [{"memory_id": PLAIN}, {"memory_id": UNKNOWN}, {"memory_id": NOT_A_UUID}]},
        {"memory_ids": [PLAIN, UNKNOWN, NOT_A_UUID, PLAIN]},
        {"memory_ids": [{"memory_id": PLAIN}, "nonsense", {"memory_id": NOT_A_UUID}]},
    ],
)
def test_a_batch_of_deletions_in_all_its_forms(writer: httpx.Client, path: str, body: dict[str, Any]) -> None:
    answer = delete(writer, path, body)
    assert (answer.status_code, answer.json()) == (200, {"message": "Successfully deleted 2 memories"})
    assert writer.get(path_of(PLAIN)).status_code == 404
    assert writer.get(ODD).status_code == 400
    assert delete(writer, path, body).json() == {"message": "Successfully deleted 0 memories"}


def test_a_batch_may_be_a_thousand(writer: httpx.Client) -> None:
    said = [{"role": "user", "content": f"tea {number}"} for number in range(1000)]
    added = writer.post("/v3/memories/add/", json={"messages": said, "user_id": "zoë", "infer": False}).json()
    ids = [item["id"] for item in added["results"]]
    edits = [{"memory_id": each, "text": f"coffee {each}"} for each in ids]
    answer = writer.put("/v1/batch/", json={"memories": edits}).json()
    assert answer == {"message": "Successfully updated 1000 memories"}
    assert get(writer, ids[-1])["memory"] == f"coffee {ids[-1]}"
    assert delete(writer, "/v1/batch/", {"memory_ids": [*ids[:999], UNKNOWN]}).json() == {
        "message": "Successfully deleted 999 memories"
    }
    filters = {"filters": {"user_id": "zoë"}}
    (left,) = writer.post("/v3/memories/", json=filters).json()["results"]
    assert left["id"] == ids[-1]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "memories is a list that is not empty"),
        ({"memories": []}, "memories is a list that is not empty"),
        ({"memories": None}, "memories is a list that is not empty"),
        ({"memories": {"memory_id": PLAIN}}, "memories is a list that is not empty"),
        ({"memories": [PLAIN]}, "Item 1 has no memory_id"),
        (
            {"memories": [{"memory_id": PLAIN, "text": "x"}, {"id": OTHER, "text": "x"}]},
            "Item 2 has no memory_id",
        ),
        ({"memories": [{"memory_id": 5, "text": "x"}]}, "Item 1 has no memory_id"),
        ({"memories": [{"memory_id": None, "text": "x"}]}, "Item 1 has no memory_id"),
        ({"memories": [{"memory_id": PLAIN, "text": "x"}, {"memory_id": "", "text": "x"}]}, "An empty id"),
        ({"memories": [{"memory_id": PLAIN, "text": "x"}, {"memory_id": "*", "text": "x"}]}, "every memory"),
    ],
)
def test_a_wrong_batch_changes_nothing(
    untouched: httpx.Client, method: str, body: dict[str, Any], reason: str
) -> None:
    before = get(untouched, PLAIN)
    answer = untouched.request(method, "/v1/batch/", json=body)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])
    assert reason in answer.json()["error"]
    assert get(untouched, PLAIN) == before


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"memory_ids": []}, "memory_ids is a list"),
        ({"memory_ids": PLAIN}, "memory_ids is a list"),
        ({"memory_ids": [PLAIN, 5]}, "Item 2 has no memory_id"),
        ({"memory_ids": [PLAIN, "*"]}, "every memory"),
        ({"memory_ids": [PLAIN], "memories": [{"memory_id": OTHER}]}, "not both"),
    ],
)
def test_a_wrong_batch_of_ids_deletes_nothing(
    untouched: httpx.Client, body: dict[str, Any], reason: str
) -> None:
    answer = delete(untouched, "/v1/batch/", body)
    assert answer.status_code == 400
    assert reason in answer.json()["error"]
    assert untouched.get(path_of(PLAIN)).status_code == 200


def test_a_batch_has_an_end(untouched: httpx.Client) -> None:
    items = [{"memory_id": PLAIN, "text": "x"}] * 1001
    for method, word in (("PUT", "updated"), ("DELETE", "deleted")):
        answer = untouched.request(method, "/v1/batch/", json={"memories": items})
        error = f"Maximum of 1000 memories can be {word} in a single request"
        assert (answer.status_code, answer.json()) == (400, {"error": error})
