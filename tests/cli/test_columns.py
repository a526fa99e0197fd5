"""`memtui list --columns`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Memtui
from tests.cli.data import EXPIRED, HOSTILE_ONE, LINES, id_of


def test_rows_hold_what_was_asked_for_in_its_order(memtui: Memtui, store: Path) -> None:
    rows = {
        row[0]: row for row in memtui("list", "--db", store, "--all", "--columns", "id,memory,user_id").rows()
    }
    assert len(rows) == 130
    assert rows[id_of(1)] == [id_of(1), "Fact number 1 about tea", "bob"]


def test_metadata_is_a_column_and_json_where_it_is_no_text(memtui: Memtui, store: Path) -> None:
    with_metadata = next(line for line in LINES if line.get("metadata"))
    key, value = next(iter(with_metadata["metadata"].items()))
    ran = memtui("list", "--db", store, "--all", "--columns", f"id,metadata.{key},metadata.none")
    rows = {row[0]: row for row in ran.rows()}
    assert rows[with_metadata["id"]][1] == str(value)
    assert {row[2] for row in rows.values()} == {""}


def test_a_state_is_told_in_words(memtui: Memtui, store: Path) -> None:
    rows = {row[0]: row for row in memtui("list", "--db", store, "--all", "--columns", "id,state").rows()}
    assert rows[id_of(EXPIRED)][1].split()[0] == "expired"


def test_nothing_hostile_reaches_a_row(memtui: Memtui, store: Path) -> None:
    ran = memtui("list", "--db", store, "--all", "--columns", "id,memory,categories,run")
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert any(id_of(HOSTILE_ONE) in row for row in ran.rows())


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (("--columns", "created,usr"), "There is no column “usr”. Did you mean user?"),
        (("--columns", ""), "There is no column “”."),
        (("--columns", "id", "--json"), "--columns is for rows; JSON has every field."),
    ],
)
def test_what_makes_no_sense_is_a_mistake(
    memtui: Memtui, store: Path, flags: tuple[str, ...], says: str
) -> None:
    ran = memtui("list", "--db", store, *flags)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_on_a_terminal_rows_are_aligned_under_names_and_fit(
    memtui: Memtui, store: Path, terminal: Callable[..., None]
) -> None:
    terminal("stdout", columns=100)
    ran = memtui("list", "--db", store, "--all", "--columns", "created,memory,user,metadata.source")
    header, *rows = ran.out.splitlines()
    assert header.split() == ["CREATED", "MEMORY", "USER", "source"]
    assert len(rows) == 130
    assert max(map(len, rows)) <= 100
    assert any("[expired] Fact number 6" in row for row in rows)
    assert "\x1b" not in ran.out
    ran = memtui("list", "--db", store, "--all", "--columns", "state,memory")
    assert not any("[expired]" in row for row in ran.out.splitlines())
