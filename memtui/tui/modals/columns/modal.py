"""The chooser: every column, those that are shown in their order, and what the list would look like."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from memtui.core.columns import ABOUT, DEFAULT, METADATA, TEXT, Column
from memtui.tui.lines import Span, fit, number
from memtui.tui.messages import RowChosen
from memtui.tui.modals.columns.choice import Choice, Seen
from memtui.tui.panes.columns import ColumnRows
from memtui.tui.service.row_list import RowList
from memtui.tui.widgets.edit_box import LineBox
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked, KeyHint

Preview = Callable[[ColumnRows | None, int], Sequence[Sequence[Span]]]
"""The line of names and so many rows as they would look; without columns as a list looks by itself."""

_LOW, _TITLE, _PREVIEWED = 24, 20, 3
_STYLES = {"dim": "$dim", "accent": "$accent", "warning": "$warning", "expired": "$dim italic"}
_CHOOSING = (
    KeyHint("enter", "takes", "enter"),
    KeyHint("space", "switches", "space"),
    KeyHint("J K", "moves", "J"),
    KeyHint("a", "adds a key", "a"),
    KeyHint("=", "the usual", "="),
    KeyHint("esc", "leaves", "escape"),
)
_TYPING = (KeyHint("enter", "adds it", "enter"), KeyHint("esc", "goes back", "escape"))
_CARRIES = {"J": 1, "shift+down": 1, "K": -1, "shift+up": -1}


class ColumnsModal(ModalScreen[tuple[Column, ...] | None]):
    """Is dismissed with the columns in their order, or None."""

    CSS_PATH = "columns.tcss"
    AUTO_FOCUS = "RowList"

    def __init__(self, chosen: Sequence[Column], seen: Seen, preview: Preview) -> None:
        super().__init__()
        self._choice = Choice(chosen, seen)
        self._seen = seen
        self._preview = preview
        self._left_out: frozenset[Column] = frozenset()
        self._told = ""

    def compose(self) -> ComposeResult:
        """The columns, what they would look like, and the keys."""
        with Vertical(id="columns") as box:
            box.border_title = "Columns"
            self._list: RowList[Column] = RowList(self._drawn)
            yield self._list
            self._key = LineBox(
                "", press=self.press, id="columns-key", placeholder="a key of the metadata, or a column"
            )
            yield self._key
            self._about = Static(id="columns-about", markup=False)
            yield self._about
            self._looks = Static(id="columns-preview", markup=False)
            yield self._looks
            self._keys = KeyBar()
            yield self._keys

    def on_mount(self) -> None:
        """Begin with the first column."""
        self._show()

    # What a person does

    async def on_key(self, event: events.Key) -> None:
        """A key while nothing is typed."""
        event.stop()
        event.prevent_default()
        await self.press(event.key, event.character)

    @on(KeyClicked)
    async def _hint_clicked(self, event: KeyClicked) -> None:
        event.stop()
        await self.press(event.press, None)

    @on(RowChosen)
    def _row_chosen(self, event: RowChosen) -> None:
        event.stop()
        self._choice.at = event.index
        self._told = self._choice.switch()
        self._show()

    async def press(self, key: str, character: str | None) -> None:
        """Do what a key says: every key comes here, in its order."""
        # A key that was pressed twice may come when this screen is gone already.
        if not self.is_current:
            return
        self._told = ""
        if self.has_class("-typing"):
            await self._type(key, character)
            return
        choice = self._choice
        choice.at = self._list.cursor
        if key in {"escape", "q"}:
            self.dismiss(None)
            return
        if key in {"enter", "ctrl+s"}:
            self.dismiss(choice.chosen)
            return
        if key == "space":
            self._told = choice.switch()
        elif key in _CARRIES:
            choice.carry(_CARRIES[key])
        elif key in {"=", "equals_sign"}:
            choice.usual()
        elif key in {"a", "slash", "plus"}:
            self.add_class("-typing")
            self.set_focus(self._key)
        else:
            self._list.press(key)
            choice.at = self._list.cursor
        self._show()

    async def _type(self, key: str, character: str | None) -> None:
        if key not in {"enter", "escape"}:
            await self._key.take(key, character)
            return
        if key == "enter" and self._key.raw.strip():
            self._choice.take(self._key.raw)
        self._key.put("")
        self.remove_class("-typing")
        self.set_focus(self._list)
        self._show()

    # What is shown

    def _show(self) -> None:
        chosen = self._choice.chosen
        columns = None if chosen == DEFAULT else ColumnRows(chosen)
        lines = self._preview(columns, _PREVIEWED)
        # From the right, save for the text.
        others = [column for column in chosen if column != TEXT]
        left_out = 0 if columns is None else columns.left_out
        self._left_out = frozenset(others[len(others) - left_out :])
        self._looks.update(Content("\n").join(map(_line, lines)), layout=False)
        self._list.show(self._choice.rows, self._choice.at)
        self._list.refresh()
        self._about.update(self._said(), layout=False)
        self._keys.show(_TYPING if self.has_class("-typing") else _CHOOSING)

    def _said(self) -> Content:
        if self._told:
            return Content.styled(self._told, "$warning")
        if self._left_out:
            return Content.styled(
                f"+{len(self._left_out)}: the list has no room for as many; those come back in a wider one.",
                "$warning",
            )
        if self._choice.chosen == DEFAULT:
            return Content.styled("The usual ones: whose it is stands there where there is room.", "$dim")
        return Content.styled("The list has room for all of them.", "$dim")

    def _drawn(self, row: Column, width: int) -> list[Span]:
        is_on = self._choice.is_on(row)
        room = min(_TITLE, width // 2)
        about = self._about_it(row)
        if row in self._left_out:
            about = f"no room · {about}"
        return [
            ("[x] " if is_on else "[ ] ", "accent" if is_on else "dim"),
            (fit(row.title, room), ""),
            (fit(f"  {about}", width - room - 4), "dim"),
        ]

    def _about_it(self, row: Column) -> str:
        if row.kind != METADATA:
            return ABOUT[row.kind]
        count = self._seen.keys.get(row.key, 0)
        return f"metadata · in {number(count)} of {number(self._seen.rows)} rows here"

    def on_resize(self, event: events.Resize) -> None:
        """Give up what is not needed in a low terminal."""
        self.set_class(event.size.height < _LOW, "-low")


def _line(spans: Sequence[Span]) -> Content:
    return Content.assemble(*((text, _STYLES.get(role, "")) for text, role in spans))
