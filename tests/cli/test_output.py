from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable

import pytest

from memtui.cli.output import OutputError, emit, emit_json, put, tell
from memtui.cli.table import Column, Table, cells, fit


def stdout_in(encoding: str, errors: str, monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding, errors, write_through=True))
    return raw


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_json_survives_every_encoding(encoding: str, errors: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = stdout_in(encoding, errors, monkeypatch)
    value = {"memory": "café 日本 \ud83d \udc9b", "é": [1]}
    emit_json(value)
    assert json.loads(raw.getvalue().decode(encoding)) == value


def test_json_is_readable_where_the_encoding_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = stdout_in("utf-8", "strict", monkeypatch)
    emit_json({"memory": "日本"})
    assert raw.getvalue().decode() == '{"memory": "日本"}\n'


def test_text_for_people_is_escaped_where_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = stdout_in("ascii", "strict", monkeypatch)
    emit("a↵é")
    assert raw.getvalue() == b"a\\u21b5\\xe9\n"


def test_json_on_a_terminal_means_the_same(
    capsys: pytest.CaptureFixture[str], terminal: Callable[..., None]
) -> None:
    terminal("stdout")
    value = {"x": "\x1b\x7f\x9b\u202e\u200b\U000e0041 👩\u200d🚀 é\n\t"}
    emit_json(value, indent=2)
    out = capsys.readouterr().out
    assert json.loads(out) == value
    assert "é" in out
    assert "🚀" in out
    assert not set(out) & set("\x1b\x7f\x9b\u202e\u200b\U000e0041")


def test_narration_is_neutralised(capsys: pytest.CaptureFixture[str]) -> None:
    tell("a \x1b[2J\nb")
    assert capsys.readouterr().err == "a ^[[2J\nb\n"


def test_a_full_disk_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    with pytest.raises(OutputError, match=r"cannot be written: No space left on device\."):
        put("x")


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abc", 5, "abc  "),
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日… "),
        ("é́x", 2, "é́x"),
        ("", 2, "  "),
    ],
)
def test_fit_gives_exactly_that_many_cells(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown
    assert cells(shown) == width


def test_numbers_stand_on_the_right() -> None:
    assert fit("42", 5, right=True) == "   42"


def test_the_first_rows_decide_the_widths(
    capsys: pytest.CaptureFixture[str], terminal: Callable[..., None]
) -> None:
    terminal("stdout", columns=30)
    table = Table((Column("A", 6), Column("B", 5, right=True), Column("C")))
    assert list(table.lines([["xx", "1", "text"], ["yyyyyyyyy", "22", "t" * 40]])) == [
        "A        B  C",
        "xx       1  text",
        "yyyyy…  22  ttttttttttttttttt…",
    ]
    assert list(table.lines([["z", "3", "more"]])) == ["z        3  more"]


@pytest.mark.parametrize(
    ("columns", "line"),
    [(40, "1234567890  whose who  " + "t" * 16 + "…"), (30, "1234567890  whose…  ttttttttt…"), (10, None)],
)
def test_a_column_gives_way_to_the_last(
    columns: int, line: str | None, capsys: pytest.CaptureFixture[str], terminal: Callable[..., None]
) -> None:
    terminal("stdout", columns=columns)
    table = Table((Column("ID", 36), Column("WHO", 24, narrowest=5), Column("TEXT")))
    shown = list(table.lines([["1234567890", "whose who", "t" * 99]]))[1]
    assert shown == (line or "1234567890  whos…  ttttttttt…")
    assert columns < 30 or cells(shown) == columns


def test_off_a_terminal_a_row_is_one_line_of_fields() -> None:
    table = Table((Column("A", 1), Column("B", 1)))
    assert list(table.lines([["long\ttab", "a\nb\x1b"]])) == ["long tab\ta↵b^["]
