"""Exports as CSV and Markdown, and one memory with its history."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Memtui
from tests.cli.data import LINES

CHANGED = next(line for line in LINES if len(line.get("history") or ()) > 1)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def read(path: Path) -> str:
    return path.read_bytes().decode()


def test_the_end_of_the_name_says_the_form(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    ran = memtui("export", tmp_path / "out.csv", "--db", store)
    assert (ran.code, ran.out, ran.err) == (0, "", f"130 memories written to {tmp_path / 'out.csv'}.\n")
    found = rows(read(tmp_path / "out.csv"))
    assert {one["id"]: one["memory"] for one in found} == {one["id"]: one["memory"] for one in LINES}
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600
    assert memtui("export", tmp_path / "out.MD", "--db", store, "--user-id", "bob").code == 0
    text = read(tmp_path / "out.MD")
    bobs = [one for one in LINES if one["user_id"] == "bob"]
    assert text.startswith("# Memories\n\n- service: `memories.db`\n- filter: `user_id = bob`\n")
    assert "```text\nits user is " in text
    assert text.endswith(f"---\n\n{len(bobs)} memories\n")
    assert text.count("\n## ") == len(bobs)


def test_a_folder_is_no_file(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    ran = memtui("export", f"{tmp_path}/new/", "--format", "csv", "--db", store)
    assert (ran.code, ran.out) == (2, "")
    assert "names a folder" in ran.err
    assert not (tmp_path / "new").exists()


def test_a_form_can_be_given(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    assert len(rows(memtui("export", "-", "--format", "csv", "--db", store).out)) == 130
    assert memtui("export", "-", "--format", "md", "--db", store).out.startswith("# Memories\n")
    assert memtui("export", tmp_path / "out.txt", "--format", "jsonl", "--db", store).code == 0
    assert memtui("import", tmp_path / "out.txt", "--db", tmp_path / "copy.db", "--yes").code == 0


@pytest.mark.parametrize("form", ["jsonl", "csv", "md"])
def test_one_memory_comes_with_its_history(memtui: Memtui, store: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"one.{form}"
    ran = memtui("export", out, "--id", CHANGED["id"], "--db", store)
    assert (ran.code, ran.err) == (0, f"1 memory written to {out}.\n")
    if form == "jsonl":
        assert memtui("import", out, "--db", tmp_path / "copy.db", "--yes").code == 0
    elif form == "csv":
        assert [one["event"] for one in rows(read(out))] == [one["event"] for one in CHANGED["history"]]
    else:
        assert read(out).count("\n## Event ") == len(CHANGED["history"])


def test_a_memory_that_is_not_there(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    assert memtui("export", tmp_path / "one.md", "--id", "none", "--db", store).code == 1
    assert not (tmp_path / "one.md").exists()
    assert memtui("export", "-", "--id", " ", "--db", store).code == 2


@pytest.mark.parametrize("form", ["jsonl", "csv", "md"])
def test_nothing_is_printed_of_a_memory_that_is_not_there(memtui: Memtui, store: Path, form: str) -> None:
    ran = memtui("export", "-", "--format", form, "--id", "none", "--db", store)
    assert (ran.code, ran.out) == (1, "")


def test_a_filter_with_half_a_character_is_no_crash(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.md"
    ran = memtui("export", out, "--filter", r'metadata.a = "\ud800"', "--db", store)
    assert (ran.code, ran.err) == (0, f"0 memories written to {out}.\n")
    assert "<U+D800>" in read(out)
    ran = memtui("export", out, "--force", "--filter", r'user_id = "\ud800"', "--db", store)
    assert (ran.code, ran.err) == (
        1,
        "memtui: A text holds half a character (U+D800), which no store can hold.\n",
    )
    assert "<U+D800>" in read(out)


def test_a_history_is_printed_in_these_forms_too(memtui: Memtui, store: Path) -> None:
    ran = memtui("history", CHANGED["id"], "--format", "md", "--db", store)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# A memory and its history\n")
    assert "## As it is" in ran.out
    assert ran.out.count("\n## Event ") == len(CHANGED["history"])
    table = rows(memtui("history", CHANGED["id"], "--format", "csv", "--db", store).out)
    assert [one["new_memory"] for one in table] == [one["new_memory"] or "" for one in CHANGED["history"]]
    assert memtui("history", CHANGED["id"], "--format", "csv", "--json", "--db", store).code == 2


def test_a_plan_can_be_written_before_anything_is_sent(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    copy = shutil.copy(store, tmp_path / "copy.db")
    bobs = [one for one in LINES if one["user_id"] == "bob"]
    deleting = ("delete", "--filter", "user_id = bob", "--db", copy, "--export-plan")
    ran = memtui(*deleting, tmp_path / "plan.csv")
    assert ran.code == 0
    assert f"{len(bobs)} rows of the plan written to {tmp_path / 'plan.csv'}.\n" in ran.err
    found = rows(read(tmp_path / "plan.csv"))
    assert {one["memory before"] for one in found} == {one["memory"] for one in bobs}
    assert {one["memory after"] for one in found} == {""}
    again = memtui(*deleting, tmp_path / "plan.csv", "--yes")
    assert (again.code, "is there already. Name another file." in again.err) == (2, True)
    assert memtui(*deleting, tmp_path / "plan.txt").code == 2
    assert memtui("list", "--user-id", "bob", "--count", "--db", copy).out == f"{len(bobs)}\n"
    assert memtui(*deleting, tmp_path / "plan.md", "--yes").code == 0
    assert "## 1. delete" in read(tmp_path / "plan.md")
    assert memtui("list", "--user-id", "bob", "--count", "--db", copy).out == "0\n"
