from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Memtui, Typed, filled, stdin
from tests.cli.data import LINES, id_of, line, write_lines


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "source.jsonl", LINES)


def total(memtui: Memtui, db: Path) -> int:
    return int(memtui("list", "--db", db, "--count").out)


def test_without_yes_off_a_terminal_the_plan_is_all(memtui: Memtui, tmp_path: Path, source: Path) -> None:
    db = tmp_path / "new.db"
    ran = memtui("import", source, "--db", db)
    assert (ran.code, ran.out) == (0, "130 new, 0 unchanged, 0 differ.\n")
    assert ran.err == "Nothing was written. Add --yes to do it.\n"
    assert not db.exists()
    plan = memtui("import", source, "--db", db, "--json").json()
    assert plan == {"added": 130, "unchanged": 0, "replaced": 0, "conflicts": [], "dry_run": True}
    assert not db.exists()


def test_importing_twice_changes_nothing(memtui: Memtui, tmp_path: Path, source: Path) -> None:
    db = tmp_path / "new.db"
    first = memtui("import", source, "--db", db, "--yes")
    assert (first.code, first.out) == (0, "130 added, 0 unchanged, 0 replaced, 0 left alone.\n")
    again = memtui("import", source, "--db", db, "--yes", "--json")
    assert again.json() == {"added": 0, "unchanged": 130, "replaced": 0, "conflicts": []}
    assert total(memtui, db) == 130


def test_the_default_store_is_made_for_its_owner_alone(memtui: Memtui, home: Path, source: Path) -> None:
    assert memtui("import", source, "--yes").code == 0
    db = home / "data" / "memtui" / "memories.db"
    assert (db.parent.stat().st_mode & 0o777, db.stat().st_mode & 0o777) == (0o700, 0o600)
    assert memtui("list", "--count").out == "130\n"


def test_conflicts_are_left_alone_and_listed(memtui: Memtui, tmp_path: Path) -> None:
    db = filled(tmp_path / "store.db", [line(number) for number in range(30)])
    changed = write_lines(
        tmp_path / "changed.jsonl", [line(number, memory=f"other {number}") for number in range(25)]
    )
    plan = memtui("import", changed, "--db", db)
    assert (plan.code, plan.out) == (0, "0 new, 0 unchanged, 25 differ (left as they are).\n")
    ran = memtui("import", changed, "--db", db, "--yes")
    assert ran.code == 3
    assert ran.out == "0 added, 0 unchanged, 0 replaced, 25 left alone.\n"
    assert ran.err.startswith("25 here already with other content; --replace replaces them:\n")
    assert [row.strip() for row in ran.err.splitlines()[1:]] == [*map(id_of, range(20)), "and 5 more"]
    as_json = memtui("import", changed, "--db", db, "--yes", "--json")
    assert as_json.code == 3
    assert as_json.json()["conflicts"] == [id_of(number) for number in range(25)]
    assert memtui("get", id_of(0), "--db", db, "--json").json()["memory"] == "Fact number 0 about tea"


def test_replace_replaces(memtui: Memtui, tmp_path: Path) -> None:
    db = filled(tmp_path / "store.db", [line(0), line(1)])
    changed = write_lines(tmp_path / "changed.jsonl", [line(1, memory="other"), line(2)])
    plan = memtui("import", changed, "--db", db, "--replace")
    assert plan.out == "1 new, 0 unchanged, 1 differ (to be replaced).\n"
    ran = memtui("import", changed, "--db", db, "--replace", "--yes", "--json")
    assert ran.code == 0
    assert ran.json() == {"added": 1, "unchanged": 0, "replaced": 1, "conflicts": []}
    assert memtui("get", id_of(1), "--db", db, "--json").json()["memory"] == "other"


def test_a_terminal_is_asked(memtui: Memtui, tmp_path: Path, source: Path, answer: Typed) -> None:
    db = tmp_path / "new.db"
    for no in ("\n", "n\n", "", "what\n"):
        answer(no)
        ran = memtui("import", source, "--db", db)
        assert (ran.code, ran.out) == (1, "")
        assert "130 new, 0 unchanged, 0 differ.\nImport? [y/N] " in ran.err
        assert ran.err.endswith("memtui: Nothing was imported.\n")
        assert not db.exists()
    answer("y\n")
    assert memtui("import", source, "--db", db).out.startswith("130 added")
    assert total(memtui, db) == 130
    answer("never read\n")
    ran = memtui("import", source, "--db", db)
    assert ran.out.startswith("0 added, 130 unchanged")
    assert "Import?" not in ran.err


