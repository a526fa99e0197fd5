"""The modal of saved filters as a page object, inside a small app of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from textual.app import App
from textual.events import Key, Paste
from textual.keys import key_to_character
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widgets import Input, Static

from memtui.core.filter_text import parse
from memtui.core.filters import Filter
from memtui.core.profile import ServiceKind
from memtui.state.saved_filters import SavedFilters
from memtui.tui.modals.saved import SavedFiltersModal
from memtui.tui.modals.saved.shelf_list import ShelfList
from memtui.tui.screens import browse
from memtui.tui.theme import DARK
from memtui.tui.widgets.key_bar import KeyBar

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BOB = parse("user_id = bob")
HOSTILE = "\x1b[31mred\u202e [b]bold"


def some_filters(folder: Path) -> SavedFilters:
    """Three saved filters and two recent ones, of which one is saved."""
    filters = SavedFilters(folder / "filters.json", "service")
    filters.save("food", "categories contains food")
    filters.save("alice", "user_id = alice")
    filters.save("mail", "metadata.source = email")
    filters.use("user_id = alice")
    filters.use("user_id = carol")
    return filters


class Host(App[None]):
    CSS_PATH = str(Path(browse.__file__).with_suffix(".tcss"))

    def __init__(self, modal: SavedFiltersModal) -> None:
        super().__init__()
        self.animation_level = "none"
        self.register_theme(DARK)
        self.theme = DARK.name
        self._modal = modal
        self.results: list[Filter | None] = []

    def on_mount(self) -> None:
        self.push_screen(self._modal, self.results.append)


class ModalDriver:
    """What a person does in the modal, and what they see there."""

    def __init__(self, app: Host, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.copied: list[str] = []

    async def idle(self) -> None:
        """Wait until every message is handled."""
        quiet = 0
        async with asyncio.timeout(30):
            while quiet < 2 and self.app.is_running:
                top = self.app.screen
                nodes: list[MessagePump] = [self.app, top, *top.query("*")]
                await self._reached(*(node.call_later for node in nodes))
                await self._reached(self.app.screen.call_after_refresh)
                quiet = 0 if any(node.message_queue_size for node in nodes) else quiet + 1

    async def _reached(self, *calls: Callable[[Callable[[], None]], bool]) -> None:
        top = self.app.screen
        for call in calls:
            event = asyncio.Event()
            called = call(event.set)
            while called and not event.is_set() and self.app.screen is top:
                # A part that is closed meanwhile never gets there: look now and then.
                with suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), 0.1)

    async def press(self, *keys: str) -> ModalDriver:
        """Press keys, each when what the one before did is done."""
        for key in keys:
            await self.burst(key)
        return self

    async def burst(self, *keys: str) -> ModalDriver:
        """Press keys without waiting in between."""
        for key in keys:
            name = {"/": "slash", " ": "space"}.get(key, key)
            event = Key(name, key if len(key) == 1 else key_to_character(name))
            event.set_sender(self.app)
            self.app.post_message(event)
        await self.idle()
        return self

    async def paste(self, text: str) -> ModalDriver:
        event = Paste(text)
        event.set_sender(self.app)
        self.app.post_message(event)
        await self.idle()
        return self

    async def click(self, selector: str, x: int, y: int, *, times: int = 1) -> ModalDriver:
        await self.pilot.click(selector, offset=(x, y), times=times)
        await self.idle()
        return self

    @property
    def is_open(self) -> bool:
        return isinstance(self.app.screen, SavedFiltersModal)

    @property
    def lines(self) -> list[str]:
        """The lines of the list that are in view."""
        found = self.app.screen.query_one(ShelfList)
        height = found.scrollable_content_region.height
        drawn = [found.render_line(y).text.rstrip() for y in range(height)]
        return [line for line in drawn if line]

    @property
    def row(self) -> str:
        """The line under the cursor, which must be in view."""
        found = self.app.screen.query_one(ShelfList)
        assert found.top <= found.cursor < found.top + found.lines_in_view
        return " ".join(found.render_line(found.cursor - found.top).text.split())

    @property
    def said(self) -> list[str]:
        """What is said under the list, before it is broken into lines."""
        return str(self.app.screen.query_one("#about", Static).content).split("\n")

    @property
    def hints(self) -> str:
        """The keys at the foot as they are drawn, line by line."""
        bar = self.app.screen.query_one(KeyBar)
        return "\n".join(bar.render_line(y).text.rstrip() for y in range(bar.size.height))

    @property
    def field(self) -> str | None:
        """What stands in the field; None while there is none."""
        found = self.app.screen.query_one(Input)
        return found.value if found.display else None


@asynccontextmanager
async def opened(
    saved: SavedFilters,
    *,
    kind: ServiceKind = "local",
    current: Filter | None = BOB,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[ModalDriver]:
    copied: list[str] = []
    modal = SavedFiltersModal(saved, kind=kind, current=current, clock=lambda: NOW, copy=copied.append)
    app = Host(modal)
    async with app.run_test(size=size) as pilot:
        driver = ModalDriver(app, pilot)
        driver.copied = copied
        await driver.idle()
        yield driver
