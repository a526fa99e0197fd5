"""Fields of one line: what is put into them is drawn, whoever put it there."""

from __future__ import annotations

from textual.app import App, ComposeResult

from memtui.tui.modals.plan.agreeing import AgreeField
from memtui.tui.modals.saved.answer import Answer
from memtui.tui.widgets.plain_input import PlainInput


class Fields(App[None]):
    def compose(self) -> ComposeResult:
        """One field of each kind."""
        yield from (PlainInput(id="x"), Answer(), AgreeField("name"))


async def test_what_is_put_in_is_marked() -> None:
    async with Fields().run_test() as pilot:
        for field in pilot.app.query(PlainInput):
            field.value = "a\x1b[2J\x9b\u202e\n\tz"
            assert field.value == "a^[[2J<9B><U+202E>↵ z"
            field.value = "می\u200cخواهم 👩\u200d"
            assert field.value == "می\u200cخواهم 👩\u200d"


async def test_a_name_that_is_changed_begins_with_its_marks() -> None:
    async with Fields().run_test() as pilot:
        field = pilot.app.query_one(Answer)
        field.ask("rename", "tea\x1b]0;owned\x07")
        assert field.value == "tea^[]0;owned^G"
        assert field.cursor_position == len(field.value)
