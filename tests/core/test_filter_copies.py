"""A filter to paste elsewhere: read as a shell and as Python would read it."""

from __future__ import annotations

import ast
import json
import shlex
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from memtui.core.filter_copies import as_curl, as_json, as_python
from memtui.core.filter_json import from_json, to_json
from memtui.core.filter_text import parse
from memtui.core.filters import Condition, Filter
from tests.strategies import broken_texts, filters, law

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
URL = "https://api.mem0.ai"
KEY = "MEM0_API_KEY"


def _of_curl(command: str) -> tuple[str, dict[str, str], dict[str, Any]]:
    """The address, the headers and the body of a curl command."""
    words = shlex.split(command)
    assert words[:3] == ["curl", "-X", "POST"]
    url, *rest = words[3:]
    headers: dict[str, str] = {}
    body: dict[str, Any] = {}
    while rest:
        flag, value, *rest = rest
        if flag == "-H":
            name, _, content = value.partition(": ")
            headers[name] = content
        else:
            assert flag == "-d"
            body = json.loads(value)
    return url, headers, body


def _of_python(call: str) -> dict[str, Any]:
    """The named arguments of a call."""
    tree = ast.parse(call, mode="eval").body
    assert isinstance(tree, ast.Call)
    assert ast.unparse(tree.func) == "client.get_all"
    assert not tree.args
    return {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in tree.keywords}


@law(100)
@given(filters)
def test_law_every_copy_holds_the_filter(tree: Filter) -> None:
    wire = to_json(tree, NOW)
    assert json.loads(as_json(tree, NOW)) == wire
    assert _of_curl(as_curl(tree, NOW, URL, KEY))[2] == {"filters": wire}
    assert _of_python(as_python(tree, NOW)) == {"filters": wire, "page": 1, "page_size": 100}


@law()
@given(broken_texts)
def test_law_copies_hold_nothing_that_drives_a_terminal(text: str) -> None:
    tree = Condition("user_id", "eq", text)
    for copy in (as_json(tree, NOW), as_curl(tree, NOW, URL, KEY), as_python(tree, NOW)):
        assert all(char.isprintable() or char == "\n" for char in copy)
    # Two halves of a character that stand together are one in JSON.
    assert json.loads(as_json(tree, NOW)) == json.loads(json.dumps(to_json(tree)))
    assert _of_python(as_python(tree, NOW))["filters"] == to_json(tree)


def test_json_is_easy_to_read() -> None:
    assert as_json(parse("user_id = 東京 and created_at > 2024-07-01"), NOW) == (
        '{\n  "AND": [\n    {\n      "user_id": "東京"\n    },\n    {\n      "created_at": {\n'
        '        "gt": "2024-07-01"\n      }\n    }\n  ]\n}'
    )


@pytest.mark.parametrize("url", [URL, f"{URL}/"])
def test_curl_asks_the_list_with_the_key_of_the_environment(url: str) -> None:
    command = as_curl(parse("user_id = alice"), NOW, url, KEY)
    assert command == (
        "curl -X POST 'https://api.mem0.ai/v3/memories/?page=1&page_size=100' "
        '-H "Authorization: Token $MEM0_API_KEY" -H "Content-Type: application/json" '
        """-d '{"filters": {"user_id": "alice"}}'"""
    )
    address, headers, _ = _of_curl(command)
    assert address == "https://api.mem0.ai/v3/memories/?page=1&page_size=100"
    assert headers == {"Authorization": "Token $MEM0_API_KEY", "Content-Type": "application/json"}


@pytest.mark.parametrize("name", ["o'neil", "$HOME `id` $(id)", "a\\'b", "!!", "\x1b[31m\x9b\u202e", "a\nb"])
def test_nothing_in_a_filter_is_shell(name: str) -> None:
    tree = Condition("user_id", "eq", name)
    assert _of_curl(as_curl(tree, NOW, URL, KEY))[2] == {"filters": {"user_id": name}}


def test_python_spells_its_own_words() -> None:
    call = as_python(parse("metadata.a = null or metadata.b = true"), NOW)
    assert call == (
        "client.get_all(filters={'OR': [{'metadata': {'a': None}}, {'metadata': {'b': True}}]}, "
        "page=1, page_size=100)"
    )


def test_relative_dates_are_made_instants() -> None:
    tree = parse("user_id = a and created_at > -12h")
    for wire in (
        json.loads(as_json(tree, NOW)),
        _of_curl(as_curl(tree, NOW, URL, KEY))[2]["filters"],
        _of_python(as_python(tree, NOW))["filters"],
    ):
        assert wire["AND"][1] == {"created_at": {"gt": "2026-03-15T00:00:00Z"}}
        assert from_json(wire, own_fields=False)


def test_the_key_is_left_to_the_variable_that_has_it() -> None:
    copy = as_curl(parse("user_id = alice"), NOW, URL, "WORK_KEY")
    assert "Token $WORK_KEY" in copy
    assert "MEM0_API_KEY" not in copy
