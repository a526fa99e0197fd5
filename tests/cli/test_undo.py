from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Memtui, Own, Typed
from tests.cli.data import LINES, id_of


def somebody_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, own: Own, *argv: str) -> None:
    """Change the store from another account, whose journal is another."""
    with monkeypatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
        assert own.run(*argv, "--yes").code == 0


def test_one_after_another_goes_back_and_forth(own: Own) -> None:
    states = [own.lines()]
    own.done("update", "--ids", id_of(0), "--text", "first")
    states.append(own.lines())
    own.done("delete", "--user-id", "bob")
    states.append(own.lines())
    own.done("add", "new", "--user-id", "dora")

    def texts(lines: list[dict[str, object]]) -> list[object]:
        return [(line["id"], line["memory"], line["metadata"], line["created_at"]) for line in lines]

    own.done("undo")
    assert texts(own.lines()) == texts(states[2])
    own.done("undo")
    assert texts(own.lines()) == texts(states[1])
    own.done("undo")
    assert texts(own.lines()) == texts(states[0])
    nothing = own.run("undo", "--yes")
    assert (nothing.code, nothing.err) == (
        1,
        "memtui: There is nothing to undo. `memtui journal` lists what was done.\n",
    )
    own.done("undo", "--redo")
    assert texts(own.lines()) == texts(states[1])
    own.done("undo")
    assert texts(own.lines()) == texts(states[0])


def test_a_number_names_the_operation_and_items_its_parts(own: Own) -> None:
    own.done("delete", "--ids", *(id_of(number) for number in range(6)))
    number = str(own.journal()[0]["operation"])
    own.done("add", "new", "--user-id", "dora")
    done = own.done("undo", number, "--items", "1,3-4")
    assert [item["id"] for item in done["items"]] == [id_of(0), id_of(2), id_of(3)]
    assert {memory["id"] for memory in own.lines()} & {id_of(n) for n in range(6)} == {
        id_of(0),
        id_of(2),
        id_of(3),
    }
    assert own.journal()[-1]["undone"] == 3
    rest = own.done("undo", number)
    assert [item["id"] for item in rest["items"]] == [id_of(1), id_of(4), id_of(5)]
    again = own.run("undo", number, "--yes")
    assert (again.code, again.err) == (1, f"memtui: Nothing of operation {number} is left to undo.\n")


def test_the_plan_of_an_undo(own: Own, answer: Typed) -> None:
    before = own.lines()
    own.done("update", "--ids", id_of(0), "--text", "other", "--metadata", "{}")
    changed = own.lines()
    plan = own.run("undo")
    assert (plan.code, plan.rows()[0][:3]) == (0, ["edit", id_of(0), "user:alice"])
    assert plan.err.splitlines() == [
        "Undo: edit 1 memory (user alice 1)",
        "Nothing was sent. Add --yes to do it.",
    ]
    as_json = own.run("undo", "--json").json()
    assert (as_json["operation"], as_json["title"], as_json["status"]) == (
        None,
        "undo: edit 1 memory",
        "planned",
    )
    answer("n\n")
    assert own.run("undo").code == 1
    assert own.lines() == changed
    answer("y\n")
    ran = own.run("undo")
    assert ran.code == 0
    assert "Undo: edit 1 memory? [y/N] " in ran.err
    assert ran.err.endswith("1 undone · do it again with `memtui undo --redo` and the same --db\n")
    assert [memory["memory"] for memory in own.lines()] == [memory["memory"] for memory in before]
    assert [entry["verb"] for entry in own.journal()] == ["undo", "edit"]


