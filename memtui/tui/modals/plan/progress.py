"""How far a work is, as a bar; and the way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.events import Key
from textual.message import Message
from textual.screen import ModalScreen
from textual.types import CSSPathType

from memtui.core.display import one_line
from memtui.ops.plans import Progress
from memtui.tui.delay import Delay
from memtui.tui.lines import Line, Span, line
from memtui.tui.modals.items.item_words import amount
from memtui.tui.modals.items.operation_words import LONGEST_TITLE
from memtui.tui.modals.items.told import Told
from memtui.tui.widgets.bars import Bar
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked, KeyHint

INTERVAL = 0.1
"""Seconds between two drawings at least."""


class StopAsked(Message):
    """The work shall stop after the batch in hand."""


class ProgressModal(ModalScreen[None]):
    """Shows what it is told of a work; whoever does the work closes it.

    Posts StopAsked once, when a person asks for that. `stopwatch` tells seconds.
    """

    CSS_PATH: ClassVar[CSSPathType | None] = "progress.tcss"
    AUTO_FOCUS = ""

    def __init__(self, title: str, total: int, *, stopwatch: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self.progress = Progress(total, 0, 0)
        title = one_line(title[:LONGEST_TITLE])
        self._title = title[:1].upper() + title[1:]
        self._stopwatch = stopwatch
        self._drawn_at = -INTERVAL
        self._timer: Delay | None = None
        self._is_stopping = False
        self._is_over = self._is_dismissed = False
        self._told, self._bar, self._keys = Told(id="told"), Bar(id="progress-bar"), KeyBar()

    def compose(self) -> ComposeResult:
        """A bar between what is said and the keys."""
        with Vertical(id="progress"):
            yield Told(id="progress-title")
            yield self._bar
            yield self._told
            yield self._keys

    def on_mount(self) -> None:
        """Show the beginning."""
        self.query_one("#progress-title", Told).tell([line((self._title, "strong"))])
        self._draw()

    def show(self, progress: Progress) -> None:
        """Show how far it is, now or, where that was drawn just now, soon."""
        self.progress = progress
        if self._timer is not None or not self.is_mounted:
            return
        wait = self._drawn_at + INTERVAL - self._stopwatch()
        if wait <= 0:
            self._draw()
        else:
            self._timer = Delay(self, wait, self._draw)

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close it, now or, where something lies over it, when that is gone."""
        self._is_over = True
        if self._is_dismissed or not self.is_active:
            return AwaitComplete()
        self._is_dismissed = True
        return super().dismiss(result)

    def on_screen_resume(self) -> None:
        """Close what was to be closed meanwhile."""
        if self._is_over:
            self.call_later(self._close)

    def on_key(self, event: Key) -> None:
        """Ask to stop; no key goes to what lies below."""
        event.stop()
        event.prevent_default()
        self._press(event.key)

    def on_key_clicked(self, message: KeyClicked) -> None:
        """A click on a key is as the key."""
        message.stop()
        self._press(message.press)

    def on_resize(self) -> None:
        """The bar is as long as there is room."""
        if self.is_mounted:
            self.call_after_refresh(self._draw)

    @property
    def idle(self) -> bool:
        """Whether everything that was told is drawn."""
        return self._timer is None

    def _close(self) -> None:
        self.dismiss()

    def _press(self, key: str) -> None:
        if key == "escape" and not self._is_stopping:
            self._is_stopping = True
            self.post_message(StopAsked())
            self._draw()

    def _draw(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._drawn_at = self._stopwatch()
        self._bar.show(bar(self.progress, self._bar.size.width))
        self._told.tell(said(self.progress, is_stopping=self._is_stopping))
        hint = KeyHint("esc", "stops after the batch in hand", "escape", off=self._is_stopping)
        self._keys.show([hint])


def bar(progress: Progress, width: int) -> list[Span]:
    """Blocks for what is done, what failed, and what is still to do."""
    total = max(progress.total, progress.finished, 1)
    finished = width * progress.finished // total
    # What failed is never too little to be seen.
    failed = min(-(-width * progress.failed // total), finished)
    return [
        ("█" * (finished - failed), "accent"),
        ("▒" * failed, "warning"),
        ("░" * (width - finished), "edge"),
    ]


def said(progress: Progress, *, is_stopping: bool) -> list[Line]:
    """The same in numbers, and why it stands still."""
    spans: list[Span] = [(f"{amount(progress.finished)} of {amount(progress.total)}", "strong")]
    if progress.failed:
        spans += [(" · ", "dim"), (f"{amount(progress.failed)} failed", "warning")]
    if is_stopping:
        spans += [(" · ", "dim"), ("stopping after this batch", "warning")]
    return [line(*spans), line((one_line(progress.waiting), "dim"))]
