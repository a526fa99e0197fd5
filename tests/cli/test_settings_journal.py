"""Changes of a service's set-up as the journal prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from memtui.core.changes import SettingChange
from memtui.core.profile import ServiceIdentity
from memtui.state.journal import Journal, NewItem, Outcome, Verb
from tests.cli.conftest import Memtui
from tests.cli.data import HOSTILE

HERE = ServiceIdentity("platform", "https://api.mem0.ai", "p1")
HOOK = {"name": "deploys", "url": "https://example.test/hook", "event_types": ["memory_add", "memory_delete"]}
OLD = "Keep what is useful.\nForget the weather."


@pytest.fixture
def journal(home: Path) -> Iterator[Journal]:
    opened = Journal.open(home / "state" / "memtui" / "journal.db")
    yield opened
    opened.close()


def done(journal: Journal, verb: Verb, *changes: SettingChange) -> None:
    """An operation that went well."""
    number = journal.draft(verb, f"{verb} something", HERE)
    journal.append(number, map(NewItem, changes))
    journal.start(number)
    journal.write(number, [Outcome(position, "done") for position in range(len(changes))])
    journal.finish(number, "done")


@pytest.fixture
def worked(journal: Journal) -> None:
    """Settings of every kind that were made, changed and taken away."""
    done(
        journal,
        "edit",
        SettingChange(
            "project",
            "p1",
            {"custom_instructions": OLD, "custom_categories": None, "decay": True},
            {
                "custom_instructions": "Keep what is useful.",
                "custom_categories": [{"name": "food", "description": "Meals"}],
                "decay": False,
            },
            "Demo",
        ),
        SettingChange("webhook", "w1", HOOK, {**HOOK, "event_types": ["memory_add"]}, "deploys"),
    )
    done(journal, "add", SettingChange("member", "eve@example.test", None, {"role": "READER"}, "eve"))
    done(journal, "revoke", SettingChange("api_key", "k1", {"label": HOSTILE}, None, HOSTILE))


@pytest.mark.usefixtures("worked")
def test_items_as_rows(memtui: Memtui) -> None:
    assert memtui("journal", "1").rows() == [
        [
            "1", "edited", "p1", "project Demo",
            "Keep what is useful[-.↵Forget the weather-].; decay: true → false; +category food: Meals",
            "",
        ],
        ["2", "edited", "w1", "webhook deploys", "events: memory_add, memory_delete → memory_add", ""],
    ]  # fmt: skip
    assert memtui("journal", "2").rows()[0][1:4] == ["added", "eve@example.test", "member eve"]
    [key] = memtui("journal", "3").rows()
    assert key[1:4] == ["deleted", "k1", "API key ^[[2J<9B>31m evil <U+202E> txt↵second line with a tab"]


@pytest.mark.usefixtures("worked")
def test_items_in_full_on_a_terminal(memtui: Memtui, terminal: Callable[..., None]) -> None:
    terminal("stdout")
    lines = memtui("journal", "1").out.splitlines()
    at = next(number for number, line in enumerate(lines) if "project Demo" in line)
    assert [line.strip() for line in lines[at:]] == [
        "1  edited p1 project Demo",
        "- Keep what is useful.",
        "- Forget the weather.",
        "+ Keep what is useful.",
        "- decay: true",
        "+ decay: false",
        "+ category food: Meals",
        "",
        "2  edited w1 webhook deploys",
        "- events: memory_add, memory_delete",
        "+ events: memory_add",
    ]
    assert "\x1b" not in memtui("journal", "3").out


@pytest.mark.usefixtures("worked")
def test_items_as_json(memtui: Memtui) -> None:
    first, second = memtui("journal", "1", "--json").json()["items"]
    assert (first["change"], first["id"], first["setting"]) == (
        "setting", "p1", {"kind": "project", "label": "Demo"}
    )  # fmt: skip
    assert first["before"]["custom_instructions"] == OLD
    assert second["before"] == HOOK
    [member] = memtui("journal", "2", "--json").json()["items"]
    assert (member["before"], member["after"]) == (None, {"role": "READER"})
    exported = memtui("journal", "export", "-", "3").jsonl()
    assert exported[1]["before"] == {"label": HOSTILE}


@pytest.mark.usefixtures("worked")
def test_what_was_there_before_can_be_forgotten(memtui: Memtui) -> None:
    assert memtui("journal", "purge", "1", "--yes").code == 0
    assert [row[1:5] for row in memtui("journal", "1").rows()] == [
        ["edited", "p1", "project p1", ""],
        ["edited", "w1", "webhook w1", ""],
    ]
