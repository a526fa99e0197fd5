"""A field of one line that is one of a few things; `←` and `→` go from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from memtui.core.values import dataclass
from memtui.tui.widgets.edit_box import Press


@dataclass
class Picked(Message):
    """Another thing was picked."""


class Pick(Static, can_focus=True):
    """One of some words, which have been through `core/display.py`. Keys go to `press`."""

    def __init__(self, words: Sequence[str], at: int, *, press: Press, id: str) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._words = words
        self._press = press
        self.at = at

    def on_mount(self) -> None:
        """Show what it is."""
        self.show(self._words)

    def show(self, words: Sequence[str]) -> None:
        """Say the things in these words."""
        self._words = words
        which = f"  {self.at + 1} of {len(words)}" if len(words) > 1 else ""
        self.update(Content.assemble(words[self.at], (which, "$dim")))

    def step(self, step: int) -> None:
        """The next thing, or the one before."""
        self.go_to((self.at + step) % len(self._words))

    def go_to(self, at: int) -> None:
        """Pick the thing number `at`, counted from 0."""
        if at != self.at:
            self.at = at
            self.show(self._words)
            self.post_message(Picked())

    async def on_key(self, event: events.Key) -> None:
        """Leave every key to the screen."""
        event.stop()
        event.prevent_default()
        await self._press(event.key, event.character)

    def on_click(self) -> None:
        """The mouse goes on to the next."""
        self.step(1)
