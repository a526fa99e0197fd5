"""A page in a browser may not change memories, whatever it tries; programs may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.server.conftest import Running, serving

ADD = "/v3/memories/add/"
BODY = b'{"messages": "Likes tea", "user_id": "zoe", "infer": false}'
JSON = {"Content-Type": "application/json"}


def count(http: httpx.Client) -> int:
    return int(http.post("/v3/memories/", json={"filters": {"user_id": "zoe"}}).json()["count"])


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost:3000", "http://127.0.0.1", "chrome-extension://x", ""],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", ADD), ("POST", "/v1/memories/"), ("PUT", "/v1/batch/"), ("DELETE", "/v1/batch/"),
     ("DELETE", "/v1/memories/?user_id=alice"), ("DELETE", "/v2/entities/user/alice/")],
)  # fmt: skip
def test_without_a_key_no_page_may_change_anything(
    untouched: httpx.Client, method: str, path: str, origin: str
) -> None:
    answer = untouched.request(method, path, content=BODY, headers={**JSON, "Origin": origin})
    assert answer.status_code == 403
    assert "MEMTUI_SERVE_TOKEN" in answer.json()["detail"]
    assert not any(name.startswith("access-control") for name in answer.headers)
    assert untouched.get("/v2/entities/user/alice/").json() != []
    assert count(untouched) == 0


@pytest.mark.parametrize(
    "content_type",
    [None, "text/plain", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded",
     "multipart/form-data; boundary=x", "text/json", "application/jsonp", "application/json-seq",
     "text/plain; application/json"],
)  # fmt: skip
def test_a_body_must_say_that_it_is_json(untouched: httpx.Client, content_type: str | None) -> None:
    """These are what a page may send elsewhere without asking first."""
    headers = {} if content_type is None else {"Content-Type": content_type}
    for method, path in (("POST", ADD), ("PUT", "/v1/batch/"), ("DELETE", "/v1/batch/")):
        answer = untouched.request(method, path, content=BODY, headers=headers)
        assert answer.status_code == 415
        assert answer.json() == {"detail": f'Unsupported media type "{content_type or ""}" in request.'}
    assert count(untouched) == 0


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "Application/JSON", "application/json ;x=1"],
)
def test_json_in_all_spellings(writer: httpx.Client, content_type: str) -> None:
    assert writer.post(ADD, content=BODY, headers={"Content-Type": content_type}).status_code == 200
    assert count(writer) == 1


@pytest.mark.parametrize("path", [ADD, "/v1/memories/", "/v1/batch/", "/v2/entities/user/alice/"])
def test_a_browser_that_asks_first_is_not_told_yes(untouched: httpx.Client, path: str) -> None:
    headers = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "DELETE",
        "Access-Control-Request-Headers": "content-type",
        "Access-Control-Request-Private-Network": "true",
    }
    answer = untouched.options(path, headers=headers)
    assert answer.status_code == 405
    assert not any(name.startswith("access-control") for name in answer.headers)


def test_a_page_that_calls_itself_something_else_is_refused(untouched: httpx.Client) -> None:
    """As a page does whose own name leads to this machine."""
    answer = untouched.post(ADD, content=BODY, headers={**JSON, "Host": "evil.example"})
    assert answer.status_code == 403
    assert count(untouched) == 0


def test_a_method_is_not_taken_from_elsewhere(untouched: httpx.Client) -> None:
    headers = {**JSON, "X-HTTP-Method-Override": "DELETE", "X-Method-Override": "DELETE"}
    untouched.post("/v1/memories/?user_id=alice&_method=DELETE", content=b"{}", headers=headers)
    assert untouched.get("/v2/entities/user/alice/").json() != []


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path / "a.db", token="m0-secret", read_only=False) as server:
        yield server


def test_with_a_key_a_page_may_change_what_the_key_may(keyed: Running) -> None:
    headers = {**JSON, "Origin": "https://app.example", "Authorization": "Token m0-secret"}
    with httpx.Client(base_url=keyed.url, verify=False) as http:
        assert http.post(ADD, content=BODY, headers=headers).status_code == 200
        headers["Authorization"] = "Token m0-wrong"
        assert http.post(ADD, content=BODY, headers=headers).status_code == 401


@pytest.mark.parametrize("path", [ADD, "/v3/memories/"])
@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_body_without_end_is_not_kept(
    untouched: httpx.Client, monkeypatch: pytest.MonkeyPatch, path: str, in_pieces: bool
) -> None:
    monkeypatch.setattr("memtui.server.gate.LARGEST_BODY", 1 << 20)
    pieces = [b" " * 1024] * 1025
    content = iter(pieces) if in_pieces else b"".join(pieces)
    answer = untouched.post(path, content=content, headers=JSON)
    assert (answer.status_code, answer.json()) == (413, {"detail": "At most 1 MB are taken in one request."})
    assert untouched.post("/v3/memories/", content=BODY, headers=JSON).status_code == 400
    assert count(untouched) == 0
