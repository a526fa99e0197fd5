"""The searching routes as plain HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

ALICE = {"user_id": "alice"}
V3 = "/v3/memories/search/"


def found(http: httpx.Client, path: str = V3, **body: Any) -> Any:
    answer = http.post(path, json={"query": "green tea", "filters": ALICE, **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(http: httpx.Client, path: str = V3, **body: Any) -> Any:
    answer = http.post(path, json={"query": "green tea", "filters": ALICE, **body})
    assert answer.status_code == 400
    return answer.json()


@pytest.mark.parametrize("path", [V3, "/v3/memories/search"])
def test_v3_gives_results_with_scores_best_first(http: httpx.Client, path: str) -> None:
    answer = found(http, path, threshold=0.0, top_k=1000, show_expired=True)
    assert list(answer) == ["results"]
    scores = [item["score"] for item in answer["results"]]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0
    assert {item["user_id"] for item in answer["results"]} == {"alice"}


def test_the_run_is_called_run_in_v3_and_session_in_v2(http: httpx.Client) -> None:
    run = {"run_id": "run/1"}
    assert {item["run_id"] for item in found(http, filters=run)["results"]} == {"run/1"}
    assert {item["session_id"] for item in found(http, "/v2/memories/search/", filters=run)} == {"run/1"}


def test_the_shapes_of_older_versions(http: httpx.Client) -> None:
    assert isinstance(found(http, "/v2/memories/search/"), list)
    assert list(found(http, "/v2/memories/search/", output_format="v1.1")) == ["results"]
    v1 = {"query": "green tea", "user_id": "alice"}
    bare = http.post("/v1/memories/search/", json=v1).json()
    nested = http.post("/v1/memories/search/", json={**v1, "output_format": "v1.1"}).json()
    assert nested == {"results": bare, "relations": []}
    assert bare


def test_v1_wants_a_name(http: httpx.Client) -> None:
    answer = http.post("/v1/memories/search/", json={"query": "tea"})
    assert answer.status_code == 400
    assert "message" in answer.json()
    assert http.post("/v1/memories/search/", json={"query": "tea", "user_id": 3}).status_code == 400


def test_top_k(http: httpx.Client) -> None:
    everything: dict[str, Any] = {
        "filters": {"user_id": "*"},
        "query": "tea line japanese kaffee",
        "threshold": 0,
    }
    assert len(found(http, **everything)["results"]) == 10
    assert len(found(http, **everything, top_k=1)["results"]) == 1
    assert len(found(http, **everything, top_k=1000)["results"]) > 10
    wrong: Any
    for wrong in (0, 1001, -1, 1.5, "x", True, [], 10**400):
        assert "top_k" in refused(http, top_k=wrong)["error"]


def test_the_threshold(http: httpx.Client) -> None:
    words = "tea " + " ".join(f"missing{number}" for number in range(19))
    assert found(http, query=words)["results"] == []
    assert found(http, query=words, threshold=0.0)["results"]
    assert found(http, query=words, threshold=0)["results"]
    words = "tea missing missing2 missing3"
    assert found(http, query=words)["results"]
    assert found(http, "/v2/memories/search/", query=words) == []
    assert http.post("/v1/memories/search/", json={"query": words, **ALICE}).json()
    wrong: Any
    for wrong in (-0.1, 1.1, "0.5", True, []):
        assert "threshold" in refused(http, threshold=wrong)["error"]
    answer = http.post(V3, content=b'{"query": "x", "filters": {"user_id": "a"}, "threshold": NaN}')
    assert answer.status_code == 400


@pytest.mark.parametrize("path", [V3, "/v2/memories/search/"])
@pytest.mark.parametrize("query", ["", "  ", None, 3, ["tea"]])
def test_an_empty_query(http: httpx.Client, path: str, query: Any) -> None:
    assert "query" in refused(http, path, query=query)["error"]


@pytest.mark.parametrize(
    "filters",
    [
        {"AND": [ALICE, {"keywords": {"icontains": "tea"}}]},
        {"AND": [ALICE, {"OR": [ALICE, {"keywords": {"icontains": "t"}}]}]},
    ],
)
@pytest.mark.parametrize("path", [V3, "/v2/memories/search/"])
def test_keywords_in_a_search(http: httpx.Client, path: str, filters: Any) -> None:
    assert "keywords" in refused(http, path, filters=filters)["error"]


def test_keywords_beside_the_filters_of_a_search(http: httpx.Client) -> None:
    assert "keywords" in refused(http, keywords="tea")["error"]


def test_v3_refuses_a_search_without_a_name(http: httpx.Client) -> None:
    answer = http.post(V3, json={"query": "tea", "filters": {"keywords": {"icontains": "x"}}})
    assert answer.status_code == 400
    assert "positively-scoped" in answer.json()["error"]


def test_expired_memories_are_hidden_unless_asked_for(http: httpx.Client) -> None:
    bob: dict[str, Any] = {"filters": {"user_id": "bob"}, "query": "kaffee trinkt", "top_k": 1000}
    hidden = {item["id"] for item in found(http, **bob)["results"]}
    shown = {item["id"] for item in found(http, **bob, show_expired=True)["results"]}
    assert hidden < shown


def test_only_the_fields_that_are_asked_for(http: httpx.Client) -> None:
    items = found(http, fields=["id", "score"])["results"]
    assert items
    assert all(set(item) == {"id", "score"} for item in items)
