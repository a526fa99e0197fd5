"""memtui as its driver sees it: every frame that it draws, and what of it reaches the terminal."""

from __future__ import annotations

from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver

from memtui.tui.terminal.driver import cells_driver
from tests.wire.emulator import Terminal, difference

LARGE = (120, 40)


class Recording:
    """What was written since it was asked last, and two terminals: one gets the frames, one what is sent."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.sent: list[str] = []
        self.stock = self.ours = Terminal(1, 1)
        self._shows = False

    def show(self, width: int, height: int) -> None:
        """Have terminals of this size; the one that gets what is sent is full of rubbish."""
        self.stock, self.ours = Terminal(width, height), Terminal(width, height)
        self._shows = True
        self.garble()

    def garble(self) -> None:
        """Let another program write over all of the terminal that gets what is sent."""
        rows = (f"\x1b[{y + 1}H{'#' * self.ours.columns}" for y in range(self.ours.lines))
        self.ours.feed(f"\x1b[0;7;31m{''.join(rows)}")

    def drawn(self, data: str) -> None:
        """A write of the framework."""
        self.frames.append(data)
        if self._shows:
            self.stock.feed(data)

    def written(self, data: str) -> None:
        """A write that reaches the terminal."""
        self.sent.append(data)
        if self._shows:
            self.ours.feed(data)

    def since_last(self) -> int:
        """How many bytes reached the terminal since this was asked last."""
        count = sum(len(data.encode()) for data in self.sent)
        self.sent.clear()
        self.frames.clear()
        return count

    def differences(self) -> list[str]:
        """Where the two terminals do not show the same, cell for cell, or have the cursor elsewhere."""
        found = difference(self.stock.cells, self.ours.cells)
        if self.ours.at != self.stock.at:
            found.append(f"the cursor is at {self.ours.at}, not at {self.stock.at}")
        return found

    def assert_same(self) -> None:
        """The two terminals show the same."""
        assert self.differences() == []


def recorded_driver(recording: Recording) -> type[Driver]:
    """A driver that writes nowhere, is drawn to all the same, and records what goes in and what comes out."""

    class Recorder(HeadlessDriver):
        @property
        def is_headless(self) -> bool:
            return False

        @property
        def can_suspend(self) -> bool:
            return True

        def write(self, data: str) -> None:
            recording.written(data)

    over = cells_driver(Recorder, {"TERM": "xterm-256color"})

    def write(self: Driver, data: str) -> None:
        recording.drawn(data)
        over.write(self, data)

    watched = type("Watched", (over,), {"write": write})
    assert issubclass(watched, over)
    return watched
