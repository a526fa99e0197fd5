"""Texts that would drive the terminal, hide or reorder: in an edit box they are marks, and come back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.changes import MemoryEdit
from memtui.core.display import is_plain
from memtui.core.stand_ins import is_hidden
from memtui.tui.modals.edit.form import FieldName
from tests.strategies import HOSTILE_PIECES, broken_texts, law
from tests.tui.edit.driver import MEMORY, Driver, editing
from tests.tui.test_hostile import TEXTS

_JOINERS = str.maketrans("", "", "\u200c\u200d\ufe0e\ufe0f")


_FIELDS: tuple[FieldName, ...] = ("text", "metadata", "expiration")


def assert_harmless(ui: Driver[MemoryEdit]) -> None:
    for text in ui.drawn:
        # In the changes a line may be cut between a joiner and what it joins.
        assert is_plain(text.translate(_JOINERS)), ascii(text)
        assert not set(text) & {"\n", "\t", "\r"}, ascii(text)
    for name in _FIELDS:
        box = ui.box(name)
        for y in range(box.size.height):
            assert not any(map(is_hidden, box.render_line(y).text)), ascii(box.render_line(y).text)


@pytest.mark.parametrize("number", range(0, len(TEXTS), 9))
async def test_hostile_memories_are_edited_without_harm(number: int) -> None:
    some = TEXTS[number : number + 9]
    memory = replace(MEMORY, memory="\n".join(some), metadata={text: [text] for text in some})
    async with editing(replace(memory, expiration_date=some[0])) as ui:
        for _ in some:
            assert_harmless(ui)
            await ui.burst("x", "left", "left", "up", "home")
        await ui.burst("tab", "right", "tab", "left", "shift+tab", "pagedown")
        assert_harmless(ui)
        typed = ui.box("text").raw
        assert typed.replace("x", "") == memory.memory.replace("x", "")
        await ui.press("ctrl+s")
        assert ui.result == MemoryEdit(memory=typed)


@law(6, shrink=False)
@given(text=broken_texts, pasted=broken_texts, data=st.data())
async def test_what_is_not_touched_stays_byte_for_byte(text: str, pasted: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    async with editing(replace(MEMORY, memory=text)) as ui:
        ui.box("text").go_to(at)
        await ui.paste(pasted)
        assert_harmless(ui)
        put = pasted.replace("\r\n", "\n").replace("\r", "\n")
        assert ui.box("text").raw == text[:at] + put + text[at:]
        await ui.press("left", "delete", "ctrl+z")
        assert_harmless(ui)
        assert ui.box("text").raw == text[:at] + put + text[at:] or not (put + text)


async def test_the_note_says_what_is_hidden() -> None:
    async with editing(replace(MEMORY, memory="a\r\nb\u200b\u200b\x1b"), size=(120, 40)) as ui:
        assert ui.bar("edit-text-heading") == (
            "▸ Text 4 hidden characters (▯): zero width space (2), carriage return, escape 7 characters"
        )
        text = ui.box("text")
        assert text.render_line(0).text.rstrip() == "a▯"
        assert text.render_line(1).text.rstrip() == "b▯▯▯"
        await ui.press("backspace", "backspace", "backspace", "up", "end", "backspace")
        assert ui.bar("edit-text-heading") == "▸ Text 3 characters"
        await ui.press("ctrl+s")
        assert ui.result == MemoryEdit(memory="a\nb")


async def test_what_is_pasted_becomes_marks() -> None:
    async with editing(replace(MEMORY, memory="")) as ui:
        pasted = ""
        for piece in HOSTILE_PIECES:
            await ui.paste(f"a{piece}b ")
            pasted += f"a{piece}b "
        assert_harmless(ui)
        assert ui.box("text").raw == pasted.replace("\r\n", "\n").replace("\r", "\n")


async def test_what_a_keyboard_sends_besides_letters_is_kept() -> None:
    chars = "\u200c\u200d\ufe0f\u202e\U0001fae8"
    async with editing(replace(MEMORY, memory="a")) as ui:
        for char in chars:
            await ui.send_character(char)
        assert ui.box("text").raw == f"a{chars}"
        assert_harmless(ui)
        for char in "\x1b\x01\x7f\x9b":
            await ui.send_character(char)
        assert ui.box("text").raw == f"a{chars}", "control characters cannot be typed"


async def test_an_emoji_that_is_taken_apart_shows_its_joiner() -> None:
    async with editing(replace(MEMORY, memory="👩\u200d💻")) as ui:
        assert ui.box("text").render_line(0).text.rstrip() == "👩▯💻"
        await ui.press("home", "delete")
        assert ui.box("text").render_line(0).text.rstrip() == "▯💻"
        await ui.press("ctrl+s")
        assert ui.result == MemoryEdit(memory="\u200d💻")


async def test_metadata_is_escaped_as_json_does() -> None:
    async with editing(replace(MEMORY, metadata={"a": "x\u202e\x1b"}), focus="metadata") as ui:
        assert '"a": "x\\u202e\\u001b"' in ui.box("metadata").raw
        await ui.press("down", "end", "left")
        await ui.paste("\u200b")
        await ui.press("ctrl+s")
        assert ui.result == MemoryEdit(metadata={"a": "x\u202e\x1b\u200b"})


async def test_markup_is_text() -> None:
    marked = "[bold]no[/bold] [@click=app.quit]x[/] [/foo] [red"
    memory = replace(MEMORY, memory=marked, metadata={marked: marked}, expiration_date=marked)
    async with editing(memory, size=(120, 40)) as ui:
        assert ui.box("text").render_line(0).text.strip() == marked
        await ui.type("!")
        assert ui.changes == [f"{marked}!"]
        assert marked in ui.bar("edit-verdict")
