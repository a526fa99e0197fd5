"""Changing memories by keyboard: how few keys it takes, what is asked before, and what is said after."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.changes import Deletion, MemoryEdit
from memtui.core.models import Memory
from memtui.core.queries import MemoryQuery
from memtui.state.journal import Journal, NewItem, Outcome
from memtui.tui.actions import ACTIONS
from tests.tui.data import many, record
from tests.tui.driver import browse, store_of


@pytest.fixture
async def few(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """A store of 40 memories."""
    adapter = await store_of(many(40), tmp_path / "memories.db")
    yield adapter
    await adapter.close()


async def everything(adapter: LocalAdapter) -> dict[str, Memory]:
    page = await adapter.page(MemoryQuery(), 1, 1000)
    return {memory.id: memory for memory in page.results}


async def test_three_marked_memories_are_deleted_in_six_keys_and_come_back_in_two(few: LocalAdapter) -> None:
    before = await everything(few)
    async with browse(few) as ui:
        keys = ["space", "space", "space", "d", "y"]
        assert len(keys) <= 6
        await ui.press(*keys[:4])
        assert "Delete 3 memories" in ui.shown
        for number in (39, 38, 37):
            assert f"Memory {number}:" in ui.shown
        assert await everything(few) == before
        await ui.press(keys[4])
        assert len(await everything(few)) == 37
        assert "3 deleted · u undo" in ui.status
        assert ui.marked == 0
        assert ui.memories[0].split()[-1] != "39:"
        await ui.press("u", "y")
        assert await everything(few) == before
        assert "3 undone" in ui.status


async def test_a_plan_that_is_declined_changes_nothing(few: LocalAdapter) -> None:
    before = await everything(few)
    async with browse(few) as ui:
        for no in ("escape", "n"):
            await ui.press("d", no)
            assert "nothing was changed" in ui.status
        await ui.press("d", "enter", "space")
        assert "Delete 1 memory" in ui.shown, "neither enter nor space agree to a deletion"
        await ui.press("escape", "J")
        assert "Delete 1" not in ui.shown
        assert await everything(few) == before


async def test_a_wrong_memory_is_mended_in_two_keys_and_its_text(few: LocalAdapter) -> None:
    async with browse(few) as ui:
        await ui.press("e")
        await ui.type(" with milk")
        await ui.press("ctrl+s")
        assert "1 edited · u undo" in ui.status
        [memory] = [one for one in (await everything(few)).values() if "milk" in one.memory]
        assert memory.memory == "Memory 39: drinks tea with milk"
        assert "drinks tea with milk" in ui.detail
        await ui.press("u")
        assert not [one for one in (await everything(few)).values() if "milk" in one.memory]
        await ui.press("U")
        assert [one for one in (await everything(few)).values() if "milk" in one.memory]


async def test_one_key_archives_and_the_same_key_brings_back(few: LocalAdapter) -> None:
    async with browse(few) as ui:
        await ui.press("x")
        assert "1 archived · u undo" in ui.status
        assert "expired" in ui.memories[0]
        await ui.press("x")
        assert "1 brought back" in ui.status
        assert "expired" not in ui.memories[0]


async def test_all_that_match_are_deleted_only_with_their_number_typed(few: LocalAdapter) -> None:
    async with browse(few) as ui:
        await ui.press("slash")
        await ui.type("coffee")
        await ui.press("enter", "ctrl+a")
        assert "all that match marked" in ui.status
        await ui.press("d", "y", "enter")
        assert len(await everything(few)) == 40
        await ui.type("4")
        await ui.press("enter")
        left = await everything(few)
        assert len(left) == 36
        assert not [one for one in left.values() if "coffee" in one.memory]
        await ui.press("u", "y")
        assert len(await everything(few)) == 40


async def test_all_that_match_but_those_that_are_unmarked(few: LocalAdapter) -> None:
    async with browse(few) as ui:
        await ui.press("slash")
        await ui.type("coffee")
        await ui.press("enter", "ctrl+a", "space")
        assert "all that match but 1 marked" in ui.status
        await ui.press("d", "3", "enter")
        assert len(await everything(few)) == 37


async def test_everything_is_not_deleted_by_marking_all_without_a_filter(few: LocalAdapter) -> None:
    async with browse(few) as ui:
        await ui.press("ctrl+a", "d")
        assert "An empty filter would mean every memory" in ui.status
        assert len(await everything(few)) == 40


async def test_an_entity_goes_with_all_it_has_once_its_name_is_typed(few: LocalAdapter) -> None:
    before = await everything(few)
    async with browse(few) as ui:
        await ui.press("1", "j", "j", "d")
        assert "Delete user alice with 10 memories" in ui.shown
        await ui.press("y", "enter")
        assert await everything(few) == before
        await ui.press("backspace")
        await ui.type("alice")
        await ui.press("enter")
        left = await everything(few)
        assert len(left) == 30
        assert not [one for one in left.values() if one.user_id == "alice"]
        assert not [line for line in ui.entities if line.startswith("alice")]
        await ui.press("2", "u", "y")
        assert await everything(few) == before


async def test_an_edit_of_what_others_changed_asks_whose_counts(few: LocalAdapter, tmp_path: Path) -> None:
    other = LocalAdapter.open(tmp_path / "memories.db")
    try:
        async with browse(few) as ui:
            memory = ui.screen.memories.memory_at_cursor()
            assert memory is not None
            await ui.press("e")
            await ui.type(" mine")
            await other.update(memory.id, MemoryEdit(memory="theirs"))
            await ui.press("ctrl+s")
            assert "theirs" in ui.shown
            assert "mine" in ui.shown
            assert (await few.get(memory.id)).memory == "theirs"
            await ui.press("y")
            assert (await few.get(memory.id)).memory == memory.memory + " mine"
            await ui.press("u")
            assert (await few.get(memory.id)).memory == "theirs"
    finally:
        await other.close()


async def test_what_was_typed_survives_a_conflict_that_is_left(few: LocalAdapter, tmp_path: Path) -> None:
    other = LocalAdapter.open(tmp_path / "memories.db")
    try:
        async with browse(few) as ui:
            memory = ui.screen.memories.memory_at_cursor()
            assert memory is not None
            await ui.press("e")
            await ui.type(" mine")
            await other.update(memory.id, MemoryEdit(memory="theirs"))
            await ui.press("ctrl+s", "escape")
            assert "mine" in ui.shown, "back in the edit screen with what was typed"
            await ui.press("escape", "y")
            assert (await few.get(memory.id)).memory == "theirs"
    finally:
        await other.close()


async def test_an_immutable_memory_is_replaced_when_asked(tmp_path: Path) -> None:
    adapter = await store_of([record(1, "Likes tea", user_id="alice", immutable=True)], tmp_path / "m.db")
    async with browse(adapter) as ui:
        await ui.press("e")
        await ui.type(" a lot")
        await ui.press("ctrl+s")
        assert "immutable" in ui.shown
        await ui.press("y", "y")
        [memory] = (await everything(adapter)).values()
        assert (memory.memory, memory.user_id) == ("Likes tea a lot", "alice")
        await ui.press("u", "y")
        [memory] = (await everything(adapter)).values()
        assert memory.memory == "Likes tea"
    await adapter.close()


async def test_read_only_every_changing_key_says_why_and_changes_nothing(
    few: LocalAdapter, tmp_path: Path
) -> None:
    reader = LocalAdapter.open(tmp_path / "memories.db", read_only=True)
    before = await everything(few)
    async with browse(reader, read_only=True) as ui:
        assert "read-only" in ui.where
        for action in ACTIONS:
            if action.group == "Change" and action.id not in {
                "journal",
                "copy",
                "copy.command",
                "history.restore",
            }:
                await ui.press(action.keys[0])
                assert f"{action.label} is off: this service is open read-only" in ui.status
        await ui.press("h", "R")
        assert "Restore is off: this service is open read-only" in ui.status
        await ui.press("J", "escape")
    assert await everything(few) == before
    await reader.close()


async def test_undo_works_after_a_restart(few: LocalAdapter, tmp_path: Path) -> None:
    before = await everything(few)
    home = tmp_path / "home"
    async with browse(few, home=home) as ui:
        await ui.press("space", "space", "d", "y")
    again = LocalAdapter.open(tmp_path / "memories.db")
    async with browse(again, home=home) as ui:
        await ui.press("J")
        assert "Delete 2 memories" in ui.shown
        await ui.press("escape", "u", "y")
        assert await everything(again) == before
    await again.close()


async def test_an_earlier_text_is_brought_back(few: LocalAdapter) -> None:
    async with browse(few) as ui:
        await ui.press("e")
        await ui.type("!!")
        await ui.press("ctrl+s", "h", "R")
        assert "Memory 39: drinks tea" in ui.shown
        await ui.press("enter", "ctrl+s")
        assert (await few.page(MemoryQuery(), 1, 1)).results[0].memory == "Memory 39: drinks tea"


async def test_nothing_is_lost_when_the_work_fails(few: LocalAdapter, tmp_path: Path) -> None:
    """The journal cannot be made: nothing is sent, and what was typed is there when it is edited again."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "journal.db").mkdir()
    before = await everything(few)
    async with browse(few, home=home) as ui:
        await ui.press("e")
        await ui.type(" mine")
        await ui.press("ctrl+s")
        assert "is a folder, not a store. Name a file in it." in " ".join(ui.shown.split())
        await ui.press("escape")
        assert await everything(few) == before
        (home / "journal.db").rmdir()
        await ui.press("e")
        assert "tea mine" in ui.shown
        await ui.press("ctrl+s")
        assert "1 edited" in ui.status


