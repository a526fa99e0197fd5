"""The texts that a memory had, newest first, one of which may be brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from memtui.core.changes import KEEP, MemoryEdit, edited, same_metadata
from memtui.core.display import one_line
from memtui.core.history import in_order
from memtui.core.models import HistoryEvent, Memory
from memtui.core.times import absolute
from memtui.core.values import dataclass
from memtui.tui.lines import Span, fit, line
from memtui.tui.messages import CursorMoved, RowChosen
from memtui.tui.modals.edit.change_lines import change_lines
from memtui.tui.panes.line_list import LineList
from memtui.tui.widgets.change_pane import ChangePane
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked, KeyHint
from memtui.tui.widgets.side_lines import side

_HINTS = (
    KeyHint("enter", "takes it to the edit screen", "enter"),
    KeyHint("esc", "leaves", "escape"),
    KeyHint("↑↓", "choose", "down"),
)


@dataclass(frozen=True, slots=True)
class Version:
    """What a memory was from one event to the next: the edit that makes it so again."""

    occurred_at: str | None
    event: str
    text: str
    edit: MemoryEdit


def versions_of(memory: Memory, history: Iterable[HistoryEvent]) -> list[Version]:
    """The versions of which the history knows the text and that differ from the memory, newest first."""
    found: list[Version] = []
    for event in reversed(in_order(history)):
        for text, metadata in ((event.new_memory, event.metadata), (event.old_memory, None)):
            if text is None or not text.strip():
                continue
            unlike = metadata is not None and not same_metadata(metadata, memory.metadata)
            edit = MemoryEdit(
                memory=KEEP if text == memory.memory else text, metadata=metadata if unlike else KEEP
            )
            if edit != MemoryEdit() and all(edit != earlier.edit for earlier in found):
                found.append(Version(event.occurred_at, event.event, text, edit))
    return found


class VersionList(LineList):
    """One line for each version: when it began, and its text."""

    def __init__(self, versions: Sequence[Version]) -> None:
        super().__init__(id="versions")
        self.placeholder = (line("The history knows no other text of this memory."),)
        self._versions = versions

    def spans(self, index: int, width: int) -> tuple[Sequence[Span], str]:
        """When, how, and the text as far as there is room."""
        version = self._versions[index]
        when = f" {one_line(absolute(version.occurred_at)):16} {one_line(version.event):6.6} "
        return ((when, "dim"), (fit(one_line(version.text[: 2 * width]), width - len(when)), "")), ""


class VersionsModal(ModalScreen[MemoryEdit | None]):
    """Is dismissed with the edit that brings a version back, to be looked over; None when it is left."""

    CSS_PATH = "versions.tcss"
    AUTO_FOCUS = "#versions"

    def __init__(
        self, memory: Memory, history: Iterable[HistoryEvent], *, clock: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self._memory = memory
        self._versions = versions_of(memory, history)
        self._clock = clock

    def compose(self) -> ComposeResult:
        """The list over what the chosen version would change."""
        with Vertical(id="earlier") as box:
            box.border_title = "Bring back an earlier text"
            self._list = VersionList(self._versions)
            self._changes, self._keys = ChangePane(id="version-changes"), KeyBar(most_lines=1)
            yield self._list
            yield self._changes
            yield self._keys

    def on_mount(self) -> None:
        """Begin with the newest."""
        self._list.begin(len(self._versions), 0)
        self._keys.show(_HINTS if self._versions else _HINTS[1:2])
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Move, choose or leave."""
        event.stop()
        moves: dict[str, Callable[[], None]] = {
            "down": lambda: self._list.step(1),
            "j": lambda: self._list.step(1),
            "up": lambda: self._list.step(-1),
            "k": lambda: self._list.step(-1),
            "pagedown": lambda: self._list.turn(1),
            "pageup": lambda: self._list.turn(-1),
            "ctrl+d": lambda: self._list.turn(0.5),
            "ctrl+u": lambda: self._list.turn(-0.5),
            "home": self._list.go_first,
            "g": self._list.go_first,
            "end": self._list.go_last,
            "G": self._list.go_last,
            "ctrl+down": lambda: self._changes.turn(0.5),
            "ctrl+up": lambda: self._changes.turn(-0.5),
        }
        if event.key in moves:
            moves[event.key]()
        elif event.key == "enter":
            self._choose()
        elif event.key in {"escape", "q"} and self.is_current:
            self.dismiss(None)

    @on(CursorMoved)
    def _moved(self, event: CursorMoved) -> None:
        event.stop()
        self._show()

    @on(RowChosen)
    def _clicked(self, event: RowChosen) -> None:
        event.stop()
        self._choose()

    @on(KeyClicked)
    def _hint_clicked(self, event: KeyClicked) -> None:
        event.stop()
        if event.press == "escape":
            self.dismiss(None)
        elif event.press == "enter":
            self._choose()

    def _choose(self) -> None:
        if self._versions and self.is_current:
            self.dismiss(self._versions[self._list.cursor].edit)

    def _show(self) -> None:
        if not self._versions:
            self._changes.show([side(("Nothing can be brought back.", "dim"))])
            return
        after = edited(self._memory, self._versions[self._list.cursor].edit)
        today = self._clock().astimezone(UTC).date()
        self._changes.show(change_lines(self._memory, after, today), " What it would change ")
