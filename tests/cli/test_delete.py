from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Memtui, Own, Typed, stdin
from tests.cli.data import EXPIRED, HOSTILE_ONE, LINES, WIDE, id_of

ALICE = [str(line["id"]) for line in LINES if line["user_id"] == "alice"]


def ids(own: Own) -> set[str]:
    return {memory["id"] for memory in own.lines()}


def test_without_yes_off_a_terminal_the_plan_is_all(own: Own) -> None:
    before = own.lines()
    ran = own.run("delete", "--user-id", "alice")
    assert ran.code == 0
    assert sorted(row[1] for row in ran.rows()) == ALICE
    assert ran.rows()[0] == ["delete", ALICE[0], "user:alice", "Fact number 0 about tea", ""]
    assert ran.err.splitlines()[1:] == ["Nothing was sent. Add --yes to do it."]
    assert ran.err.startswith(f"Delete {len(ALICE)} memories (user alice {len(ALICE)}, run run-")
    assert own.lines() == before
    assert own.journal() == []


def test_yes_deletes_what_a_filter_matches_and_says_how_to_get_it_back(own: Own) -> None:
    ran = own.run("delete", "--filter", "user_id = alice and categories contains food", "--yes")
    gone = [str(line["id"]) for line in LINES if line["user_id"] == "alice" and line["categories"]]
    assert ran.code == 0
    assert [row[0] for row in ran.rows()] == ["deleted"] * len(gone)
    assert sorted(row[1] for row in ran.rows()) == gone
    assert ran.err.splitlines()[-1] == f"{len(gone)} deleted · undo with `memtui undo` and the same --db"
    assert ids(own) == {str(line["id"]) for line in LINES} - set(gone)
    assert (
        own.run("delete", "--filter", "user_id = alice and categories contains food").err
        == "No memory matches.\n"
    )


def test_the_default_store_needs_no_flag_to_undo(memtui: Memtui) -> None:
    assert memtui("add", "likes tea", "--user-id", "alice", "--yes").code == 0
    ran = memtui("delete", "--user-id", "alice", "--yes")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "1 deleted · undo with `memtui undo`")


def test_hidden_ones_are_spared_when_asked(own: Own) -> None:
    flags = ("delete", "--filter", f"user_id = {LINES[EXPIRED]['user_id']}")
    assert id_of(EXPIRED) in {row[1] for row in own.run(*flags).rows()}
    assert id_of(EXPIRED) not in {row[1] for row in own.run(*flags, "--hide-expired").rows()}


def test_ids_from_everywhere(own: Own, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = tmp_path / "ids"
    listed.write_text(f"\n{id_of(1)}\r\n  {id_of(2)}\n\n")
    plan = own.run("delete", "--ids", id_of(0), f"@{listed}", "--ids", id_of(3), id_of(0))
    assert [row[1] for row in plan.rows()] == [id_of(0), id_of(1), id_of(2), id_of(3)]
    stdin(monkeypatch, f"{id_of(4)}\n{id_of(5)}".encode())
    assert own.run("delete", "--ids", "-", "--yes").code == 0
    assert not ids(own) & {id_of(4), id_of(5)}
    missing = own.run("delete", "--ids", f"@{tmp_path / 'nothing'}", "--yes")
    assert (missing.code, missing.err) == (1, f"memtui: There is no file {tmp_path / 'nothing'}.\n")


def test_an_id_that_nobody_has_changes_nothing_and_is_named(own: Own) -> None:
    ran = own.run("delete", "--ids", "nobody", "--yes")
    assert (ran.code, ran.out) == (0, "stays\tnobody\t\t\tthere is no such memory\n")
    assert ran.err == "1 stays as it is: there is no such memory\nThere is nothing to change.\n"
    some = own.run("delete", "--ids", "nobody", id_of(0), "--yes")
    assert (some.code, some.err.splitlines()[-1]) == (
        0,
        "1 deleted · undo with `memtui undo` and the same --db",
    )
    assert own.journal()[0]["counts"] == {"done": 1, "skipped": 1}


def test_json_before_and_after(own: Own) -> None:
    plan = own.run("delete", "--ids", id_of(0), id_of(1), "nobody", "--json").json()
    items = plan.pop("items")
    assert plan == {
        "operation": None,
        "title": "delete 2 memories",
        "status": "planned",
        "error": "",
        "changes": 2,
        "unchanged": 1,
        "counts": {"planned": 2, "skipped": 1},
        "totals": [
            {"type": "user", "name": "alice", "count": 1},
            {"type": "user", "name": "bob", "count": 1},
            {"type": "run", "name": "run-1", "count": 1},
        ],
        "more_entities": 0,
        "warnings": [],
    }
    first = own.get(id_of(0))
    assert items[0] == {
        "item": 1, "change": "delete", "status": "planned", "id": id_of(0), "note": "", "before": first,
        "after": None,
    }  # fmt: skip
    assert (items[2]["change"], items[2]["status"], items[2]["before"]) == (None, "skipped", None)
    assert items[2]["note"] == "there is no such memory"
    done = own.done("delete", "--ids", id_of(0), id_of(1), "nobody")
    assert (done["operation"], done["status"], done["changes"]) == (own.journal()[0]["operation"], "done", 2)
    assert done["counts"] == {"done": 2, "skipped": 1}
    assert [item["status"] for item in done["items"]] == ["done", "done", "skipped"]
    assert done["items"][0]["before"] == first


def test_a_terminal_shows_twenty_rows_and_counts_the_rest(own: Own, answer: Typed) -> None:
    answer(f"{len(ALICE)}\n")
    ran = own.run("delete", "--user-id", "alice")
    rows = ran.err.splitlines()
    assert rows[0].split() == ["CHANGE", "ID", "WHO", "WHAT"]
    assert rows[21] == f"and {len(ALICE) - 20} more"
    assert f"Delete {len(ALICE)} memories: type {len(ALICE)} to go ahead: " in ran.err
    assert ran.code == 0
    # Stdout is no terminal here: what was deleted is its data.
    assert sorted(row[1] for row in ran.rows()) == ALICE


@pytest.mark.parametrize("typed", ["\n", "n\n", "y\n", "yes\n", "", "42\n", "all\n", "*\n"])
def test_many_want_their_number(own: Own, answer: Typed, typed: str) -> None:
    answer(typed)
    ran = own.run("delete", "--user-id", "alice")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("memtui: Nothing was sent.\n")
    assert len(ids(own)) == len(LINES)
    assert own.journal() == []


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("YES\n", 0), ("n\n", 1), ("", 1), ("1\n", 1)])
def test_few_want_a_yes(own: Own, answer: Typed, typed: str, code: int) -> None:
    answer(typed)
    ran = own.run("delete", "--ids", id_of(0))
    assert ran.code == code
    assert "Delete 1 memory? [y/N] " in ran.err
    assert (id_of(0) in ids(own)) is (code == 1)


