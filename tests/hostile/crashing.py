"""memtui with a mistake in one place, and a key in a variable there: `python crashing.py PLACE`."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from memtui.cli.main import run
from memtui.tui.app import MemtuiApp
from memtui.tui.panes.memories import MemoriesPane
from memtui.tui.screens.browse import BrowseScreen

SAID = "\x1b]0;said by a stranger\x07"


def boom(*_: Any, **__: Any) -> NoReturn:
    """Make a mistake, with the key of a service in a variable and in what is said of it."""
    key = os.environ["MEM0_API_KEY"]
    raise RuntimeError(f"no luck with {key}{SAID}")


async def boom_later(*_: Any, **__: Any) -> None:
    """The same where it is waited for."""
    await asyncio.sleep(0)
    boom()


class DrawsItselfError(Exception):
    """An exception that Rich would draw itself."""

    def __rich__(self) -> str:
        return os.environ["MEM0_API_KEY"]


def boom_drawn(*_: Any, **__: Any) -> NoReturn:
    """A mistake that would draw itself."""
    raise DrawsItselfError


def ready(do: Callable[[MemtuiApp], object]) -> None:
    """Have this done once the first frame is drawn."""
    before = MemtuiApp.on_ready

    def on_ready(app: MemtuiApp) -> None:
        before(app)
        app.call_after_refresh(do, app)

    setattr(MemtuiApp, "on_ready", on_ready)  # noqa: B010  (a method is not assigned to)


def task(_: MemtuiApp) -> None:
    """A task that nobody waits for: its mistake is told by asyncio, if it is."""
    asyncio.get_running_loop().call_soon(boom)


PLACES: dict[str, Callable[[], object]] = {
    "compose": lambda: setattr(BrowseScreen, "compose", boom),
    "mount": lambda: setattr(BrowseScreen, "on_mount", boom),
    "load": lambda: setattr(MemtuiApp, "on_load", boom),
    "render": lambda: setattr(MemoriesPane, "render_line", boom),
    "handler": lambda: setattr(BrowseScreen, "action_perform", boom),
    "drawn": lambda: setattr(BrowseScreen, "action_perform", boom_drawn),
    "worker": lambda: ready(lambda app: app.run_worker(boom_later())),
    "thread": lambda: ready(lambda app: app.run_worker(boom, thread=True)),
    "timer": lambda: ready(lambda app: app.set_timer(0.001, boom)),
    "twice": lambda: ready(lambda app: (app.call_later(boom), app.screen.call_later(boom))),
    "unmount": lambda: setattr(MemtuiApp, "on_unmount", boom_later),
    "loop": lambda: ready(task),
}

if __name__ == "__main__":
    PLACES[sys.argv.pop(1)]()
    run()
