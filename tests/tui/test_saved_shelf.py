from __future__ import annotations

import json
from pathlib import Path

import pytest

from memtui.core.audit_filters import AUDIT_FILTERS
from memtui.core.errors import DataError, FilterError
from memtui.core.filter_text import parse
from memtui.core.filters import Filter
from memtui.core.profile import ServiceKind
from memtui.state.saved_filters import SavedFilters
from memtui.tui.modals.saved.keys import ACTIONS, BY_PRESS, hints
from memtui.tui.modals.saved.shelf import Heading, Row, Shelf, read_shared
from tests.tui.saved_driver import BOB, HOSTILE, NOW, some_filters


@pytest.fixture
def saved(tmp_path: Path) -> SavedFilters:
    return some_filters(tmp_path)


def shelf_of(saved: SavedFilters, kind: ServiceKind = "local", current: Filter | None = BOB) -> Shelf:
    return Shelf(saved, kind, current, lambda: NOW)


def rows(shelf: Shelf, group: str) -> list[Row]:
    return [line for line in shelf.lines if isinstance(line, Row) and line.group == group]


def row(shelf: Shelf, name: str) -> Row:
    return next(line for line in shelf.lines if isinstance(line, Row) and name in {line.name, line.text})


# What there is


def test_three_groups_in_their_order(saved: SavedFilters) -> None:
    shelf = shelf_of(saved)
    assert [line.group for line in shelf.lines if isinstance(line, Heading)] == [
        "Saved",
        "Built in",
        "Recent",
    ]
    assert [line.name for line in rows(shelf, "Saved")] == ["food", "alice", "mail"]
    assert [line.name for line in rows(shelf, "Built in")] == [audit.name for audit in AUDIT_FILTERS]
    # What has a name is not told again.
    assert [line.text for line in rows(shelf, "Recent")] == ["user_id = carol"]


def test_nothing_saved_yet_is_said(tmp_path: Path) -> None:
    shelf = shelf_of(SavedFilters(tmp_path / "none.json", "service"))
    assert shelf.lines[:2] == [Heading("Saved", "none yet"), Heading("Built in")]


def test_every_built_in_filter_can_be_applied_here(saved: SavedFilters) -> None:
    for found in rows(shelf_of(saved, "local"), "Built in"):
        assert (found.problem, found.warnings) == ("", ()), found.name
        assert found.tree == parse(found.text)


def test_what_the_platform_cannot_answer_has_a_reason(saved: SavedFilters) -> None:
    shelf = shelf_of(saved, "platform")
    off = {found.name: found.problem for found in rows(shelf, "Built in") if found.problem}
    assert off == {
        "never updated": "edited is not a field that the Platform can filter by.",
        "without category": "categories does not take = * here; it takes in, contains.",
        "long": "length is not a field that the Platform can filter by.",
        "empty": "length is not a field that the Platform can filter by.",
    }


def test_a_filter_without_a_scope_is_no_fault(saved: SavedFilters) -> None:
    saved.save("nobody", "not user_id = alice")
    shelf = shelf_of(saved, "platform")
    assert row(shelf, "nobody").problem == row(shelf, "food").problem == ""


def test_traps_are_told(saved: SavedFilters) -> None:
    saved.save("inverted", "created_at > 2026-05-01 and created_at < 2025-01-01")
    assert row(shelf_of(saved), "inverted").warnings == (
        "Nothing is after 2026-05-01 and before 2025-01-01 (created_at).",
    )


def test_a_text_that_is_no_filter_any_more_is_kept_with_its_mistake(saved: SavedFilters) -> None:
    saved.save("old", "user_id == = alice")
    found = row(shelf_of(saved), "old")
    assert found.tree is None
    assert found.problem.startswith("Column 9: expected one of")


def test_narrowing_finds_words_of_names_texts_and_helps(saved: SavedFilters) -> None:
    shelf = shelf_of(saved)
    shelf.narrow("ALICE user")
    assert [line.name for line in shelf.lines if isinstance(line, Row)] == ["alice"]
    shelf.narrow("dumps")
    assert shelf.lines == [Heading("Built in"), row(shelf, "long")]
    shelf.narrow("no such words")
    assert shelf.lines == []


# What is done with them


def test_everything_can_be_undone_in_turn(saved: SavedFilters) -> None:
    before = list(saved.named().items())
    shelf = shelf_of(saved)
    assert shelf.save(" bob ", BOB) == "saved as bob"
    assert shelf.save("food", BOB) == "saved as food in the place of the one before"
    assert shelf.rename("alice", "her") == "alice is called her now"
    assert shelf.delete("food") == "food is deleted; u brings it back"
    assert list(saved.named().items()) == [
        ("her", "user_id = alice"), ("mail", "metadata.source = email"), ("bob", "user_id = bob"),
    ]  # fmt: skip
    assert [shelf.undo() for _ in range(4)] == [
        "food is back", "alice has its name again", "food is what it was", "bob is not saved any more",
    ]  # fmt: skip
    assert list(saved.named().items()) == before
    assert not shelf.can_undo


