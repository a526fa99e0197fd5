"""What is to be copied: ids, texts or JSON of some memories, or a command for what is shown."""

from __future__ import annotations

from typing import Literal, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from memtui.core.copies import CopyForm
from memtui.tui.lines import number

Picked: TypeAlias = CopyForm | Literal["command"]
KEYS: dict[str, Picked] = {"i": "id", "t": "text", "j": "json", "c": "command"}
_WIDEST_LABEL = 7


class CopyMenu(ModalScreen[Picked | None]):
    """Gives back the form in which `count` memories are to be copied, or None.

    Without any, there is only the command to copy.
    """

    CSS_PATH = "copy.tcss"
    AUTO_FOCUS = "#copy-forms"

    def __init__(self, count: int | None) -> None:
        super().__init__()
        self._count = count
        self._keys = {"c": KEYS["c"]} if count == 0 else KEYS

    def compose(self) -> ComposeResult:
        """One row for each form."""
        with Vertical(id="copy") as box:
            which = "all that match" if self._count is None else f"{number(self._count)} memories"
            if self._count is not None and self._count < 2:
                which = "this memory" if self._count else "what is shown"
            box.border_title = f"Copy {which}"
            box.border_subtitle = "esc leaves"
            rows = [
                Option(_row(key, *_words(form, 2 if self._count is None else self._count)), id=form)
                for key, form in self._keys.items()
            ]
            yield OptionList(*rows, id="copy-forms", markup=False, compact=True)

    def on_key(self, event: Key) -> None:
        """Take the letter of a form, or leave."""
        if event.key in self._keys:
            self._leave(self._keys[event.key])
        elif event.key in {"escape", "q", "ctrl+c"}:
            self._leave(None)
        else:
            return
        event.stop()
        event.prevent_default()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self._leave(list(self._keys.values())[event.option_index])

    def _leave(self, form: Picked | None) -> None:
        # A key that was pressed twice may come when this screen is gone already.
        if self.is_current:
            self.dismiss(form)


def _words(form: Picked, count: int) -> tuple[str, str]:
    """What a form is called, and what it looks like."""
    is_one = count == 1
    if form == "command":
        return "command", "for what the screen shows"
    if form == "id":
        return ("id", "as the service knows it") if is_one else ("ids", "one a line")
    if form == "text":
        return ("text", "as it is") if is_one else ("texts", "as they are, one after another")
    return "JSON", "one object" if is_one else f"an array of {number(count)} objects"


def _row(key: str, label: str, about: str) -> Content:
    return Content.assemble(
        (f" {key}", "$accent bold"), f"  {label.ljust(_WIDEST_LABEL)}", (f"  {about}", "$dim")
    )
