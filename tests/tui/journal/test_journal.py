"""The journal on the screen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from memtui.core.profile import ServiceIdentity
from memtui.state.journal import Journal, Operation, OperationStatus
from memtui.tui.modals.journal import JournalAnswer, JournalModal
from tests.state.journal_driver import another_process
from tests.tui.plan.driver import opened
from tests.tui.plan.hostile import HOSTILE_SERVICE, TEXTS, assert_harmless, worked_hostile
from tests.tui.plan.made_up import (
    ELSEWHERE,
    HERE,
    deletion,
    drafted,
    edit,
    many,
    mixed,
    runs,
    stays,
    worked,
)
from tests.tui.plan.test_plan import SIZES

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _an_hour_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memtui.state.journal.journal.iso_now", lambda: "2026-11-21T11:00:00Z")


def modal(journal: Journal, service: ServiceIdentity | None = HERE) -> JournalModal:
    return JournalModal(journal, service, clock=lambda: NOW)


def deleted(journal: Journal, count: int = 3, **fields: Any) -> Operation:
    """An operation that went well."""
    given = {"title": f"delete {count} memories", **fields}
    return worked(journal, list(many(count)), runs(done=count), **given)


def undone(journal: Journal, operation: Operation, *positions: int) -> Operation:
    """An undo of some of an operation's items."""
    items = [edit(position, "a", "b", undoes=position) for position in positions]
    return worked(
        journal, items, runs(done=len(items)), verb="undo", title=f"undo: {operation.title}",
        undo_of=operation.id, service=operation.service,
    )  # fmt: skip


# The list ------------------------------------------------------------------------------------------


async def test_an_empty_journal_says_what_will_be_here(journal: Journal) -> None:
    drafted(journal, [deletion(0)])
    async with opened(modal(journal)) as ui:
        assert ui.operations[0] == "Nothing was changed yet"
        assert "esc goes back" in ui.operations[-1]
        assert "(enter opens)" in ui.keys
        await ui.press("enter", "j", "G", "u", "r", "P", "space")
        assert (ui.is_open, ui.app.results) == (True, [])
        await ui.press("escape")
        assert ui.app.results == [None]


@SIZES
async def test_it_fits(journal: Journal, size: tuple[int, int]) -> None:
    deleted(journal)
    mixed(journal, ended="partly", error="The service stopped answering.")
    async with opened(modal(journal), size) as ui:
        for keys in ((), ("P",), ("escape",), ("enter",), ("P",)):
            await ui.press(*keys)
            shown = [ui.modal.query_one(name) for name in ("#head", "#key-bar")]
            shown += [part for name in ("#operations", "#items", "#said") for part in ui.modal.query(name)]
            parts = [part for part in shown if part.is_on_screen and part.region.height]
            assert len(parts) >= 3
            assert all(ui.app.screen.region.contains_region(part.region) for part in parts)
            assert ui.keys.endswith(("esc closes", "esc goes back"))


async def test_operations_are_listed_newest_first(journal: Journal) -> None:
    deleted(journal)
    worked(
        journal, [*many(4), stays(4)], runs(done=2, failed=1, conflict=1, skipped=1), ended="partly",
        title="edit 4 memories", verb="edit",
    )  # fmt: skip
    worked(journal, list(many(1200)), runs(done=800, cancelled=400), ended="cancelled", title="archive 1,200")
    async with opened(modal(journal), (120, 40)) as ui:
        assert ui.operations == [
            "1h stopped Archive 1,200 800 of 1,200",
            "1h in part Edit 4 memories 2 of 4",
            "1h done Delete 3 memories 3 of 3",
        ]
        assert ui.operation == ui.operations[0]