def test_undoing_a_delete_replaces_nothing_that_came_since(saved: SavedFilters) -> None:
    shelf = shelf_of(saved)
    shelf.delete("food")
    saved.save("food", "user_id = zoe")
    with pytest.raises(DataError, match="There is a filter 'food' already"):
        shelf.undo()
    assert saved.named()["food"] == "user_id = zoe"
    saved.delete("food")
    assert shelf.undo() == "food is back"
    assert next(iter(saved.named())) == "food"


def test_what_another_deleted_meanwhile_is_said(saved: SavedFilters) -> None:
    shelf = shelf_of(saved)
    saved.delete("food")
    assert shelf.delete("food") == "food was gone already"
    saved.delete("mail")
    with pytest.raises(DataError, match="no filter 'mail' any more"):
        shelf.rename("mail", "post")
    assert not shelf.can_undo


def test_a_name_that_is_kept_changes_nothing(saved: SavedFilters) -> None:
    shelf = shelf_of(saved)
    assert shelf.rename("food", " food ") == ""
    assert not shelf.can_undo


def test_sentences_neutralise_names(saved: SavedFilters) -> None:
    shelf = shelf_of(saved)
    said = [shelf.save(HOSTILE, BOB), shelf.rename(HOSTILE, HOSTILE + "2"), shelf.delete(HOSTILE + "2")]
    said += [shelf.undo() for _ in range(3)]
    assert not any("\x1b" in sentence or "\u202e" in sentence for sentence in said)
    assert all("^[[31mred<U+202E> [b]bold" in sentence for sentence in said)


@pytest.mark.parametrize("damage", ["{ half", "[]", '{"service": []}', '{"service": {"named": {"a": 1}}}'])
def test_a_damaged_file_loses_nothing(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "filters.json"
    path.write_text(damage)
    shelf = shelf_of(SavedFilters(path, "service"))
    assert str(path) in shelf.damage
    assert shelf.lines[0] == Heading("Saved", "none can be read")
    assert row(shelf, "expired").tree is not None
    off = {action.id for action in ACTIONS if action.reason(shelf, row(shelf, "expired"))}
    assert off == {"save", "rename", "delete", "undo", "paste"}
    with pytest.raises(DataError):
        shelf.save("bob", BOB)
    assert path.read_text() == damage


def test_json_tells_when_dates_were_fixed(saved: SavedFilters) -> None:
    shelf = shelf_of(saved)
    text, is_fixed = shelf.as_json(parse("created_at > -1d and user_id = bob"))
    assert is_fixed
    assert json.loads(text)["AND"][0] == {"created_at": {"gt": "2026-11-20T12:00:00Z"}}
    assert shelf.as_json(BOB) == ('{\n  "user_id": "bob"\n}', False)


# Keys and their reasons


def test_no_two_actions_share_a_key() -> None:
    assert len(BY_PRESS) == sum(len(action.presses) for action in ACTIONS)


@pytest.mark.parametrize(
    ("name", "off"),
    [
        ("food", {"undo"}),
        ("expired", {"rename", "delete", "undo"}),
        ("long", {"apply", "rename", "delete", "undo"}),
        ("user_id = carol", {"rename", "delete", "undo"}),
        ("old", {"apply", "json", "undo"}),
    ],
)
def test_what_is_off_for_a_row(saved: SavedFilters, name: str, off: set[str]) -> None:
    saved.save("old", "user_id == = alice")
    shelf = shelf_of(saved, "platform")
    found = row(shelf, name)
    assert {BY_PRESS[hint.press] for hint in hints(shelf, found, "", short=False) if hint.off} == off
    assert {BY_PRESS[hint.press] for hint in hints(shelf, found, "", short=True)} == {
        action.id for action in ACTIONS
    } - off


def test_without_a_row_or_a_filter_little_is_on(saved: SavedFilters) -> None:
    on = {BY_PRESS[hint.press] for hint in hints(shelf_of(saved, current=None), None, "", short=True)}
    assert on == {"paste", "narrow", "back"}


# What somebody shared


@pytest.mark.parametrize(
    "shared",
    [
        "user_id = alice and created_at > -1d",
        "  user_id = alice\n  and created_at > -1d\n",
        '{"user_id": "alice", "created_at": {"gt": "-1d"}}',
        '{\n "filters": {"AND": [{"user_id": "alice"},\r\n {"created_at": {"gt": "-1d"}}]}}\n',
    ],
)
def test_text_and_json_are_read(shared: str) -> None:
    assert read_shared(shared) == parse("user_id = alice and created_at > -1d")


@pytest.mark.parametrize(
    ("shared", "reason"),
    [
        (" \n", "nothing to read"),
        ("user_id alice", "Column 9"),
        ('{"user_id": ', "begins as JSON"),
        ('{"a":' * 5000, "begins as JSON"),
        ("{}", "cannot be empty"),
        ('{"filters": 5}', "is a JSON object"),
        ('{"AND": [{"user_id": "a"}], "OR": [{"user_id": "b"}]}', "side by side"),
        ('{"metadata": {"a": NaN}}', "too large"),
        ("user_id = " + "a" * 100_000, "too long"),
    ],
)
def test_what_is_no_filter_is_refused_in_a_sentence(shared: str, reason: str) -> None:
    with pytest.raises(FilterError, match=reason):
        read_shared(shared)
