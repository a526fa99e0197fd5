"""Hypothesis strategies that several test folders share: hostile texts, memories, filters, small stores."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from memtui.core.filters import And, Condition, Filter, Or
from memtui.core.models import SCOPE_FIELDS, HistoryEvent, Memory, MemoryRecord
from memtui.core.to_wire import EVENT_KEYS, MEMORY_KEYS


def law(examples: int = 60) -> settings:
    """The settings of a property test: so many examples, no clock, nothing written to the disk."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


# Text ---------------------------------------------------------------------------------------------

HOSTILE_PIECES = (
    "\x1b[31m", "\x1b]0;owned\x07", "\x00", "\x7f", "\x9b2J", "\r", "\r\n", "\n", "\t", "\u202e", "\u2066",
    "\u2069", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u2028", "\ufe0f", "\ufe0e",
    "\U000e0041", "\U000e007f", "\U000e0100", "\u115f", "\u3164", "\u2800", "\u180e", "\u061c", "\u20e3",
    "\u0301",
)  # fmt: skip
PLAIN_PIECES = (
    "a", "Tea", "STRASSE", "straße", "İstanbul", "ΣΟΦΟΣ", "café", "cafe\u0301", "100%", "50_50", "O'Neil",
    '"quoted"', "東京", "東", "京都", "カフェ", "한국어", "می\u200cخواهم", "हिन्दी", "❤\ufe0f", "👩\u200d👧",
    "1\ufe0f\u20e3", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "🇩🇪", " ", "-",
    "%", "_", "*", "\\",
)  # fmt: skip

any_text = st.text(max_size=12)
pieces = st.sampled_from(HOSTILE_PIECES + PLAIN_PIECES)
texts = st.one_of(any_text, st.lists(pieces | any_text, max_size=8).map("".join))
"""Texts of any characters but lone surrogates, rich in those that mislead terminals, SQL and search."""

_joined = st.sampled_from("a1#❤🔥🏽👩🏴بक\u0651\u094d\ufe0e\ufe0f\u200c\u200d\u2800\u20e3")
broken_texts = st.text(_joined, max_size=8) | st.lists(
    pieces | any_text | st.characters(categories=["Cs"]) | st.characters(categories=["Cf", "Cc", "Mn", "So"]),
    max_size=10,
).map("".join)
"""The same with lone surrogates, more format characters, and joiners at every right and wrong place."""

# JSON ---------------------------------------------------------------------------------------------

_scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | any_text
)
json_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)
json_objects = st.dictionaries(any_text, json_values, max_size=3)

_NONE_WORDS = {"", "None", "null"}
_RESERVED = {*MEMORY_KEYS, *EVENT_KEYS, "session_id", "text", "history", "relations", "mem0_notice"}
stored_texts = texts.filter(lambda text: bool(text.strip()))
names = st.sampled_from(["alice", "bob", "Bob", "o'neil", '"q"', "50%", "a_b", "äöü", "東京", "x y", "*"]) | (
    any_text.filter(lambda text: text not in _NONE_WORDS)
)
instants = st.sampled_from(
    [
        "2024-07-20T01:30:36.275141-07:00",
        "2024-07-20T08:30:36.275141Z",
        "2026-03-14T20:15:42-07:00",
        "2026-01-15T10:30:00Z",
        "2026-04-25T02:43:10+00:00",
        "2026-04-25T02:43:10.5+05:30",
        "2026-04-25 02:43:10",
        "2024-07-20",
    ]
) | st.datetimes().map(lambda at: at.isoformat())
dates = st.dates().map(lambda day: day.isoformat()) | st.sampled_from(["2024-01-31", "2999-12-31"])


def _wire_object(
    required: dict[str, st.SearchStrategy[Any]], optional: dict[str, st.SearchStrategy[Any]]
) -> st.SearchStrategy[dict[str, Any]]:
    """A JSON object with the required keys, some of the optional ones and unknown ones, in any order."""
    known = st.fixed_dictionaries(required, optional=optional)
    unknown = st.dictionaries(
        st.sampled_from(["owner", "structured_attributes", "lifecycle_state", "model_config", "json", "self"])
        | any_text.filter(lambda key: key not in _RESERVED and "embedding" not in key),
        json_values,
        max_size=2,
    )
    return st.tuples(known, unknown).flatmap(
        lambda both: st.permutations(list({**both[1], **both[0]}.items())).map(dict)
    )


