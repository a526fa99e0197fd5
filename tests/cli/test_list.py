from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Memtui
from tests.cli.data import EXPIRED, HOSTILE_ONE, LINES, WIDE, id_of

NEWEST_FIRST = [line["id"] for line in reversed(LINES)]


def without_history(number: int) -> dict[str, object]:
    return {key: value for key, value in LINES[number].items() if key != "history"}


def test_a_page_as_json_has_the_platforms_envelope(memtui: Memtui, store: Path) -> None:
    ran = memtui("list", "--db", store, "--page-size", "50", "--page", "2", "--json")
    page = ran.json()
    assert ran.code == 0
    assert list(page) == ["count", "next", "previous", "results"]
    assert (page["count"], page["next"], page["previous"]) == (130, 3, 1)
    assert [item["id"] for item in page["results"]] == NEWEST_FIRST[50:100]


def test_the_first_and_the_last_page_know_that_they_are(memtui: Memtui, store: Path) -> None:
    first = memtui("list", "--db", store, "--json").json()
    last = memtui("list", "--db", store, "--json", "--page", "2").json()
    assert (first["next"], first["previous"], len(first["results"])) == (2, None, 100)
    assert (last["next"], last["previous"], len(last["results"])) == (None, 1, 30)


def test_json_objects_are_as_they_were_imported(memtui: Memtui, store: Path) -> None:
    listed = {item["id"]: item for item in memtui("list", "--db", store, "--all", "--jsonl").jsonl()}
    assert list(listed) == NEWEST_FIRST
    for number in (0, EXPIRED, HOSTILE_ONE, WIDE, 129):
        assert listed[id_of(number)] == without_history(number)


def test_all_as_json_is_one_envelope(memtui: Memtui, store: Path) -> None:
    page = memtui("list", "--db", store, "--all", "--json", "--page-size", "7").json()
    assert (page["count"], page["next"], page["previous"]) == (130, None, None)
    assert [item["id"] for item in page["results"]] == NEWEST_FIRST


def test_an_empty_page_is_valid_json(memtui: Memtui, store: Path) -> None:
    nobody = ("--db", store, "--user-id", "nobody", "--json")
    assert memtui("list", *nobody).json() == {"count": 0, "next": None, "previous": None, "results": []}
    assert memtui("list", *nobody, "--all").json() == {
        "count": 0, "next": None, "previous": None, "results": []
    }  # fmt: skip


def test_rows_off_a_terminal_are_tab_separated(memtui: Memtui, store: Path) -> None:
    rows = {row[0]: row for row in memtui("list", "--db", store, "--all").rows()}
    assert set(map(len, rows.values())) == {5}
    assert rows[id_of(1)] == [
        id_of(1), "2024-03-01T10:01:00Z", "user:bob run:run-1", "", "Fact number 1 about tea"
    ]  # fmt: skip
    assert rows[id_of(EXPIRED)][3] == "expired"
    assert rows[id_of(WIDE)][2:4] == ["user:ユーザー agent:bot app:web", "immutable"]


def test_hostile_text_is_one_harmless_row(memtui: Memtui, store: Path) -> None:
    ran = memtui("list", "--db", store, "--all")
    row = next(row for row in ran.rows() if row[0] == id_of(HOSTILE_ONE))
    assert row[4] == "^[[2J<9B>31m evil <U+202E> txt↵second line with a tab"
    assert row[2].startswith("user:mallory^[]0;x^G")
    assert not set(ran.out) & set("\x1b\x9b\x07\u202e")


def test_a_terminal_gets_aligned_columns_that_fit(
    memtui: Memtui, store: Path, terminal: Callable[..., None]
) -> None:
    terminal("stdout", columns=120)
    ran = memtui("list", "--db", store, "--all")
    header, *rows = ran.out.splitlines()
    assert header.split() == ["ID", "AGE", "WHO", "MEMORY"]
    assert len(rows) == 130
    assert max(map(len, rows)) <= 120
    assert {row[36:38] for row in rows} == {"  "}
    assert any("[expired] Fact number 6" in row for row in rows)
    assert any("[immutable] 日本語" in row for row in rows)


def test_json_on_a_terminal_escapes_what_is_not_simply_drawn(
    memtui: Memtui, store: Path, terminal: Callable[..., None]
) -> None:
    terminal("stdout")
    ran = memtui("list", "--db", store, "--all", "--json")
    assert not set(ran.out) & set("\x1b\x9b\x07\u202e")
    item = next(item for item in ran.json()["results"] if item["id"] == id_of(HOSTILE_ONE))
    assert item == without_history(HOSTILE_ONE)


