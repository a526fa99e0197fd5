"""Memories as something to paste elsewhere: their ids, their texts, or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from memtui.core.models import Memory
from memtui.core.to_wire import memory_to_wire
from memtui.core.typed_json import write_json

CopyForm = Literal["id", "text", "json"]
COPY_FORMS: tuple[CopyForm, ...] = get_args(CopyForm)


def copied_as(memories: Sequence[Memory], what: CopyForm) -> str:
    """The ids, one a line; the texts as they are, one after another; or JSON.

    JSON is one object for one memory and an array for several, with the fields' names on the Platform.
    What does not print is written there as escapes: the value is the same, and a paste does no harm.
    """
    if what == "id":
        return "\n".join(memory.id for memory in memories)
    if what == "text":
        return "\n".join(memory.memory for memory in memories)
    objects = [memory_to_wire(memory) for memory in memories]
    return write_json(objects[0] if len(objects) == 1 else objects)
