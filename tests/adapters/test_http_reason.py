from __future__ import annotations

import json

import pytest

from memtui.adapters.http_reason import reason, word


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
        (
            {
                "detail": [
                    {
                        "type": "missing",
                        "loc": ["body", "messages", 0, "role"],
                        "msg": "Field required",
                        "input": {"secret": 1},
                    },
                    {"loc": ["query", "top_k"], "msg": "Too large"},
                ]
            },
            "messages.0.role: Field required; top_k: Too large",
        ),
        (
            {"detail": "Datastore is down", "code": "datastore_unavailable", "request_id": "r-1"},
            "Datastore is down",
        ),
        ({"error": "Rate limit exceeded: 10 per 1 minute"}, "Rate limit exceeded: 10 per 1 minute"),
        ({"webhook": {"url": {"scheme": ["Not https."]}}}, "webhook: url: scheme: Not https."),
        ({"detail": [{"loc": "odd", "msg": "x"}, {"loc": [None], "msg": "y"}]}, "x; y"),
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


def test_a_long_reason_is_cut_before_it_is_looked_at() -> None:
    assert len(reason("\x1b" * 5_000_000)) < 1000


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"code": "unknown"}, "unknown"),
        ({"code": 17}, "17"),
        ({"code": "a\nb\x1b" + "c" * 500}, "a↵b^[" + "c" * 95 + "…"),
        ({"code": None}, ""),
        ({"code": ["x"]}, ""),
        ({}, ""),
        (["code"], ""),
        ("code", ""),
    ],
)
def test_a_word_of_an_error(body: object, said: str) -> None:
    assert word(json.dumps(body), "code") == said


@pytest.mark.parametrize("text", ["", "<html>", "{", "[" * 200_000])
def test_no_word_of_what_is_no_json(text: str) -> None:
    assert word(text, "code") == ""
