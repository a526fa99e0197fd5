"""CSV that any reader gives back as it was."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from memtui.core.models import HistoryEvent, Memory, MemoryRecord
from memtui.core.to_wire import EVENT_KEYS, MEMORY_KEYS
from memtui.core.writing.tables import events_csv, memories_csv
from tests.strategies import law

TEXTS = st.one_of(
    st.text(st.sampled_from("\",;\r\n\t =+@'|\\ab\x00\x1b\u2028"), max_size=40),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@law()
@given(TEXTS, TEXTS, st.dictionaries(TEXTS, JSON, max_size=3), st.lists(TEXTS, min_size=1, max_size=3))
def test_every_text_comes_back(text: str, name: str, metadata: dict[str, Any], categories: list[str]) -> None:
    memory = Memory(
        "1",
        text,
        name,
        metadata=metadata,
        categories=tuple(categories),
        immutable=True,
        extra={"more": metadata},
    )
    writer = memories_csv()
    written = writer.begin() + writer.one(MemoryRecord(memory, None)) * 2 + writer.end(2)
    assert written.endswith("\r\n")
    first, second = rows(written)
    assert first == second
    assert (first["memory"], first["user_id"], first["immutable"]) == (text, name, "true")
    assert json.loads(first["metadata"]) == metadata
    assert json.loads(first["categories"]) == categories
    assert json.loads(first["other"]) == {"more": metadata}


def test_the_first_row_names_the_columns() -> None:
    assert memories_csv().begin() == ",".join((*MEMORY_KEYS, "other")) + "\r\n"
    assert events_csv().begin() == ",".join((*EVENT_KEYS, "other")) + "\r\n"


def test_what_a_spreadsheet_would_take_for_a_formula_is_not_changed() -> None:
    (row,) = rows(memories_csv().begin() + memories_csv().one(MemoryRecord(Memory("1", "=1+1"), None)))
    assert row["memory"] == "=1+1"


@law()
@given(TEXTS)
def test_an_event_is_a_row(text: str) -> None:
    event = HistoryEvent("e", "m", "UPDATE", text, text, ({"role": "user", "content": text},), {"k": text})
    (row,) = rows(events_csv().begin() + events_csv().one(event))
    assert (row["old_memory"], row["new_memory"], row["event"]) == (text, text, "UPDATE")
    assert json.loads(row["input"]) == [{"role": "user", "content": text}]
