from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Memtui, Own, Typed, stdin
from tests.cli.data import HOSTILE, LINES

TALK = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "I moved to Berlin"},
    {"role": "assistant", "content": "Noted: Berlin"},
]


def talk(path: Path, said: Any) -> Path:
    path.write_text(json.dumps(said), "utf-8")
    return path


def test_a_memory_with_all_that_goes_with_it(own: Own) -> None:
    done = own.done(
        "add", "Likes mate", "--user-id", "dora", "--agent-id", "guide", "--app-id", "web", "--run-id", "r",
        "--metadata", '{"a": [1]}', "--categories", "food, drinks", "--expires", "2031-01-02", "--immutable",
    )  # fmt: skip
    memory = own.get(done["items"][0]["id"])
    expected = {
        "memory": "Likes mate", "user_id": "dora", "agent_id": "guide", "app_id": "web", "run_id": "r",
        "metadata": {"a": [1]}, "categories": ["food", "drinks"], "expiration_date": "2031-01-02",
        "immutable": True,
    }  # fmt: skip
    assert expected.items() <= memory.items()
    assert done["items"][0]["after"] == memory
    assert (done["title"], done["changes"]) == ("add 1 memory", 1)


def test_the_row_after_the_work_has_the_id(own: Own) -> None:
    plan = own.run("add", "Likes mate", "--user-id", "dora")
    assert plan.rows() == [["add", "", "user:dora", "Likes mate", ""]]
    ran = own.run("add", "Likes mate", "--user-id", "dora", "--yes")
    (row,) = ran.rows()
    assert row[0] == "added"
    assert own.get(row[1])["memory"] == "Likes mate"
    assert ran.err.splitlines()[-1] == "1 added · undo with `memtui undo` and the same --db"
    assert own.run("undo", "--yes").code == 0
    assert len(own.lines()) == len(LINES)


def test_a_plan_makes_no_store(memtui: Memtui, home: Path, answer: Typed) -> None:
    assert memtui("add", "Likes mate", "--user-id", "dora").code == 0
    assert memtui("add", "Likes mate", "--user-id", "dora", "--json").json()["items"][0]["id"] is None
    answer("n\n")
    assert memtui("add", "Likes mate", "--user-id", "dora").code == 1
    store = home / "data" / "memtui" / "memories.db"
    assert not store.exists()
    answer("y\n")
    assert memtui("add", "Likes mate", "--user-id", "dora").code == 0
    assert memtui("list", "--count").out == "1\n"
    assert store.stat().st_mode & 0o777 == 0o600
    assert [row[2] for row in memtui("journal").rows()] == ["add"]


def test_text_from_stdin_keeps_its_lines(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, f"{HOSTILE}\n".encode())
    done = own.done("add", "-", "--user-id", "dora")
    assert own.get(done["items"][0]["id"])["memory"] == HOSTILE
    stdin(monkeypatch, b"\xff\xfe")
    ran = own.run("add", "-", "--user-id", "dora", "--yes")
    assert (ran.code, ran.err) == (1, "memtui: The text is not UTF-8 text (byte 1).\n")


def test_a_conversation_word_for_word(own: Own, tmp_path: Path) -> None:
    done = own.done("add", "--messages", talk(tmp_path / "talk.json", TALK), "--user-id", "dora")
    assert [item["after"]["memory"] for item in done["items"]] == ["I moved to Berlin", "Noted: Berlin"]
    history = own.run("history", done["items"][1]["id"], "--json").json()
    assert history[0]["input"] == [TALK[2]]


def test_nothing_learns_in_an_embedded_store(own: Own) -> None:
    for flags in ([], ["--yes"], ["--yes", "--json"]):
        ran = own.run("add", "Likes mate", "--user-id", "dora", "--infer", *flags)
        assert (ran.code, ran.out) == (4, "")
        assert "no model to learn with" in ran.err
    assert own.run("add", "Likes mate", "--user-id", "dora", "--no-infer", "--yes").code == 0


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (["--user-id", "dora"], 2, "Give either a text or --messages."),
        (["text", "--messages", "f", "--user-id", "dora"], 2, "Give either a text or --messages."),
        (["text"], 2, "A memory has to belong to somebody."),
        (["", "--user-id", "dora"], 2, "A memory needs a text."),
        ([" \t", "--user-id", "dora"], 2, "A memory needs a text."),
        (["text", "--user-id", ""], 4, "An empty name names no entity."),
        (["text", "--user-id", "*"], 4, "'*' could mean every entity."),
        (["text", "--user-id", "dora", "--run-id", " "], 4, "An empty name names no entity."),
        (["text", "--user-id", "dora", "--agent-id", "**"], 4, "could mean every entity."),
        (["text", "--user-id", "dora", "--metadata", "{"], 2, "--metadata: Column 2"),
        (["text", "--user-id", "dora", "--metadata", "5"], 2, "--metadata: Expected an object."),
        (["text", "--user-id", "dora", "--metadata", '{"a": NaN}'], 2, "--metadata: NaN is no JSON number."),
        (["text", "--user-id", "dora", "--expires", "soon"], 2, "--expires: 'soon' is no date."),
        (["text", "--user-id", "dora", "--categories", '"a'], 2, "--categories: A double quote"),
        (["text", "--user-id", "dora\udcff"], 2, "half a character"),
        (["tex\udcff", "--user-id", "dora"], 2, "The text is not UTF-8 text."),
        (["--messages", "missing.json", "--user-id", "dora"], 1, "There is no file missing.json."),
    ],
)  # fmt: skip
def test_what_cannot_be_added(own: Own, argv: list[str], code: int, says: str) -> None:
    for flags in ([], ["--yes"], ["--yes", "--json"]):
        ran = own.run("add", *argv, *flags)
        assert (ran.code, ran.out) == (code, "")
        assert says in ran.err
        assert ran.err.count("\n") == 1
    assert own.journal() == []
    assert len(own.lines()) == len(LINES)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ([], "no list of messages"),
        ({"role": "user"}, "no list of messages"),
        (["hello"], "Message 1 has no content that is a text."),
        ([TALK[1], {"role": "user", "content": [1]}], "Message 2 has no content that is a text."),
        ([{"role": "tool", "content": "x"}], "Message 1 has no role that is one of user, assistant, system."),
        ([{"content": "x"}], "Message 1 has no role"),
        ([{"role": "user", "content": " "}], "A memory needs a text."),
        ([{"role": "system", "content": "x"}], "a system message is not stored"),
    ],
)
def test_conversations_that_are_none(own: Own, tmp_path: Path, said: Any, says: str) -> None:
    ran = own.run("add", "--messages", talk(tmp_path / "talk.json", said), "--user-id", "dora", "--yes")
    assert ran.code in {1, 2}
    assert says in ran.err
    assert own.journal() == []


def test_a_demo_is_changed_and_gone(memtui: Memtui) -> None:
    ran = memtui("add", "Likes mate", "--user-id", "dora", "--demo", "--size", "3", "--yes")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "1 added")
    assert memtui("journal", "--all-services").out == ""
