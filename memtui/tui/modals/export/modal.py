"""The form of an export: what, in which form, and the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus, Key
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static, TextArea

from memtui.core.display import one_line
from memtui.core.errors import DataError
from memtui.core.values import dataclass
from memtui.core.writing.forms import FILE_FORMS, FileForm, form_of_name
from memtui.ops.exporting.places import is_there, place_of
from memtui.tui.modals.export.pick import Pick, Picked
from memtui.tui.modals.export.subjects import Subject, free_name
from memtui.tui.widgets.edit_box import LineBox
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked, KeyHint

_KEYS = (
    KeyHint("enter", "writes", "enter"),
    KeyHint("tab", "next", "tab"),
    KeyHint("←→", "another", "right"),
    KeyHint("esc", "leaves", "escape"),
)
_LABELS = ("what", "form", "file")


@dataclass(frozen=True, slots=True)
class ExportAsked:
    """What a person wants: the subject by its number, the form, the file, and whether it may be replaced."""

    subject: int
    form: FileForm
    path: Path
    overwrite: bool


class ExportModal(ModalScreen[ExportAsked | None]):
    """Is dismissed with what is to be written, or None; it begins with the subject number `at`."""

    CSS_PATH = "export.tcss"
    AUTO_FOCUS = ""

    def __init__(self, subjects: Sequence[Subject], at: int = 0) -> None:
        super().__init__()
        self._subjects = subjects
        press = self.press
        self._what = Pick([subject.label for subject in subjects], at, press=press, id="export-what")
        self._form = Pick(list(subjects[at].forms.values()), 0, press=press, id="export-form")
        self._offered = free_name(subjects[at].stem, FILE_FORMS[0])
        self._file = LineBox(self._offered, press=press, id="export-file")
        self._labels = [Static(markup=False, classes="label") for _ in _LABELS]
        self._problem = ""
        self._asked_about: Path | None = None

    def compose(self) -> ComposeResult:
        """The fields over what is said of them, and the keys."""
        with Vertical(id="export") as box:
            box.border_title = "Export"
            for label, field in zip(self._labels, self._fields, strict=True):
                yield Horizontal(label, field, classes="row")
            self._told = Static(id="export-told", markup=False)
            yield self._told
            self._keys = KeyBar()
            yield self._keys

    def on_mount(self) -> None:
        """Begin with what."""
        self._keys.show(_KEYS)
        self.set_focus(self._what if len(self._subjects) > 1 else self._form)
        self._file.go_to_end()
        self._show()

    async def on_key(self, event: Key) -> None:
        """A key that no field got, because none has the keyboard."""
        event.stop()
        event.prevent_default()
        await self.press(event.key, event.character)

    @on(KeyClicked)
    async def _key_clicked(self, event: KeyClicked) -> None:
        event.stop()
        await self.press(event.press, None)

    async def press(self, key: str, character: str | None) -> None:
        """Do what a key says, whatever field it comes from."""
        # A key that was pressed twice may come when this screen is gone already.
        if not self.is_current:
            return
        field = self.focused
        if key == "escape" or (key == "q" and isinstance(field, Pick)):
            self.dismiss(None)
        elif key == "enter":
            self._write()
        elif key in {"tab", "down"} or (key == "j" and isinstance(field, Pick)):
            self._step(1)
        elif key in {"shift+tab", "up"} or (key == "k" and isinstance(field, Pick)):
            self._step(-1)
        elif isinstance(field, Pick):
            if key in {"left", "right", "space"}:
                field.step(-1 if key == "left" else 1)
        elif isinstance(field, LineBox):
            await field.take(key, character)

    @property
    def _fields(self) -> tuple[Pick, Pick, LineBox]:
        return self._what, self._form, self._file

    @property
    def _subject(self) -> Subject:
        return self._subjects[self._what.at]

    def _step(self, step: int) -> None:
        fields: Sequence[Widget] = self._fields
        at = next((at for at, field in enumerate(fields) if field is self.focused), 0)
        self.set_focus(fields[(at + step) % len(fields)])

    def _write(self) -> None:
        try:
            path = place_of(self._file.raw)
        except DataError as error:
            self._problem = str(error)
            self.set_focus(self._file)
            self._show()
            return
        if is_there(path) and path != self._asked_about:
            self._asked_about = path
            self._problem = f"{path.name} is there already: enter again overwrites it"
            self._show()
            return
        form = FILE_FORMS[self._form.at]
        self.dismiss(ExportAsked(self._what.at, form, path, overwrite=path == self._asked_about))

    @on(Picked)
    def _picked(self, message: Picked) -> None:
        message.stop()
        self._form.show(list(self._subject.forms.values()))
        form, name = FILE_FORMS[self._form.at], self._file.raw
        if name == self._offered:
            self._offered = free_name(self._subject.stem, form)
            self._file.put(self._offered)
        elif form_of_name(name) is not None:
            self._file.put(f"{name.rpartition('.')[0]}.{form}")
        self._file.go_to_end()
        self._forget()

    @on(TextArea.Changed)
    def _typed(self, message: TextArea.Changed) -> None:
        message.stop()
        # Whoever types the end of a name says the form with it.
        form = form_of_name(self._file.raw)
        if form is not None and form != FILE_FORMS[self._form.at]:
            self._form.at = FILE_FORMS.index(form)
            self._form.show(list(self._subject.forms.values()))
        self._forget()

    def _forget(self) -> None:
        """What was said is about what stood there before."""
        self._problem, self._asked_about = "", None
        self._show()

    @on(DescendantFocus)
    @on(DescendantBlur)
    def _show(self) -> None:
        """Mark the field that has the keyboard, and say what is wrong, or where the file will be."""
        for label, name, field in zip(self._labels, _LABELS, self._fields, strict=True):
            has_cursor = field.has_focus
            style = "$primary bold" if has_cursor else "$primary"
            label.update(Content.styled(f"{'▸' if has_cursor else ' '} {name}", style), layout=False)
        said = self._problem or f"in {_folder(self._file.raw)}"
        self._told.update(Content.styled(one_line(said), "$warning" if self._problem else "$dim"))


def _folder(name: str) -> Path:
    """The folder in which a file of this name would be; the disk is not asked."""
    try:
        return Path(name).expanduser().absolute().parent
    except (OSError, ValueError, RuntimeError):
        # The present folder may be gone.
        return Path()
