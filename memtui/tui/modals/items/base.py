"""What the modals over an operation have in common: what is said, the rows, and the keys."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.events import Key, Resize
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerState

from memtui.core.display import one_line
from memtui.core.errors import MemtuiError
from memtui.core.values import dataclass
from memtui.state.journal import ItemStatus, Journal
from memtui.tui.lines import Line, line
from memtui.tui.messages import CursorMoved, RowChosen
from memtui.tui.mistakes import mistake_told
from memtui.tui.modals.items.board import ItemBoard
from memtui.tui.modals.items.paged_list import ReadingFailed, RowsArrived
from memtui.tui.modals.items.reasons import ReasonsRead, count_reasons
from memtui.tui.modals.items.told import Told
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked, KeyHint

_LOW = 26
"""Lines of a terminal under which there is no room for a frame."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ModalKey:
    """Something a key does. `key` is as a person reads it, `presses` are Textual's names of keys.

    `off` says why it does nothing now; a key that is not `shown` is only said by others.
    """

    key: str
    presses: tuple[str, ...]
    label: str
    do: Callable[[], object]
    off: str = ""
    shown: bool = True


class ItemsModal(ModalScreen[R]):
    """A head of lines over an operation's rows; a subclass says its lines and its keys."""

    AUTO_FOCUS = "#items"

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self.journal = journal
        self.board = ItemBoard(journal)
        self.head, self.said, self.key_bar = Told(id="told"), Told(id="said"), KeyBar()
        self.reasons: Counter[str] = Counter()
        self._reads_reasons = False
        self._message: Sequence[Line] = ()
        self._question: tuple[str, Callable[[], object]] | None = None

    def compose(self) -> ComposeResult:
        """The parts, from the top."""
        with Vertical(id="box") as self.box:
            with VerticalScroll(id="head", can_focus=False) as self.scrolling:
                yield self.head
            yield from self.middle()
            yield self.said
            yield self.key_bar

    def middle(self) -> ComposeResult:
        """What stands between the head and what is said."""
        yield self.board

    @abstractmethod
    def head_lines(self) -> Sequence[Line]:
        """What is said over the rows."""

    @abstractmethod
    def keys(self) -> Sequence[ModalKey]:
        """What can be done now."""

    def redraw(self) -> None:
        """Say everything anew."""
        self.head.tell(self.head_lines())
        if self._question is not None:
            self.said.tell([line((self._question[0], "warning"))])
            hints = [KeyHint("y", "agrees", "y"), KeyHint("esc", "goes back", "escape")]
        else:
            self.said.tell(self._message)
            hints = [
                KeyHint(key.key, key.label, key.presses[0], off=bool(key.off))
                for key in self.keys()
                if key.shown
            ]
        self.key_bar.show(hints)

    def say(self, text: str, role: str = "accent") -> None:
        """Say a sentence, until the next key."""
        self._message = [line((one_line(text), role))] if text else ()
        self.redraw()

    def read_reasons(self, operation: int, statuses: Collection[ItemStatus]) -> None:
        """Find out why items of these statuses are as they are, for `reasons`."""
        self._reads_reasons = True
        self.run_worker(self._read_reasons(operation, statuses), group="reasons", exit_on_error=False)

    async def _read_reasons(self, operation: int, statuses: Collection[ItemStatus]) -> None:
        notes: Counter[str] = Counter()
        try:
            notes = await count_reasons(self.journal, operation, statuses)
        except MemtuiError as error:
            self.post_message(ReadingFailed(error))
        self.post_message(ReasonsRead(notes))

    @on(ReasonsRead)
    def _reasons_read(self, message: ReasonsRead) -> None:
        message.stop()
        self._reads_reasons, self.reasons = False, message.notes
        self.redraw()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A mistake of memtui's own is told and kept."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self._reads_reasons = False
            self.say(str(mistake_told(event.worker.error)), "warning")

    def sieve_keys(self) -> list[ModalKey]:
        """The key that shows other rows, where there are others."""
        sieve = self.board.next_sieve
        return [ModalKey("tab", ("tab",), sieve.word, self._sift)] if sieve is not None else []

    def _sift(self) -> None:
        self.board.sift()
        self.redraw()

    def scroll_key(self) -> ModalKey:
        """The key that scrolls what is too long for its room."""
        return ModalKey("ctrl+d", ("ctrl+d",), "scrolls", lambda: self.move("ctrl+d"))

    def ask(self, question: str, do: Callable[[], object]) -> None:
        """Do something if the next key is `y`."""
        self._question = (question, do)
        self.redraw()

    def press(self, key: str) -> bool:
        """Do what a key says, or say why it is off; whether it is one of this screen's."""
        if self._question is not None:
            (_, do), self._question = self._question, None
            self.redraw()
            if key == "y":
                do()
            return True
        if self._message:
            self.say("")
        for entry in self.keys():
            if key in entry.presses:
                if entry.off:
                    self.say(f"{entry.label} is off: {entry.off}")
                else:
                    entry.do()
                return True
        return self.move(key)

    def move(self, key: str) -> bool:
        """Do what a key says that moves something; whether it is such a key."""
        if key in {"ctrl+d", "ctrl+u"} and self._turn_head(down=key == "ctrl+d"):
            return True
        return self.board.press(key)

    def leave(self, result: R | None) -> None:
        """Close. A key that was pressed twice may come when this screen is gone already."""
        if self.is_current:
            self.dismiss(result)

    @property
    def idle(self) -> bool:
        """Whether nothing is under way that will change the screen by itself."""
        return self.board.is_idle and not self._reads_reasons

    def on_key(self, event: Key) -> None:
        """Take every key that means something here, in its order."""
        if self.press(event.key):
            event.stop()
            event.prevent_default()

    def on_resize(self, event: Resize) -> None:
        """Give up the frame in a low terminal."""
        self.set_class(event.size.height < _LOW, "-low")

    @on(KeyClicked)
    def _key_clicked(self, message: KeyClicked) -> None:
        message.stop()
        self.press(message.press)

    @on(ReadingFailed)
    def _reading_failed(self, message: ReadingFailed) -> None:
        message.stop()
        self.say(str(message.error), "warning")

    @on(CursorMoved)
    @on(RowsArrived)
    def _row_changed(self, message: CursorMoved | RowsArrived) -> None:
        message.stop()
        self.redraw()

    @on(RowChosen)
    def _row_chosen(self, message: RowChosen) -> None:
        message.stop()
        self.row_chosen(message.pane)

    def row_chosen(self, pane: str) -> None:
        """A row was clicked twice; here that means nothing."""

    def _turn_head(self, *, down: bool) -> bool:
        """Scroll the head, where it is higher than its room; whether it moved."""
        head = self.scrolling
        at, rows = head.scroll_offset.y, max(head.size.height - 1, 1)
        target = min(at + rows, head.max_scroll_y) if down else max(at - rows, 0)
        if target == at:
            return False
        head.scroll_to(y=target, animate=False)
        return True
