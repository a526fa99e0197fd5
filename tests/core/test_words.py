"""What a word is, for the search index and for questions alike."""

from __future__ import annotations

import pytest
from hypothesis import given

from memtui.core.words import fold, question_words, words_of
from tests.strategies import law, texts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Prefers black TEA, not coffee.", ["prefers", "black", "tea", "not", "coffee"]),
        ("snake_case stays; kebab-case parts", ["snake_case", "stays", "kebab", "case", "parts"]),
        ("O'Neil's 2 e-mails", ["o", "neil", "s", "2", "e", "mails"]),
        ("Café CAFE\u0301 Ærø", ["cafe", "cafe", "ærø"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("İstanbul Ὀδυσσεύς", ["istanbul", "οδυσσευσ"]),
        ("ﬁne ２０２４ ℡", ["fine", "2024", "tel"]),
        ("東京タワー", ["東", "京", "タ", "ワ", "ー"]),
        ("tea茶tea", ["tea", "茶", "tea"]),
        ("豈 更", ["豈", "更"]),
        ("𠀀𰀀", ["𠀀", "𰀀"]),
        ("ꦲꦏ Ꙁима ꓢꓰ", ["ꦲꦏ", "ꙁима", "ꓢꓰ"]),
        ("한국어 서울", ["한국어", "서울"]),
        ("", []),
        ("... *** \x00 😀", []),
        ("\ud83d", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    # Hangul is kept decomposed; what is compared is the letters.
    assert words_of(text) == [word for parts in map(words_of, words) for word in parts]
    assert len(words_of(text)) == len(words)
    if all(word.isascii() for word in words):
        assert words_of(text) == words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Tea or TEA or tea?", [["tea"], ["or"]]),
        ("café cafe", [["cafe"]]),
        ("東京 tea", [["東", "京"], ["tea"]]),
        ("東京東京 東京", [["東", "京", "東", "京"], ["東", "京"]]),
        ('AND "OR" NEAR(a, 2) x*', [["and"], ["or"], ["near"], ["a"], ["2"], ["x"]]),
        ("?!", []),
        ("", []),
    ],
)
def test_a_question_is_its_distinct_words(question: str, words: list[list[str]]) -> None:
    assert question_words(question) == words


@law(150)
@given(texts)
def test_law_words_do_not_depend_on_case_or_on_being_taken_apart_already(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert words_of(text.casefold()) == words


@law()
@given(texts)
def test_law_a_text_holds_every_word_of_the_same_question(text: str) -> None:
    words = words_of(text)
    questions = question_words(text)
    assert [] not in questions
    assert {word for run in questions for word in run} == set(words)
    for run in questions:
        assert any(words[at : at + len(run)] == run for at in range(len(words)))
    assert len({tuple(run) for run in questions}) == len(questions)


def test_words_of_every_character_are_stable() -> None:
    # What lies above is ideographs, which stay as they are.
    every = map(chr, range(0x20000))
    assert [hex(ord(char)) for char in every if words_of(" ".join(words_of(char))) != words_of(char)] == []


@law()
@given(texts)
def test_law_folding_ignores_case_once_and_for_all(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("one", "other"), [("STRASSE", "straße"), ("ΣΟΦΟΣ", "σοφος"), ("Tea", "TEA")])
def test_folded_texts_are_the_same_but_for_case(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_folding_keeps_accents() -> None:
    assert fold("Café") != fold("Cafe")
