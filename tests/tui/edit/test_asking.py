"""The memory changed meanwhile, or cannot be changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from memtui.core.changes import MemoryEdit
from memtui.core.display import is_plain
from memtui.tui.modals.edit import ConflictModal, ImmutableModal
from memtui.tui.theme import LIGHT
from tests.tui.edit.driver import MEMORY, NOW, SUPPORT, showing
from tests.tui.test_hostile import TEXTS

THEIRS = replace(
    MEMORY, memory="Alice likes black tea in the morning", metadata={"source": "chat", "rank": 3}
)
YOURS = replace(MEMORY, memory="Alice likes green tea in the evening", expiration_date=None)

_JOINERS = str.maketrans("", "", "\u200c\u200d\ufe0e\ufe0f")


def conflict(theirs: Any = THEIRS, yours: Any = YOURS) -> ConflictModal:
    return ConflictModal(MEMORY, theirs, yours, clock=lambda: NOW)


def immutable(support: Any = SUPPORT, **fields: Any) -> ImmutableModal:
    memory = replace(MEMORY, immutable=True, **fields)
    return ImmutableModal(memory, MemoryEdit(memory="Tea"), support, clock=lambda: NOW)


async def test_both_changes_are_shown() -> None:
    async with showing(conflict()) as ui:
        assert ui.changes == [
            "! Both changed the text: writing yours takes theirs away.",
            "",
            "Theirs  what the service has now, against what you opened",
            "Alice likes greenblack tea in the morning",
            '~ metadata source: "email" → "chat"',
            "",
            "Yours  what you changed in what you opened",
            "Alice likes green tea in the morningevening",
            "~ expires 2027-01-31 → never",
        ]


async def test_changes_of_different_fields_go_together() -> None:
    async with showing(conflict(theirs=replace(MEMORY, metadata=None))) as ui:
        assert ui.changes[0] == "The two changes go together: writing yours keeps what they changed."


async def test_a_change_that_is_not_shown_is_said_to_be_none_of_these() -> None:
    async with showing(conflict(theirs=replace(MEMORY, updated_at="later"))) as ui:
        assert "no change of text, metadata or expiration" in ui.changes


@pytest.mark.parametrize(
    ("key", "choice"), [("t", "theirs"), ("y", "yours"), ("m", "edit"), ("escape", None)]
)
async def test_one_key_decides(key: str, choice: str | None) -> None:
    async with showing(conflict()) as ui:
        await ui.press("x", "enter", "tab")
        assert ui.is_open
        await ui.burst(key, key)
        assert ui.result == choice


async def test_a_hint_can_be_clicked() -> None:
    async with showing(conflict()) as ui:
        await ui.click("#key-bar", 17)
        assert ui.result == "yours"


async def test_what_has_no_room_is_scrolled_to() -> None:
    async with showing(conflict(yours=replace(YOURS, memory="line\n" * 100)), size=(40, 12)) as ui:
        pane = ui.app.modal.query_one("#asking-lines")
        assert "take theirs" in ui.bar_of_keys
        assert "esc keep editing" in ui.bar_of_keys
        await ui.press("pagedown", "j", "down", "space")
        assert pane.scroll_offset.y > 10
        await ui.press(*["pageup"] * 5, "k", "up")
        assert pane.scroll_offset.y == 0


async def test_another_theme_is_worn_by_the_changes() -> None:
    async with showing(conflict()) as ui:
        ui.app.theme = LIGHT.name
        await ui.idle()
        drawn = ui.app.modal.query_one("#asking-lines").render_line(3)
        colours = {segment.style.color for segment in drawn if segment.style}
        assert ui.colour("#3c6b14") in colours


@pytest.mark.parametrize(("key", "answer"), [("y", True), ("n", False), ("escape", False)])
async def test_an_immutable_memory_is_deleted_and_added_only_on_a_yes(key: str, answer: bool) -> None:
    async with showing(immutable()) as ui:
        await ui.press("enter", "space", "d")
        assert ui.is_open
        await ui.press(key)
        assert ui.result is answer


async def test_what_would_be_lost_is_said() -> None:
    poor = replace(SUPPORT, restores=False, takes_immutable=False, scope_fields=("user_id",))
    async with showing(immutable(poor, app_id="web\x1b", run_id="r1")) as ui:
        assert ui.changes == [
            "It was added as immutable: the service refuses every change of it.",
            "It can be deleted, and added again with your changes.",
            "! It gets a new id and new dates; its history ends with the deletion.",
            "! It is not immutable any more.",
            "! It does not belong to app web^[, run r1 any more.",
            "",
            "Your changes",
            "Alice likes green tea in the morningTea",
        ]
    async with showing(immutable()) as ui:
        assert [line for line in ui.changes if line.startswith("!")] == [
            "! It gets a new id and new dates; its history ends with the deletion."
        ]


async def test_hostile_texts_are_shown_as_marks() -> None:
    for number in range(0, len(TEXTS), 20):
        some = TEXTS[number : number + 20]
        theirs = replace(
            MEMORY, memory="\n".join(some), metadata={text: text for text in some}, expiration_date=some[0]
        )
        async with showing(conflict(theirs=theirs), size=(80, 90)) as ui:
            for line in ui.drawn:
                assert is_plain(line.translate(_JOINERS)), ascii(line)
                assert not set(line) & {"\n", "\t", "\r"}, ascii(line)
