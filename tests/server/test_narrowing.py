"""What narrows a list or a search beside its filter, in each version's own way of asking."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from memtui.core.from_wire import parse_memory
from memtui.core.models import Memory
from memtui.core.times import parse_instant
from tests.server.sample import lines

EVERYONE: dict[str, Any] = {"OR": [{name: "*"} for name in ("user_id", "agent_id", "app_id", "run_id")]}
ALICE = {"user_id": "alice"}


def those(told: Callable[[Memory], bool], **names: str) -> set[str]:
    """The ids of the sample's memories of whom the names tell and that are as told."""
    memories = [parse_memory(line) for line in lines()]
    mine = [memory for memory in memories if all(getattr(memory, key) == names[key] for key in names)]
    return {memory.id for memory in mine if told(memory)}


def ids(answer: httpx.Response) -> set[str]:
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return {item["id"] for item in (found["results"] if isinstance(found, dict) else found)}


def _day(memory: Memory) -> str:
    at = parse_instant(memory.created_at)
    assert at is not None
    return at.date().isoformat()


NARROWED: list[tuple[dict[str, Any], Callable[[Memory], bool]]] = [
    ({"categories": ["größe", "nowhere"]}, lambda memory: "größe" in (memory.categories or ())),
    ({"metadata": {"source": "email"}}, lambda memory: (memory.metadata or {}).get("source") == "email"),
    ({"start_date": "2024-06-15"}, lambda memory: _day(memory) >= "2024-06-15"),
    ({"end_date": "2024-06-15"}, lambda memory: _day(memory) <= "2024-06-15"),
    ({"end_date": "9999-12-31"}, lambda memory: True),
    ({"end_date": "2024-06-15T08:20:00Z"}, lambda memory: (memory.created_at or "") < "2024-06-15T10:20:00"),
    ({"keywords": "TEA in"}, lambda memory: "tea in" in memory.memory.lower()),
]


@pytest.mark.parametrize(("more", "told"), NARROWED)
def test_lists_in_every_version(
    http: httpx.Client, more: dict[str, Any], told: Callable[[Memory], bool]
) -> None:
    shown: dict[str, Any] = {"show_expired": True, **more}
    everyone = {"filters": EVERYONE, **shown}
    for path in ("/v3/memories/", "/v2/memories/"):
        assert ids(http.post(path, json=everyone, params={"page_size": 200})) == those(told)
    assert ids(http.post("/v2/memories/", json={"filters": ALICE, **shown})) == those(told, **ALICE)
    asked = {
        key: ",".join(value)
        if isinstance(value, list)
        else json.dumps(value)
        if isinstance(value, dict)
        else value
        for key, value in shown.items()
    }
    assert ids(http.get("/v1/memories/", params={**ALICE, **asked})) == those(told, **ALICE)
    assert ids(http.get("/v1/memories/user/alice/", params=asked)) == those(told, **ALICE)


@pytest.mark.parametrize(("more", "told"), [case for case in NARROWED if "keywords" not in case[0]])
@pytest.mark.parametrize("path", ["/v3/memories/search/", "/v2/memories/search/", "/v1/memories/search/"])
def test_searches_in_every_version(
    http: httpx.Client, path: str, more: dict[str, Any], told: Callable[[Memory], bool]
) -> None:
    body = {"query": "tea", "top_k": 1000, "show_expired": True, **more}
    scope = ALICE if "v1" in path else {"filters": ALICE}
    expected = those(lambda memory: told(memory) and "tea" in memory.memory, **ALICE)
    assert ids(http.post(path, json={**body, **scope})) == expected


def test_repeated_categories_of_a_query_string(http: httpx.Client) -> None:
    once = http.get("/v1/memories/", params={**ALICE, "categories": "food,none"})
    twice = http.get("/v1/memories/?user_id=alice&categories=food&categories=none")
    assert once.json() == twice.json() != []


