"""In which form a command is to be copied, and what it looks like in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from memtui.core.display import neutralise, one_line
from memtui.core.errors import MemtuiError
from memtui.core.hidden import hidden_words
from memtui.core.values import dataclass
from memtui.tui.lines import number

_MOST_SHOWN = 4000
"""Characters of a command that are shown; all of it is copied."""


@dataclass(frozen=True, slots=True)
class CommandForm:
    """A form with its key; `make` gives the text, or raises MemtuiError saying why there is none."""

    key: str
    name: str
    about: str
    make: Callable[[], str]


class CommandMenu(ModalScreen[str | None]):
    """Gives back the text to copy, or None; `what` is what it asks for, `note` what else is to be known."""

    CSS_PATH = "command.tcss"
    AUTO_FOCUS = "#command-forms"

    def __init__(self, what: str, forms: Sequence[CommandForm], note: str = "") -> None:
        super().__init__()
        self._what = what
        self._forms = forms
        self._note = note
        self._made: dict[int, str | MemtuiError] = {}

    def compose(self) -> ComposeResult:
        """One row for each form, over what it looks like."""
        with Vertical(id="command") as box:
            box.border_title = f"Copy the command for {self._what}"
            box.border_subtitle = "enter copies  esc leaves"
            rows = [Option(_row(form)) for form in self._forms]
            self._list = OptionList(*rows, id="command-forms", markup=False, compact=True)
            yield self._list
            self._preview = Static(id="command-preview", markup=False)
            with VerticalScroll(id="command-text", can_focus=False) as self._scroll:
                yield self._preview
            self._said = Static(id="command-said", markup=False)
            yield self._said

    def on_mount(self) -> None:
        """Show the first form, so that the first layout has room for it."""
        self._show(0)

    def on_key(self, event: Key) -> None:
        """Take the letter of a form, move, or leave."""
        letters = [form.key for form in self._forms]
        moves: dict[str, Callable[[], object]] = {
            "j": self._list.action_cursor_down,
            "k": self._list.action_cursor_up,
            "pagedown": self._scroll.scroll_page_down,
            "ctrl+d": self._scroll.scroll_page_down,
            "pageup": self._scroll.scroll_page_up,
            "ctrl+u": self._scroll.scroll_page_up,
        }
        if event.key in letters:
            self._choose(letters.index(event.key))
        elif event.key in moves:
            moves[event.key]()
        elif event.key in {"escape", "q", "ctrl+c"}:
            self._leave(None)
        else:
            return
        event.stop()
        event.prevent_default()

    @on(OptionList.OptionHighlighted)
    def _looked_at(self, event: OptionList.OptionHighlighted) -> None:
        self._show(event.option_index)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self._choose(event.option_index)

    def _choose(self, index: int) -> None:
        """Copy the form, if there is such a text; else say why there is none."""
        made = self._text(index)
        if isinstance(made, str):
            self._leave(made)
        elif self._list.highlighted != index:
            self._list.highlighted = index

    def _text(self, index: int) -> str | MemtuiError:
        # Each is made when it is first looked at: for some much has to be loaded.
        if index not in self._made:
            try:
                self._made[index] = self._forms[index].make()
            except MemtuiError as error:
                self._made[index] = error
        return self._made[index]

    def _show(self, index: int) -> None:
        made = self._text(index)
        if isinstance(made, MemtuiError):
            self._preview.update(Content.styled(f"There is none: {one_line(made.message)}", "$warning"))
            self._said.update(Content.styled(one_line(made.hint), "$dim"))
        else:
            more = len(made) - _MOST_SHOWN
            cut = f"…\n{number(more)} more characters" if more > 0 else ""
            self._preview.update(Content(neutralise(made[:_MOST_SHOWN]) + cut))
            hidden = hidden_words([made], most=2)
            self._said.update(
                Content.styled(hidden, "$warning") if hidden else Content.styled(self._note, "$dim")
            )
        self._scroll.scroll_home(animate=False)

    def _leave(self, text: str | None) -> None:
        # A key that was pressed twice may come when this screen is gone already.
        if self.is_current:
            self.dismiss(text)


def _row(form: CommandForm) -> Content:
    return Content.assemble((f" {form.key}", "$accent bold"), f"  {form.name:6}", (f"  {form.about}", "$dim"))