@pytest.mark.parametrize(
    ("ended", "word"),
    [("done", "done"), ("partly", "in part"), ("cancelled", "stopped"), ("interrupted", "interrupted")],
)
async def test_how_it_ended_is_said_in_words(journal: Journal, ended: OperationStatus, word: str) -> None:
    deleted(journal, ended=ended)
    async with opened(modal(journal)) as ui:
        assert ui.operation.startswith(f"1h {word} Delete")


async def test_times_may_be_absolute(journal: Journal) -> None:
    deleted(journal)
    async with opened(modal(journal)) as ui:
        await ui.press("T")
        assert ui.operation.startswith("2026-11-21 11:00 done Delete 3")
        await ui.press("T")
        assert ui.operation.startswith("1h done")


async def test_what_was_undone_since_is_said(journal: Journal) -> None:
    whole, part, _ = deleted(journal), deleted(journal), deleted(journal)
    undone(journal, whole, 0, 1, 2)
    undone(journal, part, 1)
    async with opened(modal(journal)) as ui:
        assert ui.operations[2:] == [
            "1h done Delete 3 memories 3 of 3",
            "1h done Delete 3 memories undone in part 3 of 3",
            "1h done Delete 3 memories undone 3 of 3",
        ]
        await ui.press("G", "u")
        assert ui.said == "undoes is off: it is undone already"


async def test_what_was_done_elsewhere_says_where_and_is_not_undone_here(journal: Journal) -> None:
    deleted(journal)
    deleted(journal, service=ELSEWHERE)
    for width, place in ((120, "on Platform api.mem0.ai"), (60, "elsewhere")):
        async with opened(modal(journal), (width, 24)) as ui:
            assert place in ui.operations[0]
            assert place not in ui.operations[1]
            assert "(u undoes)" in ui.keys
            await ui.press("u")
            assert ui.said == "undoes is off: it was done on Platform api.mem0.ai, which is not open"
            await ui.press("r")
            assert "which is not open" in ui.said
            # It can be looked at, and forgotten.
            await ui.press("enter")
            assert "done on Platform api.mem0.ai" in ui.head
            await ui.press("u")
            assert "which is not open" in ui.said
            await ui.press("escape", "P", "y")
            assert ui.app.results == [JournalAnswer("purge", 2)]


async def test_until_it_is_known_which_service_is_open_nothing_is_undone(journal: Journal) -> None:
    deleted(journal)
    async with opened(modal(journal, None)) as ui:
        assert "on " not in ui.operation
        await ui.press("u")
        assert ui.said == "undoes is off: which service is open is not known yet"