wire_memories = _wire_object(
    {"id": st.uuids().map(str), "memory": stored_texts},
    {
        **{field: st.none() | names for field in SCOPE_FIELDS},
        "metadata": st.none() | json_objects,
        "categories": st.none() | st.lists(names, max_size=3),
        "hash": st.none() | names,
        "immutable": st.booleans(),
        "expiration_date": st.none() | dates,
        "created_at": st.none() | instants,
        "updated_at": st.none() | instants,
    },
)
_wire_events = _wire_object(
    {"event": st.sampled_from(["ADD", "UPDATE", "DELETE", "NOOP"])},
    {
        "id": st.uuids().map(str),
        "old_memory": st.none() | texts.filter(lambda text: text not in {"None", "null"}),
        "new_memory": st.none() | texts.filter(lambda text: text not in {"None", "null"}),
        "input": st.none()
        | st.lists(st.fixed_dictionaries({"role": any_text, "content": json_values}), max_size=2),
        "metadata": st.none() | json_objects,
        "created_at": st.none() | instants,
        "updated_at": st.none() | instants,
    },
)


def _with_history(memory: dict[str, Any], events: Iterable[dict[str, Any]] | None) -> dict[str, Any]:
    if events is None:
        return memory
    return {**memory, "history": [{**event, "memory_id": memory["id"]} for event in events]}


wire_records = st.builds(_with_history, wire_memories, st.none() | st.lists(_wire_events, max_size=3))
"""Lines of an export as memtui writes them: any known keys, unknown ones, any order, `history` last."""

# Memories and filters ------------------------------------------------------------------------------

few_names = st.sampled_from(["alice", "Alice", "bob", "o'neil", '"q"', "50%", "a_b", "東京"])
_few_words = (
    "tea", "Tea", "TEA", "black", "likes", "STRASSE", "straße", "İstanbul", "café", "Cafe\u0301", "100%",
    "100", "a_b", "axb", "O'Neil", '"quoted"', "東京", "京都", "東京都", "AND", "OR", "NOT", "NEAR", "\x00",
    "NUL", "❤\ufe0f", "*", "^",
)  # fmt: skip
few_texts = st.lists(st.sampled_from(_few_words), min_size=1, max_size=5).map(" ".join)
few_instants = st.sampled_from(
    [
        "2024-07-20T08:30:36Z",
        "2024-07-20T01:30:36-07:00",
        "2024-07-20T08:30:36.000001Z",
        "2024-07-21",
        "2026-01-15T10:30:00Z",
    ]
)

memories = st.builds(
    Memory,
    id=st.uuids().map(str),
    memory=few_texts,
    user_id=st.none() | few_names,
    agent_id=st.none() | few_names,
    app_id=st.none() | few_names,
    run_id=st.none() | few_names,
    metadata=st.none() | st.just({"source": "test"}),
    categories=st.none() | st.just(("food", "travel")),
    expiration_date=st.none() | st.sampled_from(["2020-01-31", "2999-12-31"]),
    created_at=st.none() | few_instants,
    updated_at=st.none() | few_instants,
)
"""Memories that share names, words and instants, so that they match and tie with one another."""


def _record(memory: Memory) -> MemoryRecord:
    event = HistoryEvent(
        id=f"event-{memory.id}",
        memory_id=memory.id,
        event="ADD",
        new_memory=memory.memory,
        created_at=memory.created_at,
        occurred_at=memory.created_at,
    )
    return MemoryRecord(memory, (event,))


records = memories.map(_record)
stores = st.lists(records, max_size=14, unique_by=lambda record: record.memory.id)
"""The content of a small store."""


def _conditions(
    values: st.SearchStrategy[str], keywords: st.SearchStrategy[str]
) -> st.SearchStrategy[Filter]:
    fields = st.sampled_from(SCOPE_FIELDS)
    return st.one_of(
        st.builds(Condition, fields, st.just("eq"), values),
        st.builds(Condition, fields, st.just("exists")),
        st.builds(Condition, st.just("keywords"), st.just("icontains"), keywords),
    )


def _trees(leaves: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    def grow(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
        children = st.lists(inner, min_size=2, max_size=4).map(tuple)
        return st.builds(And, children) | st.builds(Or, children)

    return st.recursive(leaves, grow, max_leaves=8)


filters = _trees(_conditions(texts, texts))
"""Filter trees over any values."""

_few_parts = (
    "t", "te", "tea", "TEA", "ss", "strasse", "i\u0307", "%", "_", "a_b", "0%", "'", '"', "東", "京都",
    "\x00", "nul", "\x00 nu", "é", "",
)  # fmt: skip
keywords = few_texts | st.sampled_from(_few_parts)
"""Texts that memories of `stores` may contain."""
few_filters = _trees(_conditions(few_names, keywords))
"""Filter trees that often match something in `stores`."""
