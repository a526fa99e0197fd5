"""Ranked search: the share of the question's words that a memory holds, and nothing read as syntax."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.local import ranking
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.changes import MemoryEdit
from memtui.core.filters import keyword_condition, scope_condition
from memtui.core.models import EntityType, MemoryRecord, NewestFound
from memtui.core.queries import MemoryQuery, SearchQuery
from memtui.core.words import question_words, words_of
from tests.adapters.conftest import in_store, put, record
from tests.strategies import few_texts, law, stores, texts


def _score(question: str, text: str) -> float:
    """The share of the question's distinct words in the text, counted a second time."""
    asked, words = question_words(question), words_of(text)
    held = [run for run in asked if any(words[at : at + len(run)] == run for at in range(len(words)))]
    return len(held) / len(asked) if asked else 0.0


async def _found(
    adapter: LocalAdapter, question: str, threshold: float | None = None
) -> dict[str, float | None]:
    query = SearchQuery(question, top_k=100, threshold=threshold)
    return {memory.id: memory.score for memory in await adapter.search(query)}


@law(50)
@given(stores, few_texts, st.sampled_from([None, 0.0, 0.1, 0.5, 2 / 3, 1.0]), st.integers(1, 15))
def test_law_a_score_is_the_share_of_the_words_that_are_found(
    content: list[MemoryRecord], question: str, threshold: float | None, top_k: int
) -> None:
    scores = {item.memory.id: _score(question, item.memory.memory) for item in content}
    expected = {name: score for name, score in scores.items() if score and score >= (threshold or 0.0)}

    async def work(adapter: LocalAdapter) -> None:
        query = SearchQuery(question, top_k=100, threshold=threshold)
        results = await adapter.search(query)
        assert {memory.id: memory.score for memory in results} == pytest.approx(expected)
        given = [memory.score or 0.0 for memory in results]
        assert given == sorted(given, reverse=True)
        assert await adapter.search(replace(query, top_k=top_k)) == results[:top_k]

    in_store(content, work)


@law(60)
@given(stores, few_texts, st.integers(1, 4))
def test_law_of_common_words_only_the_newest_are_ranked(
    content: list[MemoryRecord], question: str, most: int
) -> None:
    scores = {item.memory.id: _score(question, item.memory.memory) for item in content}
    words = [" ".join(run) for run in question_words(question)]
    holders = {
        word: [item.memory.id for item in content if _score(word.replace(" ", ""), item.memory.memory)]
        for word in words
    }
    rare = {one for ids in holders.values() if len(ids) <= most for one in ids}
    common = {one for ids in holders.values() if len(ids) > most for one in ids}
    newest = [item.memory.id for item in reversed(content) if item.memory.id in common][:most]

    async def work(adapter: LocalAdapter) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ranking, "MOST", most)
            found = await adapter.search(SearchQuery(question, top_k=100))
        expected = {name: scores[name] for name in rare | set(newest)}
        assert {memory.id: memory.score for memory in found} == pytest.approx(expected)
        assert isinstance(found, NewestFound) == bool(common)

    in_store(content, work)


@law(40)
@given(stores, few_texts, st.sampled_from(["alice", "o'neil", '"q"', "50%"]), st.booleans())
def test_law_a_filter_takes_away_and_never_ranks(
    content: list[MemoryRecord], question: str, name: str, show_expired: bool
) -> None:
    tree = scope_condition("user", name)

    async def work(adapter: LocalAdapter) -> None:
        allowed = {item.memory.id async for item in adapter.records(MemoryQuery(tree, show_expired))}
        whole = await adapter.search(SearchQuery(question, top_k=100))
        part = await adapter.search(SearchQuery(question, tree, top_k=100, show_expired=show_expired))
        assert part == tuple(memory for memory in whole if memory.id in allowed)

    in_store(content, work)


@law(40)
@given(st.lists(texts | few_texts, min_size=1, max_size=4), texts)
def test_law_no_question_is_syntax(stored: list[str], noise: str) -> None:
    """Whatever stands in a question, a memory is found by its own words."""
    content = [record(f"m{number}", text) for number, text in enumerate(stored)]

    async def work(adapter: LocalAdapter) -> None:
        for item in content:
            found = await _found(adapter, item.memory.memory)
            assert found.get(item.memory.id) == (1.0 if words_of(item.memory.memory) else None)
        assert await _found(adapter, noise) == pytest.approx(
            {item.memory.id: score for item in content if (score := _score(noise, item.memory.memory))}
        )

    in_store(content, work)


