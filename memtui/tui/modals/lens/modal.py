"""The form of the lens: two numbers and two switches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus, Key
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from memtui.adapters.base import Feature
from memtui.core.errors import UsageError
from memtui.tui.modals.add.rows import FieldRow
from memtui.tui.modals.add.toggle import Toggle, Turned
from memtui.tui.modals.lens.reading import MOST, threshold_typed, top_k_typed
from memtui.tui.screens.lens_words import threshold_told
from memtui.tui.state import Lens
from memtui.tui.widgets.edit_box import EditBox, LineBox
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked, KeyHint

T = TypeVar("T")
_ABOUT = {
    "top_k": f"The best ones, at most so many: 1 to {MOST}.",
    "threshold": "From 0 to 1. Lower scores are hidden; 0 hides nothing.",
    "rerank": "It may take longer.",
    "keyword": "",
}
_KEYS = (
    KeyHint("enter", "applies", "enter"),
    KeyHint("tab", "next", "tab"),
    KeyHint("space", "turns a switch", "space"),
    KeyHint("esc", "leaves", "escape"),
)


class LensModal(ModalScreen[Lens | None]):
    """Is dismissed with the lens as it shall be, or None; what the service `lacks` cannot be turned on."""

    CSS_PATH = "lens.tcss"
    AUTO_FOCUS = ""

    def __init__(self, lens: Lens, lacks: Mapping[Feature, str]) -> None:
        super().__init__()
        press = self.press
        self._top_k = LineBox(str(lens.top_k), press=press, id="lens-top-k")
        self._threshold = LineBox(threshold_told(lens.threshold), press=press, id="lens-threshold")
        self._rerank = Toggle(
            press=press,
            value=lens.rerank,
            on="the service is asked to order them again",
            off="they stay as the search orders them",
            reason=lacks.get("rerank", ""),
        )
        self._keyword = Toggle(
            press=press,
            value=lens.keyword,
            on="the service is asked for keywords too",
            off="it searches as it always does",
            reason=lacks.get("keyword_search", ""),
        )
        self._top_k_row = FieldRow("top_k", "how many", self._top_k)
        self._threshold_row = FieldRow("threshold", "from score", self._threshold)
        self._rows = (
            self._top_k_row,
            self._threshold_row,
            FieldRow("rerank", "rerank", self._rerank),
            FieldRow("keyword", "keywords", self._keyword),
        )
        self._problem: tuple[FieldRow, str] | None = None

    def compose(self) -> ComposeResult:
        """The fields over what is said of them, and the keys."""
        with Vertical(id="lens") as box:
            box.border_title = "Search lens"
            yield from self._rows
            self._about = Static(id="lens-about", markup=False)
            yield self._about
            self._keys = KeyBar()
            yield self._keys

    def on_mount(self) -> None:
        """Begin with how many."""
        self._keys.show(_KEYS)
        self._go_to(self._rows[0])

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
        if key == "escape":
            self.dismiss(None)
        elif key in {"enter", "ctrl+s"}:
            self._apply()
        elif key in {"tab", "down"}:
            self._step(1)
        elif key in {"shift+tab", "up"}:
            self._step(-1)
        elif key == "space" and isinstance(field, Toggle):
            field.turn()
        elif isinstance(field, EditBox):
            await field.take(key, character)

    def _step(self, step: int) -> None:
        rows = [row for row in self._rows if row.field.can_focus]
        at = next((at for at, row in enumerate(rows) if row.field is self.focused), 0)
        self._go_to(rows[(at + step) % len(rows)])

    def _go_to(self, row: FieldRow) -> None:
        self.set_focus(row.field)
        if isinstance(row.field, EditBox):
            # A number is typed anew rather than mended.
            row.field.select_all()

    def _apply(self) -> None:
        top_k = self._read(self._top_k_row, self._top_k, top_k_typed)
        threshold = self._read(self._threshold_row, self._threshold, threshold_typed)
        if top_k is not None and threshold is not None:
            self.dismiss(Lens(top_k, threshold, self._rerank.value, self._keyword.value))
        elif self._problem is not None:
            self._go_to(self._problem[0])
            self._show()

    def _read(self, row: FieldRow, box: LineBox, read: Callable[[str], T]) -> T | None:
        try:
            return read(box.raw)
        except UsageError as error:
            self._problem = self._problem or (row, error.message)
            return None

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._problem = None
        self._show()

    @on(Turned)
    @on(DescendantFocus)
    @on(DescendantBlur)
    def _moved(self) -> None:
        self._show()

    def _show(self) -> None:
        """Mark the field that has the keyboard, and say what is wrong, or what the field is for."""
        wrong, said = self._problem or (None, "")
        for row in self._rows:
            row.show(is_wrong=row is wrong)
            if row.field.has_focus and not self._problem:
                said = _ABOUT[row.field_name]
        self._about.update(Content.styled(said, "$warning" if self._problem else "$dim"), layout=False)
