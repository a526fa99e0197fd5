from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from memtui.core.display import is_plain
from memtui.core.typed_json import TypingError, read_json, read_object, read_value, write_json, write_value
from tests.strategies import HOSTILE_PIECES, json_objects, json_values, law, texts


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ('{"a": }', "Column 7: expected a value", 6),
        ('{"a" 1}', "Column 6: expected a colon after the key.", 5),
        ('{"a": 1 "b": 2}', "Column 9: expected a comma or the closing bracket.", 8),
        ("{a: 1}", "Column 2: expected a key in double quotes.", 1),
        ('{\n  "a": 1,\n  b\n}', "Line 3, column 3: expected a key in double quotes.", 14),
        ('{"a": 1}}', "Column 9: expected the end, since the value is complete.", 8),
        ('{"a": "x}', "Column 7: expected closing quotes for the text that begins here.", 6),
        ('{"a": "x\ty"}', "Column 9: expected no line break, tab or control character", 8),
        ('{\n"a": "b\n}', "Line 2, column 8: expected closing quotes before the line ends.", 9),
        ('{"a": 1,}', "Column 9: expected a key in double quotes", 8),
        ('{"a": True}', "Column 7: expected a value", 6),
        ('{"a": -Infinity}', "-Infinity is no JSON number.", None),
        ('{"a": "\\q"}', "Column 8: expected one of", 7),
        ('{"a": "\\u12"}', "Column 9: expected four hexadecimal digits after \\u.", 8),
        ('["a"]', "Expected an object.", 0),
        ("  42", "Expected an object.", 2),
        ('{"a": 1, "a": 2}', "The key 'a' stands twice in one object.", None),
        ('{"a": NaN}', "NaN is no JSON number.", None),
        ('{"a": 1e999}', "The number 1e999 is too large.", None),
        ('{"a": ' + "9" * 5000 + "}", "A number here has too many digits.", None),
        ('{"a": "\\ud83d"}', "There is half a character in it", None),
        ('{"a": "\ud83d"}', "There is half a character in it", None),
        ("[" * 100_000, "This is nested too deep.", None),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, message: str, at: int | None) -> None:
    with pytest.raises(TypingError) as caught:
        read_object(text)
    assert caught.value.message.startswith(message)
    assert caught.value.at == at
    assert len(str(caught.value)) < 300


@law()
@given(json_objects)
def test_what_is_written_is_plain_and_reads_the_same(value: dict[str, Any]) -> None:
    for indent in (2, None):
        text = write_json(value, indent=indent)
        assert is_plain(text)
        assert json.dumps(read_object(text)) == json.dumps(value)


@pytest.mark.parametrize("piece", HOSTILE_PIECES)
def test_hostile_characters_are_written_as_escapes(piece: str) -> None:
    text = write_json({f"k{piece}": f"tea{piece}cup"})
    assert is_plain(text)
    assert read_json(text) == {f"k{piece}": f"tea{piece}cup"}


def test_half_a_character_is_written_as_an_escape() -> None:
    assert write_json(["\ud800"], indent=None) == '["\\ud800"]'


def test_numbers_keep_their_kind() -> None:
    text = '{"a": 1.0, "b": 1, "c": 123456789012345678901234567890}'
    assert write_json(read_object(text), indent=None) == text


def test_what_is_only_unusual_stays_readable() -> None:
    assert write_json("Café 東京 👩\u200d👧 ❤\ufe0f", indent=None) == '"Café 東京 👩\u200d👧 ❤\ufe0f"'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), (" null ", None), ("42", 42), ("-1.5e3", -1500.0), ('"42"', "42"), ("[1]", [1]),
        ('{"a": 1}', {"a": 1}), ("Europe/Berlin", "Europe/Berlin"), ("007", "007"), ("1.", "1."),
        ("True", "True"), ("only food, please", "only food, please"), (" two  blanks ", " two  blanks "),
    ],
)  # fmt: skip
def test_a_value_is_json_where_it_looks_like_it(text: str, value: object) -> None:
    assert read_value(text) == value
    assert type(read_value(text)) is type(value)


def test_a_value_that_only_begins_like_json_can_be_sent_as_text() -> None:
    with pytest.raises(
        TypingError, match=r"Column 2: expected a value.*To send it as text, put it in double"
    ):
        read_value("[Important] no prices")


@law()
@given(json_values | texts)
def test_a_value_is_typed_as_it_was_written(value: Any) -> None:
    if isinstance(value, str) and not value.strip():
        return
    assert json.dumps(read_value(write_value(value))) == json.dumps(value)
