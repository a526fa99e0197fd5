"""What came of a work that did not end wholly well."""

from __future__ import annotations

import pytest

from memtui.state.journal import Journal, Operation
from memtui.tui.modals.plan import OutcomeModal
from tests.tui.plan.driver import opened
from tests.tui.plan.made_up import deletion, many, mixed, runs, worked
from tests.tui.plan.test_plan import SIZES, assert_everything_is_seen


def partly(journal: Journal, *, error: str = "", **counts: int) -> Operation:
    """An operation of which so many items ended so."""
    return worked(
        journal, list(many(sum(counts.values()))), runs(**counts), ended="partly", error=error,
        notes=["The service timed out."] * counts.get("failed", 0),
    )  # fmt: skip


@SIZES
async def test_it_fits(journal: Journal, size: tuple[int, int]) -> None:
    operation = mixed(journal, ended="partly", error="The service stopped answering.")
    async with opened(OutcomeModal(journal, operation), size) as ui:
        assert_everything_is_seen(ui)
        assert ui.keys.endswith("esc closes")
        await ui.press("o")
        assert_everything_is_seen(ui)


async def test_what_came_of_it_is_counted(journal: Journal) -> None:
    operation = partly(
        journal, error="The service went away.", failed=3, conflict=2, unknown=1, cancelled=4, done=7
    )
    async with opened(OutcomeModal(journal, operation)) as ui:
        assert ui.head.splitlines() == [
            "Delete some memories",
            "In part: 7 deleted · 3 failed · 2 changed by others since"
            " · 1 may have reached the service or not · 4 not sent",
            "! The service went away.",
            "Why: The service timed out.",
        ]


async def test_what_did_not_go_well_stands_first(journal: Journal) -> None:
    operation = partly(journal, failed=2, done=3, conflict=1)
    async with opened(OutcomeModal(journal, operation)) as ui:
        assert ui.title == "did not go well · 3"
        assert [row.split(" alice")[0] for row in ui.rows] == ["- failed", "- failed", "- conflict"]
        assert ui.row == "- failed alice The service timed out. · Alice 0 drinks coffee"
        await ui.press("tab")
        assert [row.split(" alice")[0] for row in ui.rows] == [
            "- failed", "- failed", "- deleted", "- deleted", "- deleted", "- conflict",
        ]  # fmt: skip
        await ui.press("tab")
        assert (ui.title, len(ui.rows)) == ("done · 3", 3)
        await ui.press("tab")
        assert ui.title == "did not go well · 3"


@pytest.mark.parametrize(("key", "answer"), [("r", "retry"), ("u", "undo"), ("escape", None), ("q", None)])
async def test_keys(journal: Journal, key: str, answer: str | None) -> None:
    async with opened(OutcomeModal(journal, partly(journal, failed=1, done=1))) as ui:
        await ui.burst(key, key)
        assert ui.app.results == [answer]


async def test_what_others_changed_is_overwritten_when_it_is_asked_twice(journal: Journal) -> None:
    async with opened(OutcomeModal(journal, partly(journal, conflict=2, done=1))) as ui:
        await ui.press("o")
        assert (
            ui.said == "Overwrite 2 memories that others have changed since? What they wrote is lost there."
        )
        assert ui.keys == "y agrees  esc goes back"
        for other in ("escape", "n", "enter", "o"):
            await ui.press(other)
            assert (ui.is_open, ui.said) == (True, "")
            await ui.press("o")
        await ui.press("y")
        assert ui.app.results == ["force"]


async def test_keys_that_are_off_say_why(journal: Journal) -> None:
    operation = partly(journal, cancelled=2)
    async with opened(OutcomeModal(journal, operation)) as ui:
        assert "(r retries what failed)  (o overwrites)  (u undoes what was done)" in ui.keys
        for key, reason in {
            "r": "retries what failed is off: nothing failed",
            "o": "overwrites is off: nothing was changed by others",
            "u": "undoes what was done is off: nothing of it was done",
        }.items():
            await ui.press(key)
            assert ui.said == reason
        assert ui.app.results == []


async def test_what_was_cut_off_is_taken_up_again(journal: Journal) -> None:
    operation = worked(journal, list(many(5)), runs(done=2, unknown=1, planned=2), ended="interrupted")
    async with opened(OutcomeModal(journal, operation)) as ui:
        assert ui.keys.startswith("r takes up the rest")
        assert ui.head.splitlines()[1].startswith("Interrupted: 2 deleted")
        await ui.press("r")
        assert ui.app.results == ["retry"]


async def test_what_was_forgotten_cannot_be_undone(journal: Journal) -> None:
    operation = partly(journal, failed=1, done=1)
    journal.purge(operation.id)
    async with opened(OutcomeModal(journal, journal.operation(operation.id))) as ui:
        await ui.press("u")
        assert ui.said == "undoes what was done is off: what was there before is forgotten"


async def test_the_most_common_reasons_are_told_first(journal: Journal) -> None:
    notes = ["first", "second", "second", "third", "third", "third", "fourth"]
    operation = worked(
        journal, [deletion(at) for at in range(7)], runs(failed=7), ended="partly", notes=notes
    )
    async with opened(OutcomeModal(journal, operation)) as ui:
        assert ui.head.splitlines()[2:] == [
            "Why: third  × 3", "     second  × 2", "     first", "     and 1 other reason",
        ]  # fmt: skip
        assert ui.title == "all rows · 7"
