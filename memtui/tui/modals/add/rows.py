"""The rows of the form: a name, and the field beside or below it."""

from __future__ import annotations

from typing import TypeAlias

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from memtui.core.drafting import ROLES, Role
from memtui.tui.modals.add.toggle import Toggle
from memtui.tui.widgets.edit_box import EditBox

Field: TypeAlias = EditBox | Toggle


class FieldRow(Container):
    """One field with its label; `about` says what it is for, and puts the label above the field."""

    def __init__(self, name: str, label: str, field: Field, *, about: str = "") -> None:
        super().__init__(classes="-above" if about else "-beside")
        self.field_name = name
        self.field = field
        self._text = label
        self.about = about
        self._label = Static(markup=False, classes="label")
        self._shown: object = None

    def compose(self) -> ComposeResult:
        """The label, then the field."""
        yield self._label
        yield self.field

    def show(self, *, is_wrong: bool) -> None:
        """Draw the label with its signs: of the cursor, and of a mistake."""
        has_cursor = self.field.has_focus
        if self._shown == (shown := (self._text, has_cursor, is_wrong)):
            return
        self._shown = shown
        style = "$error bold" if is_wrong else "$primary bold" if has_cursor else "$primary"
        sign = f"{'!' if is_wrong else ' '}{'▸' if has_cursor else ' '}"
        about = f"  {self.about}" if self.about else ""
        self._label.update(
            Content.assemble((sign, style), (self._text, style), (about, "$dim")), layout=False
        )

    def call_it(self, label: str) -> None:
        """Give it another label, which `show` draws."""
        self._text = label


class MessageRow(FieldRow):
    """One message of a conversation, or the text of a memory."""

    def __init__(self, box: EditBox, role: Role) -> None:
        super().__init__("", "", box)
        self.box = box
        self.role = role

    def turn_role(self) -> None:
        """The next role."""
        self.role = ROLES[(ROLES.index(self.role) + 1) % len(ROLES)]
