from __future__ import annotations

import json
import socket
import ssl

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.http_errors import (
    RAW_LIMIT,
    Answer,
    MissingRouteError,
    PageEndError,
    answer_error,
    is_transient,
    reason,
    redact,
    transport_error,
    unreadable_answer,
)
from memtui.core.errors import MemtuiError, NotFoundError, ServiceError, UnauthorizedError, UnreachableError

ADDRESS = "http://127.0.0.1:1"


def error_for(status: int, body: object = None, **headers: str) -> MemtuiError:
    text = body if isinstance(body, str) else json.dumps(body)
    return answer_error(Answer(status, text, **headers), address=ADDRESS, route="GET /v1/x/")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": "memory_id should be a valid UUID"}, "memory_id should be a valid UUID"),
        ({"message": "At least one of the filters is required!"}, "At least one of the filters is required!"),
        ({"detail": "Invalid page."}, "Invalid page."),
        (["One of the filters: app_id is required!"], "One of the filters: app_id is required!"),
        (
            {"error": "400 Bad Request", "details": {"message": "Invalid input data."}},
            "Invalid input data.",
        ),
        ({"name": ["This field is required."]}, "name: This field is required."),
        ({"filters": {"user_id": ["Not a text."]}}, "filters: user_id: Not a text."),
        ({"errors": {"name": ["Too long.", "Bad."]}}, "name: Too long. Bad."),
        ({"detail": [{"type": "missing", "loc": ["body"], "msg": "Field required"}]}, "Field required"),
        ({"detail": "", "message": "said here"}, "said here"),
        ("<!doctype html><h1>Server Error (500)</h1>", ""),
        ("404 page not found", "404 page not found"),
        ("", ""),
        ({"error": None}, ""),
        (17, ""),
    ],
)
def test_the_reason_is_found_in_every_shape_of_body(body: object, said: str) -> None:
    assert reason(body if isinstance(body, str) else json.dumps(body)) == said


def test_a_reason_is_one_drawable_line_of_bounded_length() -> None:
    said = reason(json.dumps({"error": "a\x1b[31m\nb\u202e" + "x" * 5000}))
    assert said.startswith("a^[[31m↵b<U+202E>")
    assert len(said) < 310


def test_a_reason_nested_too_deep_to_read_is_still_no_failure() -> None:
    assert reason("[" * 200_000 + "]" * 200_000)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_body_makes_an_error_with_a_sentence(body: object) -> None:
    for status in (400, 401, 404, 429, 500):
        error = error_for(status, json.dumps(body))
        assert error.message
        assert "\n" not in error.message


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_accepted(status: int) -> None:
    error = error_for(status, {"detail": "Invalid API key."})
    assert isinstance(error, UnauthorizedError)
    assert error.status == status
    assert "Invalid API key." in error.message
    assert "MEM0_API_KEY" in error.hint


@pytest.mark.parametrize(
    "body",
    [{"detail": "Not found."}, {"detail": "Not Found"}, "<html>404</html>", "", "404 page not found",
     {"message": "no Route matched with those values"}, {"error": "Not Found", "path": "/v3/memories/"}],
)  # fmt: skip
def test_a_route_that_is_not_there(body: object) -> None:
    error = error_for(404, body)
    assert isinstance(error, MissingRouteError)
    assert "GET /v1/x/" in error.message


@pytest.mark.parametrize(
    "body",
    [{"error": "Memory not found!"}, {"error": "No memory export request found"},
     {"error": "Event not found or you don't have permission to access it.", "detail": "Entity not found."},
     {"message": "Project does not exist"}],
)  # fmt: skip
def test_a_thing_that_is_not_there(body: object) -> None:
    error = error_for(404, body)
    assert isinstance(error, NotFoundError)
    assert not isinstance(error, PageEndError)


def test_a_page_past_the_end() -> None:
    assert isinstance(error_for(404, {"detail": "Invalid page."}), PageEndError)


def test_a_method_that_the_route_does_not_take() -> None:
    assert isinstance(error_for(405, {"detail": 'Method "POST" not allowed.'}), MissingRouteError)


@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        (error_for(400, {"error": "Bad filter"}), "refuses the request: Bad filter.", ""),
        (error_for(409, ""), "refuses the request: status 409.", ""),
        (error_for(413, {"detail": "Over"}), "quota is used up: Over.", ""),
        (error_for(429, {"detail": "Slow."}, retry_after="7"), "fewer requests: Slow.", "Retry-After 7"),
        (error_for(429, ""), "asks for fewer requests.", "Wait a minute"),
        (error_for(500, "<html>"), "failed with status 500.", "Try again later."),
        (error_for(502, {"detail": "down"}, request_id="r-1"), "status 502: down.", "Request id: r-1"),
        (error_for(408, ""), "failed with status 408.", "Try again later."),
        (error_for(302, "", location="https://b.example/"), "elsewhere: https://b.example/.", "Use"),
    ],
)  # fmt: skip
def test_other_refusals(error: MemtuiError, message: str, hint: str) -> None:
    assert type(error) is ServiceError
    assert error.message.startswith(ADDRESS)
    assert message in error.message
    assert hint in error.hint


def test_the_raw_body_is_kept_and_cut() -> None:
    assert error_for(500, "<html>" + "x" * 10_000).raw == "<html>" + "x" * (RAW_LIMIT - 6)


def test_redact_finds_the_key_in_text_and_in_json() -> None:
    assert redact('no m0-"x here', 'm0-"x') == "no [key] here"
    assert redact(json.dumps({"echo": 'm0-"x'}), 'm0-"x') == '{"echo": "[key]"}'
    assert redact("nothing", None) == "nothing"


@pytest.mark.parametrize(
    ("text", "what"), [("<html>", "a web page"), ('{"results": [', "cut off or damaged")]
)
def test_an_answer_that_is_no_json(text: str, what: str) -> None:
    error = unreadable_answer(Answer(200, text), address=ADDRESS)
    assert what in error.message
    assert error.raw == text


def chained(error: httpx.RequestError, cause: BaseException) -> httpx.RequestError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "words", "again"),
    [
        (httpx.ConnectError("x"), "Nothing answers at", True),
        (httpx.ConnectTimeout("x"), "Nothing answers at", True),
        (chained(httpx.ConnectError("x"), socket.gaierror(-2, "y")), "is unknown", True),
        (chained(httpx.ConnectError("CERT"), ssl.SSLCertVerificationError("z")), "secure connection", False),
        (chained(httpx.ConnectError("g"), ExceptionGroup("g", [OSError(), ssl.SSLError()])), "secure", False),
        (httpx.ReadTimeout("x"), "in time", False),
        (httpx.PoolTimeout("x"), "in time", False),
        (httpx.ReadError("x"), "broke off", True),
        (httpx.RemoteProtocolError("x"), "broke off", True),
        (httpx.ProxyError("x"), "proxy", False),
        (httpx.DecodingError("x"), "broke off", False),
    ],
)
def test_requests_without_an_answer(error: httpx.RequestError, words: str, again: bool) -> None:
    found = transport_error(error, address=ADDRESS)
    assert type(found) is UnreachableError
    assert words in found.message
    assert ADDRESS in found.message
    assert found.hint
    assert is_transient(error) is again
