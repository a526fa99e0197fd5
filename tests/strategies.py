"""Hypothesis strategies that several test folders share: hostile texts, memories, filters, small stores."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from memtui.core.filters import And, Condition, Filter, Not, Or, Scalar
from memtui.core.models import SCOPE_FIELDS, HistoryEvent, Memory, MemoryRecord
from memtui.core.to_wire import EVENT_KEYS, MEMORY_KEYS

_EXPLORES = bool(os.environ.get("MEMTUI_EXPLORE"))
settings.register_profile("memtui", derandomize=not _EXPLORES, database=None)
settings.load_profile("memtui")


def law(examples: int = 60, *, shrink: bool = True) -> settings:
    """The settings of a property test: so many examples, no clock, nothing written to the disk.

    The examples are the same on every run, so that a change is judged by what it changes;
    MEMTUI_EXPLORE=1 looks for new ones, ten times as many.
    Without `shrink` a failing example stays as it is: for those that take long.
    """
    return settings(
        max_examples=examples * 10 if _EXPLORES else examples,
        phases=[phase for phase in Phase if shrink or phase not in {Phase.shrink, Phase.explain}],
        deadline=None,
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


# Filters --------------------------------------------------------------------------------------------

_TIME_FIELDS = ("created_at", "updated_at", "timestamp", "expiration_date")
relative_dates = st.sampled_from(["today", "yesterday"]) | st.builds(
    "-{}{}".format, st.integers(0, 900), st.sampled_from("mhdw")
)
numbers = (
    st.integers(-(2**70), 2**70)
    | st.floats(-1e299, 1e299)
    | st.sampled_from([0, 1, -1, 1.0, -0.0, 2**53 + 1])
)


def _conditions(
    *,
    names: st.SearchStrategy[str],
    times: st.SearchStrategy[str],
    categories: st.SearchStrategy[str],
    keywords: st.SearchStrategy[str],
    ids: st.SearchStrategy[str],
    keys: st.SearchStrategy[str],
    values: st.SearchStrategy[Scalar],
    lengths: st.SearchStrategy[int],
    own: bool,
) -> st.SearchStrategy[Filter]:
    """Conditions of every legal form; with `own`, those that only memtui understands as well."""
    scope, time = st.sampled_from(SCOPE_FIELDS), st.sampled_from(_TIME_FIELDS)
    metadata = keys.map("metadata.{}".format)
    kinds = [
        st.builds(Condition, scope, st.sampled_from(["eq", "ne"]), names),
        st.builds(Condition, scope, st.just("in"), _several(names)),
        st.builds(Condition, scope, st.just("exists")),
        st.builds(Condition, time, st.sampled_from(["gt", "gte", "lt", "lte", "eq", "ne"]), times),
        st.builds(Condition, time, st.just("in"), _several(times)),
        st.builds(Condition, st.just("categories"), st.just("in"), _several(categories)),
        st.builds(Condition, st.just("categories"), st.just("contains"), categories),
        st.builds(Condition, st.just("keywords"), st.sampled_from(["contains", "icontains"]), keywords),
        st.builds(Condition, st.just("memory_ids"), st.just("in"), _several(ids)),
        st.builds(Condition, metadata, st.sampled_from(["eq", "ne", "contains"]), values),
    ]
    if own:
        kinds += [
            st.builds(Condition, metadata, st.just("exists")),
            st.builds(Condition, st.sampled_from(["expiration_date", "categories"]), st.just("exists")),
            st.builds(
                Condition, st.just("length"), st.sampled_from(["gt", "gte", "lt", "lte", "eq"]), lengths
            ),
            st.builds(Condition, st.just("edited"), st.just("eq"), st.booleans()),
        ]
    return _one_of(*kinds)


def _one_of(*kinds: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    """Each as likely as the others; `one_of` would count the kinds in a kind."""
    return st.sampled_from(kinds).flatmap(lambda kind: kind)


def _several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, min_size=1, max_size=3).map(tuple)


def _trees(leaves: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    """Trees of these conditions, nested five deep at most."""

    def grow(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
        children = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return _one_of(st.builds(And, children), st.builds(Or, children), st.builds(Not, inner))

    return st.recursive(leaves, grow, max_leaves=12)


filters = _trees(
    _conditions(
        names=texts,
        times=instants | relative_dates,
        categories=texts,
        keywords=texts,
        ids=texts,
        keys=texts,
        values=st.none()
        | st.booleans()
        | numbers
        | texts
        | st.sampled_from(["true", "null", "1", "-1e5", "*"]),
        lengths=st.integers(0, 2**63 - 1),
        own=True,
    )
)
"""Filter trees over any values."""

# Documents and filters that know each other ----------------------------------------------------------

_few_parts = (
    "t", "te", "tea", "TEA", "ss", "strasse", "i\u0307", "%", "_", "a_b", "0%", "'", '"', "東", "京都",
    "\x00", "nul", "\x00 nu", "é", "", "\\", "\n", "ı", "ſ", "s", "İ", "i", "ΣΟΦΟΣ", "σοφος", "ß", "SS",
)  # fmt: skip
keywords = few_texts | st.sampled_from(_few_parts)
"""Texts that memories of `stores` and `documents` may contain."""
_odd_words = (
    "İ",
    "ſilk",
    "SILK",
    "ß",
    "ΣΟΦΟΣ",
    "σοφος",
    "cafe\u0301",
    "café",
    "a\\b",
    "line\nline",
    "\x00",
    "  ",
)
_document_texts = few_texts | st.lists(
    st.sampled_from(_odd_words + PLAIN_PIECES), min_size=1, max_size=4
).map("".join).filter(lambda text: bool(text.strip()))
_few_ids = st.sampled_from(["m1", "M1", "m2", "m3", "m%", 'm"', "東", "m\x00", "m1 "])
_document_names = st.sampled_from(["alice", "Alice", 'o"n%_', "*"])
document_instants = st.sampled_from(
    [
        "2024-07-20T08:30:36Z",
        "2024-07-20T01:30:36-07:00",
        "2024-07-20T08:30:36.000001Z",
        "2024-07-20T08:30:36.000001+00:00",
        "2024-07-20T14:00:35.999999+05:30",
        "2024-07-20 08:30:36",
        "2024-07-20",
        "2024-07-20T00:00:00Z",
        "2024-07-21",
        "1969-12-31T23:59:59.5Z",
        "2026-01-15T10:30:00Z",
        "2999-12-31",
    ]
)
_few_categories = st.sampled_from(
    [
        "food",
        "Food",
        "FOOD",
        "größe",
        "GRÖSSE",
        "ſ",
        "S",
        "i\u0307",
        "İ",
        "東京",
        "a,b",
        '"',
        "[]",
        "",
        "%",
        "a\\b",
    ]
)
_few_keys = st.sampled_from(
    ["k", "K", "n", "", "a.b", 'q"', "größe", "東", "a\\b", "nul\x00", "contains", "*", "%"]
)
_few_values = st.sampled_from(
    [None, True, False, 0, 1, -1, 1.0, 1.5, 0.1, 2**53, 2**53 + 1, float(2**53), 10**30, 1e30,
     "", "1", "true", "null", "tea", "Tea", "te", "größe", "GRÖSSE", "ſ", '"', "\\",
     "\n", "\x00", "%", "*", "東京", "\ud800"]
)  # fmt: skip
_alike_values = st.sampled_from([1, 1.0, True, "1", None])
_document_metadata = st.dictionaries(
    st.just("k") | _few_keys,
    _alike_values
    | _few_values
    | st.lists(_few_values | st.lists(_few_values, max_size=2), max_size=3)
    | st.dictionaries(_few_keys, _few_values, max_size=2),
    max_size=4,
)


def _without_missing(document: dict[str, Any], left_out: set[str]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in left_out}


_document_scope: dict[str, st.SearchStrategy[Any]] = {
    field: st.none() | _document_names for field in SCOPE_FIELDS
}
documents = st.lists(
    st.builds(
        _without_missing,
        st.fixed_dictionaries(
            {
                "id": _few_ids | st.uuids().map(str),
                "memory": _document_texts,
                **_document_scope,
                "metadata": st.none() | _document_metadata,
                "categories": st.none() | st.lists(_few_categories, max_size=3),
                "expiration_date": st.none() | st.sampled_from(["2020-01-31", "2024-07-20", "2999-12-31"]),
                "created_at": st.none() | document_instants,
                "updated_at": st.none() | document_instants,
            }
        ),
        st.sets(st.sampled_from([*SCOPE_FIELDS, "metadata", "categories", "expiration_date", "updated_at"])),
    ),
    min_size=4,
    max_size=10,
    unique_by=lambda document: document["id"],
)
"""Memories as a service sends them, which share names, words, instants and values."""


def _document_filters(*, own: bool) -> st.SearchStrategy[Filter]:
    """Half of them are one condition or its opposite, where a mistake cannot hide behind another one."""
    times = document_instants
    if own:
        times |= st.sampled_from(["today", "yesterday", "-7d", "-3w", "-999999w"])
    leaves = _conditions(
        names=_document_names,
        times=times,
        categories=_few_categories | st.sampled_from(["fo", "Ö", "OO", "ss", "s", "I"]),
        keywords=keywords,
        ids=_few_ids,
        keys=st.just("k") | _few_keys,
        values=_alike_values | _few_values,
        lengths=st.integers(0, 40) | st.just(2**63 - 1),
        own=own,
    )
    several = st.lists(_trees(leaves), min_size=2, max_size=3).map(tuple)
    return _one_of(leaves, leaves.map(Not), st.builds(And, several), st.builds(Or, several))


document_filters = _document_filters(own=True)
"""Filter trees that often match some of `documents`."""
platform_filters = _document_filters(own=False)
"""The same without what only memtui understands."""
