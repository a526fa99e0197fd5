"""A word diff spells both versions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.diff import DiffPart, word_diff
from tests.strategies import broken_texts, few_texts, law


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("", "", []),
        ("same text", "same text", [("same", "same text")]),
        ("", "all new", [("added", "all new")]),
        ("all gone", "", [("removed", "all gone")]),
        (
            "Likes black tea.",
            "Likes green tea.",
            [("same", "Likes "), ("removed", "black "), ("added", "green "), ("same", "tea.")],
        ),
        (
            "Likes tea",
            "Likes tea and cake",
            [("same", "Likes "), ("removed", "tea"), ("added", "tea and cake")],
        ),
        ("one two three", "one three", [("same", "one "), ("removed", "two "), ("same", "three")]),
        ("a, b", "a; b", [("same", "a"), ("removed", ", "), ("added", "; "), ("same", "b")]),
    ],
)
def test_word_diff(old: str, new: str, parts: list[tuple[str, str]]) -> None:
    assert [(part.kind, part.text) for part in word_diff(old, new)] == parts


def _spelt(parts: tuple[DiffPart, ...], *kinds: str) -> str:
    return "".join(part.text for part in parts if part.kind in kinds)


@law(150)
@given(st.one_of(st.tuples(few_texts, few_texts), st.tuples(broken_texts, broken_texts)))
def test_law_the_parts_spell_both_versions(texts: tuple[str, str]) -> None:
    old, new = texts
    parts = word_diff(old, new)
    assert _spelt(parts, "same", "removed") == old
    assert _spelt(parts, "same", "added") == new
    assert all(part.text for part in parts)
    assert all(one.kind != other.kind for one, other in pairwise(parts))
    # What was removed comes before what replaces it.
    assert ("added", "removed") not in [(one.kind, other.kind) for one, other in pairwise(parts)]


def test_a_long_text_with_a_small_edit_keeps_all_but_the_word() -> None:
    words = [f"word{number}" for number in range(3000)]
    old, new = " ".join(words), " ".join([*words[:1500], "changed", *words[1501:]])
    changed = [part for part in word_diff(old, new) if part.kind != "same"]
    assert changed == [DiffPart("removed", "word1500 "), DiffPart("added", "changed ")]
