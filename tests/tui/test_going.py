"""Back and forward through what was listed, and to the last scope."""

from __future__ import annotations

from memtui.adapters.local.adapter import LocalAdapter
from tests.tui.driver import BrowseDriver, browse
from tests.tui.service import Service


async def to_alice(ui: BrowseDriver) -> None:
    await ui.burst("1", "home", "j", "j", "enter")
    assert "user alice" in ui.where


async def test_back_and_forward_are_off_until_there_is_somewhere_to_go(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        for key, why in (
            ("[", "Go back is off: nothing to go back to"),
            ("]", "Go forward is off: nothing to go forward to"),
            ("-", "Last scope is off: no other scope was listed"),
        ):
            await ui.press(key)
            assert ui.screen.state.notice == why


async def test_each_place_comes_back_with_its_cursor_on_its_memory(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press(*["pagedown"] * 12, "j")
        rows = [ui.row]
        await to_alice(ui)
        await ui.press("pagedown", "j")
        rows.append(ui.row)
        await ui.burst("s", *"coffee", "enter")
        await ui.press("j")
        rows.append(ui.row)
        await ui.press("[")
        assert ("user alice" in ui.where, "search" in ui.where, ui.row) == (True, False, rows[1])
        await ui.press("[")
        assert ("everything" in ui.where, ui.row) == (True, rows[0])
        assert ui.detail.splitlines()[0] in ui.row
        await ui.press("[")
        assert "nothing to go back to" in ui.status
        await ui.press("]", "]")
        assert ("search “coffee”" in ui.where, ui.row) == (True, rows[2])
        await ui.press("]")
        assert "nothing to go forward to" in ui.status


async def test_from_a_list_that_fits_one_comes_back_to_a_row_far_down(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("G", "k")
        row = ui.row
        await ui.burst("slash", *"xyzzy", "enter")
        assert not ui.screen.loading_list.rows.length
        await ui.press("[")
        assert ui.row == row


async def test_a_new_place_after_going_back_drops_what_was_ahead(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await to_alice(ui)
        await ui.press("[")
        await ui.burst("slash", *"tea", "enter")
        await ui.press("]")
        assert "nothing to go forward to" in ui.status
        await ui.press("[")
        assert "contains" not in ui.where


async def test_what_is_typed_letter_by_letter_is_one_place(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("slash", *"tea")
        assert "contains" not in ui.where, "the field stands there"
        await ui.press("enter")
        assert "contains “tea”" in ui.where
        await ui.press("slash", *"coffee", "enter", "[")
        assert "contains “tea”" in ui.where
        await ui.press("[")
        assert "contains" not in ui.where
        await ui.press("[")
        assert "nothing to go back to" in ui.status


async def test_what_is_typed_and_taken_back_is_no_place(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("slash", *"te", "escape", "[")
        assert "nothing to go back to" in ui.status


async def test_escape_means_what_it_meant_and_is_a_place_of_its_own(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await to_alice(ui)
        await ui.press("j", "j")
        row = ui.row
        await ui.press("escape")
        assert "everything" in ui.where
        await ui.press("[")
        assert ("user alice" in ui.where, ui.row) == (True, row)


async def test_a_dash_goes_to_the_last_scope_and_back(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("j", "j")
        everything = ui.row
        await to_alice(ui)
        await ui.press("j")
        alice = ui.row
        for _ in range(2):
            await ui.press("-")
            assert ("everything" in ui.where, ui.row) == (True, everything)
            await ui.press("-")
            assert ("user alice" in ui.where, ui.row) == (True, alice)


async def test_the_last_scope_keeps_the_filter_that_is_on_now(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await to_alice(ui)
        await ui.burst("slash", *"coffee", "enter")
        await ui.press("-")
        assert "everything ▸ contains “coffee”" in ui.where
        await ui.press("[")
        assert "user alice ▸ contains “coffee”" in ui.where


async def test_reloading_is_no_new_place(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await to_alice(ui)
        await ui.press("[", "ctrl+r", "]")
        assert "user alice" in ui.where


async def test_a_sorted_list_is_a_place_and_comes_back_sorted(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        first = ui.memories[0]
        await ui.press("O")
        assert ui.memories[0] != first
        turned = ui.memories[0]
        await ui.press("[")
        assert ui.memories[0] == first
        await ui.press("]")
        assert ui.memories[0] == turned


async def test_going_on_before_a_list_has_come_leaves_each_cursor_where_it_was(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        await ui.press("j", "j", "j")
        row = ui.row
        held = service.hold("page")
        await ui.poke("1", "home", "j", "j", "enter", "[")
        held.set()
        await ui.idle()
        assert ("everything" in ui.where, ui.row) == (True, row)
        await ui.press("]")
        assert "user alice" in ui.where
        assert ui.status.startswith("1 of 250")


async def test_a_place_whose_memory_is_gone_has_its_cursor_in_the_same_row(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("j", "j")
        gone = ui.screen.memories.memory_at_cursor()
        assert gone is not None
        await to_alice(ui)
        await store.delete(gone.id)
        await ui.press("[")
        assert ui.status.startswith("3 of 999")
