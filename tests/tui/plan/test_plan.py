"""The preview of a plan, and what a person does to agree."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from memtui.ops.plans import Plan
from memtui.state.journal import Journal, Outcome
from memtui.tui.modals.plan import Agreed, PlanModal
from tests.tui.plan.driver import ItemsDriver, opened
from tests.tui.plan.made_up import (
    IMMUTABLE,
    deletion,
    drafted,
    edit,
    many,
    of_every_kind,
    planned,
    runs,
    stays,
    worked,
)

SIZES = pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 50)])
WARNINGS = (
    "Deleted memories come back with a new id and new dates: this service cannot restore those.",
    "The history of 3 memories is lost.",
)


def a_plan(journal: Journal, **fields: Any) -> Plan:
    """Twelve deletions, and three memories that stay."""
    return planned(journal, [*many(12), *(stays(number) for number in range(12, 15))], **fields)


def modal(journal: Journal, **fields: Any) -> PlanModal:
    return PlanModal(journal, a_plan(journal, **fields))


def assert_everything_is_seen(ui: ItemsDriver) -> None:
    """Every part that is shown lies within the terminal, and none over another."""
    screen = ui.app.screen
    parts = [screen.query_one(name) for name in ("#head", "#items", "#key-bar")]
    parts += [part for name in ("#prompt", "#agree", "#said") for part in screen.query(name) if part.display]
    for part in parts:
        assert part.region.height, part
        assert screen.region.contains_region(part.region), part
    edges = sorted((part.region.y, part.region.bottom) for part in parts)
    assert all(above[1] <= below[0] for above, below in pairwise(edges))


# What is shown -------------------------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize("confirmation", ["key", "count", "name"])
async def test_it_fits(journal: Journal, size: tuple[int, int], confirmation: str) -> None:
    plan = a_plan(
        journal, confirmation=confirmation, name="alice", warnings=WARNINGS, may_purge=True,
        totals=(("user", "alice", 9), ("agent", "guide", 3)),
    )  # fmt: skip
    async with opened(PlanModal(journal, plan), size) as ui:
        assert_everything_is_seen(ui)
        assert len(ui.rows) >= 3
        assert ui.row.startswith("- delete")
        head = ui.head.splitlines()
        assert head[:3] == [
            "Delete some memories",
            "12 will be deleted · 3 stay as they are",
            "user alice 9 · agent guide 3",
        ]
        assert head[3:5] == [f"! {warning}" for warning in WARNINGS]
        # In full, wherever it is broken.
        drawn = " ".join(" ".join(line.split()) for line in ui.screen)
        assert all(warning in drawn for warning in WARNINGS)


async def test_only_the_first_few_entities_are_named(journal: Journal) -> None:
    totals = tuple(("user", f"user-{number}", 9 - number) for number in range(6))
    async with opened(modal(journal, totals=totals, more_entities=10)) as ui:
        last = "user user-0 9 · user user-1 8 · user user-2 7 · user user-3 6 · and 12 more"
        assert ui.head.splitlines()[2] == last


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("delete", "will be deleted"),
        ("edit", "will be changed"),
        ("archive", "will be archived"),
        ("add", "will be added"),
        ("copy", "will be copied"),
        ("restore", "will be restored"),
        ("undo", "will be taken back"),
        ("redo", "will be done again"),
        ("delete entity", "will be deleted"),
    ],
)
async def test_every_verb_has_its_words(journal: Journal, verb: Any, words: str) -> None:
    operation = drafted(journal, [deletion(0), stays(1)], verb=verb)
    async with opened(PlanModal(journal, Plan(operation))) as ui:
        assert ui.head.splitlines()[1] == f"1 {words} · 1 stays as it is"


async def test_the_change_under_the_cursor_is_shown_in_full(journal: Journal) -> None:
    plan = planned(
        journal, [edit(0, "likes tea\nand cake", "likes mate\nand cake"), stays(1), deletion(2, "text two")]
    )
    async with opened(PlanModal(journal, plan)) as ui:
        assert ui.row == "~ edit alice likes tea↵mate↵and cake"
        assert ui.change.splitlines()[2:] == ["likes tea↵", "mate↵", "and cake"]
        await ui.press("j")
        assert IMMUTABLE in ui.change
        await ui.press("j", "j", "j")
        assert ui.change.splitlines()[0].startswith("- delete")
        assert "text two" in ui.change
        assert str(ui.items.border_title) == "all rows · 3"


async def test_a_long_change_is_scrolled(journal: Journal) -> None:
    text = "\n".join(f"line {number}" for number in range(60))
    async with opened(PlanModal(journal, planned(journal, [deletion(0, text), deletion(1)]))) as ui:
        pane = ui.modal.query_one("#change")
        await ui.press("ctrl+d", "ctrl+d")
        assert pane.scroll_offset.y > 0
        await ui.press("ctrl+u", "ctrl+u", "ctrl+u")
        assert pane.scroll_offset.y == 0
        await ui.press("ctrl+d", "j", "k")
        assert pane.scroll_offset.y == 0


async def test_warnings_that_are_too_long_are_scrolled(journal: Journal) -> None:
    warnings = tuple(
        f"Warning number {number} is long enough to be broken into two lines." for number in range(12)
    )
    async with opened(modal(journal, warnings=warnings), (60, 20)) as ui:
        assert_everything_is_seen(ui)
        head = ui.modal.query_one("#head")
        assert head.region.height == 10
        seen: set[int] = set()
        for _ in range(6):
            top = head.scroll_offset.y
            seen |= set(range(top, top + head.region.height))
            await ui.press("ctrl+d")
        assert seen == set(range(head.virtual_size.height))
        await ui.press(*["ctrl+u"] * 8)
        assert head.scroll_offset.y == 0


async def test_tab_goes_through_what_will_change_and_what_will_not(journal: Journal) -> None:
    async with opened(modal(journal)) as ui:
        assert (ui.title, "tab shows what will change" in ui.keys) == ("all rows · 15", True)
        await ui.press("G", "tab")
        assert ui.title == "will change · 12"
        assert (ui.row, ui.items.length) == ("- delete alice Alice 0 drinks coffee", 12)
        await ui.press("tab")
        assert ui.title == "will not change · 3"
        assert [row.split(" alice ")[0] for row in ui.rows] == ["= stays"] * 3
        assert IMMUTABLE in ui.change
        assert "tab shows all" in ui.keys
        await ui.press("tab")
        assert (ui.title, ui.items.length) == ("all rows · 15", 15)


async def test_where_all_rows_change_there_is_nothing_to_sift(journal: Journal) -> None:
    async with opened(PlanModal(journal, planned(journal, list(many(3))))) as ui:
        assert "tab" not in ui.keys
        await ui.press("tab")
        assert (ui.title, ui.is_open) == ("all rows · 3", True)


async def test_what_is_pointed_out_bears_a_mark(journal: Journal) -> None:
    def coffee(text: str) -> list[tuple[int, int]]:
        at = text.find("coffee")
        return [(at, at + 6)] if at >= 0 else []

    async with opened(PlanModal(journal, a_plan(journal), highlight=coffee)) as ui:
        style = next(segment.style for segment in ui.items.render_line(1) if segment.text == "coffee")
        assert style is not None
        assert style.bold and style.underline


async def test_every_kind_of_change_has_its_row(journal: Journal) -> None:
    plan = planned(journal, [item for item, _, _ in of_every_kind()])
    async with opened(PlanModal(journal, plan), (120, 40)) as ui:
        assert [row[:8] for row in ui.rows] == [
            "~ edit a", "- delete", "~ edit a", "+ add bo", "+ add bo", "+ restor", "- delete", "= stays ",
            "- delete", "- delete",
        ]  # fmt: skip
        for _ in ui.rows:
            assert ui.change
            await ui.press("j")


# Agreeing ------------------------------------------------------------------------------------------


async def test_y_agrees(journal: Journal) -> None:
    async with opened(modal(journal)) as ui:
        await ui.press("y")
        assert (ui.is_open, ui.app.results) == (False, [Agreed(purge=False)])


@pytest.mark.parametrize("key", ["enter", "space"])
async def test_keys_that_are_pressed_by_habit_agree_to_nothing(journal: Journal, key: str) -> None:
    async with opened(modal(journal)) as ui:
        await ui.burst(key, key, key)
        assert (ui.is_open, ui.said) == (True, "y agrees, n declines")
        await ui.press("j")
        assert ui.said == ""


@pytest.mark.parametrize("key", ["n", "escape"])
@pytest.mark.parametrize("confirmation", ["key", "count"])
async def test_declining(journal: Journal, key: str, confirmation: str) -> None:
    async with opened(modal(journal, confirmation=confirmation)) as ui:
        await ui.press(key)
        assert (ui.is_open, ui.app.results) == (False, [None])


@pytest.mark.parametrize("key", ["y", "n", "escape"])
async def test_a_key_that_is_pressed_twice_leaves_once(journal: Journal, key: str) -> None:
    async with opened(modal(journal)) as ui:
        await ui.burst(key, key, key)
        assert (ui.is_open, len(ui.app.results), ui.app.is_running) == (False, 1, True)


async def test_many_changes_want_their_number_typed(journal: Journal) -> None:
    plan = planned(journal, list(many(1200)), confirmation="count")
    async with opened(PlanModal(journal, plan)) as ui:
        assert (ui.prompt, ui.field) == ("Type 1,200, the number of changes, then enter:", "")
        for key in ("y", "enter"):
            await ui.press("j", key)
            assert (ui.is_open, ui.said) == (True, "type 1,200, the number of changes")
        await ui.press("space", "backspace", "1", "2", "enter")
        assert (ui.is_open, ui.said) == (True, "12 is not it: type 1,200, the number of changes")
        await ui.press("0")
        assert (ui.field, ui.said) == ("120", "")
        await ui.burst("0", "enter")
        assert ui.app.results == [Agreed(purge=False)]


@pytest.mark.parametrize("typed", ["1,200", "1 200", " 1200"])
async def test_a_number_may_be_typed_with_its_thousands_apart(journal: Journal, typed: str) -> None:
    plan = planned(journal, list(many(1200)), confirmation="count")
    async with opened(PlanModal(journal, plan)) as ui:
        await ui.type(typed)
        await ui.press("enter")
        assert ui.app.results == [Agreed(purge=False)]


async def test_while_a_number_is_wanted_letters_are_keys(journal: Journal) -> None:
    async with opened(modal(journal, confirmation="count", may_purge=True)) as ui:
        await ui.press("j", "j", "p")
        assert (ui.field, ui.items.cursor) == ("", 2)
        assert "Erasure" in ui.head
        await ui.press("G", "tab", "x")
        assert ui.title == "will change · 12"
        await ui.type("12")
        await ui.press("enter")
        assert ui.app.results == [Agreed(purge=True)]


async def test_an_entity_wants_its_name_typed(journal: Journal) -> None:
    async with opened(modal(journal, confirmation="name", name="yann python", may_purge=True)) as ui:
        assert ui.prompt == "Type yann python, the name, then enter:"
        await ui.type("yann")
        await ui.press("enter")
        assert (ui.is_open, ui.said) == (True, "yann is not it: type yann python, the whole name")
        await ui.press("down", "tab", "pagedown", "ctrl+t")
        assert (ui.title, "Erasure" in ui.head, ui.field) == ("will change · 12", True, "yann")
        await ui.type(" python")
        await ui.press("enter")
        assert ui.app.results == [Agreed(purge=True)]


@pytest.mark.parametrize("typed", ["Alice", "alice ", "alic", "*", "alicealice"])
async def test_another_name_is_not_the_name(journal: Journal, typed: str) -> None:
    async with opened(modal(journal, confirmation="name", name="alice")) as ui:
        await ui.type(typed)
        await ui.press("enter")
        assert (ui.is_open, ui.app.results) == (True, [])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("al\x1b[31mice", "al^[[31mice"),
        ("b\u202eob", "b<U+202E>ob"),
        ("two\nlines", "two↵lines"),
        ("é", "e\u0301"),
    ],
)
async def test_a_name_that_nobody_can_type_is_typed_or_pasted_as_it_is_shown(
    journal: Journal, name: str, shown: str
) -> None:
    async with opened(modal(journal, confirmation="name", name=name)) as ui:
        await ui.paste(name)
        await ui.press("enter")
        assert ui.app.results == [Agreed(purge=False)]
    async with opened(modal(journal, confirmation="name", name=name)) as ui:
        await ui.paste(shown)
        await ui.press("enter")
        assert ui.app.results == [Agreed(purge=False)]


async def test_what_is_typed_ahead_goes_into_the_field(journal: Journal) -> None:
    async with opened(modal(journal, confirmation="name", name="ynp y"), answered=False) as ui:
        ui.app.screen.set_focus(None)
        await ui.burst("y", "n", "p", "space", "y", "enter")
        assert ui.app.results == [Agreed(purge=False)]


async def test_escape_first_takes_back_what_is_typed(journal: Journal) -> None:
    async with opened(modal(journal, confirmation="name", name="alice")) as ui:
        await ui.type("ali")
        await ui.press("escape")
        assert (ui.is_open, ui.field) == (True, "")
        await ui.press("escape")
        assert ui.app.results == [None]


async def test_before_images_are_kept_unless_it_is_said_otherwise(journal: Journal) -> None:
    async with opened(modal(journal, may_purge=True)) as ui:
        assert ui.head.splitlines()[-1] == "The before-images are kept, so that this can be undone."
        await ui.press("p")
        assert "cannot be undone" in ui.head.splitlines()[-1]
        assert "p keeps the before-images" in ui.keys
        await ui.press("p", "p", "y")
        assert ui.app.results == [Agreed(purge=True)]


async def test_where_nothing_may_be_forgotten_the_key_does_nothing(journal: Journal) -> None:
    async with opened(modal(journal)) as ui:
        assert "erasure" not in ui.keys
        await ui.press("p", "ctrl+t", "y")
        assert ui.app.results == [Agreed(purge=False)]


# Nothing to do, and half done ----------------------------------------------------------------------


@pytest.mark.parametrize("confirmation", ["key", "count", "name"])
async def test_a_plan_that_changes_nothing_says_why_and_only_closes(
    journal: Journal, confirmation: str
) -> None:
    items = [*(stays(number) for number in range(250)), *(stays(number, "Gone.") for number in range(3))]
    plan = planned(journal, items, confirmation=confirmation, name="", may_purge=True)
    async with opened(PlanModal(journal, plan)) as ui:
        assert ui.head.splitlines()[1:] == [
            "Nothing will change.", f"Why: {IMMUTABLE}  × 250", "     and 1 other reason",
        ]  # fmt: skip
        assert ui.keys == "esc closes  X exports  ctrl+d scrolls"
        assert ui.field is None
        await ui.burst("y", "enter", "p", "n", "space")
        assert (ui.is_open, ui.app.results) == (True, [])
        await ui.press("y")
        assert ui.said == "There is nothing to change."
        await ui.press("escape")
        assert ui.app.results == [None]


async def test_a_plan_without_rows(journal: Journal) -> None:
    async with opened(PlanModal(journal, planned(journal, []))) as ui:
        assert (ui.rows, ui.change) == ([], "")
        assert "Nothing will change." in ui.head
        await ui.press("j", "G", "pagedown", "escape")
        assert ui.app.results == [None]


async def test_what_is_left_of_an_interrupted_operation(journal: Journal) -> None:
    statuses = runs(done=5, sending=2, planned=4)
    operation = worked(journal, list(many(11)), statuses, ended="interrupted")
    async with opened(PlanModal(journal, Plan(operation))) as ui:
        assert ui.head.splitlines()[1] == (
            "4 will still be deleted · 2 may have been: that is found out first · 5 deleted already"
        )
        await ui.press("y")
        assert ui.app.results == [Agreed(purge=False)]
    journal.write(operation.id, [Outcome(position, "done") for position in range(7, 11)])
    async with opened(PlanModal(journal, Plan(journal.operation(operation.id)))) as ui:
        await ui.press("y")
        assert ui.app.results == [Agreed(purge=False)]


# The screen ----------------------------------------------------------------------------------------


async def test_another_size_while_open(journal: Journal) -> None:
    async with opened(modal(journal, warnings=WARNINGS, confirmation="count"), (120, 40)) as ui:
        await ui.press("G")
        for size in ((60, 20), (200, 50), (80, 24)):
            await ui.resize(*size)
            assert_everything_is_seen(ui)
            assert ui.row.startswith("= stays")


async def test_the_mouse_moves_the_cursor_and_presses_keys(journal: Journal) -> None:
    async with opened(modal(journal, may_purge=True)) as ui:
        await ui.click("#items", 5, 4)
        assert ui.items.cursor == 3
        await ui.click("#items", 5, 4, times=2)
        assert ui.is_open
        await ui.click_key("forgets")
        assert "Erasure" in ui.head
        await ui.click_key("n declines")
        assert ui.app.results == [None]


async def test_a_journal_that_cannot_be_read_is_told(journal: Journal) -> None:
    plan = a_plan(journal)
    with closing(sqlite3.connect(journal.path)) as other:
        other.execute("DROP TABLE items")
        other.commit()
    async with opened(PlanModal(journal, plan)) as ui:
        assert "no such table" in ui.said
        await ui.press("j", "escape")
        assert ui.app.results == [None]


async def test_a_mistake_of_memtuis_own_is_told(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Journal, "items", broken)
    async with opened(modal(journal)) as ui:
        assert ui.said.startswith("memtui made a mistake (ZeroDivisionError).")


async def test_colours_follow_the_theme(journal: Journal) -> None:
    plan = planned(journal, [edit(0, "likes tea", "likes mate")])

    def colour(ui: ItemsDriver) -> str:
        pane = ui.modal.query_one("#change")
        styles = [
            segment.style for y in range(4) for segment in pane.render_line(y) if "mate" in segment.text
        ]
        assert styles[0] is not None
        return str(styles[0].color)

    async with opened(PlanModal(journal, plan)) as ui:
        dark = colour(ui)
        ui.app.theme = "memtui-light"
        await ui.idle()
        assert colour(ui) != dark


async def test_an_operation_that_is_purged_already(journal: Journal) -> None:
    operation = worked(journal, list(many(4)), runs(done=2, planned=2), ended="interrupted")
    journal.purge(operation.id)
    purged = journal.operation(operation.id)
    async with opened(PlanModal(journal, replace(Plan(purged), may_purge=True))) as ui:
        assert "what was there is forgotten" in ui.row
        assert "What was there is forgotten." in ui.change
