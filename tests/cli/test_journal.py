from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Memtui, Own, Typed
from tests.cli.data import HOSTILE_ONE, LINES, id_of


@pytest.fixture
def worked(own: Own) -> Own:
    """A store in which 1 edited two memories, 2 deleted one with a hostile text, and 3 half of 1 back."""
    own.done("update", "--ids", id_of(0), id_of(3), "--replace", "tea", "mate", "--set", "a=1")
    own.done("delete", "--ids", id_of(HOSTILE_ONE))
    own.done("undo", "1", "--items", "2")
    return own


def age(home: Path, operation: int, instant: str) -> None:
    """Let an operation have been done at another time."""
    with closing(sqlite3.connect(home / "state" / "memtui" / "journal.db")) as connection:
        connection.execute("UPDATE operations SET created_at = ? WHERE id = ?", (instant, operation))
        connection.commit()


def test_operations_newest_first(worked: Own) -> None:
    rows = worked.run("journal").rows()
    assert [row[0] for row in rows] == ["3", "2", "1"]
    assert [row[2:7] for row in rows] == [
        ["undo", "done", "1", "1", "0"],
        ["delete", "done", "1", "1", "0"],
        ["edit", "done", "2", "2", "1"],
    ]
    assert rows[0][7:] == [str(worked.path), "undo: edit 2 memories"]
    found = worked.run("journal", "--json").json()
    assert (found["count"], found["next"], found["previous"]) == (3, None, None)
    first = found["results"][2]
    assert first["service"].keys() == {"kind", "address", "store"}
    first["service"] = first["created_at"] = None
    assert first == {
        "operation": 1, "created_at": None, "verb": "edit", "title": "edit 2 memories", "status": "done",
        "service": None, "total": 2, "counts": {"done": 2}, "undone": 1, "undo_of": None, "purged": False,
        "error": "",
    }  # fmt: skip
    assert [entry["operation"] for entry in worked.run("journal", "--jsonl").jsonl()] == [3, 2, 1]


def test_a_limit_says_that_there_are_more(worked: Own) -> None:
    ran = worked.run("journal", "--limit", "2")
    assert [row[0] for row in ran.rows()] == ["3", "2"]
    assert ran.err == "These are the newest 2; --limit N shows more.\n"
    assert worked.run("journal", "--limit", "3").err == ""
    assert len(worked.run("journal", "2", "--json", "--limit", "1").json()["items"]) == 1


