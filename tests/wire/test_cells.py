"""Text as cells."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from rich.cells import cell_len

from memtui.tui.terminal.cells import SHADOW, cells_of, is_certain, is_odd, is_plain
from tests.strategies import law, texts


@law(200)
@given(texts)
@example("👨‍👩‍👧日本e\u0301🇩🇪🇫🇷☀️")
def test_there_are_as_many_cells_as_textual_counts(text: str) -> None:
    told = cells_of(text)
    if told is not None:
        lead, cells = told
        assert len(cells) == cell_len(text)
        assert lead + "".join(cells) == text


def test_characters_stay_with_what_combines_with_them() -> None:
    family, flag = "👨‍👩‍👧", "🇩🇪"
    told = cells_of(f"a{family}e\u0301日{flag}🇫")
    assert told == ("", ("a", family, SHADOW, "e\u0301", "日", SHADOW, flag, SHADOW, "🇫"))
    assert cells_of("\u0301a") == ("\u0301", ("a",))


def test_plain_texts_have_a_cell_for_each_character() -> None:
    plain = [char for char in map(chr, range(0x30000)) if is_plain(char)]
    assert {"a", "é", "─", "…", "→", "я"} <= set(plain)
    assert [char for char in plain if cell_len(char) != 1 or is_odd(char)] == []


@pytest.mark.parametrize("cell", ["e\u0301", "👍", "👍🏽", "👨‍👩‍👧", "☀️", "🇩🇪", "🫨", "\u0378", "\xad"])
def test_terminals_disagree_about_what_is_odd(cell: str) -> None:
    assert is_odd(cell) and not is_certain(cell)


@pytest.mark.parametrize("cell", ["a", "日", "한", "カ", "！", SHADOW, "ã", "ק"])
def test_terminals_agree_about_what_is_old(cell: str) -> None:
    assert is_certain(cell) and not is_odd(cell)


@pytest.mark.parametrize("cell", ["─", "●", "…", "·", "é", "я"])
def test_what_unicode_calls_ambiguous_is_neither(cell: str) -> None:
    assert not is_certain(cell) and not is_odd(cell)
