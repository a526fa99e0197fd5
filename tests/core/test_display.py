"""What may be drawn: no character of a stranger's text drives the terminal, hides or reorders anything."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given

from memtui.core.display import in_field, is_plain, neutralise, neutralise_pieces, one_line
from memtui.tui.lines import DRAWN
from tests.strategies import broken_texts, law

SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"

HARMLESS = [
    "",
    "Prefers tea, with 2 sugars.",
    "two\nlines\tand a tab",
    "naïve café Ærøskøbing",
    "cafe\u0301",
    "👩\u200d👩\u200d👧\u200d👦 family",
    "❤\ufe0f\u200d🔥",
    "👨🏽\u200d🚀",
    "1\ufe0f\u20e3 #\ufe0f\u20e3",
    "☎\ufe0e and ☎\ufe0f",
    "🇩🇪🇯🇵",
    SCOTLAND,
    ENGLAND,
    "می\u200cخواهم",
    "क्\u200dष and क्\u200cष",
    "東京 カフェ 한국어",
    "مرحبا",
    "\u0600\u0661\u0662",
    "∀x∈ℝ ≠ ∅",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_plain_text_is_drawn_as_it_is(text: str) -> None:
    assert neutralise(text) == text
    assert is_plain(text)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("\x1b[31mred", "^[[31mred"),
        ("\x1b]0;title\x07", "^[]0;title^G"),
        ("\x1b]52;c;ZXZpbA==\x1b\\", "^[]52;c;ZXZpbA==^[\\"),
        ("nul\x00", "nul^@"),
        ("safe\rEVIL", "safe^MEVIL"),
        ("back\x08space", "back^Hspace"),
        ("del\x7f", "del^?"),
        ("\x9b2J", "<9B>2J"),
        ("next\x85line", "next<85>line"),
        ("user\u202egnp.exe", "user<U+202E>gnp.exe"),
        ("\u2066isolate\u2069", "<U+2066>isolate<U+2069>"),
        ("\u061cmark", "<U+061C>mark"),
        ("zero\u200bwidth", "zero<U+200B>width"),
        ("a\u200cb", "a<U+200C>b"),
        ("a\u200db", "a<U+200D>b"),
        ("\u200d👩", "<U+200D>👩"),
        ("\ufeffbom", "<U+FEFF>bom"),
        ("soft\u00adhyphen", "soft<U+00AD>hyphen"),
        ("line\u2028paragraph\u2029", "line<U+2028>paragraph<U+2029>"),
        ("a\ufe0f", "a<U+FE0F>"),
        ("1\ufe0f", "1<U+FE0F>"),
        ("\U000e0041\U000e0042", "<U+E0041><U+E0042>"),
        ("🏴\U000e0075\U000e0073\U000e007f", "🏴<U+E0075><U+E0073><U+E007F>"),
        ("x\U000e0101", "x<U+E0101>"),
        ("\ud83d", "<U+D83D>"),
        ("\u3164\u115f\u2800", "<U+3164><U+115F><U+2800>"),
        ("\ufff9note\ufffb", "<U+FFF9>note<U+FFFB>"),
        # A joiner whose neighbour is itself only a mark joins nothing.
        ("a\ufe0f\u200d❤", "a<U+FE0F><U+200D>❤"),
        ("❤\u200d\u2800", "❤<U+200D><U+2800>"),
        ("❤\ufe0f\ufe0f\u200d🔥", "❤\ufe0f<U+FE0F><U+200D>🔥"),
        # A flag may be followed by letters' worth of hidden tags: only the flag is kept.
        (SCOTLAND + "\U000e0068", SCOTLAND + "<U+E0068>"),
    ],
)
def test_hostile_text_is_drawn_as_marks(text: str, drawn: str) -> None:
    assert neutralise(text) == drawn
    assert not is_plain(text)


def _may_be_drawn(char: str) -> bool:
    kind = unicodedata.category(char)
    if kind in {"Cc", "Cs", "Zl", "Zp"}:
        return char in "\n\t"
    if kind == "Cf":
        # Joiners and the tags of flags are looked at in their context below; the rest are number signs.
        return (
            char in "\u200c\u200d"
            or 0xE0020 <= ord(char) <= 0xE007F
            or unicodedata.bidirectional(char) in "ANL"
        )
    return (
        char not in "\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5" and not 0xE0100 <= ord(char) <= 0xE01EF
    )


def test_accents_stand_over_a_letter_only_so_high() -> None:
    assert neutralise("a" + "\u0301" * 8) == "a" + "\u0301" * 8
    assert neutralise("a" + "\u0301" * 10) == "a" + "\u0301" * 8 + "<U+0301>" * 2
    assert neutralise("ก" + "\u0e47" * 9 + "ก") == "ก" + "\u0e47" * 8 + "<U+0E47>ก"
    # The tallest letters that are written: Tibetan syllables of ritual texts.
    assert is_plain("\u0f67\u0f90\u0fb5\u0fa8\u0fb3\u0fba\u0fbc\u0fbb\u0f82")


@law(200)
@given(broken_texts, broken_texts)
def test_law_pieces_are_drawn_as_the_whole_is(text: str, more: str) -> None:
    assert "".join(neutralise_pieces([text, more])) == neutralise(text + more)


@law(200)
@given(broken_texts)
def test_law_a_field_holds_no_character_that_it_would_not_take(text: str) -> None:
    assert re.fullmatch(DRAWN, in_field(text))
    assert in_field(in_field(text)) == in_field(text)


@law(200)
@given(broken_texts)
def test_law_nothing_that_is_drawn_is_invisible_or_drives_the_terminal(text: str) -> None:
    drawn = neutralise(text).replace(SCOTLAND, "").replace(ENGLAND, "")
    assert [hex(ord(char)) for char in drawn if not _may_be_drawn(char)] == []
    assert not any(0xE0020 <= ord(char) <= 0xE007F for char in drawn)
    for at, char in enumerate(drawn):
        if char in "\u200c\u200d":
            around = drawn[at - 1 : at] + drawn[at + 1 : at + 2]
            assert len(around) == 2
            assert not around.isascii()
    drawn.encode()


@law(200)
@given(broken_texts)
def test_law_what_is_drawn_is_drawn_the_same_again(text: str) -> None:
    drawn = neutralise(text)
    assert neutralise(drawn) == drawn
    assert is_plain(text) == (drawn == text)


@law()
@given(broken_texts)
def test_law_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert "\t" not in line
    assert one_line(line) == line


def test_line_ends_are_seen_on_one_line() -> None:
    assert one_line("a\nb\tc") == "a↵b c"
    assert one_line("a\r\nb") == "a^M↵b"
    assert one_line("trailing\n") == "trailing↵"


def test_every_format_character_is_decided() -> None:
    """No character that Unicode calls a control or a format is drawn on its own, number signs aside."""
    drawn = {
        code
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        and neutralise(chr(code)) == chr(code)
    }
    number_signs = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    assert drawn == {0x09, 0x0A} | number_signs