def test_each_store_has_its_own_and_all_services_have_all(
    worked: Own, memtui: Memtui, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    assert memtui("add", "x", "--user-id", "dora", "--db", other, "--yes").code == 0
    assert [row[2] for row in memtui("journal", "--db", other).rows()] == ["add"]
    assert len(worked.journal()) == 3
    assert [row[2] for row in memtui("journal", "--all-services").rows()] == ["add", "undo", "delete", "edit"]
    assert memtui("journal").err == "memtui has changed nothing here.\n"
    assert memtui("journal", "--json").json()["results"] == []
    assert memtui("journal", "1", "--json").json()["title"] == "edit 2 memories"
    gone = memtui("journal", "--db", tmp_path / "none.db")
    assert gone.code == 1
    assert gone.err.endswith("--all-services asks no service.\n")


def test_one_operation_with_before_and_after(worked: Own) -> None:
    rows = worked.run("journal", "1").rows()
    assert [row[:4] for row in rows] == [
        ["1", "edited", id_of(0), "user:alice"],
        ["2", "edited", id_of(3), "user:alice run:run-3"],
    ]
    assert rows[0][4] == "Fact number 0 about [-tea-]{+mate+}; +metadata.a: 1"
    found = worked.run("journal", "1", "--json").json()
    first, second = found["items"]
    assert (first["before"]["memory"], first["after"]["memory"]) == (
        LINES[0]["memory"],
        "Fact number 0 about mate",
    )
    assert "undone_by" not in first
    assert second["undone_by"] == 3
    assert worked.run("journal", "1", "--jsonl").jsonl() == [first, second]


def test_a_terminal_shows_what_went_and_what_came(worked: Own, terminal: Callable[..., None]) -> None:
    terminal("stdout")
    lines = worked.run("journal", "1").out.splitlines()
    assert lines[0] == "operation  1: edit 2 memories · 1 of 2 undone"
    assert f"   1  edited {id_of(0)} alice" in lines
    at = lines.index(f"   1  edited {id_of(0)} alice")
    assert lines[at + 1 : at + 4] == [
        "      - Fact number 0 about tea",
        "      + Fact number 0 about mate",
        "      + metadata.a: 1",
    ]
    assert any(line.endswith("undone by 3") for line in lines)
    deleted = worked.run("journal", "2").out
    assert "      - ^[[2J<9B>31m evil <U+202E> txt\n      - second line\twith a tab\n" in deleted
    assert "\x1b" not in deleted
    listed = worked.run("journal").out.splitlines()
    assert listed[0].split() == ["OPERATION", "AGE", "STATUS", "DONE", "WHAT"]
    assert listed[3].endswith("edit 2 memories · 1 of 2 undone")


def test_an_export_holds_everything_that_was_there(worked: Own, tmp_path: Path) -> None:
    target = tmp_path / "audit.jsonl"
    ran = worked.run("journal", "export", target)
    assert (ran.code, ran.out, ran.err) == (0, "", f"3 operations written to {target}.\n")
    assert target.stat().st_mode & 0o777 == 0o600
    lines = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert [line["operation"] for line in lines] == [1, 1, 1, 2, 2, 3, 3]
    assert [line["kind"] for line in lines] == [
        "operation",
        "item",
        "item",
        "operation",
        "item",
        "operation",
        "item",
    ]
    assert lines[4]["before"]["memory"] == LINES[HOSTILE_ONE]["memory"]
    assert worked.run("journal", "export", target).code == 1
    assert (
        worked.run("journal", "export", target, "2", "--force").err == f"1 operation written to {target}.\n"
    )
    assert [line["operation"] for line in worked.run("journal", "export", "-", "2").jsonl()] == [2, 2]
    assert worked.run("journal", "export", "audit.csv").code == 2


def test_prune_forgets_what_is_old(worked: Own, home: Path, answer: Typed) -> None:
    assert worked.run("journal", "prune", "--older-than", "1d", "--yes").err == "No operation is that old.\n"
    age(home, 1, "2020-01-01T00:00:00Z")
    age(home, 2, "2020-02-01T00:00:00Z")
    asked = worked.run("journal", "prune", "--older-than", "90d")
    assert asked.code == 0
    assert asked.err == (
        "2 operations, the newest from 2020-02-01, will be forgotten and cannot be undone any more.\n"
        "Nothing was forgotten. Add --yes to do it.\n"
    )
    answer("n\n")
    assert worked.run("journal", "prune", "--older-than", "90d").code == 1
    assert len(worked.journal()) == 3
    ran = worked.run("journal", "prune", "--older-than", "2020-01-15", "--yes")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "1 operation forgotten.")
    assert [entry["operation"] for entry in worked.journal()] == [3, 2]
    # What the undo took back is forgotten, and the undo can be taken back all the same.
    assert worked.done("undo", "3")["title"] == "redo: undo: edit 2 memories"


def test_purge_forgets_what_was_there_and_keeps_that_it_was(worked: Own, home: Path, answer: Typed) -> None:
    answer("n\n")
    assert worked.run("journal", "purge", "2").code == 1
    ran = worked.run("journal", "purge", "2", "--yes")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "It is forgotten.")
    assert (
        worked.run("journal", "purge", "2", "--yes").err
        == "What was there before has been forgotten already.\n"
    )
    assert worked.run("undo", "2", "--yes").code == 4
    for file in (home / "state" / "memtui").iterdir():
        assert b"evil" not in file.read_bytes()
    item = worked.run("journal", "2", "--json").json()["items"][0]
    assert (item["status"], item["id"], item["before"]) == ("done", id_of(HOSTILE_ONE), None)


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (["99"], 1, "The journal has no operation 99."),
        (["purge", "99", "--yes"], 1, "The journal has no operation 99."),
        (["resume", "99", "--yes"], 1, "The journal has no operation 99."),
        (["resume", "1", "--yes"], 1, "Nothing of this operation is left to do."),
        (["export", "-", "99"], 1, "The journal has no operation 99."),
        (["0"], 2, "'0' is no number of an operation."),
        (["1x"], 2, "'1x' is no number of an operation."),
        (["list"], 2, "'list' is neither the number of an operation nor an action."),
        (["show", "1"], 2, "'show' is neither the number of an operation nor an action."),
        (["\x1b[2J"], 2, "is neither the number of an operation nor an action."),
        (["1", "2"], 2, "'2' is too much here."),
        (["purge"], 2, "There is something missing."),
        (["export"], 2, "There is something missing."),
        (["prune"], 2, "What is old?"),
        (["prune", "--older-than", "old"], 2, "'old' is no age."),
        (["prune", "--older-than", "5"], 2, "'5' is no age."),
        (["--older-than", "5d"], 2, "--older-than is not for this."),
        (["1", "--yes"], 2, "--yes is not for this."),
        (["purge", "1", "--json"], 2, "--json is not for this."),
        (["--limit", "0"], 2, "'0' is no whole number"),
    ],
)
def test_what_cannot_be_asked(worked: Own, argv: list[str], code: int, says: str) -> None:
    ran = worked.run("journal", *argv)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert "\x1b" not in ran.err
    assert len(worked.journal()) == 3
