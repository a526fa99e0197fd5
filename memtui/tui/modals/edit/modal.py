"""The edit screen: the fields of a memory, over what they change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from memtui.adapters.base import WriteSupport
from memtui.core.changes import KEEP, MemoryEdit
from memtui.core.display import is_plain, one_line
from memtui.core.errors import MemtuiError
from memtui.core.models import Memory
from memtui.core.stand_ins import MARK, hidden_note
from memtui.core.times import parse_instant
from memtui.core.typed_fields import DAYS, distance
from memtui.tui.delay import Delay
from memtui.tui.lines import Span, number
from memtui.tui.modals.edit.change_lines import change_lines
from memtui.tui.modals.edit.form import FieldName, Fields, Form, Reading
from memtui.tui.widgets.bars import Bar
from memtui.tui.widgets.change_pane import ChangePane
from memtui.tui.widgets.edit_box import EditBox, LineBox
from memtui.tui.widgets.json_box import JsonBox
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked, KeyHint
from memtui.tui.widgets.side_lines import SideLine, side

DIFF_DELAY = 0.2
"""Seconds that typing rests before what it changes is shown."""
_LOW = 16
"""Lines of a terminal under which there is no room for a frame."""
OpenEditor = Callable[[str], Awaitable[str | None]]
"""Gives a text to the person's own editor; None when it comes back unchanged. Raises MemtuiError."""

_KEYS = (
    KeyHint("ctrl+s", "save", "ctrl+s"),
    KeyHint("esc", "leave", "escape"),
    KeyHint("tab", "next field", "tab"),
    KeyHint("ctrl+e", "editor", "ctrl+e"),
    KeyHint("ctrl+z", "undo", "ctrl+z"),
    KeyHint("ctrl+↑↓", "scroll changes", "ctrl+down"),
)
_DISCARD_KEYS = (KeyHint("y", "discard", "y"), KeyHint("any other key", "keeps editing", "n"))


