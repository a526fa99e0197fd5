"""Why a memory has its score: the words that were found, and what a service says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.models import Memory
from memtui.core.queries import SearchQuery
from memtui.ops.score_reasons import Reason, WordsFound, reasons_told, words_found
from tests.strategies import law
from tests.tui.data import record
from tests.tui.driver import store_of

Json = Any
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


def told(said: Json, key: str = "score_breakdown") -> tuple[Reason, ...]:
    return reasons_told(Memory(id="1", memory="tea", extra={key: said, "other": 1}))


@pytest.mark.parametrize(
    ("question", "text", "found", "missing"),
    [
        ("Who drinks TEA?", "Alice drinks green tea", "drinks tea", "who"),
        ("tea tea TEA", "tea", "tea", ""),
        ("café", "The Cafe", "cafe", ""),
        ("tea_time", "tea time", "", "tea_time"),
        ("東京 tea", "私は東京が好き", "東京", "tea"),
        ("京東", "東京", "", "京東"),
        ("?!", "tea", "", ""),
        ("tea", "", "", "tea"),
    ],
)
def test_words_are_told_apart_by_whether_they_were_found(
    question: str, text: str, found: str, missing: str
) -> None:
    assert words_found(question, text) == WordsFound(tuple(found.split()), tuple(missing.split()))


@pytest.mark.parametrize(
    "question", ["who drinks green tea", "東京 tea", "the CAFÉ, tea_time; tea?", "zebra tea"]
)
async def test_their_share_is_the_score_of_the_embedded_store(tmp_path: Path, question: str) -> None:
    texts = ["Alice drinks green tea", "私は東京が好き", "The Cafe at tea_time", "tea", "A green 京東 cafe"]
    store = await store_of([record(at, text) for at, text in enumerate(texts)], tmp_path / "memories.db")
    for memory in await store.search(SearchQuery(question)):
        words = words_found(question, memory.memory)
        assert memory.score == len(words.found) / (len(words.found) + len(words.missing))
    await store.close()


@pytest.mark.parametrize("key", ["score_breakdown", "score_details"])
def test_an_object_is_told_part_by_part(key: str) -> None:
    assert told({"semantic": 0.51234, "bm25": 1, "raw_score": 2.5, "cut": True, "entity": None}, key) == (
        Reason("semantic", "0.5123", 0, 0.51234),
        Reason("bm25", "1", 0, 1.0),
        Reason("raw_score", "2.5"),
        Reason("cut", "yes"),
        Reason("entity", "none"),
    )


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ("by meaning", [Reason("score_breakdown", "by meaning")]),
        (0.5, [Reason("score_breakdown", "0.5", 0, 0.5)]),
        (
            [0.25, {"a": "x"}],
            [
                Reason("score_breakdown", ""),
                Reason("1", "0.25", 1, 0.25),
                Reason("2", "", 1),
                Reason("a", "x", 2),
            ],
        ),
        ({"parts": [], "more": {}}, [Reason("parts", "none"), Reason("more", "none")]),
        (None, []),
        ({}, []),
        ("", []),
    ],
)
def test_any_other_shape_is_told_too(said: Json, reasons: list[Reason]) -> None:
    assert list(told(said)) == reasons


def test_two_answers_are_told_apart() -> None:
    memory = Memory(id="1", memory="tea", extra={"score_details": {"b": 1}, "score_breakdown": {"a": 0}})
    assert [(one.depth, one.name) for one in reasons_told(memory)] == [
        (0, "score_breakdown"), (1, "a"), (0, "score_details"), (1, "b"),
    ]  # fmt: skip


def test_what_is_huge_is_cut_short_and_says_so() -> None:
    reasons = told({str(number): number for number in range(5000)})
    assert len(reasons) == 201
    assert reasons[-1].value == "there is more"
    deep: Json = {"end": 1}
    for _ in range(900):
        deep = {"in": deep}
    assert told(deep)[-1].value == "1 more"
    (long,) = told({"text": "x" * 5000, "x" * 5000: 1})[:1]
    assert len(long.value) == 1001


@law()
@given(_JSON)
def test_nothing_that_a_service_says_is_too_odd(said: Json) -> None:
    for reason in told(said):
        assert reason.share is None or 0 <= reason.share <= 1