def test_wrong_lines_are_all_told_and_nothing_is_imported(memtui: Memtui, tmp_path: Path) -> None:
    db = filled(tmp_path / "store.db", [line(0)])
    good = [json.dumps(line(number)) for number in range(1, 700)]
    good[3] = '{"id": "x"}'
    good[600] = "[1, 2"
    bad = tmp_path / "bad.jsonl"
    bad.write_text("\n".join(good))
    for flags in ([], ["--yes"]):
        ran = memtui("import", bad, "--db", db, *flags)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.splitlines()[0] == "memtui: Nothing was imported: 2 lines are wrong."
        assert ran.err.splitlines()[1].startswith("  line 4: ")
        assert ran.err.splitlines()[2].startswith("  line 601: not JSON: ")
    assert total(memtui, db) == 1


def test_stdin_is_read(memtui: Memtui, tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = tmp_path / "new.db"
    stdin(monkeypatch, source.read_bytes())
    assert memtui("import", "-", "--db", db).out == "130 new, 0 unchanged, 0 differ.\n"
    stdin(monkeypatch, b"\xef\xbb\xbf\r\n" + source.read_bytes().replace(b"\n", b"\r\n\n"))
    assert memtui("import", "-", "--db", db, "--yes").out.startswith("130 added")
    stdin(monkeypatch, b"")
    assert memtui("import", "-", "--db", db, "--yes").out.startswith("0 added")


def test_read_only_is_refused_before_anything_is_read(memtui: Memtui, tmp_path: Path) -> None:
    ran = memtui("--read-only", "import", "missing.jsonl", "--db", tmp_path / "x.db", "--yes")
    assert (ran.code, ran.err) == (4, "memtui: Nothing can be imported with --read-only.\n")


def test_over_http_it_is_not_in_this_release(memtui: Memtui, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_API_KEY", "m0-key")
    for flags in ([], ["--base-url", "http://127.0.0.1:9"]):
        ran = memtui("import", "missing.jsonl", *flags, "--yes")
        assert ran.code == 2
        assert "Importing over HTTP is not in this release." in ran.err
        assert "memtui serve" in ran.err


def test_files_that_cannot_be_read_are_one_sentence(memtui: Memtui, tmp_path: Path) -> None:
    def said(name: str) -> str:
        ran = memtui("import", tmp_path / name, "--db", tmp_path / "x.db", "--yes")
        assert (ran.code, ran.out) == (1, "")
        return ran.err

    (tmp_path / "folder").mkdir()
    (tmp_path / "latin").write_bytes(b'{"id": "\xe9"}\n')
    assert said("missing") == f"memtui: There is no file {tmp_path / 'missing'}.\n"
    assert "is a folder" in said("folder")
    assert "line 1: not UTF-8 text (byte 9)" in said("latin")
    assert said("missing/x") == f"memtui: There is no file {tmp_path / 'missing' / 'x'}.\n"
    assert "cannot be read: Not a directory." in said("latin/x")


def test_a_store_that_cannot_be_made_is_one_sentence(memtui: Memtui, tmp_path: Path, source: Path) -> None:
    for place in (tmp_path / "no" / "folder.db", tmp_path, source):
        ran = memtui("import", source, "--db", place, "--yes")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith("memtui: ")
        assert ran.err.count("\n") == 1


def test_the_same_id_twice_in_a_file(memtui: Memtui, tmp_path: Path) -> None:
    def imported(*lines: dict[str, Any], name: str, flags: tuple[str, ...] = ()) -> Any:
        file = write_lines(tmp_path / f"{name}.jsonl", lines)
        return memtui("import", file, "--db", tmp_path / f"{name}.db", "--yes", "--json", *flags)

    def text(name: str) -> str:
        return str(memtui("get", id_of(1), "--db", tmp_path / f"{name}.db", "--json").json()["memory"])

    same = imported(line(1), line(1), name="same")
    assert (same.code, same.json()["added"], same.json()["conflicts"]) == (0, 1, [])
    first = imported(line(1), line(1, memory="other"), name="first")
    assert (first.code, first.json()["conflicts"]) == (3, [id_of(1)])
    assert text("first") == "Fact number 1 about tea"
    last = imported(line(1), line(1, memory="other"), name="last", flags=("--replace",))
    assert (last.code, last.json()["conflicts"]) == (0, [])
    assert text("last") == "other"
