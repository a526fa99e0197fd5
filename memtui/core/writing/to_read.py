"""Memories and histories as Markdown, for people to read."""

from __future__ import annotations

from memtui.core.history import conversation, in_order
from memtui.core.models import HistoryEvent, Memory, MemoryRecord
from memtui.core.writing.forms import About
from memtui.core.writing.markdown import block, fenced, fields, heading, json_block, names_field

_KNOWN_EVENTS = {"ADD", "UPDATE", "DELETE"}


class MemoriesMarkdown:
    """One entry a memory: what is known of it, its text and its metadata; no history."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._number = 0

    def begin(self) -> str:
        """The title."""
        return heading(self._about)

    def one(self, record: MemoryRecord) -> str:
        """An entry."""
        self._number += 1
        return f"## {self._number}\n\n{entry(record.memory)}"

    def end(self, written: int) -> str:
        """How many there are, which shows that nothing is missing at the end."""
        return f"---\n\n{counted(written, 'memory', 'memories')}\n"


class HistoryMarkdown:
    """One memory as it is, and then each event of its history, oldest first."""

    def __init__(self, about: About) -> None:
        self._about = about

    def begin(self) -> str:
        """The title."""
        return heading(self._about)

    def one(self, record: MemoryRecord) -> str:
        """The memory and its events."""
        return history_markdown(record.memory, record.history or ())

    def end(self, written: int) -> str:
        """Nothing: the events say how many they are."""
        return ""


def entry(memory: Memory) -> str:
    """What is known of a memory, its text, its metadata, and what memtui does not know."""
    score = None if memory.score is None else repr(memory.score)
    known = {
        "id": memory.id,
        **dict[str, str](memory.scope()),
        "created": memory.created_at,
        "updated": memory.updated_at,
        "expires": memory.expiration_date,
        "immutable": "yes" if memory.immutable else None,
        "hash": memory.hash,
        "score": score,
    }
    listed = fields(known)
    if memory.categories:
        listed += names_field("categories", memory.categories)
    text = f"{listed}\n{fenced(memory.memory)}\n"
    if memory.metadata:
        text += json_block("Metadata", dict(memory.metadata))
    return text + (json_block("Other fields", dict(memory.extra)) if memory.extra else "")


def history_markdown(memory: Memory | None, events: tuple[HistoryEvent, ...]) -> str:
    """A memory as it is, if it still is, and its events: what stood there before and after, what was said."""
    text = "" if memory is None else f"## As it is\n\n{entry(memory)}"
    text += "".join(_event(number, event) for number, event in enumerate(in_order(events), 1))
    return f"{text}---\n\n{counted(len(events), 'event', 'events')}\n"


def counted(count: int, one: str, many: str) -> str:
    """So many things."""
    return f"{count:,} {one if count == 1 else many}"


def _event(number: int, event: HistoryEvent) -> str:
    named = f": {event.event}" if event.event in _KNOWN_EVENTS else ""
    text = f"## Event {number}{named}\n\n"
    text += fields({"event": event.event, "at": event.occurred_at or event.created_at, "id": event.id}) + "\n"
    if event.old_memory is not None:
        text += block("Before", event.old_memory)
    if event.new_memory is not None:
        text += block("After", event.new_memory)
    for role, said in conversation(event):
        text += fields({"said by": role}) + f"\n{fenced(said)}\n"
    return text + (json_block("Metadata", dict(event.metadata)) if event.metadata else "")