# The oldest documents -------------------------------------------------------------------------------------


def test_a_v1_list_may_bring_the_filter_of_v2(http: httpx.Client) -> None:
    body = {"filters": {"AND": [ALICE, {"categories": {"contains": "foo"}}]}}
    plain = http.request("GET", "/v1/memories/", params={"version": "v2"}, json=body)
    assert ids(plain) == ids(http.post("/v2/memories/", json=body)) != set()
    paged: dict[str, Any] = {"version": "v2", "page": 1, "page_size": 1}
    assert http.request("GET", "/v1/memories/", params=paged, json=body).json()["count"] == len(plain.json())
    assert http.get("/v1/memories/", params={"version": "v2"}).status_code == 400
    # Without the word it is a v1 list, whose names stand in the address.
    assert http.request("GET", "/v1/memories/", json=body).status_code == 400


def test_a_v2_list_may_be_asked_for_in_the_address(http: httpx.Client) -> None:
    asked: dict[str, Any] = {"filters": json.dumps(ALICE), "page": 1, "page_size": 2, "fields": "id,memory"}
    answer = http.post("/v2/memories/", params=asked).json()
    assert [set(item) for item in answer["results"]] == [{"id", "memory"}] * 2
    assert http.post("/v2/memories/", params={"filters": "{"}).status_code == 400


def test_names_beside_the_filter_of_v2_narrow_it(http: httpx.Client) -> None:
    body = {"filters": ALICE, "run_id": "run/1"}
    both = those(lambda memory: True, user_id="alice", run_id="run/1")
    assert ids(http.post("/v2/memories/", json={**body, "show_expired": True})) == both


@pytest.mark.parametrize("where", ["address", "body"])
def test_a_v1_search_may_be_one_of_v2(http: httpx.Client, where: str) -> None:
    version = {"version": "v2"}

    def search(**body: Any) -> httpx.Response:
        beside = version if where == "body" else {}
        return http.post(
            "/v1/memories/search/",
            json={"query": "tea", **body, **beside},
            params=version if where == "address" else None,
        )

    assert (
        search(filters=ALICE).json()
        == http.post("/v2/memories/search/", json={"query": "tea", "filters": ALICE}).json()
    )
    tea = those(lambda memory: "food" in (memory.categories or ()) and "tea" in memory.memory)
    assert ids(search(categories=["food"], top_k=1000, show_expired=True)) == tea
    assert search().status_code == 400


def test_names_and_a_filter_of_a_v1_search_both_count(http: httpx.Client) -> None:
    body = {"query": "tea", "user_id": "alice", "filters": {"run_id": "run/1"}, "show_expired": True}
    both = those(lambda memory: "tea" in memory.memory, user_id="alice", run_id="run/1")
    assert ids(http.post("/v1/memories/search/", json=body)) == both


def test_a_search_by_metadata_only(http: httpx.Client) -> None:
    body = {**ALICE, "metadata": {"source": "email"}, "only_metadata_based_search": True}
    expected = those(lambda memory: bool(memory.metadata), **ALICE)
    assert ids(http.post("/v1/memories/search/", json={**body, "show_expired": True})) == expected
    assert len(ids(http.post("/v1/memories/search/", json={**body, "top_k": 1, "query": "x"}))) == 1


def test_what_changes_no_search_is_accepted(http: httpx.Client) -> None:
    body = {"query": "tea", "filters": ALICE}
    more = {
        "rerank": True, "keyword_search": True, "filter_memories": True, "latest_only": True,
        "include_merged": False, "reference_date": "2024-01-01", "version": "v2",
    }  # fmt: skip
    for path in ("/v3/memories/search/", "/v2/memories/search/"):
        assert http.post(path, json={**body, **more}).json() == http.post(path, json=body).json()
        for name in ("rerank", "keyword_search", "filter_memories", "latest_only"):
            assert http.post(path, json={**body, name: "perhaps"}).status_code == 400
