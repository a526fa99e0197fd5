"""The modal of saved filters: what a person presses, and what is said to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key, Paste, Resize
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from memtui.core.display import one_line
from memtui.core.errors import FilterError, MemtuiError
from memtui.core.filter_text import format_filter
from memtui.core.filters import Filter
from memtui.core.profile import ServiceKind
from memtui.state.saved_filters import SavedFilters
from memtui.tui.messages import CursorMoved, RowChosen
from memtui.tui.modals.saved.answer import Answer
from memtui.tui.modals.saved.keys import BY_ID, BY_PRESS, ActionId, Asking, hints
from memtui.tui.modals.saved.shelf import Shelf, read_shared
from memtui.tui.modals.saved.shelf_list import ShelfList
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked

_LOW = 16
"""Lines of a terminal under which there is no room for a frame."""
_MOST_SAID = 2000
"""Characters of one sentence: somebody's filter may be longer than any screen."""


class SavedFiltersModal(ModalScreen[Filter | None]):
    """Gives back the filter to apply, or None.

    `copy` puts a text on the clipboard; `current` is the filter that is on, which can be saved.
    """

    CSS_PATH = "saved.tcss"
    AUTO_FOCUS = "#shelf"

    def __init__(
        self,
        saved: SavedFilters,
        *,
        kind: ServiceKind,
        current: Filter | None,
        clock: Callable[[], datetime],
        copy: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._shelf = Shelf(saved, kind, current, clock)
        self._copy = copy
        self._to_save = current
        self._to_rename = ""
        self._again = ""
        """The name that is deleted or replaced if the same key follows."""
        self._at = 0
        self._message = ""
        self._handlers: dict[ActionId, Callable[[], object]] = {
            "apply": self._apply,
            "save": lambda: self._ask_name(self._shelf.current),
            "rename": self._ask_new_name,
            "delete": self._delete,
            "undo": lambda: self._change(self._shelf.undo),
            "json": self._copy_json,
            "text": self._copy_text,
            "paste": lambda: self._ask("paste"),
            "narrow": lambda: self._ask("narrow", self._shelf.narrowing),
            "back": self._back,
        }

    def compose(self) -> ComposeResult:
        """A field and the list over what is said of the filter under the cursor, and the keys."""
        current = self._shelf.current
        self._field = Answer()
        self._list = ShelfList("" if current is None else format_filter(current))
        self._damage, self._about = Static(id="damage", markup=False), Static(id="about", markup=False)
        self._keys = KeyBar()
        with Vertical(id="saved") as self._box:
            self._box.border_title = "Saved filters"
            yield self._damage
            yield self._field
            yield self._list
            yield self._about
            yield self._keys

    def on_mount(self) -> None:
        """Show every filter."""
        self._show(0)

    # What a person does

    def on_key(self, event: Key) -> None:
        """Take the keys of the list, or of the field when it is open.

        Bindings are looked up only after a key has passed through the whole app: what is typed fast, ahead
        of the field that it is meant for, would be lost there, or worse, do something to the list.
        """
        moves: dict[str, Callable[[], object]] = {
            "down": lambda: self._list.step(1),
            "up": lambda: self._list.step(-1),
            "pagedown": lambda: self._list.turn(1),
            "pageup": lambda: self._list.turn(-1),
        }
        if not self._field.asking:
            moves |= {
                "j": moves["down"],
                "k": moves["up"],
                "ctrl+d": lambda: self._list.turn(0.5),
                "ctrl+u": lambda: self._list.turn(-0.5),
                "home": self._list.go_first,
                "g": self._list.go_first,
                "end": self._list.go_last,
                "G": self._list.go_last,
            }
        if event.key not in {"d", "enter", "escape"} and not self._field.asking:
            self._take_question_back()
        if event.key in moves:
            moves[event.key]()
        elif self._field.asking and event.is_printable and event.character:
            self._field.insert_text_at_cursor(event.character)
        elif event.key in BY_PRESS:
            self._perform(BY_PRESS[event.key])
        else:
            return
        event.stop()

    def on_paste(self, event: Paste) -> None:
        """A pasted filter is read whole; elsewhere a pasted text becomes one line."""
        event.stop()
        if self._field.asking in {"", "paste"}:
            self._read(event.text)
        else:
            self._field.insert_text_at_cursor(one_line(" ".join(event.text.split())))

    @on(KeyClicked)
    def _key_clicked(self, message: KeyClicked) -> None:
        message.stop()
        self._perform(BY_PRESS[message.press])

    def _perform(self, action_id: ActionId) -> None:
        """Do what a key stands for, or say why it is off."""
        if self._field.asking:
            if action_id == "apply":
                self._entered()
            elif action_id == "back":
                self._back()
            return
        if action_id != "delete" and self._take_question_back() and action_id == "back":
            return
        action = BY_ID[action_id]
        if reason := action.reason(self._shelf, self._list.row):
            self._say(f"{action.label} is off: {reason}")
            return
        self._message = ""
        self._handlers[action_id]()
        self._redraw()

    def _take_question_back(self) -> bool:
        """Whether a key was asked for once more and is not any longer."""
        was_asked, self._again = bool(self._again), ""
        if was_asked:
            self._say("")
        return was_asked

    @on(CursorMoved)
    def _cursor_moved(self, message: CursorMoved) -> None:
        message.stop()
        if message.index != self._at:
            self._at = message.index
            self._take_question_back()
            self._say("")

    @on(RowChosen)
    def _row_chosen(self, message: RowChosen) -> None:
        message.stop()
        if self._list.row_at(message.index) is not None and self._field.asking in {"", "narrow"}:
            self._close_field()
            self._perform("apply")

    def _apply(self) -> None:
        row = self._list.row
        if row is not None:
            self._leave(row.tree)

    def _delete(self) -> None:
        row = self._list.row
        if row is None:
            return
        if self._again == row.name:
            self._change(lambda: self._shelf.delete(row.name))
        else:
            self._again = row.name
            self._say(f"d again deletes {one_line(row.name)}")

    def _copy_json(self) -> None:
        row = self._list.row
        if row is None or row.tree is None:
            return
        text, is_fixed = self._shelf.as_json(row.tree)
        self._copy(text)
        fixed = ", its dates fixed as of now; C copies the text, which keeps them" if is_fixed else ""
        self._say(f"the JSON went to the clipboard{fixed}")

    def _copy_text(self) -> None:
        row = self._list.row
        if row is not None:
            self._copy(row.text)
            self._say("the text went to the clipboard")

    def _back(self) -> None:
        if self._field.asking == "narrow" or (not self._field.asking and self._shelf.narrowing):
            self._narrow("")
        elif not self._field.asking:
            self._leave(None)
            return
        self._close_field()
        self._say("")

    def _leave(self, tree: Filter | None) -> None:
        # A key that was pressed twice may come when this screen is gone already.
        if self.is_current:
            self.dismiss(tree)

    # The field

    def _ask(self, asking: Asking, text: str = "") -> None:
        self._field.ask(asking, text)
        self._list.can_focus = False
        self.set_focus(self._field)

    def _close_field(self) -> None:
        self._field.close()
        self._again = ""
        self._list.can_focus = True
        self.set_focus(self._list)

    def _ask_name(self, tree: Filter | None) -> None:
        if tree is not None:
            self._to_save = tree
            self._ask("save")
            self._say(f"saves {format_filter(tree)}")

    def _ask_new_name(self) -> None:
        row = self._list.row
        if row is not None:
            self._to_rename = row.name
            self._ask("rename", one_line(row.name))
            self._say(f"another name for {one_line(row.name)}")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._field.asking == "narrow":
            self._narrow(self._field.value)
        elif self._field.value.strip() != self._again:
            self._take_question_back()

    def _entered(self) -> None:
        text, asking = self._field.value, self._field.asking
        if asking == "narrow":
            self._narrow(text)
            self._close_field()
            self._redraw()
        elif asking == "paste":
            self._read(text)
        elif asking == "rename":
            self._change(lambda: self._shelf.rename(self._to_rename, text))
        elif self._shelf.is_taken(text) and self._again != text.strip():
            self._again = text.strip()
            self._say(f"there is a filter {one_line(self._again)} already; enter again replaces it")
        elif self._to_save is not None:
            tree = self._to_save
            self._change(lambda: self._shelf.save(text, tree))

    def _read(self, text: str) -> None:
        action = BY_ID["paste"]
        if reason := action.reason(self._shelf, self._list.row):
            self._say(f"{action.label} is off: {reason}")
            return
        try:
            tree = read_shared(text)
        except FilterError as error:
            if not self._field.asking:
                self._ask("paste")
            self._say(str(error))
        else:
            self._ask_name(tree)

    def _narrow(self, text: str) -> None:
        if text != self._shelf.narrowing:
            self._shelf.narrow(text)
            self._show(0)

    # What is shown

    def _change(self, change: Callable[[], str]) -> None:
        """Change what is saved and say so, with the cursor on what was changed; or say why not."""
        try:
            message = change()
        except MemtuiError as error:
            # Why it failed may show in the file.
            self._shelf.load()
            self._show(self._list.cursor)
            self._say(str(error))
            return
        self._close_field()
        place = self._shelf.place_of(self._shelf.touched)
        self._show(self._list.cursor if place is None else place)
        self._say(message)

    def _show(self, cursor: int) -> None:
        self._list.show(self._shelf.lines, cursor)
        self._at = self._list.cursor
        self._redraw()

    def _say(self, message: str) -> None:
        self._message = message
        self._redraw()

    def _redraw(self) -> None:
        row, asking = self._list.row, self._field.asking
        self._damage.display = bool(self._shelf.damage)
        self._damage.update(one_line(self._shelf.damage))
        self._box.border_subtitle = "some are left out · esc shows all" if self._shelf.narrowing else ""
        # Most pressing first: what has no room is cut off.
        said = [(self._message, "$accent")]
        if row is not None and asking in {"", "narrow"}:
            said += [(f"cannot be applied: {row.problem}" if row.problem else "", "$warning")]
            said += [(f"careful: {warning}", "$warning") for warning in row.warnings]
            said += [(f"finds {row.help}" if row.help else "", "$dim"), (row.text, "$dim")]
        lines = [Content.styled(one_line(text[:_MOST_SAID]), style) for text, style in said if text]
        self._about.update(Content("\n").join(lines), layout=False)
        is_low = self.has_class("-low")
        self._keys.show(hints(self._shelf, row, asking, short=is_low))

    def on_resize(self, event: Resize) -> None:
        """Give up the frame in a low terminal."""
        self.set_class(event.size.height < _LOW, "-low")
        self._redraw()
