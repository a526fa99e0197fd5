"""Filters that are pasted."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.errors import FilterError
from memtui.core.filter_json import to_json
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import Filter
from memtui.tui.modals.builder.reading import drawable, read_filter, repaired
from tests.strategies import filters


@given(filters)
def test_both_forms_are_recognised(tree: Filter) -> None:
    assert read_filter(format_filter(tree)) == tree
    again = read_filter(json.dumps(to_json(tree), indent=2))
    assert to_json(again) == to_json(tree)


def test_the_body_of_a_request_is_read_for_its_filters() -> None:
    assert read_filter('{"filters": {"user_id": "a"}, "page": 1}') == parse("user_id = a")


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("user_id = alice and foo = 3", "Column 21: 'foo' is not a field.", 21),
        ("user_id = alice and\n  foo = 3", "Line 2, column 3: 'foo' is not a field.", 23),
        ("", "Column 1: expected a field", 1),
        ('{"user_id": "a",}', "Column 17: this is no JSON", 17),
        ('{"user_id": "a"\n', "Column 16: this is no JSON", 16),
        ('{"user_id": "a", "bogus": 1}', "Column 18: 'bogus' is neither a logical operator nor a field.", 18),
        ('{"categories": {"ne": "x"}}', "Column 2: categories does not take ne", 2),
        ('{"metadata": {"k": {"in": ["x"]}}}', "Column 15: metadata.k does not take in", 15),
        ('  {"AND": []}', "Column 4: AND takes a list of filters", 4),
        ("[]", "Column 1: A filter is a JSON object", 1),
        ('{"filters": 3}', "Column 2: 'filters' is neither", 2),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, message: str, column: int) -> None:
    with pytest.raises(FilterError) as caught:
        read_filter(text)
    assert caught.value.message.startswith(message)
    assert caught.value.column == column


def test_json_beyond_all_depth_is_a_mistake_too() -> None:
    with pytest.raises(FilterError):
        read_filter('{"NOT":' * 100_000)


def test_an_or_beside_an_and_is_put_inside_it() -> None:
    text = '{"AND": [{"app_id": "x"}], "OR": [{"user_id": "*"}, {"agent_id": "*"}]}'
    with pytest.raises(FilterError, match="side by side"):
        read_filter(text)
    mended = repaired(text)
    assert mended is not None
    assert read_filter(mended) == parse("app_id = x and (user_id = * or agent_id = *)")
    assert repaired(mended) is None
    assert repaired("user_id = a") is None
    assert repaired('{"NOT": [') is None


@given(st.text(max_size=40))
def test_nothing_in_the_field_drives_the_terminal(text: str) -> None:
    for shown in (drawable(text), drawable("{" + text)):
        assert not any(char < " " and char not in "\n\t" for char in shown)
        assert "\u202e" not in shown


@given(st.text(max_size=20))
def test_what_is_escaped_in_json_is_the_same_json(name: str) -> None:
    text = json.dumps({"user_id": name}, ensure_ascii=False)
    assert json.loads(drawable(text)) == {"user_id": name}