async def test_a_long_journal_is_read_a_page_at_a_time(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(250):
        deleted(journal, 1, title=f"number {number}")
    asked: list[int | None] = []
    read = Journal.operations

    def counted(journal: Journal, *args: Any, **kwargs: Any) -> list[Operation]:
        asked.append(kwargs["before"])
        return read(journal, *args, **kwargs)

    monkeypatch.setattr(Journal, "operations", counted)
    async with opened(modal(journal)) as ui:
        assert asked == [None]
        assert "Number 249" in ui.operation
        await ui.press(*["pagedown"] * 5)
        assert asked == [None, 151]
        await ui.press("G")
        assert "Number 0 " in ui.operation
        assert asked == [None, 151, 51]
        await ui.press("home")
        assert ("Number 249" in ui.operation, len(asked)) == (True, 3)


# What can be done ----------------------------------------------------------------------------------


async def test_u_undoes_the_operation_under_the_cursor(journal: Journal) -> None:
    first = deleted(journal)
    deleted(journal)
    async with opened(modal(journal)) as ui:
        await ui.burst("j", "u", "u")
        assert ui.app.results == [JournalAnswer("undo", first.id, None)]


async def test_r_resumes_what_was_interrupted(journal: Journal) -> None:
    broken = worked(journal, list(many(5)), runs(done=2, planned=3), ended="interrupted")
    settled = deleted(journal, ended="interrupted")
    async with opened(modal(journal)) as ui:
        assert "(r resumes)" in ui.keys
        await ui.press("r")
        assert ui.said == "resumes is off: nothing of it is left to do"
        await ui.press("j")
        assert "r resumes" in ui.keys.replace("(r resumes)", "")
        await ui.press("enter", "r")
        assert ui.app.results == [JournalAnswer("resume", broken.id)]
        assert settled.id != broken.id


async def test_what_went_well_is_not_resumed(journal: Journal) -> None:
    deleted(journal)
    async with opened(modal(journal)) as ui:
        await ui.press("r")
        assert ui.said == "resumes is off: it was not interrupted"


async def test_what_is_under_way_is_left_alone_and_what_was_killed_is_interrupted(journal: Journal) -> None:
    script = """
        journal = Journal.open(path)
        operation = drafted(journal, [deletion(0)])
        journal.start(operation)
        say(operation)
        sys.stdin.read()
    """
    here = ServiceIdentity("local", "/data/memories.db", "store-1")
    with another_process(script, journal.path) as other:
        number = int(other.line())
        async with opened(modal(journal, here)) as ui:
            assert " running " in ui.operation
            for key in "urP":
                await ui.press(key)
                assert ui.said.endswith("is off: memtui is at work on it")
        other.kill()
        async with opened(modal(journal, here)) as ui:
            assert " interrupted " in ui.operation
            await ui.press("r")
            assert ui.app.results == [JournalAnswer("resume", number)]


async def test_before_images_are_forgotten_when_it_is_asked_twice(journal: Journal) -> None:
    operation = deleted(journal)
    async with opened(modal(journal)) as ui:
        await ui.press("P")
        assert ui.said == "Forget what was there before “Delete 3 memories”? It cannot be undone afterwards."
        for other in ("escape", "enter", "P"):
            await ui.press(other)
            assert (ui.is_open, ui.said) == (True, "")
            await ui.press("P")
        await ui.press("y")
        assert ui.app.results == [JournalAnswer("purge", operation.id)]


async def test_what_is_forgotten_is_said_and_cannot_be_undone(journal: Journal) -> None:
    journal.purge(deleted(journal).id)
    async with opened(modal(journal)) as ui:
        assert "forgotten" in ui.operation
        await ui.press("u")
        assert ui.said == "undoes is off: what was there before is forgotten"
        await ui.press("P")
        assert ui.said == "forgets before-images is off: they are forgotten already"
        await ui.press("enter")
        assert "what was there is forgotten" in ui.row
        await ui.press("space")
        assert ui.said == "marks is off: what was there before is forgotten"


# One operation -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["enter", "right"])
async def test_an_operation_is_opened_and_left(journal: Journal, key: str) -> None:
    deleted(journal, 2)
    mixed(journal, ended="partly", error="The service stopped answering.")
    async with opened(modal(journal), (120, 40)) as ui:
        await ui.press("j", key)
        assert ui.head.splitlines() == ["Delete 2 memories", "2026-11-21 11:00  done: 2 deleted"]
        assert ui.rows == ["- deleted alice Alice 0 drinks coffee", "- deleted alice Alice 1 drinks coffee"]
        assert "Alice 0 drinks coffee" in ui.change
        await ui.press("escape")
        assert len(ui.operations) == 2
        assert "Delete 2 memories" in ui.operation
        await ui.press("k", key)
        assert ui.title == "all rows · 10"
        assert "! The service stopped answering." in ui.head
        await ui.press("tab")
        assert ui.title == "did not go well · 6"
        await ui.press("left", "q")
        assert ui.app.results == [None]


async def test_marked_items_are_undone(journal: Journal) -> None:
    operation = deleted(journal, 5)
    async with opened(modal(journal)) as ui:
        await ui.press("enter", "space", "space", "j", "space")
        assert [row[:1] for row in ui.rows] == ["●", "●", "-", "●", "-"]
        assert "3 marked" in ui.head
        assert "u undoes 3 marked" in ui.keys
        await ui.press("home", "space")
        assert [row[:1] for row in ui.rows] == ["-", "●", "-", "●", "-"]
        await ui.press("u")
        assert ui.app.results == [JournalAnswer("undo", operation.id, (1, 3))]


async def test_without_marks_the_whole_operation_is_undone(journal: Journal) -> None:
    operation = deleted(journal, 5)
    async with opened(modal(journal)) as ui:
        await ui.press("enter", "u")
        assert ui.app.results == [JournalAnswer("undo", operation.id, None)]


async def test_only_what_was_done_and_still_holds_is_marked(journal: Journal) -> None:
    operation = worked(journal, list(many(3)), runs(done=2, failed=1), ended="partly")
    undo = undone(journal, operation, 0)
    async with opened(modal(journal)) as ui:
        await ui.press("j", "enter", "space")
        assert ui.said == f"it cannot be marked: operation {undo.id} took it back"
        assert ui.row == "- deleted alice Alice 0 drinks coffee undone"
        await ui.press("j", "j", "space")
        assert ui.said == "it cannot be marked: it was not done"
        assert "marked" not in ui.head


async def test_escape_first_takes_the_marks_away(journal: Journal) -> None:
    deleted(journal, 5)
    async with opened(modal(journal)) as ui:
        await ui.press("enter", "space", "escape")
        assert ("marked" not in ui.head, len(ui.rows)) == (True, 5)
        await ui.press("escape", "enter")
        assert not any(row.startswith("●") for row in ui.rows)


async def test_marks_stay_when_other_rows_are_shown(journal: Journal) -> None:
    operation = worked(journal, list(many(4)), runs(failed=2, done=2), ended="partly")
    async with opened(modal(journal)) as ui:
        await ui.press("enter", "G", "space", "tab", "tab")
        assert (ui.title, [row[:1] for row in ui.rows]) == ("done · 2", ["-", "●"])
        await ui.press("u")
        assert ui.app.results == [JournalAnswer("undo", operation.id, (3,))]


async def test_an_undo_says_what_it_takes_back(journal: Journal) -> None:
    undone(journal, deleted(journal), 0)
    async with opened(modal(journal)) as ui:
        await ui.press("enter")
        assert "takes back operation 1" in ui.head


async def test_the_mouse_opens_and_presses(journal: Journal) -> None:
    deleted(journal)
    deleted(journal, 2)
    async with opened(modal(journal)) as ui:
        await ui.click("#operations", 20, 1)
        assert "Delete 3" in ui.operation
        await ui.click("#operations", 20, 1, times=2)
        assert "Delete 3 memories" in ui.head
        await ui.click_key("esc goes back")
        await ui.click_key("u undoes")
        assert ui.app.results == [JournalAnswer("undo", 1)]


async def test_another_size_while_open(journal: Journal) -> None:
    deleted(journal, 50)
    async with opened(modal(journal), (200, 50)) as ui:
        await ui.press("enter", "G")
        for size in ((60, 20), (120, 40), (80, 24)):
            await ui.resize(*size)
            assert ui.row == "- deleted alice Alice 49 drinks coffee"


# Hostile texts -------------------------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize("service", [HERE, HOSTILE_SERVICE])
async def test_hostile_texts_are_harmless(
    journal: Journal, size: tuple[int, int], service: ServiceIdentity
) -> None:
    for text in TEXTS:
        deleted(journal, 1, title=text, service=ServiceIdentity("selfhosted", text, text))
    worked_hostile(journal)
    async with opened(modal(journal, service), size) as ui:
        for _ in range(6):
            assert_harmless(ui)
            await ui.press("u")
            assert_harmless(ui)
            await ui.press("P", "escape", "pagedown")
        await ui.press("home", "enter")
        for _ in range(4):
            assert_harmless(ui)
            await ui.press("space", "tab", "pagedown")
