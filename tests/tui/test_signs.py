"""Signs for terminals that lack memtui's own: as many cells, and nothing that the terminal cannot show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from memtui.tui.terminal.signs import Charset, charset, signs_of, speaks_utf8

UTF8 = {"LANG": "en_US.UTF-8", "TERM": "xterm-256color"}
TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("╭─╮│●▸…·“”é日👍\u0301\u200d")))


@pytest.mark.parametrize(
    ("environment", "speaks"),
    [
        ({}, True),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "de_DE.utf8"}, True),
        ({"LANG": "en_US"}, True),
        ({"LANG": "C"}, False),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, False),
        ({"LC_ALL": "POSIX"}, False),
        ({"LC_ALL": "C.UTF-8"}, True),
        ({"LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "C"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "de_DE.ISO-8859-15@euro"}, False),
    ],
)
def test_the_locale_says_whether_the_terminal_takes_utf_8(environment: dict[str, str], speaks: bool) -> None:
    assert speaks_utf8(environment) is speaks


@pytest.mark.parametrize(
    ("borders", "environment", "expected"),
    [
        (None, UTF8, "unicode"),
        ("ascii", UTF8, "signs"),
        (None, {**UTF8, "TERM": "linux"}, "console"),
        ("round", {**UTF8, "TERM": "linux"}, "unicode"),
        (None, {**UTF8, "LC_ALL": "C"}, "ascii"),
        ("ascii", {**UTF8, "LC_ALL": "C"}, "ascii"),
        ("round", {**UTF8, "LC_ALL": "C"}, "unicode"),
    ],
)
def test_a_person_has_the_last_word(
    borders: str | None, environment: dict[str, str], expected: Charset
) -> None:
    assert charset(borders, environment) == expected


def test_borders_and_signs_have_others() -> None:
    signs = signs_of("ascii")
    assert signs("╭─ 2 ─╮") == "+- 2 -+"
    assert signs("│● …│") == "|* ~|"
    assert signs("▸ “a” · b") == '> "a" - b'


def test_letters_keep_what_the_terminal_has_of_them() -> None:
    text = "Zoë, 李雷 and ž 👍"
    assert signs_of("unicode")(text) == text
    assert signs_of("signs")(text) == text
    assert signs_of("console")(text) == "Zoë, ???? and z ??"
    assert signs_of("ascii")(text) == "Zoe, ???? and z ??"


@pytest.mark.parametrize("kind", ["console", "ascii"])
@given(text=TEXTS)
def test_a_terminal_gets_only_what_it_can_show(kind: Charset, text: str) -> None:
    text = text.translate(dict.fromkeys(range(32)))
    sent = signs_of(kind)(text)
    sent.encode("cp437" if kind == "console" else "ascii")


@pytest.mark.parametrize("kind", ["signs", "console", "ascii"])
@given(text=st.text(st.sampled_from("ab ╭─│●▸…é日本👍½Ω"), max_size=30))
def test_it_takes_as_many_cells(kind: Charset, text: str) -> None:
    assert cell_len(signs_of(kind)(text)) == cell_len(text)


def test_sequences_pass() -> None:
    data = "\x1b[1;38;2;1;2;3m╭\x1b[0m\x1b]52;c;YQ==\x07"
    assert signs_of("ascii")(data) == data.replace("╭", "+")
