"""An edit box that holds a stranger's text without drawing what a terminal would obey."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.widgets import TextArea

from memtui.core.stand_ins import FIRST, LAST, MARK, StandIns

Press = Callable[[str, str | None], Awaitable[None]]
"""Does what a key says; takes Textual's name of the key, and its character if it has one."""

_ACTIONS = {binding.key: binding.action for binding in Binding.make_bindings(TextArea.BINDINGS)}
_STAND_INS = re.compile(f"[{FIRST}-{LAST}]")
_MOST_COLOURED = 5_000
"""Characters of a line from which on nothing in it is coloured: that would be done anew for every row."""


class EditBox(TextArea):
    """Holds stand-ins for hidden characters, draws them as marks, and gives the characters back.

    Keys go to `press`, which decides for the whole screen and calls `take` of the box that has the
    keyboard. Textual looks bindings up only after a key has passed through the whole app, while
    characters go in at once: what is typed fast would get into disorder.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"edit--hidden"}

    def __init__(
        self,
        text: str,
        *,
        press: Press,
        id: str,  # noqa: A002  (Textual's own name for it)
        placeholder: str = "",
        soft_wrap: bool = True,
    ) -> None:
        self._stand_ins = StandIns()
        self._press = press
        super().__init__(
            self._stand_ins.shown(text),
            id=id,
            compact=True,
            soft_wrap=soft_wrap,
            highlight_cursor_line=False,
            placeholder=placeholder,
        )
        self.cursor_blink = False
        # Looking for a bracket's partner may take a walk through the whole text.
        self.match_cursor_bracket = False

    @property
    def raw(self) -> str:
        """The text that the box means."""
        return self._stand_ins.back(self.text)

    def put(self, text: str) -> None:
        """Put a text in the place of all, as one step that can be undone."""
        self.replace(self._stand_ins.shown(text), (0, 0), self.document.end, maintain_selection_offset=False)

    def go_to(self, at: int) -> None:
        """Put the cursor before the character number `at`, counted from 0."""
        before = self.text[:at]
        self.move_cursor((before.count("\n"), len(before) - (before.rfind("\n") + 1)))

    def go_to_end(self) -> None:
        """Put the cursor behind the text."""
        self.move_cursor(self.document.end)

    async def take(self, key: str, character: str | None) -> None:
        """Do what a key does in a text."""
        if key in _ACTIONS:
            await self.run_action(_ACTIONS[key])
        elif key == "enter":
            self.insert_raw("\n")
        elif character is not None and (character.isprintable() or character >= "\xa0"):
            # Joiners are no printable characters, and some languages are not written without them.
            self.insert_raw(character)

    def insert_raw(self, text: str) -> None:
        """Put a text in the place of what is selected."""
        shown = self._stand_ins.shown(text)
        self.replace(shown, *self.selection, maintain_selection_offset=False)

    async def on_key(self, event: events.Key) -> None:
        """Leave every key to the screen."""
        event.stop()
        event.prevent_default()
        await self._press(event.key, event.character)

    async def on_paste(self, event: events.Paste) -> None:
        """Put in what is pasted; terminals send a carriage return for each line end."""
        event.stop()
        event.prevent_default()
        # To the screen it is a key that means nothing: a question that was open is not any longer.
        await self._press("paste", None)
        self.insert_raw(event.text.replace("\r\n", "\n").replace("\r", "\n"))

    def action_copy(self) -> None:
        """Copy what is selected, the hidden characters themselves with it."""
        if self.selected_text:
            text = self._stand_ins.back(self.selected_text)
            # Half a surrogate pair cannot be written anywhere.
            self.app.copy_to_clipboard(text.encode("utf-8", "replace").decode())

    def action_cut(self) -> None:
        """Cut what is selected, or the whole line."""
        if self.selection.is_empty:
            self.select_line(self.cursor_location[0])
            self.action_copy()
            self.action_delete_line()
        else:
            self.action_copy()
            self.delete(*self.selection, maintain_selection_offset=False)

    def action_paste(self) -> None:
        """Put in what was copied here."""
        self.insert_raw(self.app.clipboard)

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn, with the marks; one of Textual's hooks."""
        shown = self.document.get_line(line_index)
        line = Text(_STAND_INS.sub(MARK, shown), end="", no_wrap=True)
        if len(shown) <= _MOST_COLOURED:
            self.colour(line)
            style = self.role_style("hidden")
            for found in _STAND_INS.finditer(shown):
                line.stylize(style, *found.span())
        return line

    def colour(self, line: Text) -> None:
        """Colour a line by what its parts are."""

    def role_style(self, role: str) -> Style:
        """What a named style looks like here."""
        return self.get_component_rich_style(f"edit--{role}", partial=True)


class LineBox(EditBox):
    """An edit box of one line."""

    def __init__(self, text: str, *, press: Press, id: str, placeholder: str = "") -> None:  # noqa: A002
        super().__init__(text, press=press, id=id, placeholder=placeholder, soft_wrap=False)

    def insert_raw(self, text: str) -> None:
        """Put a text in the place of what is selected, on the one line."""
        super().insert_raw(text.replace("\n", " "))
