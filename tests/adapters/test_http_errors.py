from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.http_errors import (
    RAW_LIMIT,
    Answer,
    MissingRouteError,
    PageEndError,
    answer_error,
    redact,
    unreadable_answer,
)
from memtui.core.errors import MemtuiError, NotFoundError, ServiceError, UnauthorizedError

ADDRESS = "http://127.0.0.1:1"


def error_for(status: int, body: object = None) -> MemtuiError:
    text = body if isinstance(body, str) else json.dumps(body)
    return answer_error(Answer(status, text), address=ADDRESS, route="GET /v1/x/")


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


@pytest.mark.parametrize(
    ("status", "body", "message", "hint"),
    [
        (
            401,
            {"detail": "Invalid API key."},
            "does not accept the API key: Invalid API key.",
            "MEM0_API_KEY",
        ),
        (401, "", "does not accept the API key.", "Check the key: MEM0_API_KEY, or the profile's."),
        (403, {"detail": "Admin role required."}, "does not allow this: Admin role required.", "Another one"),
        (403, {"detail": "Agent Mode limit reached."}, "Agent Mode limit reached.", "at a limit"),
        (403, {"error": "Claim this account to go on"}, "Claim this account to go on.", "at a limit"),
        (403, "<html>Attention Required", "does not allow this.", "firewall"),
    ],
)
def test_a_key_that_is_not_accepted(status: int, body: object, message: str, hint: str) -> None:
    error = error_for(status, body)
    assert isinstance(error, UnauthorizedError)
    assert error.status == status
    assert error.message.endswith(message)
    assert hint in error.hint


@pytest.mark.parametrize("status", [401, 403])
def test_no_key_at_all(status: int) -> None:
    error = answer_error(Answer(status, ""), address=ADDRESS, route="GET /", has_key=False)
    assert error.hint == "There is no key: set MEM0_API_KEY to the service's, or name it in a profile."


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
    ("status", "body", "message", "hint"),
    [
        (100, "", "answered with status 100 (Continue), for which nobody asked.", "Mem0 service?"),
        (300, "", "answered with status 300 (Multiple Choices), for which nobody asked.", "Mem0 service?"),
        (304, "", "answered with status 304 (Not Modified), for which nobody asked.", "Mem0 service?"),
        (400, {"error": "Bad filter"}, "refuses the request: Bad filter.", ""),
        (400, "", "refuses the request: status 400 (Bad Request).", "no reason"),
        (402, {"detail": "Upgrade."}, "asks for another plan: Upgrade.", "dashboard"),
        (406, "", "refuses the request: status 406 (Not Acceptable).", "no reason"),
        (407, "", "asks for a name and a password.", "HTTP_PROXY"),
        (408, "", "failed with status 408.", "Try again later."),
        (409, {"message": "Exists."}, "refuses the request: Exists.", "changed meanwhile"),
        (410, "", "has this no longer.", "Mem0 service?"),
        (413, {"detail": "Over"}, "quota is used up: Over.", "dashboard"),
        (414, "", "too many names or ids at once.", "fewer"),
        (422, {"detail": [{"loc": ["body", "text"], "msg": "Too long"}]}, "request: text: Too long.", ""),
        (429, {"error": "Rate limit exceeded: 10 per minute"}, "fewer requests: Rate", "Wait a minute"),
        (431, "", "too many names or ids at once.", "fewer"),
        (451, "", "may not answer this for legal reasons.", "Whoever runs"),
        (499, "", "refuses the request: status 499.", "no reason"),
        (500, "<html>", "failed with status 500.", "Try again later."),
        (502, {"detail": "Down.", "code": "datastore_unavailable", "request_id": "r-2"}, "status 502: Down.",
         "Its database does not answer. Code: datastore_unavailable. Request id: r-2."),
        (502, {"detail": "Key.", "code": "provider_auth_failed"}, "502: Key.", "Its language model"),
        (502, {"detail": "x", "code": "vector_store_unavailable"}, "502: x.", "Its vector store"),
        (502, {"detail": "x", "code": "unknown"}, "502: x.", "Try again later. Code: unknown."),
        (507, "", "has no room left.", "Whoever runs"),
        (511, "<html>", "asks for a login.", "web browser"),
        (599, "", "failed with status 599.", "Try again later."),
        (999, "", "failed with status 999.", "Try again later."),
    ],
)  # fmt: skip
def test_other_refusals(status: int, body: object, message: str, hint: str) -> None:
    error = error_for(status, body)
    assert type(error) is ServiceError
    assert error.status == status
    assert ADDRESS in error.message
    assert message in error.message
    assert hint in error.hint


def test_what_headers_add() -> None:
    wait = answer_error(Answer(429, "", wait=7.2), address=ADDRESS, route="GET /")
    assert wait.hint == "It asks to wait for 7 seconds."
    number = answer_error(Answer(500, '{"request_id": "b"}', request_id="a"), address=ADDRESS, route="GET /")
    assert number.hint == "Try again later. Request id: a."
    to = answer_error(Answer(308, "", location="https://b.example/?k=v"), address=ADDRESS, route="GET /")
    assert to.message == f"{ADDRESS} redirects elsewhere: https://b.example/."


def test_an_answer_that_is_no_use() -> None:
    error = unreadable_answer(Answer(200, "<html>"), "a web page instead of JSON", address=ADDRESS)
    assert error.message == f"{ADDRESS} answered with a web page instead of JSON."
    assert (error.status, error.raw) == (200, "<html>")


def test_the_raw_body_is_kept_and_cut() -> None:
    assert error_for(500, "<html>" + "x" * 10_000).raw == "<html>" + "x" * (RAW_LIMIT - 6)


def test_redact_finds_the_key_in_text_and_in_json() -> None:
    assert redact('no m0-"x here', 'm0-"x') == "no [key] here"
    assert redact(json.dumps({"echo": 'm0-"x'}), 'm0-"x') == '{"echo": "[key]"}'
    assert redact("nothing", "") == "nothing"


KEYS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


@given(KEYS, st.data())
def test_redact_finds_the_key_however_a_service_escapes_it(key: str, data: st.DataObject) -> None:
    def spelled(char: str) -> str:
        code = json.dumps(char)[1:-1] if ord(char) > 0xFFFF else f"\\u{ord(char):04X}"
        return data.draw(st.sampled_from([json.dumps(char)[1:-1], code, quote(char, safe="")]))

    assert redact(f"\n{''.join(map(spelled, key))}\n", key) == "\n[key]\n"
    assert redact('{"a":"m0-a\\/b"}', "m0-a/b") == '{"a":"[key]"}'
