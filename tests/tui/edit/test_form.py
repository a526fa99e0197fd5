"""What the fields say about a memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.changes import MemoryEdit, same_metadata
from memtui.core.models import Memory
from memtui.core.stand_ins import StandIns
from memtui.tui.modals.edit.form import Fields, Form
from tests.strategies import broken_texts, json_objects, law
from tests.tui.edit.driver import MEMORY, NOW, SUPPORT

MERGING = replace(SUPPORT, merges_metadata=True)
TODAY = NOW.date()


def fields(form: Form, **changes: str) -> Fields:
    return replace(form.opened, **changes)


@law(100)
@given(broken_texts, st.none() | json_objects, st.none() | broken_texts)
def test_fields_that_are_left_alone_change_nothing(
    text: str, metadata: dict[str, Any] | None, expires: str | None
) -> None:
    memory = Memory(id="1", memory=text, metadata=metadata, expiration_date=expires)
    for support in (SUPPORT, MERGING):
        form = Form(memory, support, None)
        box = StandIns()
        shown = [box.shown(part) for part in (form.opened.text, form.opened.metadata, form.opened.expiration)]
        reading = form.read(Fields(*map(box.back, shown)), TODAY)
        assert reading.edit == MemoryEdit()
        assert reading.after == memory
        assert not reading.is_change


@law(100)
@given(broken_texts, broken_texts)
def test_another_text_is_the_edit(before: str, after: str) -> None:
    form = Form(Memory(id="1", memory=before), SUPPORT, None)
    reading = form.read(fields(form, text=after), TODAY)
    if after == before:
        assert reading.edit == MemoryEdit()
    elif after.strip():
        assert reading.edit == MemoryEdit(memory=after)
    else:
        assert reading.mistakes[0].field == "text"
        assert reading.after.memory == before


def test_each_field_alone() -> None:
    form = Form(MEMORY, SUPPORT, None)
    assert form.read(fields(form, metadata='{"a": 1}'), TODAY).edit == MemoryEdit(metadata={"a": 1})
    assert form.read(fields(form, metadata=""), TODAY).edit == MemoryEdit(metadata=None)
    assert form.read(fields(form, expiration="+1d"), TODAY).edit == MemoryEdit(expiration_date="2026-11-22")
    assert form.read(fields(form, expiration=" "), TODAY).edit == MemoryEdit(expiration_date=None)


def test_the_same_written_otherwise_is_no_change() -> None:
    form = Form(MEMORY, SUPPORT, None)
    reading = form.read(fields(form, metadata='{"rank":3,"source":"email"}', expiration="2027-01-31 "), TODAY)
    assert reading.edit == MemoryEdit()
    assert not reading.is_change


def test_an_expiration_with_a_time_is_kept_unless_the_day_changes() -> None:
    form = Form(replace(MEMORY, expiration_date="2027-01-31T08:00:00Z"), SUPPORT, None)
    assert form.opened.expiration == "2027-01-31T08:00:00Z"
    assert form.read(fields(form, expiration="2027-01-31"), TODAY).edit == MemoryEdit()
    assert form.read(fields(form, expiration="2027-02-01"), TODAY).edit.expiration_date == "2027-02-01"


def test_metadata_that_differs_only_in_kind_is_a_change() -> None:
    form = Form(MEMORY, SUPPORT, None)
    reading = form.read(fields(form, metadata='{"source": "email", "rank": "3"}'), TODAY)
    assert reading.edit == MemoryEdit(metadata={"source": "email", "rank": "3"})


def test_every_mistake_is_told_in_the_order_of_the_fields() -> None:
    form = Form(MEMORY, SUPPORT, None)
    reading = form.read(Fields(" ", "[", "soon"), TODAY)
    assert [mistake.field for mistake in reading.mistakes] == ["text", "metadata", "expiration"]
    assert reading.mistakes[0].sentence == "A memory needs a text; to delete it, leave and press d."
    assert reading.mistakes[1].at == 1
    assert reading.edit == MemoryEdit()
    assert reading.is_change
    assert reading.mistake_in("metadata") is reading.mistakes[1]


def test_a_merging_service_keeps_removed_keys() -> None:
    form = Form(MEMORY, MERGING, None)
    reading = form.read(fields(form, metadata='{"rank": 4}'), TODAY)
    assert reading.kept == ("source",)
    assert reading.after.metadata == {"source": "email", "rank": 4}
    assert reading.edit == MemoryEdit(metadata={"source": "email", "rank": 4})
    only_removed = form.read(fields(form, metadata=""), TODAY)
    assert only_removed.kept == ("source", "rank")
    assert only_removed.edit == MemoryEdit()
    assert only_removed.is_change, "it was typed"


@pytest.mark.parametrize("draft", ["An older text", MemoryEdit(memory="An older text")])
def test_a_draft_is_what_the_fields_begin_with(draft: str | MemoryEdit) -> None:
    form = Form(MEMORY, SUPPORT, draft)
    assert form.opened.text == "An older text"
    assert form.read(form.opened, TODAY).edit == MemoryEdit(memory="An older text")
    assert form.read(fields(form, text=MEMORY.memory), TODAY).edit == MemoryEdit()


@law(50)
@given(broken_texts.filter(str.strip), json_objects, st.dates().map(str))
def test_a_whole_draft_is_the_edit(text: str, metadata: dict[str, Any], expires: str) -> None:
    draft = MemoryEdit(memory=text, metadata=metadata, expiration_date=expires)
    form = Form(MEMORY, SUPPORT, draft)
    after = form.read(form.opened, TODAY).after
    assert (after.memory, after.expiration_date) == (text, expires)
    assert same_metadata(after.metadata, metadata)