class EditModal(ModalScreen[MemoryEdit | None]):
    """Is dismissed with the edit, and with None when it is left; `MemoryEdit()` says that nothing changed.

    A `draft` is what to begin with in place of the memory as it is: a text, or an edit. `open_editor`
    hands the text to an editor of the person's own.
    """

    CSS_PATH = "edit.tcss"
    AUTO_FOCUS = ""

    def __init__(
        self,
        memory: Memory,
        support: WriteSupport,
        *,
        clock: Callable[[], datetime],
        focus: FieldName = "text",
        draft: str | MemoryEdit | None = None,
        open_editor: OpenEditor | None = None,
    ) -> None:
        super().__init__()
        self._form = Form(memory, support, draft)
        self._clock = clock
        self._first = focus
        self._open_editor = open_editor
        self._timer: Delay | None = None
        self._asks_to_discard = False
        self._is_warned = False
        self._lines: list[SideLine] = []

    def compose(self) -> ComposeResult:
        """Three fields under their headings, over the changes."""
        opened = self._form.opened
        self._text = EditBox(opened.text, press=self.pressed, id="edit-text")
        self._metadata = JsonBox(
            opened.metadata, press=self.pressed, id="edit-metadata", placeholder='{"key": "value"}'
        )
        self._expiration = LineBox(
            opened.expiration, press=self.pressed, id="edit-expiration", placeholder="never"
        )
        self._boxes: dict[FieldName, EditBox] = {
            "text": self._text,
            "metadata": self._metadata,
            "expiration": self._expiration,
        }
        self._headings: dict[FieldName, Bar] = {name: Bar(id=f"edit-{name}-heading") for name in self._boxes}
        self._verdict, self._said = Bar(id="edit-verdict"), Bar(id="edit-said")
        self._changes_heading = Bar(id="edit-changes-heading")
        self._changes = ChangePane(id="edit-changes")
        self._keys = KeyBar(most_lines=1)
        with Vertical(id="edit") as box:
            box.border_title = "Edit a memory"
            yield self._headings["text"]
            yield self._text
            yield self._headings["metadata"]
            yield self._metadata
            with Horizontal(id="edit-day"):
                yield self._headings["expiration"]
                yield self._expiration
                yield self._verdict
            yield self._changes_heading
            yield self._changes
            yield self._said
            yield self._keys

    def on_mount(self) -> None:
        """Show the memory, the cursor behind its text."""
        self._text.go_to_end()
        self._expiration.go_to_end()
        self.set_focus(self._boxes[self._first])
        self._show()
        self._say()

    @property
    def resting(self) -> bool:
        """Whether what is shown of the changes is what was typed."""
        return self._timer is None

    @property
    def idle(self) -> bool:
        """Whether nothing is under way that will change the screen by itself."""
        return self.resting

    # What a person does

    async def on_key(self, event: events.Key) -> None:
        """A key that came before there was a field for it."""
        event.stop()
        await self.pressed(event.key, event.character)

    @on(KeyClicked)
    async def _hint_clicked(self, event: KeyClicked) -> None:
        event.stop()
        await self.pressed(event.press, None)

    async def pressed(self, key: str, character: str | None) -> None:
        """Do what a key says: every key comes here, in its order."""
        if not self.is_current:
            # A key that was pressed twice may come when this screen is gone already.
            return
        if self._asks_to_discard:
            self._asks_to_discard = False
            self._say()
            if key in {"y", "Y"}:
                self.dismiss(None)
            return
        self._say()
        self._is_warned = self._is_warned and key == "ctrl+e"
        if key in {"tab", "shift+tab"}:
            self._step(1 if key == "tab" else -1)
        elif key == "ctrl+s":
            self._save()
        elif key == "escape":
            self._leave()
        elif key == "ctrl+e":
            await self._edit_elsewhere()
        elif key in {"ctrl+up", "ctrl+down"}:
            self._changes.turn(0.5 if key == "ctrl+down" else -0.5)
        elif key == "enter" and self._active is self._expiration:
            self._say("ctrl+s saves, tab goes to the next field", "dim")
        else:
            await self._active.take(key, character)

    async def on_paste(self, event: events.Paste) -> None:
        """A text that came before there was a field for it."""
        await self._active.on_paste(event)

    def _step(self, step: int) -> None:
        boxes = list(self._boxes.values())
        self.set_focus(boxes[(boxes.index(self._active) + step) % len(boxes)])

    def _save(self) -> None:
        reading = self._read()
        if reading.mistakes:
            mistake = reading.mistakes[0]
            box = self._boxes[mistake.field]
            self.set_focus(box)
            if mistake.at is not None:
                box.go_to(mistake.at)
            self._say(mistake.sentence)
        elif reading.kept and reading.edit == MemoryEdit():
            self._say(f"Nothing would change: {_kept(reading)}.")
        else:
            self.dismiss(reading.edit)

    def _leave(self) -> None:
        if self._read().is_change:
            self._asks_to_discard = True
            self._say("Discard the changes?")
        else:
            self.dismiss(None)

    async def _edit_elsewhere(self) -> None:
        before = self._text.raw
        if self._open_editor is None:
            self._say("There is no other editor here.")
            return
        if not is_plain(before) and not self._is_warned:
            self._is_warned = True
            self._say(f"ctrl+e again opens it. The editor gets {hidden_note(before)}.")
            return
        try:
            text = await self._open_editor(before)
        except MemtuiError as error:
            self._say(str(error))
            return
        self.set_focus(self._text)
        if text is None or text == before:
            self._say("The editor left the text as it was.", "dim")
        else:
            self._text.put(text)
            self._say("Taken from the editor; ctrl+z brings back what was here.", "dim")

    # What is shown

    @property
    def _active(self) -> EditBox:
        focused = self.focused
        return focused if isinstance(focused, EditBox) else self._boxes[self._first]

    @property
    def _today(self) -> date:
        return self._clock().astimezone(UTC).date()

    def _read(self) -> Reading:
        fields = Fields(self._text.raw, self._metadata.raw, self._expiration.raw)
        return self._form.read(fields, self._today)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        self._timer = Delay(self, DIFF_DELAY, self._show)

    def on_descendant_focus(self) -> None:
        """Mark the field that has the keyboard."""
        self._show_headings(self._read())

    def on_resize(self, event: events.Resize) -> None:
        """Give up the frame in a low terminal."""
        self.set_class(event.size.height < _LOW, "-low")

    def _show(self) -> None:
        self._timer = None
        reading = self._read()
        self._show_headings(reading)
        self._lines = change_lines(self._form.memory, reading.after, self._today)
        if reading.kept:
            self._lines.append(side((f"! {_kept(reading)}", "warning")))
        self._changes.show(self._lines)

    def _show_headings(self, reading: Reading) -> None:
        self._show_text_heading()
        mistake = reading.mistake_in("metadata")
        keys = len(reading.after.metadata or ())
        told: Span = (f"{keys} key{'' if keys == 1 else 's'}", "dim")
        self._head("metadata", "Metadata", told if mistake is None else (mistake.sentence, "warning"))
        self._head("expiration", "Expires", ("", ""))
        self._verdict.show([self._day_told(reading)])
        names = [_WORDS[name] for name in _WORDS if getattr(reading.edit, name) is not KEEP]
        self._changes_heading.show([("  Changes", "strong")], [(", ".join(names), "dim")])

    def _show_text_heading(self) -> None:
        raw = self._text.raw
        size = f"{number(len(raw))} character{'' if len(raw) == 1 else 's'}"
        self._head("text", "Text", (hidden_note(raw, MARK), "warning"), [(size, "dim")])

    def _head(self, name: FieldName, title: str, told: Span, right: list[Span] | None = None) -> None:
        sign = "▸ " if self._active is self._boxes[name] else "  "
        self._headings[name].show([(sign, "accent"), (title, "strong"), ("  ", ""), told], right or [])

    def _day_told(self, reading: Reading) -> Span:
        mistake = reading.mistake_in("expiration")
        if mistake is not None:
            return mistake.sentence, "warning"
        text = reading.after.expiration_date
        at = parse_instant(text)
        if text is None or at is None:
            return DAYS if text is None else one_line(text), "dim"
        past = at.date() < self._today
        told = distance(at.date(), self._today)
        if self._expiration.raw != at.date().isoformat():
            told = f"{at.date().isoformat()}, {told}"
        return (f"{told}: it is expired then", "warning") if past else (told, "dim")

    def _say(self, sentence: str = "", role: str = "warning") -> None:
        self._said.show([(one_line(sentence), role)])
        # A long sentence is told where there is room for it, until the next key.
        is_long = cell_len(sentence) > self._said.size.width
        self._changes.show([side((one_line(sentence), "warning")), *self._lines] if is_long else self._lines)
        self._keys.show(_DISCARD_KEYS if self._asks_to_discard else _KEYS)


_WORDS = {"memory": "text", "metadata": "metadata", "expiration_date": "expiration"}


def _kept(reading: Reading) -> str:
    return f"this service keeps removed keys: {', '.join(map(one_line, reading.kept))}"