def test_what_others_changed_is_left_alone_unless_forced(
    own: Own, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.done("update", "--ids", id_of(0), id_of(3), "--metadata", "{}")
    somebody_else(monkeypatch, tmp_path, own, "update", "--ids", id_of(0), "--text", "theirs")
    ran = own.run("undo", "--yes")
    assert ran.code == 3
    assert f"  conflict {id_of(0)} alice: somebody changed it since" in ran.err
    assert "1 undone, 1 changed by somebody else meanwhile · overwrite" in ran.err
    assert "with `memtui undo 1 --force` and the same --db" in ran.err
    assert own.get(id_of(0))["metadata"] == {}
    assert own.get(id_of(3))["metadata"] == LINES[3]["metadata"]
    forced = own.run("undo", "1", "--force", "--yes", "--json")
    assert (forced.code, forced.json()["items"][0]["status"]) == (0, "done")
    assert own.get(id_of(0))["metadata"] == LINES[0]["metadata"]
    assert own.get(id_of(0))["memory"] == "theirs"


def test_a_partial_failure_in_json_has_the_reasons(
    own: Own, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.done("update", "--ids", id_of(0), id_of(3), "--metadata", "{}")
    somebody_else(monkeypatch, tmp_path, own, "update", "--ids", id_of(0), "--text", "theirs")
    somebody_else(monkeypatch, tmp_path, own, "delete", "--ids", id_of(3))
    ran = own.run("undo", "--yes", "--json")
    assert ran.code == 3
    found = ran.json()
    assert (found["status"], found["counts"]) == ("partly", {"conflict": 1, "failed": 1})
    first, second = found["items"]
    assert (first["status"], first["theirs"]["memory"]) == ("conflict", "theirs")
    assert (second["status"], second["note"]) == ("failed", "it is gone: somebody deleted it since")


def test_redo_takes_only_an_undo(own: Own) -> None:
    nothing = own.run("undo", "--redo", "--yes")
    assert (nothing.code, nothing.err) == (1, "memtui: There is nothing to do again here.\n")
    own.done("delete", "--ids", id_of(0))
    own.done("undo")
    assert own.run("undo", "1", "--redo", "--yes").code == 2
    done = own.done("undo", "2", "--redo")
    assert done["title"] == "redo: delete 1 memory"
    assert id_of(0) not in {memory["id"] for memory in own.lines()}


def test_another_store_is_named_and_refused(own: Own, tmp_path: Path, memtui: Memtui, store: Path) -> None:
    own.done("delete", "--ids", id_of(0))
    assert memtui("add", "x", "--user-id", "dora", "--db", tmp_path / "other.db", "--yes").code == 0
    for flags in ([], ["--yes"], ["--yes", "--json"], ["--force", "--yes"]):
        ran = memtui("undo", "1", "--db", tmp_path / "other.db", *flags)
        assert (ran.code, ran.out) == (4, "")
        assert f"Operation 1 was done on another store: {own.path}." in ran.err
    assert memtui("undo", "--db", tmp_path / "other.db", "--yes").code == 0
    assert memtui("undo", "--db", tmp_path / "other.db", "--yes").code == 1


def test_a_store_that_was_moved_is_the_same_store(own: Own, tmp_path: Path, memtui: Memtui) -> None:
    own.done("delete", "--ids", id_of(0))
    moved = tmp_path / "moved" / "there.db"
    moved.parent.mkdir()
    shutil.move(own.path, moved)
    ran = memtui("undo", "--db", moved, "--yes")
    assert ran.code == 0
    assert memtui("get", id_of(0), "--db", moved).code == 0


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (["99"], 1, "The journal has no operation 99."),
        (["0"], 2, "'0' is no number of an operation"),
        (["-1"], 2, "-1"),
        (["one"], 2, "'one' is no number of an operation"),
        (["1", "--items", "2"], 2, "Operation 1 has no item 2. It has 1."),
        (["1", "--items", "1-1000000"], 2, "Operation 1 has no item 1000000."),
        (["1", "--items", ""], 2, "'' is no item, nor a range such as 3-5"),
        (["1", "--items", "0"], 2, "'0' is no item"),
        (["1", "--items", "3-1"], 2, "'3-1' is no item"),
        (["1", "--items", "a"], 2, "'a' is no item"),
        (["--items", "1"], 2, "--items needs the operation's number."),
        (["--redo", "--force"], 2, "--force with --redo needs the operation's number."),
    ],
)
def test_what_cannot_be_undone(own: Own, argv: list[str], code: int, says: str) -> None:
    own.done("delete", "--ids", id_of(0))
    for flags in ([], ["--yes"], ["--yes", "--json"]):
        ran = own.run("undo", *argv, *flags)
        assert (ran.code, ran.out) == (code, "")
        assert says in ran.err
    assert len(own.journal()) == 1