@pytest.mark.parametrize(
    ("flags", "numbers"),
    [
        (["--user-id", "alice"], lambda n: LINES[n]["user_id"] == "alice"),
        (["--user-id", "*"], lambda n: True),
        (["--run-id", "run-3"], lambda n: LINES[n]["run_id"] == "run-3"),
        (["--run-id", "*"], lambda n: LINES[n]["run_id"] is not None),
        (["--agent-id", "bot"], lambda n: n == WIDE),
        (["--app-id", "web"], lambda n: n == WIDE),
        (["--filter", "keywords icontains GREEN"], lambda n: n == 3),
        (
            ["--user-id", "bob", "--filter", "run_id = run-1 or run_id = run-3"],
            lambda n: LINES[n]["user_id"] == "bob" and LINES[n]["run_id"] in {"run-1", "run-3"},
        ),
        (["--hide-expired"], lambda n: n != EXPIRED),
        (["--user-id", "nobody"], lambda n: False),
    ],
)
def test_filters(memtui: Memtui, store: Path, flags: list[str], numbers: Callable[[int], bool]) -> None:
    expected = [id_of(number) for number in reversed(range(130)) if numbers(number)]
    listed = memtui("list", "--db", store, *flags, "--all", "--jsonl").jsonl()
    assert [item["id"] for item in listed] == expected
    assert memtui("list", "--db", store, *flags, "--count").out == f"{len(expected)}\n"


def test_a_page_says_on_stderr_that_there_is_more(memtui: Memtui, store: Path) -> None:
    for form in ((), ("--json",), ("--jsonl",)):
        assert memtui("list", "--db", store, *form).err.startswith("Page 1 of 2; 130 memories.")
    assert memtui("list", "--db", store, "--page-size", "1000").err == ""
    assert memtui("list", "--db", store, "--all").err == ""


def test_a_page_past_the_end_is_empty_and_says_so(memtui: Memtui, store: Path) -> None:
    ran = memtui("list", "--db", store, "--page", "9")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "There is no page 9: 130 memories fill 2 pages of 100.\n"
    page = memtui("list", "--db", store, "--page", "9", "--json").json()
    assert page == {"count": 130, "next": None, "previous": 2, "results": []}


def test_no_match_is_said_on_stderr(memtui: Memtui, store: Path) -> None:
    ran = memtui("list", "--db", store, "--user-id", "nobody")
    assert (ran.code, ran.out, ran.err) == (0, "", "No memories.\n")


def test_the_default_store_is_simply_empty_until_it_is_made(memtui: Memtui, home: Path) -> None:
    assert memtui("list", "--json").json()["count"] == 0
    assert memtui("list", "--count").out == "0\n"
    assert memtui("search", "tea").code == 0
    assert not (home / "data").exists()


def test_a_named_store_must_be_there(memtui: Memtui, tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    for command in (["list"], ["search", "x"], ["get", "x"], ["history", "x"], ["entities"], ["export", "-"]):
        ran = memtui(*command, "--db", missing)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == (f"memtui: There is no store {missing}. `memtui import` or the TUI creates one.\n")
    assert not missing.exists()


def test_reading_writes_nothing(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(store, copy)
    for command in (["list"], ["search", "tea"], ["get", id_of(1)], ["history", id_of(1)], ["entities"]):
        assert memtui(*command, "--db", copy).code == 0
    assert copy.read_bytes() == store.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]


def test_reading_makes_no_store_of_an_empty_file(memtui: Memtui, tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    ran = memtui("list", "--db", empty)
    assert ran.code == 1
    assert "is empty" in ran.err
    assert empty.read_bytes() == b""


@pytest.mark.parametrize("content", [b"not a database at all, not even close to one" * 50, b""])
def test_a_file_that_is_no_store_is_one_sentence(memtui: Memtui, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.db"
    file.write_bytes(content)
    ran = memtui("list", "--db", file)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("memtui: ")
    assert ran.err.count("\n") == 1


def test_options_stand_before_and_after_the_command(memtui: Memtui, store: Path) -> None:
    before = memtui("--db", store, "list", "--count")
    after = memtui("list", "--count", "--db", store)
    twice = memtui("--db", "nowhere.db", "--read-only", "list", "--db", store, "--count")
    assert before.out == after.out == twice.out == "130\n"


def test_a_demo_is_thrown_away(memtui: Memtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    first = memtui("--demo", "--size", "40", "list", "--all", "--jsonl")
    assert len(first.jsonl()) == 40
    assert memtui("list", "--demo", "--size", "40", "--all", "--jsonl").out == first.out
    assert list(tmp_path.iterdir()) == []
