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
from textual.message import Message

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
        _drivers[app] = ref(self)

    def write(self, data: str) -> None:
        """Send what changes the screen into what `data` draws; anything else as it is."""
        with self._lock:
            if data == _ENTER and self._has_entered:
                # Entered again, it would be cleared, and flash.
                self._has_entered = False
                return
            if data.startswith(_OSC52):
                from memtui.tui.clipboard import wrapped

                data = wrapped(data, self.environment)
            elif not self._sends_whole:
                self._wire.resize(*self._drawn_by.size)
                data = self._wire.feed(data)
                if not data:
                    return
            self.stock.write(self, data)

    def start_application_mode(self) -> None:
        """Start, or start again after another program had the terminal."""
        self._wire.doubt()
        before = type(self).take_terminal()
        self._has_entered = before is not None
        self.stock.start_application_mode(self)
        if before is not None and hasattr(self, "attrs_before"):
            # Whoever drew first had changed them already.
            self.attrs_before = before
        if sys.platform != "win32" and callable(resized := signal.getsignal(signal.SIGWINCH)):
            signal.signal(signal.SIGWINCH, partial(self._resized, resized))

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
                self.stock.write(self, self._wire.repaint())
                self.flush()


def _nobody() -> None:
    """Nobody has drawn before."""


_drivers: WeakKeyDictionary[App[Any], ref[CellsDriver]] = WeakKeyDictionary()


def cells_driver(
    driver: type[Driver],
    environment: Mapping[str, str] = os.environ,
    *,
    take_terminal: TakeTerminal = _nobody,
) -> type[Driver]:
    """`driver` with a `CellsDriver` over it, for `App.get_driver_class` to give."""
    members = {"stock": driver, "environment": environment, "take_terminal": staticmethod(take_terminal)}
    over = type(f"Cells{driver.__name__}", (CellsDriver, driver), members)
    assert issubclass(over, driver)
    return over


def driver_of(app: App[Any]) -> CellsDriver | None:
    """The driver of a running app, where it is one of these."""
    found = _drivers.get(app)
    return None if found is None else found()


def repaint(app: App[Any]) -> None:
    """Clear the terminal and draw the whole screen again: another program may have written over it."""
    if driver := driver_of(app):
        driver.repaint()
    # The framework too, which may have missed something, and whose other drivers send whole frames.
    app.screen.refresh(repaint=True, layout=True)
