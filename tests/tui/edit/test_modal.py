"""The edit screen, as a person uses it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memtui.core.changes import MemoryEdit
from memtui.core.errors import UsageError
from memtui.tui.modals.edit.form import FieldName
from memtui.tui.theme import LIGHT
from tests.tui.edit.driver import MEMORY, SUPPORT, editing

MERGING = replace(SUPPORT, merges_metadata=True)


async def test_typing_at_the_end_is_shown_and_saved_at_once() -> None:
    async with editing() as ui:
        assert ui.changes == ["No changes yet."]
        await ui.type(", iced")
        assert ui.changes == ["Alice likes green tea in the morning, iced"]
        assert ui.bar("edit-changes-heading") == "Changes text"
        await ui.press("ctrl+s")
        assert ui.result == MemoryEdit(memory="Alice likes green tea in the morning, iced")


async def test_keys_that_come_fast_are_done_in_their_order() -> None:
    async with editing() as ui:
        await ui.burst(*("backspace",) * 7, *"evenin", "left", "left", "x", "end", "g", "ctrl+s", "z")
        assert ui.result == MemoryEdit(memory="Alice likes green tea in the evenxing")


async def test_keys_after_tab_go_to_the_next_field() -> None:
    async with editing(replace(MEMORY, metadata=None, expiration_date=None)) as ui:
        await ui.burst("x", "tab", *'{"a":1}', "tab", *"+30d", "ctrl+s")
        assert ui.result == MemoryEdit(
            memory=f"{MEMORY.memory}x", metadata={"a": 1}, expiration_date="2026-12-21"
        )


async def test_nothing_changed_is_told_by_an_empty_edit() -> None:
    async with editing() as ui:
        await ui.type("x")
        await ui.press("backspace", "ctrl+s")
        assert ui.result == MemoryEdit()


async def test_escape_closes_what_was_not_changed() -> None:
    async with editing() as ui:
        await ui.press("down", "left", "tab", "escape")
        assert ui.result is None


@pytest.mark.parametrize("key", ["escape", "n", "enter", "ctrl+s", "x", "tab"])
async def test_escape_asks_once_and_any_other_key_keeps_editing(key: str) -> None:
    async with editing() as ui:
        await ui.type("!")
        await ui.press("escape")
        assert ui.said == "Discard the changes?"
        assert ui.bar_of_keys == "y discard any other key keeps editing"
        await ui.press(key)
        assert ui.is_open
        assert ui.said == ""
        assert ui.box("text").raw == f"{MEMORY.memory}!"
        assert ui.bar_of_keys.startswith("ctrl+s save esc leave")
        await ui.press("escape", "y")
        assert ui.result is None


async def test_what_is_pasted_into_the_question_is_not_lost() -> None:
    async with editing() as ui:
        await ui.press("!", "escape")
        await ui.paste(" pasted")
        await ui.press("y")
        assert ui.is_open
        assert ui.box("text").raw == f"{MEMORY.memory}! pastedy"


async def test_a_mistake_is_typed_work_too() -> None:
    async with editing(focus="metadata") as ui:
        await ui.press("x", "escape")
        assert ui.said == "Discard the changes?"


async def test_the_fields_are_a_ring() -> None:
    async with editing() as ui:
        for name in ("metadata", "expiration", "text", "metadata"):
            await ui.press("tab")
            assert ui.box(name).has_focus
        await ui.press("shift+tab", "shift+tab")
        assert ui.box("expiration").has_focus
        assert ui.bar("edit-expiration-heading") == "▸ Expires"
        assert ui.bar("edit-text-heading").startswith("Text")


@pytest.mark.parametrize("name", ["text", "metadata", "expiration"])
async def test_it_opens_on_a_field(name: FieldName) -> None:
    async with editing(focus=name) as ui:
        assert ui.box(name).has_focus


async def test_a_click_chooses_a_field_and_a_hint() -> None:
    async with editing() as ui:
        await ui.click("#edit-metadata", 3, 1)
        assert ui.bar("edit-metadata-heading") == "▸ Metadata 2 keys"
        await ui.click("#key-bar", 15)
        assert ui.result is None


async def test_an_empty_text_is_refused() -> None:
    async with editing() as ui:
        await ui.press("f7", "delete", "tab", "ctrl+s")
        assert ui.said == "A memory needs a text; to delete it, leave and press d."
        assert ui.box("text").has_focus
        await ui.press("ctrl+z", "ctrl+s")
        assert ui.result == MemoryEdit()


async def test_metadata_is_checked_as_it_is_typed() -> None:
    async with editing(focus="metadata") as ui:
        await ui.press("down", "end")
        await ui.type('"')
        assert (
            ui.bar("edit-metadata-heading")
            == "▸ Metadata Line 2, column 22: expected closing quotes before the line ends."
        )
        await ui.press("home", "ctrl+s")
        assert ui.said == "Line 2, column 22: expected closing quotes before the line ends."
        assert ui.box("metadata").cursor_location == (1, 21), "the cursor is at the mistake"
        await ui.press("backspace")
        assert ui.bar("edit-metadata-heading") == "▸ Metadata 2 keys"


async def test_metadata_that_is_no_object_is_refused() -> None:
    async with editing(focus="metadata") as ui:
        await ui.press("f7")
        await ui.paste("[1, 2]")
        await ui.press("ctrl+s")
        assert ui.is_open
        assert ui.said == 'Expected an object. Write it as {"key": "value"}.'


async def test_metadata_changes_are_told_key_by_key() -> None:
    async with editing(focus="metadata") as ui:
        await ui.press("f7")
        await ui.paste('{"rank": 4, "pinned": true}')
        assert ui.changes == [
            '- metadata source: "email"',
            "~ metadata rank: 3 → 4",
            "+ metadata pinned: true",
        ]
        await ui.press("ctrl+s")
        assert ui.result == MemoryEdit(metadata={"rank": 4, "pinned": True})


async def test_a_service_that_merges_keeps_removed_keys() -> None:
    async with editing(support=MERGING, focus="metadata") as ui:
        await ui.press("f7")
        await ui.paste('{"rank": 3}')
        assert ui.changes == ["No changes yet.", "! this service keeps removed keys: source"]
        await ui.press("ctrl+s")
        assert ui.said == "Nothing would change: this service keeps removed keys: source."
        await ui.paste(" ")
        await ui.press("f7")
        await ui.paste('{"rank": 4}')
        assert ui.changes == ["~ metadata rank: 3 → 4", "! this service keeps removed keys: source"]
        await ui.press("ctrl+s")
        assert ui.result == MemoryEdit(metadata={"source": "email", "rank": 4})


async def test_an_expiration_is_read_as_it_is_typed() -> None:
    async with editing(focus="expiration") as ui:
        assert ui.bar("edit-verdict") == "in 71 days"
        await ui.press("ctrl+u")
        assert ui.bar("edit-verdict") == "2027-01-31, today, tomorrow, +30d or +4w"
        await ui.type("+3")
        assert ui.bar("edit-verdict").startswith("'+3' is no date. Write it as 2027-01-31")
        await ui.press("ctrl+s")
        assert ui.said == "'+3' is no date. Write it as 2027-01-31, today, tomorrow, +30d or +4w."
        await ui.type("d")
        assert ui.bar("edit-verdict") == "2026-11-24, in 3 days"
        assert ui.changes == ["~ expires 2027-01-31 → 2026-11-24  in 3 days"]
        await ui.press("enter")
        assert ui.said == "ctrl+s saves, tab goes to the next field"
        await ui.press("ctrl+s")
        assert ui.result == MemoryEdit(expiration_date="2026-11-24")


async def test_a_day_that_is_past_is_told() -> None:
    async with editing(focus="expiration") as ui:
        await ui.press("ctrl+u")
        await ui.paste("-3d\n")
        assert ui.box("expiration").raw == "-3d "
        assert ui.bar("edit-verdict") == "2026-11-18, 3 days ago: it is expired then"


async def test_undo_and_redo_of_a_field() -> None:
    async with editing() as ui:
        await ui.paste(" pasted")
        await ui.press("ctrl+z")
        assert ui.box("text").raw == MEMORY.memory
        await ui.press("ctrl+y")
        assert ui.box("text").raw == f"{MEMORY.memory} pasted"


async def test_a_draft_is_a_change_from_the_start() -> None:
    async with editing(draft="Alice likes green tea") as ui:
        assert ui.box("text").cursor_location == (0, 21)
        assert ui.changes == ["Alice likes green tea in the morning"]
        await ui.press("escape")
        assert ui.said == "Discard the changes?"
        await ui.press("n", "ctrl+s")
        assert ui.result == MemoryEdit(memory="Alice likes green tea")


async def test_a_draft_may_be_a_whole_edit() -> None:
    draft = MemoryEdit(memory="x", metadata={"a": 1}, expiration_date=None)
    async with editing(draft=draft) as ui:
        await ui.press("ctrl+s")
        assert ui.result == draft


async def test_copy_cut_and_paste_move_the_characters_themselves() -> None:
    async with editing(replace(MEMORY, memory="a\u202eb\r\nc")) as ui:
        await ui.press("f7", "ctrl+c")
        assert ui.app.clipboard == "a\u202eb\r\nc"
        await ui.press("end", "ctrl+v")
        assert ui.box("text").raw == "a\u202eb\r\nca\u202eb\r\nc"
        await ui.press("ctrl+x")
        assert ui.app.clipboard == "c"
        assert ui.box("text").raw == "a\u202eb\r\nca\u202eb\r\n"
        await ui.press("ctrl+x", "ctrl+c")
        assert ui.app.clipboard == "c", "of nothing nothing is copied"
        await ui.press("f7", "ctrl+x", "ctrl+v")
        assert ui.box("text").raw == "a\u202eb\r\nca\u202eb\r\n"


async def test_half_a_character_can_be_copied() -> None:
    async with editing(replace(MEMORY, memory="a\ud83d")) as ui:
        await ui.press("f7", "ctrl+c")
        assert ui.app.clipboard == "a?"


async def test_another_theme_is_worn_by_every_part() -> None:
    async with editing() as ui:
        await ui.type("x")
        ui.app.theme = LIGHT.name
        await ui.idle()
        for part in ("#edit-text", "#edit-changes", "#edit-metadata", "#key-bar"):
            segments = list(ui.app.modal.query_one(part).render_line(0))
            grounds = {segment.style.bgcolor for segment in segments if segment.style}
            assert grounds & {ui.colour("#f6f7fb"), ui.colour("#ffffff")}, part
        added = ui.app.modal.query_one("#edit-changes").render_line(0)
        assert ui.colour("#3c6b14") in {segment.style.color for segment in added if segment.style}


# The person's own editor


async def test_the_editor_gets_the_text_and_gives_it_back() -> None:
    given: list[str] = []

    async def editor(text: str) -> str | None:
        given.append(text)
        return "from the\r\neditor"

    async with editing(open_editor=editor, focus="metadata") as ui:
        await ui.press("ctrl+e")
        assert given == [MEMORY.memory]
        assert ui.said == "Taken from the editor; ctrl+z brings back what was here."
        assert ui.box("text").raw == "from the\r\neditor"
        assert ui.box("text").has_focus
        await ui.press("ctrl+z")
        assert ui.box("text").raw == MEMORY.memory
        await ui.press("ctrl+y", "ctrl+s")
        assert ui.result == MemoryEdit(memory="from the\r\neditor")


async def test_an_editor_that_changes_nothing() -> None:
    async def editor(text: str) -> str | None:
        return None

    async with editing(open_editor=editor) as ui:
        await ui.press("ctrl+e")
        assert ui.said == "The editor left the text as it was."


async def test_an_editor_that_is_not_there() -> None:
    async def editor(text: str) -> str | None:
        raise UsageError(
            "The editor is not there.", hint="Set VISUAL to another one, whichever you like best."
        )

    async with editing(open_editor=editor, size=(60, 20)) as ui:
        await ui.press("ctrl+e")
        assert ui.said.startswith("The editor is not there. Set VISUAL to another one, wh")
        assert ui.changes[0].endswith("whichever you like best."), "all of it, where there is room"
        await ui.type("x")
        assert len(ui.changes) == 1
    async with editing() as ui:
        await ui.press("ctrl+e")
        assert ui.said == "There is no other editor here."


async def test_before_an_editor_gets_hidden_characters_it_says_so() -> None:
    given: list[str] = []

    async def editor(text: str) -> str | None:
        given.append(text)
        return None

    async with editing(replace(MEMORY, memory="a\u202eb"), open_editor=editor) as ui:
        await ui.press("ctrl+e")
        assert ui.said.startswith("ctrl+e again opens it. The editor gets 1 hidden character: right-")
        await ui.press("left", "ctrl+e")
        assert not given
        await ui.press("ctrl+e")
        assert given == ["a\u202eb"]
    async with editing(replace(MEMORY, memory="👩\u200d💻 ❤\ufe0f"), open_editor=editor) as ui:
        await ui.press("ctrl+e")
        assert len(given) == 2, "emoji do no harm"
