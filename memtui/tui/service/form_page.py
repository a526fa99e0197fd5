"""A page of fields with labels, for whatever a service is to be told."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic, Literal, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import DescendantBlur, DescendantFocus
from textual.geometry import Region
from textual.widgets import TextArea

from memtui.core.display import one_line
from memtui.core.stand_ins import MARK, hidden_note
from memtui.core.typed_json import TypingError, read_json
from memtui.core.values import dataclass
from memtui.tui.lines import Line, line
from memtui.tui.modals.add.rows import FieldRow
from memtui.tui.modals.add.toggle import Toggle, Turned
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.service.context import PageContext
from memtui.tui.service.page import ServicePage
from memtui.tui.widgets.edit_box import EditBox, LineBox
from memtui.tui.widgets.json_box import JsonBox
from memtui.tui.widgets.secret_box import SecretBox

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class FormField:
    """A field: one line, several, JSON, a secret, or on and off, with what stands in it at first.

    `about` says what it is for, above it. A toggle is on where its text is not empty; `on` and `off` say
    what that means.
    """

    name: str
    label: str
    text: str = ""
    kind: Literal["line", "text", "json", "secret", "toggle"] = "line"
    about: str = ""
    placeholder: str = ""
    on: str = ""
    off: str = ""


class FieldError(TypingError):
    """What stands in the field `name` cannot be used."""

    def __init__(self, name: str, message: str, *, at: int | None = None, hint: str = "") -> None:
        super().__init__(message, at=at, hint=hint)
        self.name = name

    @classmethod
    def of(cls, name: str, error: TypingError) -> FieldError:
        """What is wrong with a text, said of the field in which it stands."""
        return cls(name, error.message, at=error.at, hint=error.hint)


class FormPage(ServicePage[R], Generic[R]):
    """Fields; ctrl+s gives what `submit` makes of them, and the page stays where that goes wrong.

    `DOES` is what ctrl+s does, in a word.
    """

    AUTO_FOCUS = ""
    DOES = "saves"

    def __init__(self, context: PageContext, fields: Sequence[FormField]) -> None:
        super().__init__(context)
        self._fields = fields
        self._rows = {
            field.name: FieldRow(field.name, field.label, self._box(field), about=field.about)
            for field in fields
        }
        self._begun = self.typed
        self._is_tried = False

    # What a subclass says

    def check(self, typed: Mapping[str, str]) -> None:
        """Raises FieldError where a field cannot be used; JSON fields are read already."""

    @abstractmethod
    async def submit(self, typed: Mapping[str, str]) -> R:
        """What the page is dismissed with; may ask the service. Raises MemtuiError."""

    def acts(self) -> Sequence[ModalKey]:
        """The keys of this form alone: none that types something."""
        return ()

    # What stands in the fields

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the fields, by their names; a toggle that is on has a text."""
        return {name: _text(row) for name, row in self._rows.items()}

    def put(self, name: str, text: str) -> None:
        """Put a text into a field, as one step that can be undone there."""
        box = self._rows[name].field
        if isinstance(box, EditBox):
            box.put(text)
            self.set_focus(box)

    def go_to(self, name: str) -> None:
        """Give a field the keyboard."""
        self.set_focus(self._rows[name].field)

    @property
    def mistake(self) -> FieldError | None:
        """The first thing that cannot be used."""
        typed = self.typed
        try:
            for field in self._fields:
                if field.kind == "json" and typed[field.name].strip():
                    _check_json(field.name, typed[field.name])
            self.check(typed)
        except FieldError as mistake:
            return mistake
        return None

    def _box(self, field: FormField) -> EditBox | Toggle:
        if field.kind == "toggle":
            return Toggle(press=self.press, value=bool(field.text), on=field.on, off=field.off)
        kind = {"line": LineBox, "json": JsonBox, "secret": SecretBox}.get(field.kind, EditBox)
        return kind(field.text, press=self.press, id=f"form-{field.name}", placeholder=field.placeholder)

    # What is shown

    def middle(self) -> ComposeResult:
        """The fields, one below another."""
        with VerticalScroll(id="page-form", can_focus=False) as self._form:
            yield from self._rows.values()

    def on_mount(self) -> None:
        """Begin in the first field."""
        self.set_focus(self._rows[self._fields[0].name].field)
        self.redraw()

    def redraw(self) -> None:
        """Say everything anew, with the labels."""
        super().redraw()
        mistake = self.mistake
        for name, row in self._rows.items():
            has_mistake = mistake is not None and mistake.name == name
            row.show(is_wrong=has_mistake and (self._is_tried or _text(row) != ""))

    def keys(self) -> Sequence[ModalKey]:
        """The keys of every form."""
        off = "it was sent already" if self.is_asking(_SUBMITTING) else ""
        return [
            ModalKey("ctrl+s", ("ctrl+s",), self.DOES, self._submit, off),
            ModalKey("tab", ("tab",), "next", self._step),
            ModalKey("shift+tab", ("shift+tab",), "back", lambda: self._step(back=True), shown=False),
            *self.acts(),
            ModalKey("esc", ("escape",), "leaves", self._leave),
        ]

    def notes(self) -> Sequence[Line]:
        """What is wrong, and where: in the field with the cursor, or in any once it was tried."""
        row, mistake = self._row, self.mistake
        is_here = row is not None and mistake is not None and row.field_name == mistake.name
        # What nobody has typed in yet is no mistake yet.
        if mistake is not None and (self._is_tried or (is_here and self.typed != self._begun)):
            lines = [line((one_line(mistake.message), "warning"))]
            return [*lines, line((one_line(mistake.hint), "dim"))] if mistake.hint else lines
        hidden = hidden_note(_text(row), MARK) if row is not None else ""
        return [line((hidden, "warning"))] if hidden else ()

    @property
    def _row(self) -> FieldRow | None:
        return next((row for row in self._rows.values() if row.field is self.focused), None)

    @on(TextArea.Changed)
    @on(Turned)
    def _changed(self) -> None:
        self.problem = None
        self.redraw()

    @on(DescendantFocus)
    @on(DescendantBlur)
    def _moved(self) -> None:
        if self.is_mounted:
            self.redraw()
            self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        """Bring the place in view at which something can be typed: a field may be higher than the form."""
        field = self.focused
        if isinstance(field, EditBox) and self._form in field.ancestors:
            row = field.cursor_screen_offset.y - self._form.region.y + self._form.scroll_offset.y
            self._form.scroll_to_region(Region(0, row, 1, 1), animate=False)
        elif isinstance(field, Toggle):
            field.scroll_visible(animate=False)

    # What a person does

    async def move(self, key: str, character: str | None) -> None:
        """Type, or go from field to field."""
        field = self.focused
        if isinstance(field, Toggle) and key in {"space", "enter"}:
            field.turn()
        elif isinstance(field, Toggle | LineBox) and key in {"up", "down", "enter"}:
            self._step(back=key == "up")
        elif isinstance(field, EditBox):
            await field.take(key, character)
            self.call_after_refresh(self._show_cursor)

    def _step(self, *, back: bool = False) -> None:
        if back:
            self.focus_previous()
        else:
            self.focus_next()
        if isinstance(self.focused, LineBox):
            self.focused.go_to_end()

    def _submit(self) -> None:
        self._is_tried = True
        mistake = self.mistake
        if mistake is None:
            typed = self.typed
            self.ask_service(lambda: self.submit(typed), self.leave, group=_SUBMITTING)
            return
        box = self._rows[mistake.name].field
        self.set_focus(box)
        if isinstance(box, EditBox) and mistake.at is not None:
            box.go_to(mistake.at)
        self.redraw()

    def _leave(self) -> None:
        if self.is_asking(_SUBMITTING):
            self.ask("It was sent already. Leave without the answer?", self.leave)
        elif self.typed != self._begun:
            self.ask("Discard what was typed?", self.leave)
        else:
            self.leave()


_SUBMITTING = "submit"


def _text(row: FieldRow) -> str:
    field = row.field
    return field.raw if isinstance(field, EditBox) else "on" if field.value else ""


def _check_json(name: str, text: str) -> None:
    try:
        read_json(text)
    except TypingError as error:
        raise FieldError.of(name, error) from None
