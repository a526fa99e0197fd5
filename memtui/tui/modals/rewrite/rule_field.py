"""One field of a rule, and a switch beside it."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Static

from memtui.core.display import one_line
from memtui.tui.lines import Span
from memtui.tui.modals.rewrite.field_box import FieldBox
from memtui.tui.modals.rewrite.kinds import FieldSpec
from memtui.tui.widgets.key_bar import KeyClicked

_LABEL_WIDTH, _LONGEST_NOTE = 11, 300
_STYLES = {"dim": "$dim", "warning": "$warning bold", "value": "$success"}


class RuleField(Container):
    """A label and a line to type in, over what is to be said of it."""

    def __init__(self, spec: FieldSpec, text: str, name: str) -> None:
        super().__init__()
        self.spec = spec
        self.box = FieldBox(text, id=name)
        self._label = Static(markup=False, classes="rule-label")
        self._note = Static(markup=False, classes="rule-note")
        self._shown: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """The label beside the line, the note below."""
        with Horizontal(classes="rule-line"):
            yield self._label
            yield self.box
        yield self._note

    def show(self, note: Span, *, has_cursor: bool) -> None:
        """Draw what is different."""
        if self._shown == (shown := (note, has_cursor)):
            return
        self._shown = shown
        text, role = note
        style = "$primary bold" if has_cursor else "$primary"
        label = f"{'▸' if has_cursor else ' '} {self.spec.label}"
        self._label.update(Content.styled(label.ljust(_LABEL_WIDTH), style), layout=False)
        sign = "! " if role == "warning" else ""
        self._note.update(Content.styled(f"{sign}{one_line(text[:_LONGEST_NOTE])}", _STYLES[role]))


class RuleSwitch(Static):
    """Something that is on or off; a click is the key that turns it."""

    def __init__(self, press: str, label: str) -> None:
        super().__init__(markup=False)
        self._press = press
        self._label = label

    def show(self, *, is_on: bool) -> None:
        """Say whether it is on."""
        style = "$accent bold" if is_on else "$foreground"
        sign = "[x]" if is_on else "[ ]"
        self.update(
            Content.assemble((f"{sign} {self._label}", style), (f" {self._press}", "$dim")), layout=False
        )

    def on_click(self, event: events.Click) -> None:
        """Turn it."""
        event.stop()
        self.post_message(KeyClicked(self._press))
