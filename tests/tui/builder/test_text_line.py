"""The line in which one types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.tui.modals.builder.text_line import EDITS, TextLine


def lines() -> st.SearchStrategy[TextLine]:
    return st.text(max_size=12).flatmap(
        lambda text: st.builds(TextLine, st.just(text), st.integers(0, len(text)))
    )


@given(lines(), st.sampled_from(sorted(EDITS)))
def test_the_caret_never_leaves_the_text(line: TextLine, key: str) -> None:
    after = EDITS[key](line)
    assert 0 <= after.at <= len(after.text)


@given(lines(), st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=5))
def test_what_is_typed_stands_at_the_caret(line: TextLine, text: str) -> None:
    after = line.typed(text)
    assert after.text == line.text[: line.at] + text + line.text[line.at :]
    assert after.at == line.at + len(text)


@given(lines())
def test_nothing_that_is_drawn_drives_the_terminal(line: TextLine) -> None:
    for part in line.typed("\x1b[2J\u202e").drawn:
        assert "\x1b" not in part
        assert "\u202e" not in part
        assert "\n" not in part


@pytest.mark.parametrize(
    ("key", "text", "at"),
    [
        ("backspace", "one to three", 5),
        ("delete", "one tw three", 6),
        ("ctrl+w", "one o three", 4),
        ("ctrl+u", "o three", 0),
        ("left", "one two three", 5),
        ("right", "one two three", 7),
        ("home", "one two three", 0),
        ("end", "one two three", 13),
    ],
)
def test_edits(key: str, text: str, at: int) -> None:
    assert EDITS[key](TextLine("one two three", 6)) == TextLine(text, at)


def test_a_word_is_deleted_with_the_blanks_after_it() -> None:
    assert TextLine.of("one two  ").word_deleted() == TextLine("one ", 4)


def test_lines_that_are_pasted_become_one() -> None:
    assert TextLine.of("a ").typed("b\r\nc\nd").text == "a b c d"