def test_no_changing_action_is_on_enter_or_space() -> None:
    for action in ACTIONS:
        if action.group == "Change":
            assert not {"enter", "space"} & set(action.keys)


async def test_what_an_earlier_memtui_left_open_is_told_and_taken_back(
    few: LocalAdapter, tmp_path: Path
) -> None:
    before = await everything(few)
    home = tmp_path / "home"
    home.mkdir()
    gone, here, never = sorted(before.values(), key=lambda one: one.id)[:3]
    journal = Journal.open(home / "journal.db")
    number = journal.draft("delete", "delete 3 memories", await few.identity())
    journal.append(number, [NewItem(Deletion(memory)) for memory in (gone, here, never)])
    journal.start(number)
    journal.write(number, [Outcome(0, "sending"), Outcome(1, "sending")])
    await few.delete(gone.id)
    # As the system does it when a process is killed.
    journal.owners.release(number)
    journal.close()
    async with browse(few, home=home) as ui:
        assert "memtui was ended in the middle: delete 3 memories, 1 done, 2 not" in ui.shown
        await ui.press("escape")
        assert "ended in the middle: delete 3 memories, 1 done, 2 not" in ui.status
        await ui.press("u")
        assert await everything(few) != before, "what another memtui did is shown before it is undone"
        await ui.press("y")
        assert await everything(few) == before


