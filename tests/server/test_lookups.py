"""The routes that look one thing up, the refusals of the server, and who may ask."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import httpx
import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import DataError, MemtuiError, RefusedError, StoreError, UsageError
from memtui.server.app import create_app
from memtui.server.gate import is_loopback
from tests.server.conftest import Running, StartServer, serving
from tests.server.sample import NOT_A_UUID, memory_id


def test_ping_names_no_person(http: httpx.Client) -> None:
    for path in ("/v1/ping/", "/v1/ping"):
        answer = http.get(path).json()
        assert answer["status"] == "ok"
        assert answer["org_id"] and answer["project_id"]
        assert set(answer) == {"status", "org_id", "project_id"}


def test_ping_names_the_store_wherever_it_is(store: Path, http: httpx.Client, tmp_path: Path) -> None:
    def project_of(path: Path) -> str:
        with serving(path, read_only=False) as server:
            return str(httpx.get(f"{server.url}/v1/ping/", verify=False).json()["project_id"])

    project = http.get("/v1/ping/").json()["project_id"]
    assert re.fullmatch("[0-9a-f]{12}", project)
    assert project_of(Path(shutil.copy(store, tmp_path / "moved.db"))) == project
    assert project_of(tmp_path / "other.db") != project


async def test_the_project_is_the_beginning_of_the_stores_own_id(local: LocalAdapter) -> None:
    transport = httpx.ASGITransport(create_app(local))
    async with httpx.AsyncClient(base_url="http://localhost", transport=transport) as http:
        project = (await http.get("/v1/ping/")).json()["project_id"]
    assert (await local.identity()).store.replace("-", "").startswith(project)


def test_one_memory(http: httpx.Client) -> None:
    answer = http.get(f"/v1/memories/{memory_id(0)}/")
    assert answer.json()["session_id"] == "run/1"
    assert "run_id" not in answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert http.get(f"/v1/memories/{memory_id(0)}").json() == answer.json()


def test_an_expired_memory_is_given(http: httpx.Client) -> None:
    assert http.get(f"/v1/memories/{memory_id(1)}/").json()["expiration_date"] == "2024-12-31"


def test_a_memory_whose_id_is_no_uuid_is_given(http: httpx.Client) -> None:
    assert http.get("/v1/memories/note%2F1%20%C3%BC/").json()["id"] == NOT_A_UUID
    assert http.get("/v1/memories/note%2F1%20%C3%BC/history/").json() == []


@pytest.mark.parametrize("end", ["", "/", "/history", "/history/"])
def test_memories_that_are_not_there(http: httpx.Client, end: str) -> None:
    answer = http.get(f"/v1/memories/{memory_id(999)}{end}")
    assert (answer.status_code, answer.json()) == (404, {"error": "Memory not found!"})
    answer = http.get(f"/v1/memories/nonsense{end}")
    assert (answer.status_code, answer.json()) == (400, {"error": "memory_id should be a valid UUID"})


def test_history_is_a_bare_list(http: httpx.Client) -> None:
    events = http.get(f"/v1/memories/{memory_id(2)}/history/").json()
    assert [event["event"] for event in events] == ["ADD", "UPDATE", "UPDATE"]
    assert events[0]["input"] == [{"role": "user", "content": "I like größe"}]
    assert events[0]["old_memory"] is None
    assert {event["memory_id"] for event in events} == {memory_id(2)}
    assert http.get(f"/v1/memories/{memory_id(1)}/history/").json() == []


def test_entities(http: httpx.Client, server: Running) -> None:
    answer = http.get("/v1/entities/").json()
    assert answer["count"] == len(answer["results"]) == 14
    assert [answer[f"total_{kind}s"] for kind in ("user", "agent", "app", "run")] == [10, 2, 1, 1]
    run = next(item for item in answer["results"] if item["type"] == "run")
    assert (run["name"], run["total_memories"]) == ("run/1", 12)
    numbers = [item["id"] for item in answer["results"]]
    assert all(number.isdigit() for number in numbers)
    assert len(set(numbers)) == 14
    second = http.get("/v1/entities", params={"page": 2, "page_size": 5}).json()
    assert second["results"] == answer["results"][5:10]
    assert second["next"] == f"{server.url}/v1/entities?page=3&page_size=5"
    past = http.get("/v1/entities/", params={"page": 4, "page_size": 5})
    assert (past.status_code, past.json()) == (404, {"detail": "Invalid page."})


@pytest.mark.parametrize(
    ("path", "name"),
    [("user/alice/", "alice"), ("user/a%2Fb%20c/", "a/b c"), ("user/%2E%2E", ".."), ("user/%2A/", "*"),
     ("user/gr%C3%B6%C3%9Fe%20%E6%9D%B1%E4%BA%AC/", "größe 東京"), ("run/run%2F1/", "run/1"),
     ("user/%3Fq=1&x%23y/", "?q=1&x#y")],
)  # fmt: skip
def test_one_entity(http: httpx.Client, path: str, name: str) -> None:
    (entity,) = http.get(f"/v2/entities/{path}").json()
    assert (entity["name"], entity["type"]) == (name, path.split("/")[0])


def test_an_entity_that_is_not_there(http: httpx.Client) -> None:
    assert http.get("/v2/entities/user/alic/").json() == []
    answer = http.get("/v2/entities/team/alice/")
    assert (answer.status_code, answer.json()) == (400, {"message": "Invalid entity type"})


# Routes and methods


@pytest.mark.parametrize(
    "path", ["/", "/v1/", "/v4/memories/", "/memories", "/docs", "/v1/ping//", "/v1%2Fping/"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_unknown_routes(http: httpx.Client, method: str, path: str) -> None:
    answer = http.request(method, path)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v3/memories/"), ("POST", "/v1/entities/"), ("PATCH", "/v1/ping/"), ("PUT", "/v1/memories/"),
     ("DELETE", "/v3/memories/"), ("DELETE", f"/v1/memories/{memory_id(0)}/history/"),
     ("GET", "/v1/batch/"), ("POST", "/v1/batch/"), ("DELETE", "/v1/event/x/"), ("GET", "/v3/memories/add/"),
     ("OPTIONS", "/v1/memories/"), ("OPTIONS", "/v3/memories/add/")],
)  # fmt: skip
def test_methods_that_are_not_taken(http: httpx.Client, method: str, path: str) -> None:
    answer = http.request(method, path)
    assert (answer.status_code, answer.json()) == (405, {"detail": f'Method "{method}" not allowed.'})
    assert answer.headers["allow"]
    assert not any(name.startswith("access-control") for name in answer.headers)


# Who may ask


def test_the_key_is_compared(start: StartServer) -> None:
    url = start("m0-secret").url
    for header in (
        None,
        "Token m0-wrong",
        "Token",
        "Token m0-secre",
        "Bearer m0-secret",
        "m0-secret",
        "Token m0-secrét",
    ):
        headers = [] if header is None else [(b"Authorization", header.encode("latin-1"))]
        for path in ("/v1/ping/", "/nothing"):
            answer = httpx.get(url + path, headers=headers, verify=False)
            assert answer.status_code == 401
            assert answer.json()["detail"].startswith("Invalid API key.")
            assert "m0-secret" not in answer.text
    for header in ("Token m0-secret", "token m0-secret"):
        assert (
            httpx.get(f"{url}/v1/ping/", headers={"Authorization": header}, verify=False).status_code == 200
        )


@pytest.mark.parametrize("header", [None, "Token anything", "Bearer x", "junk"])
def test_without_a_token_any_key_is_good(server: Running, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    assert httpx.get(f"{server.url}/v1/ping/", headers=headers, verify=False).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost:80", 200), ("127.0.0.1", 200), ("127.9.9.9:1", 200), ("[::1]:80", 200), ("LOCALHOST", 200),
     ("evil.example", 403), ("127.0.0.1.evil.example", 403), ("10.0.0.1", 403), ("", 403), ("[::1", 403)],
)  # fmt: skip
def test_without_a_token_only_the_loopback_may_be_meant(server: Running, host: str, status: int) -> None:
    assert httpx.get(f"{server.url}/v1/ping/", headers={"Host": host}, verify=False).status_code == status


def test_with_a_token_any_name_may_be_meant(start: StartServer) -> None:
    headers = {"Host": "memories.example", "Authorization": "Token m0-secret"}
    assert httpx.get(f"{start('m0-secret').url}/v1/ping/", headers=headers, verify=False).status_code == 200


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("::", False), ("", False),
     ("example.com", False), ("192.168.1.1", False)],
)  # fmt: skip
def test_what_is_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


# When the store fails


async def answer_when(error: Exception, local: LocalAdapter, patch: pytest.MonkeyPatch) -> httpx.Response:
    async def fail(memory_id: str) -> None:
        raise error

    patch.setattr(local, "get", fail)
    transport = httpx.ASGITransport(create_app(local), raise_app_exceptions=False)
    async with httpx.AsyncClient(base_url="http://localhost", transport=transport) as http:
        return await http.get(f"/v1/memories/{memory_id(0)}/")


def logged(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.rglob("*.log"))


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (StoreError("The store is locked.", hint="Wait."), 503, "The store is locked. Wait."),
        (UsageError("That is no question."), 400, "That is no question."),
        (DataError("That is no memory."), 400, "That is no memory."),
        (RefusedError("No."), 403, "No."),
        (MemtuiError("It broke."), 500, "It broke."),
        (ZeroDivisionError("secret"), 500, "memtui made a mistake; the details are in its log."),
    ],
)
async def test_a_store_that_fails_is_a_sentence(
    local: LocalAdapter,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    error: Exception,
    status: int,
    detail: str,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    answer = await answer_when(error, local, monkeypatch)
    assert (answer.status_code, answer.json()) == (status, {"detail": detail})
    assert ("ZeroDivisionError: secret" in logged(tmp_path)) is isinstance(error, ZeroDivisionError)
