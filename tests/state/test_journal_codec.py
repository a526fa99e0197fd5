"""Changes as the journal's JSON: what is read is exactly what was written."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.changes import (
    KEEP,
    AddedMemory,
    Addition,
    Change,
    Deletion,
    EntityDeletion,
    MemoryEdit,
    NewMemory,
    SettingChange,
    SettingKind,
    Update,
)
from memtui.core.encoding import compact_json
from memtui.core.errors import StoreError
from memtui.core.models import ENTITY_TYPES, Memory
from memtui.state.journal import codec
from tests.strategies import broken_texts, json_objects, json_values, law, memories, names


def _is_json(text: str) -> bool:
    """Two halves of a character that stand together are one character in JSON, as everywhere else."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") == text


texts = broken_texts.filter(_is_json)
categories = st.none() | st.lists(names, max_size=3).map(tuple)
metadata = st.none() | json_objects
messages = st.fixed_dictionaries({"role": texts, "content": json_values})
full_memories = st.builds(
    Memory,
    id=texts,
    memory=texts,
    user_id=st.none() | texts,
    agent_id=st.none() | texts,
    app_id=st.none() | texts,
    run_id=st.none() | texts,
    metadata=metadata,
    categories=categories,
    hash=st.none() | texts,
    immutable=st.booleans(),
    expiration_date=st.none() | texts,
    created_at=st.none() | texts,
    updated_at=st.none() | texts,
    score=st.none() | st.sampled_from([0.0, 1.0]) | st.floats(0, 1),
    extra=json_objects,
    wire_keys=st.lists(texts, max_size=3).map(tuple),
)
new_memories = st.builds(
    NewMemory,
    memory=texts,
    user_id=st.none() | texts,
    agent_id=st.none() | texts,
    app_id=st.none() | texts,
    run_id=st.none() | texts,
    metadata=metadata,
    categories=categories,
    expiration_date=st.none() | texts,
    immutable=st.booleans(),
    input=st.none() | st.lists(messages, max_size=2).map(tuple),
    infer=st.booleans(),
    options=metadata,
)
kept = st.just(KEEP)
edits = st.builds(
    MemoryEdit,
    memory=kept | texts,
    metadata=kept | metadata,
    categories=kept | categories,
    expiration_date=kept | st.none() | texts,
)
any_memory = memories | full_memories
objects = st.none() | json_objects
changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(Addition, new_memories, replaces=st.none() | texts, before=st.none() | any_memory),
    st.builds(Update, any_memory, edits),
    st.builds(Deletion, any_memory),
    st.builds(EntityDeletion, st.sampled_from(ENTITY_TYPES), texts),
    st.builds(SettingChange, st.sampled_from(get_args(SettingKind)), texts, objects, objects, label=texts),
)


def through_the_file(change: Change) -> Change:
    """What comes back of a change, by way of text that a file can hold."""
    text = compact_json(codec.change_to_json(change))
    return codec.change_from_json(codec.kind_of(change), json.loads(text.encode().decode()))


@law(300)
@given(changes)
def test_every_change_comes_back_as_it_was(change: Change) -> None:
    back = through_the_file(change)
    assert back == change
    # Equality takes 1 for True and 1.0 for 1.
    assert repr(back) == repr(change)


@law(150)
@given(full_memories)
def test_every_memory_comes_back_as_it_was(memory: Memory) -> None:
    text = compact_json(codec.memory_to_json(memory))
    assert repr(codec.memory_from_json(json.loads(text.encode()))) == repr(memory)


@law(60)
@given(st.lists(st.builds(AddedMemory, texts, texts, st.none() | texts, st.none() | texts), max_size=3))
def test_what_an_addition_made_comes_back(added: list[AddedMemory]) -> None:
    text = compact_json(codec.added_to_json(added))
    assert codec.added_from_json(json.loads(text.encode())) == tuple(added)


@law(60)
@given(any_memory.map(lambda memory: replace(memory, memory="SECRET", metadata={"k": "SECRET"})), edits)
def test_nothing_of_a_memory_but_its_id_is_left_without_its_image(memory: Memory, edit: MemoryEdit) -> None:
    new = NewMemory("SECRET", user_id="SECRET", metadata={"SECRET": 1}, input=({"content": "SECRET"},))
    edit = replace(edit, memory="SECRET", metadata={"SECRET": 1})
    for change in (Deletion(memory), Update(memory, edit), Addition(new, replaces="old", before=memory)):
        empty = codec.without_images(change)
        assert type(empty) is type(change)
        assert "SECRET" not in compact_json(codec.change_to_json(empty))
        assert empty == through_the_file(empty)
        if isinstance(empty, Deletion | Update):
            assert empty.before.id == memory.id


def test_nothing_of_a_setting_but_its_id_is_left_without_its_image() -> None:
    value = {"url": "SECRET"}
    for before, after in ((value, None), (None, value), (value, value)):
        empty = codec.without_images(SettingChange("webhook", "w1", before, after, "SECRET"))
        assert "SECRET" not in compact_json(codec.change_to_json(empty))
        assert empty == through_the_file(empty)
        assert isinstance(empty, SettingChange)
        # What it was that was done can still be told.
        assert (empty.key, empty.before is None, empty.after is None) == ("w1", before is None, after is None)


def test_a_cleared_field_is_not_one_that_is_kept() -> None:
    memory = Memory("1", "a")
    for edit in (MemoryEdit(metadata=None), MemoryEdit(), MemoryEdit(expiration_date=None, categories=None)):
        assert through_the_file(Update(memory, edit)) == Update(memory, edit)


def test_text_that_is_no_unicode_is_written_escaped() -> None:
    assert compact_json({"é": "\ud800"}) == '{"\\u00e9":"\\ud800"}'
    assert compact_json({"é": 1}) == '{"é":1}'


def test_a_kind_of_a_later_memtui_is_refused() -> None:
    with pytest.raises(StoreError, match="does not know: 'merge'"):
        codec.change_from_json("merge", {})