@pytest.mark.parametrize(
    ("question", "scores"),
    [
        ("tea", {"m1": 1.0, "m3": 1.0}),
        ("tea AND coffee", {"m1": 1 / 3, "m2": 1 / 3, "m3": 2 / 3}),
        ("tea OR coffee", {"m1": 1 / 3, "m2": 1 / 3, "m3": 1 / 3}),
        ("NOT tea", {"m1": 0.5, "m3": 0.5}),
        ("NEAR(tea coffee, 2)", {"m1": 0.25, "m2": 0.25, "m3": 0.25}),
        ('"tea"', {"m1": 1.0, "m3": 1.0}),
        ('tea"', {"m1": 1.0, "m3": 1.0}),
        ("te*", {}),
        ("tea*", {"m1": 1.0, "m3": 1.0}),
        ("(tea", {"m1": 1.0, "m3": 1.0}),
        ("-tea", {"m1": 1.0, "m3": 1.0}),
        ("memory:tea", {"m1": 0.5, "m3": 0.5}),
        ("{memory} : tea", {"m1": 0.5, "m3": 0.5}),
        ("^tea + tea", {"m1": 1.0, "m3": 1.0}),
        ("tea; DROP TABLE memories", {"m1": 0.25, "m3": 0.25}),
        ("TÉA", {"m1": 1.0, "m3": 1.0}),
        ("rowid", {}),
        ("", {}),
        ("* ( ) \" ' ^ : - + \x00", {}),
    ],
)
async def test_search_syntax_is_inert(store: LocalAdapter, question: str, scores: dict[str, float]) -> None:
    await put(store, record("m1", "Likes tea"), record("m2", "Hates coffee"), record("m3", "Tea and cake"))
    assert await _found(store, question) == pytest.approx(scores)


async def test_scripts_without_spaces_are_found_by_any_part(store: LocalAdapter) -> None:
    await put(store, record("m1", "東京都に住んでいる"), record("m2", "京都が好き"), record("m3", "京の都"))
    assert set(await _found(store, "京都")) == {"m1", "m2"}
    assert set(await _found(store, "京")) == {"m1", "m2", "m3"}
    assert await _found(store, "東京 京都") == {"m1": 1.0, "m2": 0.5}


@pytest.mark.parametrize(
    "word", ["한국어", "𞤀𞤣𞤤𞤢𞤥", "𰀀𰀁", "ꦲꦏ", "ꓢꓰ", "ᦰᦱ", "हिन्दी", "ไทย", "ﬁne", "℡", "Ὀδυσσεύς"]
)
async def test_words_of_any_script_are_found(store: LocalAdapter, word: str) -> None:
    await put(store, record("m1", f"before {word} after"), record("m2", "before after"))
    assert await _found(store, word) == {"m1": 1.0}


async def test_among_equals_the_denser_and_then_the_newer_comes_first(store: LocalAdapter) -> None:
    await put(
        store,
        record("long", "Likes tea and a great many other things besides", created_at="2024-03-01"),
        record("old", "Likes tea", created_at="2024-01-01"),
        record("new", "Likes tea", created_at="2024-02-01"),
    )
    assert list(await _found(store, "tea")) == ["new", "old", "long"]


async def test_a_question_may_be_as_long_as_a_page(store: LocalAdapter) -> None:
    await put(store, record("m1", "word7 word1999"), record("m2", "nothing"))
    question = " ".join(f"word{number}" for number in range(2000))
    assert await _found(store, question) == {"m1": pytest.approx(2 / 2000)}
    assert await _found(store, question, threshold=0.1) == {}


async def test_text_that_is_gone_is_not_found(store: LocalAdapter) -> None:
    await put(store, record("m1", "Likes jasmine tea"), record("m2", "Likes jasmine rice"))
    await store.update("m1", MemoryEdit(memory="Likes coffee"))
    assert set(await _found(store, "jasmine tea coffee")) == {"m1", "m2"}
    assert await _found(store, "tea") == {}
    assert await _found(store, "coffee") == {"m1": 1.0}
    assert await store.count(MemoryQuery(keyword_condition("jasmine"))) == 1
    assert await store.count(MemoryQuery(keyword_condition("ja"))) == 1
    await store.delete("m2")
    assert await _found(store, "jasmine") == {}
    assert await store.count(MemoryQuery(keyword_condition("jasmine"))) == 0


async def test_a_search_among_all_of_a_type_that_few_have(store: LocalAdapter) -> None:
    """Its rows come from an index that holds only those."""
    await put(store, *(record(f"m{at}") for at in range(60)), record("guided", agent_id="guide"))
    cases: list[tuple[EntityType, list[str]]] = [("agent", ["guided"]), ("app", [])]
    for kind, expected in cases:
        found = await store.search(SearchQuery("tea", scope_condition(kind, None)))
        assert [memory.id for memory in found] == expected
