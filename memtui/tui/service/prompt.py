"""One line of text that a page asks for, at its foot."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static, TextArea

from memtui.core.values import dataclass
from memtui.tui.widgets.edit_box import LineBox, Press


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is done with the text: `does` says it in words, `then` does it when enter is pressed.

    `typed` is told every change, `left` that escape was pressed.
    """

    does: str
    then: Callable[[str], object]
    typed: Callable[[str], object] | None = None
    left: Callable[[], object] | None = None


class PromptBar(Horizontal):
    """The label and the field, there only while something is asked; keys come from the page, by `press`."""

    def __init__(self, press: Press) -> None:
        self._label = Static(id="page-prompt-label", markup=False)
        self._field = LineBox("", press=press, id="page-prompt-field")
        super().__init__(self._label, self._field, id="page-prompt")
        self.display = False
        self.asked: Prompt | None = None
        self._focused_before: Widget | None = None

    def ask(self, label: str, text: str, prompt: Prompt) -> None:
        """Ask, beginning with this text; the field takes the keyboard."""
        self.asked = prompt
        self._label.update(f"{label} ")
        self._field.put(text)
        self._field.go_to_end()
        self.display = True
        self._focused_before = self.screen.focused
        self.screen.set_focus(self._field)

    async def take(self, key: str, character: str | None) -> Callable[[], object] | None:
        """Type; at the end, what is to be done then."""
        prompt = self.asked
        if prompt is None or key not in {"enter", "escape"}:
            await self._field.take(key, character)
            return None
        self.asked = None
        self.display = False
        self.screen.set_focus(self._focused_before)
        return partial(prompt.then, self._field.raw) if key == "enter" else prompt.left or _nothing

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self.asked is not None and self.asked.typed is not None:
            self.asked.typed(self._field.raw)


def _nothing() -> None:
    """Nobody wants to know that escape was pressed."""
