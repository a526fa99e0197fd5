"""The listing routes as plain HTTP: shapes, pages, refusals."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.server.conftest import Running, StartServer
from tests.server.sample import memory_id

RUN = {"run_id": "run/1"}
EVERYONE = {"OR": [{"user_id": "*"}, {"agent_id": "*"}, {"app_id": "*"}, {"run_id": "*"}]}


def post(http: httpx.Client, path: str, body: Any = None, **params: Any) -> httpx.Response:
    return http.post(path, json={"filters": RUN} if body is None else body, params=params)


def texts(answer: Any) -> list[str]:
    return [item["memory"] for item in answer]


def test_v3_is_always_an_envelope(http: httpx.Client) -> None:
    answer = post(http, "/v3/memories/").json()
    assert list(answer) == ["count", "next", "previous", "results"]
    assert (answer["count"], answer["next"], answer["previous"]) == (12, None, None)
    assert len(answer["results"]) == 12


@pytest.mark.parametrize("path", ["/v3/memories", "/v3/memories/"])
def test_pages_and_their_neighbours(http: httpx.Client, server: Running, path: str) -> None:
    middle = post(http, path, page=2, page_size=4).json()
    assert middle["count"] == 12
    assert middle["next"] == f"{server.url}{path}?page=3&page_size=4"
    assert middle["previous"] == f"{server.url}{path}?page=1&page_size=4"
    last = http.post(middle["next"], json={"filters": RUN}).json()
    assert (len(last["results"]), last["next"]) == (4, None)
    first = http.post(middle["previous"], json={"filters": RUN}).json()
    everything = post(http, path).json()["results"]
    assert first["results"] + middle["results"] + last["results"] == everything


@pytest.mark.parametrize("page", [4, 0, -1, "x", "", "2.0", 10**20, "9" * 5000])
def test_a_page_that_is_not_there(http: httpx.Client, page: Any) -> None:
    answer = post(http, "/v3/memories/", page=page, page_size=4)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Invalid page."})


def test_the_first_page_of_nothing_is_empty(http: httpx.Client) -> None:
    answer = post(http, "/v3/memories/", {"filters": {"user_id": "nobody"}}, page=1, page_size=4)
    assert answer.json() == {"count": 0, "next": None, "previous": None, "results": []}


def test_page_and_size_of_the_query_win_over_the_body(http: httpx.Client) -> None:
    body = {"filters": RUN, "page": 3, "page_size": 2}
    assert len(post(http, "/v3/memories/", body).json()["results"]) == 2
    assert post(http, "/v3/memories/", body).json()["previous"].endswith("?page=2&page_size=2")
    answer = post(http, "/v3/memories/", body, page=1, page_size=5).json()
    assert (len(answer["results"]), answer["previous"]) == (5, None)


@pytest.mark.parametrize(
    ("size", "shown"), [(1000, 200), (200, 200), (0, 100), (-5, 100), ("x", 100), (None, 100), (3, 3)]
)
def test_page_sizes_are_clamped(http: httpx.Client, size: Any, shown: int) -> None:
    answer = post(
        http, "/v3/memories/", {"filters": EVERYONE, "show_expired": True, "page_size": size}
    ).json()
    assert len(answer["results"]) == min(shown, 48)
    if shown == 3:
        assert answer["next"].endswith("page_size=3")


def test_expired_memories_are_hidden_unless_asked_for(http: httpx.Client) -> None:
    def listed(**more: Any) -> set[str]:
        return {
            item["id"]
            for item in post(http, "/v3/memories/", {"filters": EVERYONE, **more}).json()["results"]
        }

    assert listed() == listed(show_expired=False)
    assert listed(show_expired=True) - listed() == {memory_id(1), memory_id(17), memory_id(33)}
    assert memory_id(9) in listed()


def test_the_run_is_a_session_in_lists(http: httpx.Client) -> None:
    for path in ("/v3/memories/", "/v2/memories/"):
        answer = post(http, path).json()
        items = answer["results"] if isinstance(answer, dict) else answer
        assert {item["session_id"] for item in items} == {"run/1"}
        assert not any("run_id" in item for item in items)
    assert {item["run_id"] for item in http.get("/v1/memories/", params=RUN).json()} == {"run/1"}


def test_names_are_matched_whatever_they_hold(http: httpx.Client) -> None:
    for name in ("a/b c", "größe 東京", "..", "?q=1&x#y", " padded "):
        answer = post(http, "/v3/memories/", {"filters": {"user_id": name}}).json()
        assert {item["user_id"] for item in answer["results"]} == {name}
        listed = http.get("/v1/memories/", params={"user_id": name}).json()
        assert texts(listed) == texts(answer["results"])
    assert (
        b"gr\xc3\xb6\xc3\x9fe" in post(http, "/v3/memories/", {"filters": {"user_id": "größe 東京"}}).content
    )


def test_keywords_beside_the_filters(http: httpx.Client) -> None:
    answer = post(http, "/v3/memories/", {"filters": EVERYONE, "keywords": "KAFFEE"}).json()
    assert answer["count"] == len(answer["results"]) > 0
    assert all("Kaffee" in text for text in texts(answer["results"]))
    listed = http.get("/v1/memories/", params={"user_id": "bob", "keywords": "kaffee"}).json()
    assert listed
    assert all("Kaffee" in text for text in texts(listed))


@pytest.mark.parametrize("fields", [["id", "memory"], ["memory", "nothing"], ["session_id"], ["run_id"]])
def test_only_the_fields_that_are_asked_for(http: httpx.Client, fields: list[str]) -> None:
    items = post(http, "/v3/memories/", {"filters": RUN, "fields": fields}).json()["results"]
    known = {"session_id" if name == "run_id" else name for name in fields} - {"nothing"}
    assert all(set(item) == known for item in items)


# v2


def test_v2_is_a_bare_list_until_a_page_is_asked_for(http: httpx.Client) -> None:
    assert len(post(http, "/v2/memories/").json()) == 12
    assert len(post(http, "/v2/memories/", page_size=4).json()) == 4
    envelope = post(http, "/v2/memories/", page=1, page_size=4).json()
    assert (envelope["count"], len(envelope["results"])) == (12, 4)


@pytest.mark.parametrize("method_and_path", [("POST", "/v2/memories/"), ("GET", "/v1/memories/")])
def test_the_output_format_that_nests(http: httpx.Client, method_and_path: tuple[str, str]) -> None:
    method, path = method_and_path
    more = {"output_format": "v1.1"}
    body, params = ({"filters": RUN, **more}, {}) if method == "POST" else (None, {**RUN, **more})
    assert len(http.request(method, path, json=body, params=params).json()["results"]) == 12
    paged = http.request(method, path, json=body, params={**params, "page": 1, "page_size": 4}).json()
    assert paged["count"] == 12
    assert len(paged["results"]["results"]) == 4


def test_v2_takes_a_filter_without_a_name(http: httpx.Client) -> None:
    assert post(http, "/v2/memories/", {"filters": {"keywords": {"icontains": "kaffee"}}}).json()


# v1


def test_v1_wants_a_name(http: httpx.Client) -> None:
    answer = http.get("/v1/memories/", params={"page": 1})
    assert answer.status_code == 400
    assert answer.json() == ["One of the filters: app_id, user_id, agent_id, run_id is required!"]
    assert http.get("/v1/memories/", params={"user_id": ""}).status_code == 400


def test_v1_limits_and_fields(http: httpx.Client) -> None:
    assert len(http.get("/v1/memories/", params={**RUN, "limit": 2}).json()) == 2
    assert http.get("/v1/memories/", params={**RUN, "limit": 201}).status_code == 400
    for fields in ("id,memory", ["id", "memory"]):
        items = http.get("/v1/memories/", params={**RUN, "fields": fields}).json()
        assert all(set(item) == {"id", "memory"} for item in items)


def test_v1_names_are_all_required(http: httpx.Client) -> None:
    items = http.get("/v1/memories/", params={**RUN, "user_id": "alice"}).json()
    assert items
    assert {(item["run_id"], item["user_id"]) for item in items} == {("run/1", "alice")}


def test_the_list_of_one_entity(http: httpx.Client) -> None:
    answer = http.get("/v1/memories/user/a%2Fb%20c/").json()
    assert answer["count"] == len(answer["results"]) > 0
    assert not any("user_id" in item or "session_id" in item for item in answer["results"])
    run = http.get("/v1/memories/run/run%2F1").json()
    assert run["count"] == 12
    assert http.get("/v1/memories/run/run%2F1/", params={"page": 2}).status_code == 404
    unknown = http.get("/v1/memories/team/x/")
    assert (unknown.status_code, unknown.json()) == (400, {"error": "Invalid entity type"})


# Refusals


@pytest.mark.parametrize("name", ["user_id", "agent_id", "app_id", "run_id"])
@pytest.mark.parametrize("path", ["/v3/memories/", "/v3/memories/search/"])
def test_v3_refuses_names_outside_the_filters(http: httpx.Client, path: str, name: str) -> None:
    answer = post(http, path, {"filters": RUN, "query": "tea", name: "x"})
    assert answer.status_code == 400
    assert f"Top-level entity parameters ['{name}'] are not supported" in answer.json()["error"]


@pytest.mark.parametrize(
    "path", ["/v3/memories/", "/v3/memories/search/", "/v2/memories/", "/v2/memories/search/"]
)
@pytest.mark.parametrize("body", [{}, {"filters": {}}, {"filters": None}, {"filters": []}])
def test_empty_filters_are_refused(http: httpx.Client, path: str, body: Any) -> None:
    answer = post(http, path, {"query": "tea", **body})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("Filters are required and cannot be empty.")


@pytest.mark.parametrize(
    "filters",
    [
        {"keywords": {"icontains": "x"}},
        {"OR": [{"user_id": "a"}, {"keywords": {"icontains": "x"}}]},
        {"NOT": {"user_id": "a"}},
        {"AND": [{"NOT": {"user_id": "a"}}, {"NOT": [{"agent_id": "*"}]}]},
        {"user_id": {"ne": "a"}},
        {"metadata": {"source": "email"}},
        {"created_at": {"gte": "2024-01-01"}},
    ],
)
def test_v3_refuses_a_filter_without_a_name(http: httpx.Client, filters: Any) -> None:
    answer = post(http, "/v3/memories/", {"filters": filters})
    assert answer.status_code == 400
    assert "at least one positively-scoped entity ID" in answer.json()["error"]


def nested(depth: int) -> Any:
    tree: Any = {"user_id": "a"}
    for _ in range(depth):
        tree = {"AND": [tree, {"user_id": "a"}]}
    return tree


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ("user_id", "JSON object"),
        ([{"user_id": "a"}], "JSON object"),
        ({"user_id": 3}, "user_id"),
        ({"user_id": "a", "bogus": 1}, "bogus"),
        ({"user_id": "a", "created_at": {"gte": "today"}}, "created_at: 'today' is not an ISO date"),
        ({"user_id": "a", "created_at": {"eq": "2024-01-01"}}, "created_at does not take eq"),
        ({"user_id": "a", "categories": {"ne": "spam"}}, "categories does not take ne"),
        ({"user_id": "a", "categories": "*"}, 'categories does not take "*"'),
        ({"user_id": "a", "metadata": {"n": {"gt": 5}}}, "metadata.n does not take gt"),
        ({"user_id": {"nin": ["a"]}}, "'nin' is not an operator"),
        ({"user_id": "a", "length": {"gt": 5}}, "'length' is neither"),
        ({"user_id": "a", "edited": True}, "'edited' is neither"),
        ({"AND": []}, "AND"),
        ({"NOT": []}, "NOT"),
        ({"OR": [{"user_id": str(number)} for number in range(600)]}, "more than 500"),
        (nested(14), "nested more than"),
        ({"AND": [{"user_id": "a"}], "OR": [{"user_id": "b"}]}, "side by side"),
    ],
)
def test_filters_that_cannot_be_answered(http: httpx.Client, filters: Any, said: str) -> None:
    for path in ("/v3/memories/", "/v2/memories/", "/v3/memories/search/"):
        answer = post(http, path, {"filters": filters, "query": "tea"})
        assert answer.status_code == 400
        assert said in answer.json()["error"]


def test_a_long_and_deep_filter_within_bounds(http: httpx.Client) -> None:
    many = {"OR": [{"user_id": str(number)} for number in range(400)] + [{"user_id": "alice"}]}
    for filters in (many, nested(13), {"AND": [many, {"run_id": "*"}]}):
        assert post(http, "/v3/memories/", {"filters": filters}).status_code == 200


def test_what_changes_no_answer_is_accepted(http: httpx.Client) -> None:
    body = {
        "filters": RUN,
        "source": "CLI",
        "categories": [],
        "latest_only": True,
        "include_merged": True,
        "start_date": None,
        "metadata": {},
        "org_id": "o",
    }
    assert post(http, "/v3/memories/", body).json() == post(http, "/v3/memories/").json()


@pytest.mark.parametrize(
    "more",
    [
        {"show_expired": "perhaps"},
        {"show_expired": 3},
        {"fields": 3},
        {"fields": [1]},
        {"keywords": {"icontains": "x"}},
        {"latest_only": "perhaps"},
        {"latest_only": []},
        {"show_expired": {}},
        {"categories": 3},
        {"categories": [1]},
        {"metadata": [1]},
        {"metadata": "{"},
        {"metadata": {"a": {"gt": 1}}},
        {"start_date": "soon"},
        {"end_date": 3},
    ],
)
def test_values_of_the_wrong_kind(http: httpx.Client, more: dict[str, Any]) -> None:
    assert post(http, "/v3/memories/", {"filters": RUN, **more}).status_code == 400


@pytest.mark.parametrize(
    "content", [b"{", b"\xff", b"[" * 100_000, b"9" * 5000], ids=["cut", "bytes", "deep", "digits"]
)
def test_a_body_that_is_no_json(http: httpx.Client, content: bytes) -> None:
    answer = http.post("/v3/memories/", content=content)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("JSON parse error - ")


@pytest.mark.parametrize("content", [b"[]", b'"x"', b"3", b"null"])
def test_a_body_that_is_no_object(http: httpx.Client, content: bytes) -> None:
    answer = http.post("/v3/memories/", content=content)
    assert (answer.status_code, answer.json()) == (400, {"detail": "Invalid data. Expected a dictionary."})


# Versions


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_only_the_chosen_versions_are_there(start: StartServer, version: str) -> None:
    routes = {
        "v3": [("POST", "/v3/memories/"), ("POST", "/v3/memories/search/")],
        "v2": [("POST", "/v2/memories/"), ("POST", "/v2/memories/search/")],
        "v1": [("GET", "/v1/memories/"), ("POST", "/v1/memories/search/")],
    }
    with httpx.Client(base_url=start(None, version).url) as http:
        for other, questions in routes.items():
            for method, path in questions:
                answer = http.request(method, path, json={} if method == "POST" else None)
                assert (answer.status_code not in {404, 405}) is (other == version), path
        assert http.get("/v1/ping/").status_code == 200
        assert http.get("/v1/entities/").status_code == 200
        assert http.get(f"/v1/memories/{memory_id(0)}/").status_code == 200
