"""Textual's driver with the wire in it: only changed cells reach the terminal."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from functools import partial
from threading import RLock
from types import FrameType
from typing import Any, ClassVar
from weakref import WeakKeyDictionary, ref

from textual.app import App
from textual.driver import Driver
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message

from memtui.tui.terminal.ending import Ending, watch
from memtui.tui.terminal.job import Job, is_job
from memtui.tui.terminal.output import Output
from memtui.tui.terminal.signs import Signs, signs_of
from memtui.tui.terminal.wire import Wire

WHOLE_FRAMES = "MEMTUI_WHOLE_FRAMES"
"""The environment variable that, set to anything, has every frame sent as Textual draws it."""

_OSC52 = "\x1b]52;"
_ENTER = "\x1b[?1049h"
_NO_CELLS = {"", "dumb"}
"""What TERM is where nobody knows what the terminal can do."""
TakeTerminal = Callable[[], list[Any] | None]
"""Takes the terminal over from whoever has drawn on its second screen before Textual was there, and gives the
settings that the terminal had before; None when nobody has.
"""


class CellsDriver(Driver):
    """What `cells_driver` puts over a driver: only changed cells are sent, and what is copied is wrapped."""

    stock: ClassVar[type[Driver]]
    """The driver that it is put over."""
    environment: ClassVar[Mapping[str, str]]
    take_terminal: ClassVar[TakeTerminal]
    ending: ClassVar[Ending]
    signs: ClassVar[Signs]

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._drawn_by = app
        self._wire = Wire()
        self._has_entered = False
        # The thread that reads the keyboard writes too.
        self._lock = RLock()
        is_told_not_to = self.environment.get(WHOLE_FRAMES) or self.environment.get("TERM", "") in _NO_CELLS
        # On Windows a frame comes in pieces, and a browser may miss what was sent before it was there.
        self._sends_whole = bool(is_told_not_to) or (
            self.is_headless or self.is_inline or self.is_web or sys.platform == "win32"
        )
        # The keyboard of a terminal of a Unix; other drivers have none, or see to all of this themselves.
        keyboard = getattr(self, "fileno", None)
        self._keyboard = keyboard if isinstance(keyboard, int) and os.isatty(keyboard) else None
        self._output: Output | None = None
        self._job: Job | None = None
        self._is_gone = self._has_terminal = False
        _drivers[app] = ref(self)

    def write(self, data: str) -> None:
        """Send what changes the screen into what `data` draws; anything else as it is."""
        with self._lock:
            if data == _ENTER and self._has_entered:
                # Entered again, it would be cleared, and flash.
                self._has_entered = False
                return
            if self._is_gone:
                return
            data = type(self).signs(data)
            if data.startswith(_OSC52):
                from memtui.tui.clipboard import wrapped

                data = wrapped(data, self.environment)
            elif not self._sends_whole:
                self._wire.resize(*self._drawn_by.size)
                data = self._wire.feed(data)
                if not data:
                    return
            self._send(data)

    def _send(self, data: str) -> None:
        if self._keyboard is None:
            self.stock.write(self, data)
        elif self._output is not None:
            self._output.write(data)

    def start_application_mode(self) -> None:
        """Start, or start again after another program had the terminal."""
        self._wire.doubt()
        before = type(self).take_terminal()
        self._has_entered = before is not None
        self._connect()
        self.stock.start_application_mode(self)
        self._has_terminal = True
        if before is not None and hasattr(self, "attrs_before"):
            # Whoever drew first had changed them already.
            self.attrs_before = before
        if sys.platform != "win32" and callable(resized := signal.getsignal(signal.SIGWINCH)):
            signal.signal(signal.SIGWINCH, partial(self._resized, resized))

    def _connect(self) -> None:
        if self._keyboard is None:
            return
        # Textual's own writer ends with the terminal, and then whoever draws waits for it forever.
        self._output = Output(sys.__stdout__.fileno() if sys.__stdout__ else 1, self._lost)
        if self._job is None:
            self._job = Job(
                self._keyboard,
                holds=lambda: self._has_terminal,
                release=self.suspend_application_mode,
                take=self._take_again,
                is_ending=lambda: self.ending.code is not None,
            )
            watch(self._keyboard, self._lost)

    def _take_again(self) -> None:
        """Continue after a stop, whatever the shell has drawn and however large the terminal is now."""
        if not self._is_gone:
            self.resume_application_mode()
            repaint(self._drawn_by)

    def suspend(self) -> bool:
        """Give the terminal back to the shell, and stop, if there is one that can continue this."""
        if self._job is None or not is_job():
            return False
        self._job.stop()
        return True

    def _lost(self) -> None:
        """There is no terminal any longer."""
        self._is_gone = True
        if self._output is not None:
            self._output.drop()
        self.ending.hung_up()

    def run_input_thread(self) -> None:
        """Read the keyboard until the end, be it the terminal's."""
        read = getattr(self.stock, "run_input_thread", None)
        try:
            if read is not None:
                read(self)
        except OSError:
            self._lost()

    def stop_application_mode(self) -> None:
        """Give the terminal back, unless that is done."""
        if self._has_terminal or self._keyboard is None:
            self.stock.stop_application_mode(self)
        self._has_terminal = False

    def disable_input(self) -> None:
        """Take no keys any longer, if they are taken."""
        if self._has_terminal or self._keyboard is None:
            self.stock.disable_input(self)

    def close(self) -> None:
        """Let everything out that was written."""
        self.stock.close(self)
        if self._output is not None:
            self._output.close()
            self._output = None

    def _resized(
        self, told: Callable[[int, FrameType | None], object], number: int, frame: FrameType | None
    ) -> None:
        """The terminal was resized, and may have moved what it shows; it may be as large as before by now."""
        self._wire.doubt()
        told(number, frame)

    def process_message(self, message: Message) -> None:
        """Look out for another size on the way of what comes from the terminal."""
        if isinstance(message, Resize) and message.size != self._drawn_by.size:
            self._wire.doubt()
        self.stock.process_message(self, message)

    def repaint(self) -> None:
        """Clear the screen and send all of it again."""
        with self._lock:
            if not self._sends_whole:
                self._send(self._wire.repaint())
                self.flush()


