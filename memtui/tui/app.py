"""The terminal application: one browse screen over one memory service."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import ClassVar

from rich.text import Text
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.events import Key
from textual.screen import Screen

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.factory import open_adapter
from memtui.core.filters import Filter
from memtui.core.profile import Profile
from memtui.core.times import utc_now
from memtui.ops.first_answers import FirstAnswers, first_answers
from memtui.state.findings import findings_of
from memtui.state.paths import filters_file, journal_file
from memtui.state.saved_filters import SavedFilters
from memtui.tui.actions import BY_ID
from memtui.tui.mistakes import mistake_told
from memtui.tui.palette import ActionProvider
from memtui.tui.profiles.messages import ServiceOpened
from memtui.tui.screens.browse import BrowseScreen
from memtui.tui.terminal.driver import TakeTerminal, cells_driver, repaint
from memtui.tui.theme import DARK, THEMES

_STYLES = Path(__file__).parent / "screens" / "browse.tcss"


class MemtuiApp(App[None]):
    """memtui on a screen, beginning with the filter `tree`.

    Where `is_first_run`, nothing is configured yet, and an empty store shows the first steps. `clock` tells
    the present, by which ages and expiry are measured; `stopwatch` tells seconds, for the latency in the
    status line.
    """

    TITLE = "memtui"
    COMMANDS = App.COMMANDS | {ActionProvider}
    # In fields and modals too, which take all other keys.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, "repaint", show=False, priority=True) for key in BY_ID["repaint"].keys
    ]

    def __init__(
        self,
        adapter: MemoryAdapter,
        profile: Profile,
        *,
        saved: SavedFilters,
        journal: Path,
        tree: Filter | None = None,
        is_first_run: bool = False,
        first: FirstAnswers | None = None,
        take_terminal: TakeTerminal = lambda: None,
        clock: Callable[[], datetime] = utc_now,
        stopwatch: Callable[[], float] = perf_counter,
    ) -> None:
        # Textual asks for the driver at once.
        self._take_terminal = take_terminal
        super().__init__()
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        for theme in list(self.available_themes.values()):
            if theme.ansi:
                # The terminal's own sixteen colours have no shade for the cursor's row.
                self.unregister_theme(theme.name)
        self._adapter = adapter
        self._clock, self._stopwatch = clock, stopwatch
        self._leaving = ExitStack()
        self._browse = BrowseScreen(
            adapter, profile, saved=saved, journal=journal, tree=tree, clock=clock, stopwatch=stopwatch
        )
        self._browse.first = first
        if is_first_run:
            self._browse.walk("connect")

    def on_ready(self) -> None:
        """The first frame is under way: what is loaded until then stays, and is not looked through again."""
        if not gc.isenabled():
            self.call_after_refresh(_keep_what_is_loaded)

    def get_default_screen(self) -> Screen[None]:
        """The browse screen."""
        # Textual reads a screen's own styles only when it is pushed, and the app's twice: before it knows the
        # colours, and again.
        self.stylesheet.read(_STYLES)
        return self._browse

    def get_driver_class(self) -> type[Driver]:
        """The terminal's driver, which sends the cells that changed; what is copied passes through tmux."""
        return cells_driver(super().get_driver_class(), take_terminal=self._take_terminal)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers besides the actions: the choice of colours."""
        yield SystemCommand("Theme", "Choose the colours of the screen", self.action_change_theme)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours that only memtui's own themes name, made of those that every theme has."""
        theme = self.current_theme
        if theme.variables.keys() >= DARK.variables.keys():
            return {}
        colors = theme.to_color_system().generate()
        return {
            "dim": colors["foreground-muted"],
            "edge": colors["border-blurred"],
            "cursor": colors["primary-muted"],
            "cursor-blurred": colors["panel"],
        }

    def action_repaint(self) -> None:
        """Clear the terminal and draw everything again, whatever lies over the browse screen."""
        repaint(self)

    async def action_quit(self) -> None:
        """Leave, from the browse screen: what is typed in another one must not be lost by a slip."""
        if self.screen is self._browse:
            self._browse.leave()

    def action_help_quit(self) -> None:
        """Ctrl+c, pressed by habit: say how to leave."""
        self._browse.change(notice="q quits")

    def on_key(self, event: Key) -> None:
        """A key that was pressed ahead of the field that it is meant for is sent again, to the field."""
        overlaid = self.screen is not self._browse and self._browse.has_passed(event)
        if overlaid or (self.screen is self._browse and self._browse.is_for_field(event)):
            event.prevent_default()
            self.post_message(Key(event.key, event.character))

    def on_stop_asked(self) -> None:
        """Work that is shown in a modal shall end after the batch in hand."""
        self._browse.curation.stop()

    async def on_service_opened(self, message: ServiceOpened) -> None:
        """Show another service in the place of this one, which is closed."""
        opened, before, adapter, leaving = message.opened, self._browse, self._adapter, self._leaving
        self._adapter, self._leaving = opened.adapter, opened.leaving
        self._browse = BrowseScreen(
            opened.adapter,
            opened.profile,
            saved=opened.saved,
            journal=opened.journal,
            tree=None,
            clock=self._clock,
            stopwatch=self._stopwatch,
        )
        if message.walk is not None:
            self._browse.walk(message.walk)
        while self.screen is not before:
            # Whatever was laid over it is about the service that goes.
            await self.pop_screen()
        if len(self.screen_stack) > 1:
            await self.switch_screen(self._browse)
        else:
            # Textual never lets go of its first screen: it stays below, with nothing under way.
            await self.push_screen(self._browse)
        await before.close()
        await adapter.close()
        leaving.close()

    def _fatal_error(self) -> None:
        """Say that memtui made a mistake; Textual would draw all local variables, also a key that is typed.

        One of Textual's hooks; the mistake is the exception at hand.
        """
        error = sys.exception()
        if error is not None:
            self.panic(Text(str(mistake_told(error))))

    async def on_unmount(self) -> None:
        """Give the service's connections back, and close the journal."""
        await self._browse.close()
        await self._adapter.close()
        self._leaving.close()


def _keep_what_is_loaded() -> None:
    gc.freeze()
    gc.enable()


def run_tui(
    profile: Profile,
    *,
    demo_size: int | None = None,
    tree: Filter | None = None,
    is_first_run: bool = False,
    take_terminal: TakeTerminal = lambda: None,
) -> int:
    """Run memtui until the person leaves; the exit code. Raises StoreError when a store cannot be opened.

    With `demo_size` it shows a throw-away store of that many made-up memories; with `tree` it begins with
    that filter. Where `is_first_run`, an empty store shows the first steps. `take_terminal` takes the
    terminal over from whoever drew on it before, and gives the settings that it shall have afterwards.
    """
    with ExitStack() as leaving:
        if demo_size is not None:
            from memtui.ops.demo import throwaway_store

            profile = replace(profile, path=leaving.enter_context(throwaway_store(demo_size)))
        service = "demo" if demo_size is not None else profile.base_url or str(profile.path)
        saved = SavedFilters(filters_file(), service)
        journal = journal_file()
        if demo_size is not None:
            # What is done to made-up memories is of no interest when they are gone.
            journal = Path(str(profile.path)).with_name("journal.db")
        adapter = open_adapter(profile, findings_of(profile))
        app = MemtuiApp(
            adapter,
            profile,
            saved=saved,
            journal=journal,
            tree=tree,
            is_first_run=is_first_run,
            first=first_answers(adapter),
            take_terminal=take_terminal,
        )
        app.run()
        return app.return_code or 0
