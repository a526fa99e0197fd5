"""What of some memories is to be copied: their ids, their texts, or JSON."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from memtui.core.copies import COPY_FORMS, CopyForm
from memtui.tui.lines import number

KEYS: dict[str, CopyForm] = {"i": "id", "t": "text", "j": "json"}
_WIDEST_LABEL = 5


class CopyMenu(ModalScreen[CopyForm | None]):
    """Gives back the form in which `count` memories are to be copied, or None."""

    CSS_PATH = "copy.tcss"
    AUTO_FOCUS = "#copy-forms"

    def __init__(self, count: int | None) -> None:
        super().__init__()
        self._count = count

    def compose(self) -> ComposeResult:
        """One row for each form."""
        with Vertical(id="copy") as box:
            which = "all that match" if self._count is None else f"{number(self._count)} memories"
            which = "this memory" if self._count == 1 else which
            box.border_title = f"Copy {which}"
            box.border_subtitle = "esc leaves"
            rows = [
                Option(_row(key, *_words(form, 2 if self._count is None else self._count)), id=form)
                for key, form in KEYS.items()
            ]
            yield OptionList(*rows, id="copy-forms", markup=False, compact=True)

    def on_key(self, event: Key) -> None:
        """Take the letter of a form, or leave."""
        if event.key in KEYS:
            self._leave(KEYS[event.key])
        elif event.key in {"escape", "q", "ctrl+c"}:
            self._leave(None)
        else:
            return
        event.stop()
        event.prevent_default()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self._leave(COPY_FORMS[event.option_index])

    def _leave(self, form: CopyForm | None) -> None:
        # A key that was pressed twice may come when this screen is gone already.
        if self.is_current:
            self.dismiss(form)


def _words(form: CopyForm, count: int) -> tuple[str, str]:
    """What a form is called, and what it looks like."""
    is_one = count == 1
    if form == "id":
        return ("id", "as the service knows it") if is_one else ("ids", "one a line")
    if form == "text":
        return ("text", "as it is") if is_one else ("texts", "as they are, one after another")
    return "JSON", "one object" if is_one else f"an array of {number(count)} objects"


def _row(key: str, label: str, about: str) -> Content:
    return Content.assemble(
        (f" {key}", "$accent bold"), f"  {label.ljust(_WIDEST_LABEL)}", (f"  {about}", "$dim")
    )