def _nobody() -> None:
    """Nobody has drawn before."""


_drivers: WeakKeyDictionary[App[Any], ref[CellsDriver]] = WeakKeyDictionary()


def cells_driver(
    driver: type[Driver],
    environment: Mapping[str, str] = os.environ,
    *,
    take_terminal: TakeTerminal = _nobody,
    ending: Ending | None = None,
    signs: Signs = signs_of("unicode"),  # noqa: B008  (a function without state)
) -> type[Driver]:
    """`driver` with a `CellsDriver` over it, for `App.get_driver_class` to give."""
    members = {
        "stock": driver,
        "environment": environment,
        "take_terminal": staticmethod(take_terminal),
        "ending": ending or Ending(),
        "signs": staticmethod(signs),
    }
    over = type(f"Cells{driver.__name__}", (CellsDriver, driver), members)
    assert issubclass(over, driver)
    return over


def driver_of(app: App[Any]) -> CellsDriver | None:
    """The driver of a running app, where it is one of these."""
    found = _drivers.get(app)
    return None if found is None else found()


def suspend(app: App[Any]) -> bool:
    """Give the terminal back to the shell, and stop; False where there is none that could continue it."""
    driver = driver_of(app)
    return driver is not None and driver.suspend()


def terminal_size(app: App[Any]) -> Size | None:
    """The size that an app's terminal has now; None where there is none."""
    if app.is_headless or sys.__stdout__ is None:
        return None
    try:
        return Size(*os.get_terminal_size(sys.__stdout__.fileno()))
    except (OSError, ValueError):
        return None


def repaint(app: App[Any]) -> None:
    """Clear the terminal and draw the whole screen again: another program may have written over it."""
    if driver := driver_of(app):
        driver.repaint()
    # The framework too, which may have missed something, and whose other drivers send whole frames.
    app.screen.refresh(repaint=True, layout=True)
