"""Every key, to be searched and run: typing filters, enter does what is chosen."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from memtui.tui.actions import ACTIONS, Action, key_names, keys_of
from memtui.tui.lines import DRAWN
from memtui.tui.state import BrowseState

_LABEL_WIDTH = max(len(action.label) for action in ACTIONS)


class HelpModal(ModalScreen[str | None]):
    """Gives back the id of the action to do, or None."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", show=False),
        Binding("down,ctrl+j,ctrl+n", "step(1)", "Down", show=False, priority=True),
        Binding("up,ctrl+k", "step(-1)", "Up", show=False, priority=True),
        Binding("pagedown", "step(10)", "Page down", show=False, priority=True),
        Binding("pageup", "step(-10)", "Page up", show=False, priority=True),
        Binding("ctrl+home", "step(-1000)", "First", show=False, priority=True),
        Binding("ctrl+end", "step(1000)", "Last", show=False, priority=True),
    ]
    AUTO_FOCUS = "#find"

    def __init__(self, state: BrowseState) -> None:
        super().__init__()
        self._state = state
        self._keys_width = max(len(key_names(action)) for action in ACTIONS)

    def compose(self) -> ComposeResult:
        """A field over the list of actions."""
        with Vertical(id="help") as box:
            box.border_title = "Keys"
            box.border_subtitle = "type to find · enter runs · esc closes"
            self._field = Input(
                placeholder="What do you want to do?", id="find", compact=True, restrict=DRAWN
            )
            self._field.cursor_blink = False
            yield self._field
            self._options = OptionList(id="actions", markup=False, compact=True)
            self._options.can_focus = False
            yield self._options

    def on_mount(self) -> None:
        """Show every action."""
        self._fill("")

    @on(Input.Changed, "#find")
    def _typed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(Input.Submitted, "#find")
    def _entered(self, event: Input.Submitted) -> None:
        index = self._options.highlighted
        if index is not None:
            self.dismiss(self._options.get_option_at_index(index).id)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_leave(self) -> None:
        """Close without doing anything."""
        self.dismiss(None)

    def action_step(self, rows: int) -> None:
        """Move the cursor of the list while the field keeps the keyboard."""
        options = self._options
        actions = [index for index, option in enumerate(options.options) if option.id is not None]
        if not actions or options.highlighted is None:
            return
        at = options.highlighted + rows
        if rows > 0:
            options.highlighted = next((index for index in actions if index >= at), actions[-1])
        else:
            options.highlighted = next((index for index in reversed(actions) if index <= at), actions[0])

    def _fill(self, text: str) -> None:
        wanted = [action for action in ACTIONS if _matches(action, text)]
        # What was typed may be the key itself.
        wanted.sort(key=lambda action: not _is_key_of(action, text))
        options: list[Option] = []
        group = ""
        for action in wanted:
            if action.group != group and not text:
                group = action.group
                options.append(Option(Content.styled(group, "bold $primary"), disabled=True))
            options.append(Option(self._row(action), id=action.id))
        self._options.set_options(options)
        self._options.highlighted = next(
            (index for index, option in enumerate(options) if option.id is not None), None
        )

    def _row(self, action: Action) -> Content:
        reason = action.disabled_reason(self._state)
        return Content.assemble(
            (" " + key_names(action).ljust(self._keys_width), "$accent" if not reason else "$dim"),
            ("  " + action.label.ljust(_LABEL_WIDTH), "" if not reason else "$dim"),
            ("  " + (f"off: {reason}" if reason else action.help), "$dim"),
        )


def _matches(action: Action, text: str) -> bool:
    """Whether every word that was typed stands in the action's words, or the text is one of its keys."""
    if _is_key_of(action, text):
        return True
    words = f"{action.label} {action.help} {action.group}".casefold()
    return all(word in words for word in text.casefold().split())


def _is_key_of(action: Action, text: str) -> bool:
    """Whether a text is one of an action's keys, as it is shown or as it is written in the configuration."""
    return bool(text) and (text in key_names(action).split() or text in keys_of(action.id))
