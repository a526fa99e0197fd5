"""What is never done, whatever the flags: refused before anything is asked, and nothing is written down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from memtui.cli import service
from tests.cli.conftest import Memtui, Own, Typed
from tests.cli.data import id_of

FLAGS = [[], ["--yes"], ["--json"], ["--yes", "--json"]]
EMPTY_JSON = [
    "",
    " ",
    "{}",
    '{"AND": []}',
    '{"OR": []}',
    '{"NOT": {}}',
    '{"AND": [{}, {"OR": []}]}',
    "null",
    "[]",
]
UNSAFE_CHOICES = [
    ["--ids", ""],
    ["--ids", " "],
    ["--ids", "*"],
    ["--ids", id_of(0), ""],
    ["--ids", id_of(0), "*"],
    ["--ids", "0000*"],
    ["--ids", "batch"],
    ["--ids", "../entities"],
    ["--ids", "@/dev/null"],
    *(["--filter", text] for text in ("", " ", "\n")),
    *(["--filter-json", text] for text in EMPTY_JSON),
    *([f"--{kind}-id", name] for kind in ("user", "agent", "app", "run") for name in ("", " ", "*", "**")),
    ["--user-id", "alice", "--filter", ""],
    ["--user-id", "alice", "--filter-json", "{}"],
    ["--user-id", "alice", "--run-id", "*"],
    ["--filter", 'user_id = ""'],
    ["--filter", 'user_id = "*"'],
    ["--filter", 'user_id in (alice, "*")'],
    ["--filter", 'not user_id = "*"'],
    ["--filter-json", '{"user_id": {"in": ["*"]}}'],
]
UNSAFE = [
    *(["delete", *choice] for choice in UNSAFE_CHOICES),
    *(["update", *choice, "--set", "a=1"] for choice in UNSAFE_CHOICES),
    *(["delete", "--entity", name] for name in ("", " ", "user:", "user: ", "user:*", "agent:**", "run:..")),
    *(["add", "text", "--user-id", name] for name in ("", " ", "*")),
]
WRITING = [
    ["add", "text", "--user-id", "dora"],
    ["update", "--ids", id_of(0), "--text", "x"],
    ["delete", "--ids", id_of(0)],
    ["delete", "--entity", "user:alice"],
    ["delete", "--all-entities"],
    ["undo"],
    ["undo", "1"],
    ["journal", "resume", "1"],
]


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no service be opened."""

    def fail(*_: object) -> NoReturn:
        raise AssertionError("a service was opened")

    monkeypatch.setattr(service, "open_adapter", fail)


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("argv", UNSAFE, ids=repr)
def test_what_could_mean_everything_is_refused(
    memtui: Memtui, store: Path, home: Path, argv: list[str]
) -> None:
    for flags in FLAGS:
        for where in ([], ["--db", str(store)], ["--base-url", "http://127.0.0.1:9"]):
            ran = memtui(*argv, *flags, *where)
            assert (ran.code, ran.out) == (4, ""), ran.err
            assert ran.err.startswith("memtui: ")
            assert ran.err.count("\n") == 1
    assert not (home / "state").exists()
    assert not (home / "data").exists()


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("argv", WRITING, ids=" ".join)
def test_read_only_asks_nobody(memtui: Memtui, store: Path, home: Path, argv: list[str]) -> None:
    for flags in FLAGS:
        for where in ([], ["--db", str(store)], ["--base-url", "http://127.0.0.1:9"]):
            for line in (["--read-only", *argv, *flags, *where], [*argv, *flags, *where, "--read-only"]):
                ran = memtui(*line)
                assert (ran.code, ran.out, ran.err) == (
                    4,
                    "",
                    "memtui: Nothing can be changed with --read-only.\n",
                )
    assert not (home / "state").exists()


@pytest.mark.parametrize("argv", [["journal", "prune", "--older-than", "1d"], ["journal", "purge", "1"]])
def test_the_journal_is_kept_with_read_only(memtui: Memtui, argv: list[str]) -> None:
    assert memtui(*argv, "--yes", "--read-only").code == 4


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["delete"], "Which memories?"),
        (["delete", "--hide-expired"], "Which memories?"),
        (["update", "--text", "x"], "Which memories?"),
        (["delete", "--ids"], "expected at least one argument"),
        (["delete", "--ids", "a", "--user-id", "alice"], "--ids and a filter name memories in two ways."),
        (
            ["delete", "--ids", "a", "--entity", "user:alice"],
            "--entity and --all-entities take no other choice.",
        ),
        (["delete", "--user-id", "a", "--all-entities"], "--entity and --all-entities take no other choice."),
        (
            ["delete", "--entity", "user:a", "--all-entities"],
            "--entity and --all-entities take no other choice.",
        ),
        (["delete", "--entity", "alice"], "'alice' names no entity."),
        (["delete", "--entity", "team:alice"], "'team:alice' names no entity."),
        (["delete", "--filter", "color = red"], "'color' is not a field"),
        (["delete", "--filter", "user_id ="], "Column"),
        (["delete", "--filter-json", "{"], "not JSON"),
        (["delete", "alice"], "unrecognized arguments: alice"),
    ],
)
@pytest.mark.usefixtures("closed")
def test_what_is_not_said_clearly_is_wrong_usage(
    memtui: Memtui, store: Path, argv: list[str], says: str
) -> None:
    for flags in FLAGS:
        ran = memtui(*argv, *flags, "--db", store)
        assert (ran.code, ran.out) == (2, "")
        assert says in ran.err
        assert ran.err.count("\n") == 1


def test_a_star_in_a_filter_selects_rows(own: Own) -> None:
    plan = own.run("delete", "--filter", "run_id = * and user_id = bob", "--json").json()
    assert plan["changes"] > 20
    assert all(item["before"]["run_id"] and item["before"]["user_id"] == "bob" for item in plan["items"])


@pytest.mark.parametrize("flags", FLAGS)
def test_a_journal_that_cannot_be_written_stops_everything(own: Own, home: Path, flags: list[str]) -> None:
    before = own.lines()
    journal = home / "state" / "memtui" / "journal.db"
    journal.parent.mkdir(parents=True)
    journal.write_text("this is no database, and long enough to be seen for what it is" * 20)
    for argv in WRITING:
        ran = own.run(*argv, *flags)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == (
            f"memtui: {journal} is damaged or not a store (file is not a database)."
            " Restore it from a copy or an export.\n"
        )
    assert own.lines() == before


@pytest.mark.parametrize("streams", [("stdin",), ("stderr",), ("stdout",), ("stdin", "stdout"), ()])
def test_nobody_is_asked_without_a_whole_terminal(
    own: Own,
    answer: Typed,
    terminal: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    streams: tuple[str, ...],
) -> None:
    terminal(*streams)
    ran = own.run("delete", "--ids", id_of(0))
    assert ran.code == 0
    assert "?" not in ran.err
    assert ran.err.endswith("Nothing was sent. Add --yes to do it.\n")
    assert id_of(0) in ran.out
    assert own.journal() == []
