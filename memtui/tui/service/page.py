"""What all pages of the service have in common: what is said, the keys, and a prompt.

Every key comes to `press`, in its order. Whatever is asked of the service goes through `ask_service`
(`memtui.tui.service.asking`).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key, Resize
from textual.types import CSSPathType

from memtui.core.display import one_line
from memtui.core.errors import MemtuiError
from memtui.tui.lines import Line, line
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.modals.items.told import Told
from memtui.tui.service.asking import AskingPage
from memtui.tui.service.context import PageContext
from memtui.tui.service.prompt import Prompt, PromptBar
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked, KeyHint

_LOW, _TALL = 26, 36
"""Lines of a terminal under which there is no room for a frame, and from which fields have room to spare."""
_WIDE = 100
"""Columns from which two panes stand side by side."""
_LONGEST_SAID = 500

R = TypeVar("R")


class ServicePage(AskingPage[R], Generic[R]):
    """A head, a middle, what is said, and the keys; a subclass says its `TITLE`, its middle and its keys."""

    CSS_PATH: ClassVar[CSSPathType | None] = Path(__file__).with_name("service.tcss")

    def __init__(self, context: PageContext) -> None:
        super().__init__(classes="service-page")
        self.context = context
        self.head, self.said, self.key_bar = Told(id="page-head"), Told(id="page-said"), KeyBar()
        self._bar = PromptBar(self.press)
        self._question: tuple[str, Callable[[], object]] | None = None
        self._message: tuple[str, str] = ("", "")

    def compose(self) -> ComposeResult:
        """The parts, from the top."""
        with Vertical(id="page") as self.box:
            self.box.border_title = Content(self.TITLE or "")
            self.box.border_subtitle = Content(one_line(self.context.place))
            yield self.head
            yield from self.middle()
            yield self._bar
            yield self.said
            yield self.key_bar

    # What a subclass says

    @abstractmethod
    def middle(self) -> ComposeResult:
        """What stands between the head and what is said."""

    @abstractmethod
    def keys(self) -> Sequence[ModalKey]:
        """What can be done now; a key that is `off` says why."""

    def head_lines(self) -> Sequence[Line]:
        """What is said at the top; nothing takes no room."""
        return ()

    def notes(self) -> Sequence[Line]:
        """What is to be said over the keys when nothing happened."""
        return ()

    async def move(self, key: str, character: str | None) -> None:
        """Do what a key says that is none of `keys`."""

    # What is said

    def redraw(self) -> None:
        """Say everything anew."""
        # Without a frame there is no title on it.
        title = [line((self.TITLE or "", "strong"), (f"  {one_line(self.context.place)}", "dim"))]
        self.head.tell([*(title if self.has_class("-low") else []), *self.head_lines()])
        self.said.tell(self._said())
        self.key_bar.show(self._hints())

    def say(self, text: str, role: str = "accent") -> None:
        """Say a sentence, until the next key."""
        self._message = (text, role)
        self.redraw()

    def failed_to_ask(self, group: str, error: MemtuiError) -> None:
        """Say what went wrong, and keep it for those who ask for the last error."""
        self.problem = error
        self.context.failed(error)
        self.redraw()

    def _said(self) -> Sequence[Line]:
        text, role = self._message
        if self._question is not None:
            return [line((one_line(self._question[0]), "warning"))]
        if text:
            return [line((one_line(text[:_LONGEST_SAID]), role))]
        if self.problem is not None:
            said = [line((one_line(self.problem.message[:_LONGEST_SAID]), "warning"))]
            return [*said, line((one_line(self.problem.hint), "dim"))] if self.problem.hint else said
        return self.notes() or ([line((f"{one_line(self.doing)} …", "dim"))] if self.doing else ())

    def _hints(self) -> Sequence[KeyHint]:
        if self._question is not None:
            return [KeyHint("y", "agrees", "y"), KeyHint("esc", "goes back", "escape")]
        if self._bar.asked is not None:
            return [KeyHint("enter", self._bar.asked.does, "enter"), KeyHint("esc", "goes back", "escape")]
        return [
            KeyHint(key.key, key.label, key.presses[0], off=bool(key.off)) for key in self.keys() if key.shown
        ]

    # What a person does

    async def on_key(self, event: Key) -> None:
        """Take every key in its order."""
        event.stop()
        event.prevent_default()
        await self.press(event.key, event.character)

    @on(KeyClicked)
    async def _key_clicked(self, message: KeyClicked) -> None:
        message.stop()
        await self.press(message.press, None)

    async def press(self, key: str, character: str | None) -> None:
        """Do what a key says, or say why it is off; keys of the fields come here too."""
        if not self.is_current:
            # A key that was pressed twice may come when this screen is gone already.
            return
        if self._question is not None:
            (_, do), self._question = self._question, None
            self.redraw()
            if key == "y":
                do()
            return
        if self._bar.asked is not None:
            if (do_then := await self._bar.take(key, character)) is not None:
                self.redraw()
                do_then()
            return
        if self._message[0]:
            self.say("")
        for entry in self.keys():
            if key in entry.presses:
                if entry.off:
                    self.say(f"{entry.label} is off: {entry.off}")
                else:
                    entry.do()
                return
        await self.move(key, character)

    def ask(self, question: str, do: Callable[[], object]) -> None:
        """Do something if the next key is `y`."""
        self._question = (question, do)
        self.redraw()

    def prompt(
        self,
        label: str,
        then: Callable[[str], object],
        text: str = "",
        *,
        does: str = "takes it",
        typed: Callable[[str], object] | None = None,
        left: Callable[[], object] | None = None,
    ) -> None:
        """Ask for one line of text and give it to `then`.

        `does` is what enter does, in words; `typed` is told every change, `left` that escape was pressed.
        """
        self._bar.ask(label, text, Prompt(does, then, typed, left))
        self.redraw()

    def leave(self, result: R | None = None) -> None:
        """Close, with whatever lies over it."""
        if self in self.app.screen_stack:
            while self.app.screen is not self:
                self.app.pop_screen()
            self.dismiss(result)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard, and say what became of it."""
        # Loaded when first asked for, as on the browse screen.
        from memtui.tui.clipboard import copy_text

        self.ask_service(
            lambda: copy_text(self.app, text, state=self.context.folder), self.say, group="copy", doing=""
        )

    # The room there is

    @property
    def is_wide(self) -> bool:
        """Whether two panes stand side by side."""
        return self.has_class("-wide")

    def on_resize(self, event: Resize) -> None:
        """Give up the frame in a low terminal, and put panes beside each other in a wide one."""
        self.set_class(event.size.height < _LOW, "-low")
        self.set_class(event.size.height >= _TALL, "-tall")
        self.set_class(event.size.width >= _WIDE, "-wide")
        self.redraw()

    def error_keys(self) -> Sequence[ModalKey]:
        """The key that shows what went wrong in full, where something did."""
        if self.problem is None:
            return ()
        return [ModalKey("!", ("exclamation_mark",), "in full", self._show_problem)]

    def _show_problem(self) -> None:
        from memtui.tui.service.last_error import LastErrorPage

        self.app.push_screen(LastErrorPage(self.context, self.problem))

    def close_key(self) -> ModalKey:
        """The key that closes the page."""
        return ModalKey("esc", ("escape", "q"), "closes", self.leave)
