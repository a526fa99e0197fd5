from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from memtui.core.times import today
from tests.cli.conftest import Own, Typed, stdin
from tests.cli.data import EXPIRED, HOSTILE_ONE, LINES, WIDE, id_of

YESTERDAY = str(today() - timedelta(days=1))
BOB = [number for number, line in enumerate(LINES) if line["user_id"] == "bob"]


def test_the_text_of_one_memory(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    before = own.get(id_of(0))
    ran = own.run("update", "--ids", id_of(0), "--text", "Fact number 0 about coffee")
    assert ran.rows() == [["edit", id_of(0), "user:alice", "Fact number 0 about [-tea-]{+coffee+}", ""]]
    assert own.get(id_of(0)) == before
    done = own.done("update", "--filter", "user_id = alice and metadata.n = 0", "--text", "Coffee")
    after = own.get(id_of(0))
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {"memory", "hash", "updated_at"}
    assert (done["items"][0]["before"], done["items"][0]["after"]) == (before, after)
    stdin(monkeypatch, b"From a file\nin two lines\n")
    assert own.run("update", "--ids", id_of(0), "--text", "-", "--yes").code == 0
    assert own.get(id_of(0))["memory"] == "From a file\nin two lines"


def test_a_text_is_for_one_memory_alone(own: Own) -> None:
    before = own.lines()
    for chosen in (["--ids", id_of(0), id_of(1)], ["--user-id", "alice"]):
        for flags in ([], ["--yes"], ["--yes", "--json"]):
            ran = own.run("update", *chosen, "--text", "the same", *flags)
            assert (ran.code, ran.out) == (2, "")
            assert ran.err.startswith("memtui: --text is for one memory")
    assert own.run("update", "--ids", id_of(0), id_of(0), "--text", "once", "--yes").code == 0
    assert [memory for memory in own.lines() if memory not in before] == [
        memory for memory in own.lines() if memory["memory"] == "once"
    ]


def test_metadata_as_a_whole_and_key_by_key(own: Own) -> None:
    own.done("update", "--ids", id_of(0), id_of(1), "--metadata", '{"a": 1}')
    assert [own.get(id_of(number))["metadata"] for number in (0, 1)] == [{"a": 1}, {"a": 1}]
    own.done("update", "--ids", id_of(0), "--set", "b=5", "--set", 'c="5"', "--set", "d=a=b", "--unset", "a")
    assert own.get(id_of(0))["metadata"] == {"b": 5, "c": "5", "d": "a=b"}
    rows = own.run("update", "--ids", id_of(0), id_of(1), "--set", "b=6", "--unset", "c").rows()
    assert [row[3] for row in rows] == ['metadata.b: 5 → 6; -metadata.c: "5"', "+metadata.b: 6"]
    own.done("update", "--ids", id_of(0), "--metadata", "{}")
    assert own.get(id_of(0))["metadata"] == {}


def test_rules_one_after_another(own: Own) -> None:
    done = own.done(
        "update", "--user-id", "bob", "--replace", r"number (\d+)", r"\1", "--regex", "--replace", "TEA",
        "mate", "--ignore-case", "--prefix", "> ", "--suffix", " <", "--set", "seen=true",
    )  # fmt: skip
    assert done["changes"] == len(BOB)
    memory = own.get(id_of(BOB[0]))
    assert memory["memory"] == f"> Fact {BOB[0]} about mate <"
    assert memory["metadata"]["seen"] is True
    own.done("undo")
    assert own.get(id_of(BOB[0]))["memory"] == LINES[BOB[0]]["memory"]


def test_what_stays_as_it_is_says_why(own: Own) -> None:
    ran = own.run("update", "--ids", id_of(0), id_of(WIDE), id_of(HOSTILE_ONE), "--replace", "tea", "mate")
    notes = {row[1]: (row[0], row[4]) for row in ran.rows()}
    assert notes[id_of(0)] == ("edit", "")
    assert notes[id_of(WIDE)][0] == "stays"
    assert "immutable" in notes[id_of(WIDE)][1]
    assert "does not contain" in notes[id_of(HOSTILE_ONE)][1]
    nothing = own.run("update", "--ids", id_of(0), "--replace", "coffee", "mate", "--yes")
    assert nothing.code == 0
    assert nothing.err.endswith("There is nothing to change.\n")
    same = own.run(
        "update", "--ids", id_of(0), "--metadata", '{"n": 0, "nested": {"x": [1, 2.5, null, true]}}'
    )
    assert "it looks like that already" in same.err
    assert own.journal() == []


def test_expiring_archiving_and_living_for_ever(own: Own) -> None:
    own.done("update", "--ids", id_of(0), "--expires", "2031-02-03")
    assert own.get(id_of(0))["expiration_date"] == "2031-02-03"
    own.done("update", "--ids", id_of(0), "--expires", "none")
    assert own.get(id_of(0)).get("expiration_date") is None
    done = own.done("update", "--ids", id_of(0), id_of(EXPIRED), "--archive")
    assert (done["title"], done["changes"], done["unchanged"]) == ("archive 1 memory", 1, 1)
    assert own.get(id_of(0))["expiration_date"] == YESTERDAY
    row = own.run("update", "--ids", id_of(1), "--archive").rows()[0]
    assert row[0] == "archive"
    assert row[3] == f"+expiration_date: {YESTERDAY}"
    own.done("undo")
    assert own.get(id_of(0)).get("expiration_date") is None


def test_a_terminal_shows_the_place_of_a_change(own: Own, answer: Typed) -> None:
    long = "word " * 100
    own.done("update", "--ids", id_of(0), "--text", f"{long}tea {long}")
    answer("n\n")
    shown = own.run("update", "--ids", id_of(0), "--replace", "tea", "mate").err
    assert "…" in shown
    assert "[-tea -]{+mate +}" in shown
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        ([], "Nothing is to be changed."),
        (["--text", ""], "A memory needs a text."),
        (["--text", " \n"], "A memory needs a text."),
        (["--text", "a", "--set", "b=c"], "--text sets the whole and --set a part."),
        (["--metadata", "{}", "--unset", "b"], "--metadata sets the whole and --unset a part."),
        (["--archive", "--text", "a"], "--archive and --text are two changes."),
        (["--archive", "--expires", "none"], "--archive and --expires are two changes."),
        (["--metadata", "[1]"], "--metadata: Expected an object."),
        (["--metadata", "{1}"], "--metadata: Column 2: expected a key"),
        (["--set", "key"], "--set 'key' gives no value."),
        (["--set", "=value"], "The key is empty."),
        (["--unset", ""], "The key is empty."),
        (["--set", 'a={"b"'], "Column"),
        (["--replace", "", "x"], "There is nothing to find."),
        (["--replace", "(", "x", "--regex"], "Column 1 of the pattern"),
        (["--replace", "a", r"\1", "--regex"], "the pattern has no groups"),
        (["--replace", "a"], "expected 2 arguments"),
        (["--regex"], "--regex and --ignore-case say how --replace finds."),
        (["--prefix", "a", "--ignore-case"], "--regex and --ignore-case say how --replace finds."),
        (["--prefix", ""], "The text is empty."),
        (["--suffix", ""], "The text is empty."),
        (["--expires", ""], "--expires is empty."),
        (["--expires", "2026-02-30"], "There is no such day as 2026-02-30."),
        (["--expires", "soon"], "'soon' is no date."),
        (["--text", "\udcff"], "The text is not UTF-8 text."),
    ],
)  # fmt: skip
def test_wrong_changes_are_one_line_and_exit_2(own: Own, flags: list[str], says: str) -> None:
    for more in ([], ["--yes"], ["--yes", "--json"]):
        ran = own.run("update", "--ids", id_of(0), *flags, *more)
        assert (ran.code, ran.out) == (2, "")
        assert says in ran.err
        assert ran.err.count("\n") == 1
    assert own.journal() == []


def test_what_came_of_it_is_said_row_by_row(own: Own) -> None:
    ran = own.run("update", "--user-id", "carol", "--set", "a=1", "--yes")
    assert {row[0] for row in ran.rows()} == {"edited"}
    assert ran.err.splitlines()[-1].endswith(" edited · undo with `memtui undo` and the same --db")
    items: list[Any] = own.run("journal", "1", "--json").json()["items"]
    assert all(item["after"]["metadata"]["a"] == 1 for item in items)