async def test_it_is_left_only_after_the_batch_in_hand(few: LocalAdapter, tmp_path: Path) -> None:
    home = tmp_path / "home"
    async with browse(few, home=home) as ui:
        ui.send("space", "space", "d")
        await ui.idle()
        ui.send("y", "q")
        await ui.idle()
        assert not ui.app.is_running
    again = LocalAdapter.open(tmp_path / "memories.db")
    journal = Journal.open(home / "journal.db")
    [operation] = journal.operations()
    assert operation.status in {"done", "cancelled"}
    assert len(await everything(again)) == 40 - operation.counts.get("done", 0)
    journal.close()
    await again.close()


async def test_nothing_is_left_of_an_entity_that_is_to_be_forgotten(
    few: LocalAdapter, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    async with browse(few, home=home) as ui:
        await ui.press("1", "j", "j", "enter", "e")
        await ui.type(" unforgettable")
        await ui.press("ctrl+s", "1", "d", "ctrl+t")
        await ui.type("alice")
        await ui.press("enter")
        assert "forgotten for good" in ui.status
        assert not [one for one in (await everything(few)).values() if one.user_id == "alice"]
        await ui.press("2", "u")
        assert not [one for one in (await everything(few)).values() if one.user_id == "alice"]
    for file in (
        home / "journal.db",
        home / "journal.db-wal",
        tmp_path / "memories.db",
        tmp_path / "memories.db-wal",
    ):
        if file.exists():
            assert b"unforgettable" not in file.read_bytes(), file


async def test_the_cursor_stays_on_its_memory_when_rows_come_above_it(few: LocalAdapter) -> None:
    async with browse(few) as ui:
        await ui.press("j", "j", "a")
        await ui.type("Brand new")
        await ui.press("tab")
        await ui.type("dora")
        await ui.press("ctrl+s")
        assert "1 added" in ui.status
        assert "Memory 37:" in ui.row
        assert ui.status.startswith("4 of 41")


async def test_a_range_that_is_open_is_what_is_meant(few: LocalAdapter) -> None:
    async with browse(few) as ui:
        await ui.press("v", "j", "j", "d")
        assert "Delete 3 memories" in ui.shown


async def test_actions_for_one_memory_leave_marks_alone(few: LocalAdapter) -> None:
    async with browse(few) as ui:
        await ui.press("space", "space", "C")
        assert "one memory at a time" in ui.status
        await ui.press("E")
        assert ui.marked == 2
