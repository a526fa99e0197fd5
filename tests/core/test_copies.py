from __future__ import annotations

import json

import pytest

from memtui.core.copies import CopyForm, copied_as
from memtui.core.display import is_plain
from memtui.core.from_wire import parse_memory
from memtui.core.models import Memory

TEA = Memory("id-1", "likes tea", user_id="alice", metadata={"source": "email"})
RED = Memory("id-2", "\x1b[31mred\u202e\r\n", agent_id="guide", extra={"owner": "\u200b"})


def test_ids_stand_one_a_line() -> None:
    assert copied_as([TEA], "id") == "id-1"
    assert copied_as([TEA, RED], "id") == "id-1\nid-2"


def test_texts_are_copied_as_they_are() -> None:
    assert copied_as([RED], "text") == RED.memory
    assert copied_as([TEA, RED], "text") == f"likes tea\n{RED.memory}"


def test_one_memory_is_an_object_and_several_an_array() -> None:
    one = json.loads(copied_as([TEA], "json"))
    assert (one["id"], one["memory"], one["metadata"]) == ("id-1", "likes tea", {"source": "email"})
    assert [item["id"] for item in json.loads(copied_as([TEA, RED], "json"))] == ["id-1", "id-2"]


def test_json_loses_nothing_and_does_no_harm_when_it_is_pasted() -> None:
    text = copied_as([RED, TEA], "json")
    assert is_plain(text)
    assert [parse_memory(item).memory for item in json.loads(text)] == [RED.memory, TEA.memory]


@pytest.mark.parametrize(("what", "nothing"), [("id", ""), ("text", ""), ("json", "[]")])
def test_nothing_is_nothing(what: CopyForm, nothing: str) -> None:
    assert copied_as([], what) == nothing