def test_an_entity_goes_with_its_memories(own: Own) -> None:
    ran = own.run("delete", "--entity", "user:alice", "--yes")
    assert ran.code == 0
    assert ran.err.splitlines()[-2:] == [
        f"{len(ALICE)} memories and 1 entity deleted · undo with `memtui undo` and the same --db",
        "  for 1 of them: verified empty",
    ]
    assert not ids(own) & set(ALICE)
    assert own.run("undo", "--yes").code == 0
    assert set(ALICE) <= ids(own)


@pytest.mark.parametrize(
    ("typed", "code"), [("mallory^[]0;x^G\n", 0), ("mallory\n", 1), ("y\n", 1), ("1\n", 1)]
)
def test_an_entity_wants_its_name_as_it_is_shown(own: Own, answer: Typed, typed: str, code: int) -> None:
    answer(typed)
    ran = own.run("delete", "--entity", "user:mallory\x1b]0;x\x07")
    assert ran.code == code
    assert "type mallory^[]0;x^G to go ahead: " in ran.err
    assert "\x1b" not in ran.err
    assert (id_of(HOSTILE_ONE) in ids(own)) is (code == 1)


def test_purge_forgets_what_was_there(own: Own) -> None:
    ran = own.run("delete", "--entity", "user:bob", "--purge", "--yes")
    assert ran.code == 0
    assert "this cannot be undone" in ran.err
    operation = own.journal()[0]
    assert (operation["purged"], operation["status"]) == (True, "done")
    assert all(item["before"] is None for item in own.run("journal", "1", "--json").json()["items"])
    refused = own.run("undo", "--yes")
    assert refused.code == 1
    assert own.run("undo", str(operation["operation"]), "--yes").code == 4


def test_everything_goes_entity_by_entity(own: Own) -> None:
    ran = own.run("delete", "--all-entities", "--yes")
    assert ran.code == 0
    assert own.lines() == []
    before = {str(line["id"]) for line in LINES}
    assert own.run("undo", "--yes").code == 0
    assert ids(own) == before


def test_rows_are_harmless(own: Own, answer: Typed) -> None:
    answer("n\n")
    shown = own.run("delete", "--ids", id_of(HOSTILE_ONE), id_of(WIDE)).err
    printed = own.run("delete", "--ids", id_of(HOSTILE_ONE), id_of(WIDE), "--yes").out
    for text in (shown, printed):
        assert "\x1b" not in text
        assert "\x9b" not in text
        assert "\u202e" not in text
        assert "^[[2J" in text
    assert len(printed.splitlines()) == 2
