"""A field for a filter that comes from elsewhere: JSON or text, with its mistakes told as one types."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from memtui.core.display import one_line
from memtui.core.errors import FilterError
from memtui.core.filters import Condition, Filter, walk
from memtui.core.values import dataclass
from memtui.tui.lines import Span
from memtui.tui.modals.builder.keys import PASTE_KEYS, shown_key
from memtui.tui.modals.builder.reading import drawable, read_filter, repaired
from memtui.tui.widgets.bars import Bar
from memtui.tui.widgets.side_lines import side
from memtui.tui.widgets.side_pane import SidePane


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was in the field when it was left, and the filter that it means if it was to be read."""

    text: str
    tree: Filter | None = None


class PasteField(TextArea):
    """Draws nothing that a terminal would obey."""

    def on_paste(self, event: events.Paste) -> None:
        """Put in what may be drawn of a paste."""
        event.stop()
        event.prevent_default()
        self.insert(drawable(event.text))


class PasteModal(ModalScreen[Pasted]):
    """Is dismissed with what stands in the field, also when it is left: nothing is lost."""

    CSS_PATH = "paste.tcss"
    AUTO_FOCUS = "#pasted"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key.keys[0], key.id, key.label, show=False, priority=True) for key in PASTE_KEYS
    ]

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = drawable(text)

    def compose(self) -> ComposeResult:
        """A field over what is to be said of it."""
        with Vertical(id="paste") as box:
            box.border_title = "Read a filter"
            self.field = PasteField(self._text, id="pasted", soft_wrap=True, compact=True)
            self.field.cursor_blink = False
            yield self.field
            self.verdict = SidePane(id="paste-verdict")
            self.hint = Bar(id="paste-hint")
            yield self.verdict
            yield self.hint

    def on_mount(self) -> None:
        """Say what is wrong with the text that it opens with."""
        self._say()
        if self._text:
            self._to_mistake()

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._say()

    def action_read(self) -> None:
        """Take the filter, or go to the mistake."""
        tree = self._read()
        if isinstance(tree, FilterError):
            self._to_mistake()
        else:
            self.dismiss(Pasted(self.field.text, tree))

    def action_repair(self) -> None:
        """Put an OR that stands beside an AND inside it."""
        mended = repaired(self.field.text)
        if mended is not None:
            self.field.text = mended

    def action_leave(self) -> None:
        """Back to the builder; the text is kept for the next time."""
        self.dismiss(Pasted(self.field.text))

    def _read(self) -> Filter | FilterError:
        try:
            return read_filter(self.field.text)
        except FilterError as error:
            return error

    def _say(self) -> None:
        repairable = repaired(self.field.text) is not None
        keys: list[Span] = []
        for key in PASTE_KEYS:
            if key.id != "repair" or repairable:
                keys += [(f" {shown_key(key)}", "key"), (f" {key.label} ", "dim")]
        if not self.field.text.strip():
            self._tell("JSON, or one line: user_id = alice and not run_id = *", "dim")
        elif isinstance(tree := self._read(), FilterError):
            self._tell(str(tree), "warning")
        else:
            size = sum(isinstance(part, Condition) for _, part in walk(tree))
            self._tell(f"{size} {'condition' if size == 1 else 'conditions'}", "value")
        self.hint.show(keys)

    def _tell(self, text: str, role: str) -> None:
        self.verdict.show([side((one_line(text), role))])

    def _to_mistake(self) -> None:
        error = self._read()
        if isinstance(error, FilterError) and error.column is not None:
            before = self.field.text[: error.column - 1]
            self.field.move_cursor((before.count("\n"), len(before) - (before.rfind("\n") + 1)))
