"""A change as it is drawn: what was found in it, what goes and what comes, and what is left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from memtui.core.display import is_plain
from memtui.core.rewriting import ReplaceText, spans
from memtui.tui.lines import Span
from memtui.tui.modals.items.texts import text_spans
from memtui.tui.modals.rewrite.diff_spans import change_spans
from tests.strategies import broken_texts, law


def drawn(old: str, find: str, replacement: str) -> list[Span]:
    return list(change_spans(old, old.replace(find, replacement), spans(old, ReplaceText(find, replacement))))


def test_words_that_go_show_what_was_found_in_them() -> None:
    assert drawn("a teapot here", "tea", "coffee") == [
        ("a ", ""),
        ("tea", "gone"),
        ("pot", "removed"),
        (" ", ""),
        ("coffeepot", "added"),
        (" ", ""),
        ("here", ""),
    ]


def test_blanks_that_come_or_go_can_be_seen() -> None:
    assert drawn("a  b", "  ", " ") == [("a", "removed"), ("··", "gone"), ("a·", "added"), ("b", "")]
    assert drawn("a.\n", "\n", "") == [("a", ""), (".", "removed"), ("↵", "gone"), (".", "added")]
    assert drawn("\ta", "\t", "") == [("⇥", "gone"), ("a", "")]
    assert drawn("a b", "b", "b ") == [("a ", ""), ("b", "gone"), ("b·", "added")]
    assert drawn("a b", "b", "c ") == [("a ", ""), ("b", "gone"), ("c", "added"), (" ", "")]


def test_what_is_far_from_a_change_is_left_out() -> None:
    text = "".join(join for join in map("{} ".format, range(400)))
    found = drawn(f"{text}tea {text}", "tea", "cake")
    shown = "".join(part for part, _ in found)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "398 399 tea cake 0 1 2" in shown
    assert len(shown) < 160


def test_of_very_many_changes_the_first_are_shown() -> None:
    found = drawn("at work " * 1000, "work", "home")
    shown = "".join(part for part, _ in found)
    assert len(shown) < 700
    changes = shown.count("home")
    assert found[-1] == (f" … {1000 - changes} more changes", "dim")


def test_a_very_long_change_is_cut() -> None:
    found = drawn("x", "x", "y" * 5000)
    assert found[-1] == (" … 4700 more characters ", "dim")
    assert found[1] == ("y" * 300, "added")


def test_what_is_found_is_parted_from_the_rest() -> None:
    assert list(text_spans("tea, tea", [(0, 3), (5, 8)], "dim")) == [
        ("tea", "match"), (", ", "dim"), ("tea", "match"),
    ]  # fmt: skip
    assert list(text_spans("aaa", [(0, 2), (1, 3), (2, 2)], "")) == [("aa", "match"), ("a", "match")]
    assert list(text_spans("", [], "")) == []


_words = st.lists(st.sampled_from(["tea", "tea ", "a", " ", "b ", ", "]), max_size=12).map("".join)


@law(200)
@given(_words, st.sampled_from(["tea", "a", "a ", "e"]), st.sampled_from(["", "x", "tea tea", " "]))
def test_law_both_versions_can_be_read_from_it(old: str, find: str, replacement: str) -> None:
    new = old.replace(find, replacement)
    parts = drawn(old, find, replacement)
    # Blanks at the end of what changes have no role, and those that are all of it are drawn as dots.
    letters = [(text.replace("·", "").replace(" ", ""), role) for text, role in parts]
    assert "".join(text for text, role in letters if role != "added") == old.replace(" ", "")
    kept = "".join(text for text, role in letters if role not in {"removed", "gone"})
    assert kept == new.replace(" ", "")


@law(200)
@given(broken_texts, broken_texts, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=3))
def test_law_whatever_changes_can_be_drawn(old: str, new: str, matches: list[tuple[int, int]]) -> None:
    in_order = sorted((min(match), max(match)) for match in matches)
    found = list(change_spans(old, new, in_order))
    assert all(is_plain(text) and "\n" not in text for text, _ in found)
