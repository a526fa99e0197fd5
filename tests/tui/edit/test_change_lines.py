"""What an edit changes, as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from memtui.core.display import is_plain
from memtui.core.models import Memory
from memtui.tui.modals.edit.change_lines import change_lines, metadata_lines, text_lines
from memtui.tui.widgets.side_lines import SideLine
from tests.strategies import broken_texts, json_objects, law
from tests.tui.edit.driver import MEMORY, NOW

TODAY = NOW.date()
_SIGNS = {"removed": "[-{}-]", "added": "{{+{}+}}"}

words = st.sampled_from(["tea", "green ", "\n", " ", ".", "Alice likes ", "東京", "cafe\u0301", "x"])
plain_texts = st.lists(words, max_size=12).map("".join)


def marked(lines: Sequence[SideLine]) -> str:
    """The lines with signs around what was removed and added."""
    return "\n".join(
        line.marker[0] + "".join(_SIGNS.get(role, "{}").format(text) for text, role in line.spans)
        for line in lines
    )


def spelled(lines: Sequence[SideLine], without: str) -> str:
    """One of the two versions that the lines show."""
    rows = []
    for line in lines:
        rows.append("".join(text for text, role in line.spans if role != without))
    return "\n".join(rows)


@law(300)
@given(plain_texts, plain_texts)
def test_the_lines_spell_both_texts(before: str, after: str) -> None:
    assume(max(before.count("\n"), after.count("\n")) < 4)
    lines = text_lines(before, after)
    # A line that came or went is broken in both, and a line end that did so is marked.
    for text, without in ((before, "added"), (after, "removed")):
        assert spelled(lines, without).replace("↵\n", "\n").replace("↵", "").replace("\n", "") == (
            text.replace("\n", "")
        )


@law(100)
@given(broken_texts, broken_texts, json_objects, json_objects, broken_texts)
def test_nothing_harmful_is_drawn(
    before: str, after: str, old: dict[str, Any], new: dict[str, Any], expires: str
) -> None:
    one = Memory(id="1", memory=before, metadata=old, expiration_date=expires)
    other = Memory(id="1", memory=after, metadata=new, expiration_date=expires[::-1])
    for line in change_lines(one, other, TODAY):
        for text, _ in (*line.spans, line.marker):
            # A joiner may stand at a border between parts, where it joins nothing.
            assert is_plain(text.strip("\u200c\u200d\ufe0e\ufe0f")), ascii(text)
            assert "\n" not in text
            assert "\t" not in text


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Alice likes green tea", "Alice likes black tea", "Alice likes [-green-]{+black+} tea"),
        ("Alice likes tea", "Alice likes tea and milk", "Alice likes tea{+ and milk+}"),
        ("tea", "team", "[-tea-]{+team+}"),
        ("one\ntwo", "one\ntwo\n", "one\ntwo{+↵+}\n"),
        ("a\tb", "a\tc", "a  [-b-]{+c+}"),
        ("a\tb", "a b", "a[-⇥  -]{+ +}b"),
        ("same", "same", "same"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("pay bob", "pay\u202e bob", "pay{+<U+202E>+} bob"),
    ],
)
def test_texts(before: str, after: str, shown: str) -> None:
    assert marked(text_lines(before, after)) == shown


def test_of_a_long_text_only_what_is_around_the_change_is_shown() -> None:
    start, end = "start " * 500, " end" * 500
    shown = marked(text_lines(f"{start}old{end}", f"{start}new{end}"))
    assert "[-old-]{+new+}" in shown
    assert len(shown) < 300
    assert shown.startswith(" … ")
    assert shown.endswith(" … ")


def test_of_many_lines_only_those_around_the_change_are_shown() -> None:
    lines = [f"line {number}" for number in range(20)]
    after = [*lines[:10], "new", *lines[11:]]
    shown = marked(text_lines("\n".join(lines), "\n".join(after)))
    assert shown == " … line 9\n[-line 10-]{+new+}\nline 11 … "


def test_a_long_text_that_comes_is_cut() -> None:
    shown = marked(text_lines("short", "short " + "new " * 10_000))
    assert shown.endswith(" … 38,001 more characters ")
    assert len(shown) < 2_100


def test_a_word_of_a_hundred_thousand_letters_is_compared() -> None:
    word = "x" * 100_000
    shown = marked(text_lines(word, word + "y"))
    assert shown.endswith("xxx{+y+}")
    assert len(shown) < 200


def test_long_texts_that_are_all_different_are_shown_whole() -> None:
    before, after = "".join(f"a{n} " for n in range(9000)), "".join(f"b{n} " for n in range(9000))
    shown = marked(text_lines(before, after))
    assert shown.startswith("[-a0 a1 ")
    assert "{+b0 b1 " in shown


def test_metadata_key_by_key() -> None:
    lines = list(metadata_lines({"a": 1, "b": "x", "c": [1]}, {"b": "y", "c": [1], "d": {"e": None}}))
    assert marked(lines) == (
        '- metadata [-a: 1-]\n~ metadata b: [-"x"-] → {+"y"+}\n+ metadata {+d: {"e": null}+}'
    )


def test_a_value_of_another_kind_is_a_change() -> None:
    assert marked(list(metadata_lines({"a": 1}, {"a": "1"}))) == '~ metadata a: [-1-] → {+"1"+}'
    assert marked(list(metadata_lines({"a": 1}, {"a": True}))) == "~ metadata a: [-1-] → {+true+}"


def test_a_long_value_is_cut() -> None:
    (line,) = metadata_lines({}, {"a": "x" * 1000})
    assert line.plain.endswith("x…")
    assert len(line.plain) < 230


def test_the_expiration() -> None:
    after = replace(MEMORY, expiration_date="2026-12-21")
    assert marked(change_lines(MEMORY, after, TODAY)) == (
        "~ expires [-2027-01-31-] → {+2026-12-21+}  in 30 days"
    )
    never = replace(MEMORY, expiration_date=None)
    assert marked(change_lines(MEMORY, never, TODAY)) == "~ expires [-2027-01-31-] → {+never+}"


def test_no_change_says_so() -> None:
    assert marked(change_lines(MEMORY, MEMORY, TODAY)) == "No changes yet."
    assert marked(change_lines(MEMORY, replace(MEMORY, updated_at="now"), TODAY)) == "No changes yet."
