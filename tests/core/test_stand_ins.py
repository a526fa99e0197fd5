"""Reversible copies of hostile texts."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.display import is_plain
from memtui.core.errors import DataError
from memtui.core.stand_ins import FIRST, StandIns, hidden_in, hidden_note, is_hidden, name_of
from tests.strategies import HOSTILE_PIECES, broken_texts, law

private = st.text(
    st.sampled_from("a\u200b\U000f0000\U000f0001\U000f0002\U00100000\U0010ffff\ue000"), max_size=9
)


@law(200)
@given(st.lists(broken_texts | private, max_size=4))
def test_every_text_comes_back(texts: list[str]) -> None:
    box = StandIns()
    shown = [box.shown(text) for text in texts]
    assert [box.back(text) for text in shown] == texts
    assert box.back("".join(shown)) == "".join(texts)


@law(200)
@given(broken_texts | private)
def test_what_is_shown_is_plain_in_every_part(text: str) -> None:
    shown = StandIns().shown(text)
    assert len(shown) == len(text)
    for before, after in zip(text, shown, strict=True):
        assert after == before or (is_hidden(before) and after >= FIRST)
        assert after >= FIRST or is_plain(after)
    assert shown.split("\n") == shown.splitlines() or shown.endswith("\n") or not shown


@law(200)
@given(broken_texts, broken_texts, st.data())
def test_an_edit_changes_only_what_it_touches(text: str, typed: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    box = StandIns()
    shown = box.shown(text)
    shown = shown[:start] + box.shown(typed) + shown[end:]
    assert box.back(shown) == text[:start] + typed + text[end:]


@pytest.mark.parametrize("piece", [piece for piece in HOSTILE_PIECES if piece not in {"\n", "\t"}])
def test_hostile_pieces_are_hidden(piece: str) -> None:
    shown = StandIns().shown(f"tea{piece}cup")
    assert is_plain("".join(char for char in shown if char < FIRST))
    assert "\x1b" not in shown
    assert "\r" not in shown


def test_a_text_that_uses_a_stand_in_keeps_it() -> None:
    box = StandIns()
    shown = box.shown("\u200b")
    again = box.shown(shown)
    assert again != shown
    assert box.back(again) == shown


def test_newlines_and_tabs_stay() -> None:
    assert StandIns().shown("a\n\tb") == "a\n\tb"


def test_letters_of_every_script_and_emoji_stay() -> None:
    text = "Ärger 東京 한국어 हिन्दी مرحبا cafe\u0301 🇩🇪 👍🏽 🍜"
    assert StandIns().shown(text) == text


def test_joiners_are_shown_because_they_may_be_left_alone() -> None:
    assert [is_hidden(char) for char in "👩\u200d💻❤\ufe0f"] == [False, True, False, False, True]


def test_all_characters_at_once_are_refused_in_a_sentence() -> None:
    with pytest.raises(DataError, match="too many kinds"):
        StandIns().shown("".join(map(chr, range(sys.maxunicode + 1))))


def test_as_many_kinds_as_there_are_stand_ins_are_fine() -> None:
    text = "".join(chr(code) for code in range(0xE0000, sys.maxunicode + 1))
    text = "".join(filter(is_hidden, text))[: sys.maxunicode + 1 - ord(FIRST)]
    box = StandIns()
    assert box.back(box.shown(text)) == text


@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("\x1b", "escape"),
        ("\r", "carriage return"),
        ("\x01", "control character U+0001"),
        ("\x85", "control character U+0085"),
        ("\u202e", "right-to-left override"),
        ("\u200b", "zero width space"),
        ("\U000e0061", "tag latin small letter a"),
        ("\ud800", "unpaired surrogate U+D800"),
        ("\U000f0000", "private character U+F0000"),
        ("\ufdd0", "unassigned character U+FDD0"),
    ],
)
def test_names(char: str, name: str) -> None:
    assert is_hidden(char)
    assert name_of(char) == name


@law(100)
@given(broken_texts | private)
def test_names_are_plain_and_count_every_hidden_character(text: str) -> None:
    found = hidden_in(text)
    assert sum(found.values()) == sum(map(is_hidden, text))
    assert is_plain(hidden_note(text))
    assert bool(hidden_note(text)) == bool(found)


def test_the_note_names_a_few() -> None:
    assert hidden_note("plain\n\ttext") == ""
    assert hidden_note("a\u200b") == "1 hidden character: zero width space"
    assert hidden_note("\u200b\r\n\r\n", "▯") == (
        "3 hidden characters (▯): carriage return (2), zero width space"
    )
    assert hidden_note("\r\u200b\x1b\x07\u202e") == (
        "5 hidden characters: carriage return, zero width space, escape, 2 more kinds"
    )
