"""The columns of a list: names there and back, what stands in them, and how they share the room."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.columns import (
    ABOUT,
    DEFAULT,
    GAP,
    LEAST_TEXT,
    METADATA,
    TEXT,
    Cell,
    Column,
    cell,
    column,
    columns,
    share,
    text_of,
    width_of,
)
from memtui.core.display import is_plain
from memtui.core.errors import UsageError
from memtui.core.models import Memory

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FULL = Memory(
    id="m-1",
    memory="Likes tea",
    user_id="alice",
    run_id="r7",
    metadata={"plan": "pro", "n": 12, "none": None, "tags": ["a", {"b": 1.5}], "yes": True},
    categories=("food", "work"),
    expiration_date="2026-11-24",
    created_at="2026-11-19T12:00:00Z",
    updated_at="2026-11-21T09:00:00Z",
)
_NAMES = st.one_of(st.sampled_from(list(ABOUT)), st.text(min_size=1).map(lambda key: f"{METADATA}.{key}"))
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def shown(name: str, memory: Memory = FULL, *, dates: bool = False) -> Cell:
    return cell(memory, column(name), NOW, dates=dates)


@given(_NAMES)
def test_a_name_is_the_name_of_its_column(name: str) -> None:
    assert column(name).name == name


@pytest.mark.parametrize(
    ("name", "means"),
    [
        (" Created ", "created"), ("created_at", "created"), ("user_id", "user"), ("session_id", "run"),
        ("expiration_date", "expires"), ("text", "memory"), ("Metadata.Plan", "metadata.Plan"),
        ("metadata.a.b", "metadata.a.b"),
    ],
)  # fmt: skip
def test_other_names_for_the_same_are_understood(name: str, means: str) -> None:
    assert column(name).name == means


@pytest.mark.parametrize(
    ("name", "hint"), [("usr", "Did you mean user?"), ("zzz", "metadata.KEY"), ("metadata.", "")]
)
def test_a_name_of_nothing_is_told_with_what_is_like_it(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        column(name)
    assert hint in caught.value.hint


def test_a_list_has_each_column_once_and_always_its_text() -> None:
    assert columns(["user", "user_id", "created"]) == (column("user"), column("created"), TEXT)
    assert columns(["memory", "id"]) == (TEXT, column("id"))


@pytest.mark.parametrize(
    ("name", "text", "right"),
    [
        ("created", "2d", True), ("updated", "3h", True), ("expires", "+2d", True),
        ("user", "alice", False), ("agent", "", False), ("run", "r7", False), ("whose", "alice", False),
        ("categories", "food, work", False), ("id", "m-1", False), ("state", "", False),
        ("metadata.plan", "pro", False), ("metadata.n", "12", True), ("metadata.none", "null", False),
        ("metadata.tags", '["a",{"b":1.5}]', False), ("metadata.yes", "true", False),
        ("metadata.missing", "", False),
    ],
)  # fmt: skip
def test_what_stands_in_a_column(name: str, text: str, right: bool) -> None:
    assert shown(name) == Cell(text, right)


def test_instants_are_dates_when_asked_and_an_expiration_is_a_day() -> None:
    assert shown("created", dates=True).text[:10] == "2026-11-19"
    assert shown("expires", dates=True).text == "2026-11-24"
    odd = Memory(id="1", memory="", created_at="soon\x1b[2J", expiration_date="never")
    assert shown("created", odd).text == "soon^[[2J"
    assert shown("expires", odd, dates=True).text == "never"


def test_a_state_is_words() -> None:
    assert shown("state", FULL).text == ""
    assert shown("state", Memory(id="1", memory="", immutable=True)).text == "immutable"


@given(_VALUES, st.booleans())
def test_no_value_reaches_the_terminal_as_it_is(value: Any, dates: bool) -> None:
    memory = Memory(id="1", memory="", metadata={"k": value})
    text = cell(memory, Column(METADATA, "k"), NOW, dates=dates).text
    assert is_plain(text)
    assert "\n" not in text


@given(st.text())
def test_no_key_reaches_the_terminal_as_it_is(key: str) -> None:
    title = Column(METADATA, key).title
    assert is_plain(title)
    assert "\n" not in title


@given(_VALUES.filter(lambda value: not isinstance(value, str)))
def test_a_value_that_is_no_text_is_compact_json(value: Any) -> None:
    assert text_of(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_of_a_huge_value_only_the_beginning_is_made() -> None:
    huge = {"k": ["x" * 10] * 1_000_000}
    assert text_of(huge, most=20) == '{"k":["xxxxxxxxxx","'
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert text_of(deep, most=10) == "[" * 10


@given(
    st.lists(_NAMES, min_size=1, max_size=12).map(columns),
    st.integers(0, 300),
    st.booleans(),
    st.booleans(),
)
def test_columns_share_the_room_and_the_text_is_always_there(
    chosen: tuple[Column, ...], room: int, dates: bool, wide: bool
) -> None:
    places, left_out = share(chosen, room, dates=dates, wide=wide)
    assert sum(width for _, width in places) + GAP * (len(places) - 1) == room
    text = next(width for one, width in places if one == TEXT)
    assert text >= LEAST_TEXT or len(places) == 1
    # What is left out stands at the right of all that is not, save for the text.
    others = [one for one in chosen if one != TEXT]
    kept = [one for one, _ in places if one != TEXT]
    assert kept == others[: len(others) - left_out]
    if left_out:
        next_one = others[len(kept)]
        assert text - GAP - width_of(next_one, dates=dates, wide=wide) < LEAST_TEXT


def test_what_a_list_shows_by_itself_is_one_of_its_choices() -> None:
    assert columns(one.name for one in DEFAULT) == DEFAULT
