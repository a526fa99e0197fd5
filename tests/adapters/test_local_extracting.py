"""A JSON schema filled with what memories hold, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.local.extracting import filled, summary_of
from memtui.core.errors import DataError
from memtui.core.models import Memory

NEWER = Memory(
    "m2", "Lives in Rome", user_id="alice", metadata={"city": "Rome", "age": "41", "tags": ["a", "b"]},
    categories=("home", "travel"), created_at="2026-01-02T00:00:00Z",
)  # fmt: skip
OLDER = Memory(
    "m1", "Likes tea", user_id="alice",
    metadata={"city": "Oslo", "age": 40, "tags": ["b", 3], "address": {"zip": "1"}}, categories=("home",),
)  # fmt: skip
BOTH = (NEWER, OLDER)
TEXT, NUMBER, WHOLE = {"type": "string"}, {"type": "number"}, {"type": "integer"}


def of(**properties: Any) -> Any:
    return filled({"type": "object", "properties": properties}, BOTH)


@pytest.mark.parametrize(
    ("key", "schema", "value"),
    [
        ("city", TEXT, "Rome"),
        ("city", {}, "Rome"),
        ("city", {"enum": ["Oslo"]}, "Oslo"),
        ("city", {"enum": ["Paris"]}, None),
        ("age", WHOLE, 40),
        ("age", NUMBER, 40),
        ("age", {"type": "boolean"}, None),
        ("age", {"type": ["integer", "null"]}, 40),
        ("age", {"anyOf": [{"type": "null"}, WHOLE]}, 40),
        ("age", {"$ref": "#/nowhere"}, "41"),
        ("full_name", TEXT, None),
        ("tags", {"type": "array", "items": TEXT}, ["a", "b"]),
        ("tags", {"type": "array"}, ["a", "b", 3]),
        ("city", {"type": "array", "items": TEXT}, ["Rome", "Oslo"]),
        ("skills", {"type": "array", "items": TEXT}, None),
        ("categories", {"type": "array", "items": TEXT}, ["home", "travel"]),
        ("memories", {"type": "array", "items": TEXT}, ["Lives in Rome", "Likes tea"]),
        ("user_id", TEXT, "alice"),
        ("agent_id", TEXT, None),
        ("address", {"type": "object", "properties": {"zip": TEXT}}, {"zip": "1"}),
        (
            "person",
            {"type": "object", "properties": {"city": TEXT, "job": TEXT}},
            {"city": "Rome", "job": None},
        ),
        ("person", {"type": "object", "properties": {"job": TEXT}}, None),
    ],
)
def test_a_key(key: str, schema: Any, value: Any) -> None:
    assert of(**{key: schema}) == {key: value}


def test_memories_as_objects() -> None:
    items = {"properties": {"text": TEXT, "id": TEXT, "city": TEXT, "score": NUMBER, "created_at": TEXT}}
    rome = {"text": "Lives in Rome", "id": "m2", "city": "Rome", "score": None}
    assert filled({"type": "array", "items": items}, BOTH[:1]) == [{**rome, "created_at": NEWER.created_at}]
    assert of(memories={"type": "array", "items": items})["memories"][1]["city"] == "Oslo"


def test_definitions_are_looked_up() -> None:
    schema = {
        "$defs": {"Level": {"enum": ["high", "low"], "type": "string"}},
        "properties": {"level": {"allOf": [{"$ref": "#/$defs/Level"}], "default": "low"}, "city": TEXT},
        "required": ["level"],
        "type": "object",
    }
    assert filled(schema, BOTH) == {"level": None, "city": "Rome"}
    low = Memory("m3", "x", metadata={"level": "low"})
    assert filled(schema, [low])["level"] == "low"


@pytest.mark.parametrize("schema", [{}, {"type": "object"}, {"type": "string"}, {"properties": 3}])
def test_a_schema_without_a_shape_gives_the_texts(schema: Any) -> None:
    assert filled(schema, BOTH) == {"memories": ["Lives in Rome", "Likes tea"]}


def test_a_schema_that_holds_itself_has_an_end() -> None:
    schema = {"properties": {"next": {"$ref": "#"}, "loop": {"$ref": "#/properties/loop"}}}
    assert filled(schema, BOTH) == {"next": None, "loop": None}


def test_a_schema_that_repeats_itself_without_end_is_refused() -> None:
    twice = {"properties": {"one": {"$ref": "#"}, "two": {"$ref": "#"}}}
    wide = {"type": "array", "items": {"properties": {str(number): {} for number in range(501)}}}
    for schema in (twice, wide):
        with pytest.raises(DataError, match="more than 500 keys"):
            filled(schema, BOTH)


def test_a_long_list_of_categories_is_cut() -> None:
    (told,) = summary_of(BOTH, total=1234, categories={f"c{number}": number for number in range(9)})
    assert told["summary"].startswith(
        "1,234 memories, most of them in c8 (8), c7 (7), c6 (6), c5 (5), c4 (4)."
    )
    assert list(told["categories"]) == [f"c{number}" for number in range(8, -1, -1)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
WORDS = st.sampled_from(
    ["type", "properties", "items", "anyOf", "$ref", "enum", "object", "array", "string", "#", "#/properties"]
)
SCHEMAS = st.recursive(
    WORDS | JSON, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4)
)


@given(st.dictionaries(WORDS, SCHEMAS, max_size=4))
def test_any_object_is_a_schema(schema: dict[str, Any]) -> None:
    filled(schema, BOTH)
