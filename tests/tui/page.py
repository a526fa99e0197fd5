"""What the page objects of all screens have in common: keys, and waiting until they have done what they do.

Nothing here sleeps for a time: what presses and types returns when nothing is under way.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from textual.app import App
from textual.events import Key, Paste
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.message import Message
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widget import Widget

from memtui.tui.screens import browse
from memtui.tui.theme import DARK, THEMES
from memtui.tui.widgets.key_bar import KeyBar

_LONGEST = 60.0
"""Seconds after which a screen that does not come to rest is given up."""

A = TypeVar("A", bound=App[None])
M = TypeVar("M", bound=ModalScreen[Any])
R = TypeVar("R")


def key_and_character(key: str) -> tuple[str, str | None]:
    """A key's name and its character, from either."""
    if len(key) == 1 and not key.isalnum():
        name = unicodedata.name(key, "unknown").lower().replace(" ", "_").replace("-", "_")
        return KEY_NAME_REPLACEMENTS.get(name, name), key
    return key, key_to_character(key)


class Driver(Generic[A]):
    """What a person does at an app of any screens."""

    def __init__(self, app: A, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    # Waiting

    async def handled(self) -> None:
        """Wait until every message is handled and drawn; delays may be running out."""
        await self._quiet(lambda: True)

    async def settle(self) -> None:
        """Wait until every message is handled and drawn, and no delay is running out."""
        await self._quiet(lambda: self._all("resting"))

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        await self._quiet(
            lambda: self._all("idle") and all(worker.is_finished for worker in self.app.workers)
        )

    def is_answered(self) -> bool:
        """Whether a service that is watched has answered what it will answer."""
        return True

    def _all(self, what: str) -> bool:
        """Whether every screen that has something under way says that it is `what`."""
        return all(getattr(screen, what, True) for screen in self.app.screen_stack)

    def _nodes(self) -> list[MessagePump]:
        return [
            self.app,
            *(node for screen in self.app.screen_stack for node in (screen, *screen.query("*"))),
        ]

    async def _quiet(self, is_at_rest: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(_LONGEST):
                await self._quietened(is_at_rest)
        except TimeoutError:
            busy = [node for node in self._nodes() if node.message_queue_size]
            working = [worker for worker in self.app.workers if not worker.is_finished]
            stack = self.app.screen_stack
            raise AssertionError(f"no rest in {_LONGEST:.0f} s: {stack=}, {busy=}, {working=}") from None

    async def _quietened(self, is_at_rest: Callable[[], bool]) -> None:
        quiet = 0
        # A handler may post to a part that was passed already, and the last answer may come while
        # the screen is drawn, so it must be quiet from the end of one round to the end of another.
        while quiet < 2 and self.app.is_running:
            while not self.is_answered():
                quiet = 0
                await asyncio.sleep(0.001)
            nodes = self._nodes()
            await self._reached(*(node.call_later for node in nodes))
            await self._reached(self.app.screen.call_after_refresh)
            if is_at_rest() and not any(node.message_queue_size for node in nodes):
                quiet += 1
            else:
                quiet = 0
                # A store or a journal answers from a thread, which needs a moment of the interpreter.
                await asyncio.sleep(0.001)

    async def _reached(self, *calls: Callable[[Callable[[], None]], bool]) -> None:
        """Wait until these parts of the screen have handled what they were sent before now."""
        events = [asyncio.Event() for _ in calls]
        called = [event for call, event in zip(calls, events, strict=True) if call(event.set)]
        on_top = self.app.screen
        for event in called:
            # A part that is closed meanwhile never gets there: look now and then.
            while not event.is_set() and self.app.is_running and self.app.screen is on_top:
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.1):
                        await event.wait()

    # What a person does

    def post(self, event: Message) -> None:
        """Send what comes from the terminal, and wait for nothing."""
        event.set_sender(self.app)
        self.app.post_message(event)

    def send(self, *keys: str) -> None:
        """Press keys and wait for nothing."""
        for key in keys:
            self.post(Key(*key_and_character(key)))

    async def press(self, *keys: str) -> Self:
        """Press keys one after another, each when what the one before led to is done."""
        for key in keys:
            self.send(key)
            await self.idle()
        return self

    async def burst(self, *keys: str) -> Self:
        """Press keys without waiting in between."""
        self.send(*keys)
        await self.idle()
        return self

    async def poke(self, *keys: str) -> Self:
        """Press keys while a service holds questions open: those are not waited for."""
        self.send(*keys)
        await self.settle()
        return self

    async def type(self, text: str) -> Self:
        """Type text, as fast as it comes."""
        return await self.burst(*("enter" if char == "\n" else char for char in text))

    async def paste(self, text: str) -> Self:
        """Paste as a terminal does."""
        self.post(Paste(text))
        await self.idle()
        return self

    async def resize(self, width: int, height: int) -> Self:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(width, height)
        await self.idle()
        return self


class ModalHost(App[None], Generic[M, R]):
    """An app that opens one modal and keeps what it was dismissed with."""

    CSS_PATH = str(Path(browse.__file__).with_suffix(".tcss"))

    def __init__(self, modal: M, theme: str = DARK.name) -> None:
        super().__init__()
        self.animation_level = "none"
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme
        self.modal = modal
        self.results: list[R | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.modal, self.results.append)


class ModalDriver(Driver[ModalHost[M, R]], Generic[M, R]):
    """What a person does in a modal that has an app of its own."""

    @property
    def modal(self) -> M:
        return self.app.modal

    @property
    def is_open(self) -> bool:
        return self.app.screen is self.app.modal

    @property
    def result(self) -> R | None:
        """What the modal was dismissed with."""
        assert len(self.app.results) == 1, "it is still open"
        return self.app.results[0]

    @property
    def hints(self) -> str:
        """The keys at the foot, those that are off in brackets."""
        return self.app.modal.query_one(KeyBar).plain

    async def click(self, where: str | Widget, x: int = 3, y: int = 0, *, times: int = 1) -> Self:
        """Click into a part, at a place counted from its corner."""
        await self.pilot.click(where, offset=(x, y), times=times)
        await self.idle()
        return self

    async def click_key(self, words: str) -> Self:
        """Click a key at the foot, by its words."""
        bar = self.app.modal.query_one(KeyBar)
        for y in range(bar.size.height):
            line = bar.render_line(y).text
            if words in line:
                return await self.click(bar, line.index(words), y)
        raise AssertionError(f"{words} is not among the keys")
