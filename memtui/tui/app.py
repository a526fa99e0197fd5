"""The terminal application: one browse screen over one memory service."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, ClassVar

from rich.console import RenderableType
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.driver import Driver
from textual.events import Key, Resize
from textual.filter import LineFilter
from textual.screen import Screen

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import MemtuiError
from memtui.core.filters import Filter
from memtui.core.profile import Profile
from memtui.core.times import utc_now
from memtui.ops.first_answers import FirstAnswers
from memtui.state.pane_sizes import PaneSizes, keep_sizes, recall_sizes
from memtui.state.paths import journal_file, session_file, sizes_file
from memtui.state.saved_filters import SavedFilters
from memtui.state.screen_settings import ScreenSettings
from memtui.state.session import Session, Sessions
from memtui.tui.actions import key_of, keys_of, use_keys
from memtui.tui.delay import Delay
from memtui.tui.mistakes import mistake_told
from memtui.tui.profiles.messages import ServiceOpened
from memtui.tui.room import Room
from memtui.tui.screens.browse import BrowseScreen, screen_of_keys
from memtui.tui.state import BrowseState
from memtui.tui.terminal.driver import TakeTerminal, cells_driver, repaint
from memtui.tui.terminal.ending import GRACE, Ending
from memtui.tui.terminal.signs import charset, signs_of
from memtui.tui.theme import BY_NAME, DARK, PLAIN, THEMES, in_256_colours

if TYPE_CHECKING:
    from memtui.tui.terminal.looks import Palette

_STYLES = Path(__file__).parent / "screens" / "browse.tcss"
_EVERYWHERE = {
    "ctrl+q": ("quit", "quit"),
    "ctrl+p": ("palette", "command_palette"),
    "ctrl+l": ("repaint", "repaint"),
}
"""Keys that work in fields and modals too, which take all others: whose each is, and what the app does."""


def _bindings() -> list[BindingType]:
    """Of those keys the ones that are still the action's, and ctrl+c, which says how to leave."""
    found: list[BindingType] = [Binding("ctrl+c", "help_quit", show=False, system=True)]
    for key, (action_id, does) in _EVERYWHERE.items():
        if key in keys_of(action_id):
            found.append(Binding(key, does, show=False, priority=True))
    return found


def _palette() -> type[Provider]:
    # Loaded when first asked for: it is not needed to show memories.
    from memtui.tui.palette import Palette

    return Palette


class MemtuiApp(App[None], inherit_bindings=False):
    """memtui on a screen, beginning with the filter `tree`.

    Where `is_first_run`, nothing is configured yet, and an empty store shows the first steps. `clock` tells
    the present, by which ages and expiry are measured; `stopwatch` tells seconds, for the latency in the
    status line.
    """

    TITLE = "memtui"
    COMMANDS = App.COMMANDS | {_palette}
    BINDINGS: ClassVar[list[BindingType]] = _bindings()
    # Textual would bind a key of its own choice to it.
    ENABLE_COMMAND_PALETTE = False
    BROWSE: ClassVar[type[BrowseScreen]] = BrowseScreen
    KEYS: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """The actions that have other keys than their own, by their ids."""

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
        ending: Ending | None = None,
        kept: Sessions | None = None,
        settings: ScreenSettings = ScreenSettings(),  # noqa: B008  (a frozen value)
        clock: Callable[[], datetime] = utc_now,
        stopwatch: Callable[[], float] = perf_counter,
    ) -> None:
        # Textual asks for the driver at once.
        self._take_terminal = take_terminal
        self._ending = ending or Ending()
        self._kept = kept
        signs = charset(settings.borders)
        if settings.theme == "plain" and settings.borders is None and signs == "unicode":
            # One byte for each piece of a border, in the place of three.
            signs = "signs"
        self._signs = signs_of(signs)
        self._fewer_colours: dict[str, LineFilter] = {}
        use_keys(self.KEYS)
        super().__init__()
        self.use_command_palette = True
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = BY_NAME[settings.theme or ("plain" if self.no_color else "dark")].name
        for theme in list(self.available_themes.values()):
            if theme.ansi:
                # The terminal's own sixteen colours have no shade for the cursor's row.
                self.unregister_theme(theme.name)
        self._adapter = adapter
        self._clock, self._stopwatch = clock, stopwatch
        self._leaving = ExitStack()
        self._room = Room(self)
        self.mistake: MemtuiError | None = None
        """What to say of a mistake of memtui's own, which ended it."""
        self._browse = self.BROWSE(
            adapter, profile, saved=saved, journal=journal, tree=tree, clock=clock, stopwatch=stopwatch
        )
        self._browse.first = first
        self._browse.layout_wanted = settings.layout
        self._browse.sizes = self._sizes = recall_sizes(sizes_file()) if kept is not None else PaneSizes()
        if is_first_run:
            self._browse.walk("connect")

    def on_ready(self) -> None:
        """The first frame is under way."""
        self.call_after_refresh(self._drawn)

    def _drawn(self) -> None:
        """The first frame stands: what is loaded until then stays, and is not looked through again."""
        self._room.drawn = True
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    def on_resize(self, event: Resize) -> None:
        """Take the size that the terminal has now."""
        self._room.take(event.size)

    def on_load(self) -> None:
        """From here on what ends memtui from outside ends it in order."""
        self._ending.listen(self._end)

    def _end(self) -> None:
        """Leave after the batch in hand, or without it when it takes too long."""
        self.keep_session()
        self._browse.leave_at_once()
        Delay(self, GRACE, self.exit)

    def come_back(self, session: Session, place: BrowseState) -> None:
        """Begin where somebody was: what is listed in `place`, with the cursor of the session."""
        self._browse.come_back(session, place)

    def keep_session(self) -> None:
        """Keep where the person is, for the next time; not before the list is there."""
        if self._kept is not None and self._browse.sizes != self._sizes:
            self._sizes = self._browse.sizes
            keep_sizes(sizes_file(), self._sizes)
        if self._kept is not None and self._browse.landing is None:
            # Loaded when first needed: it is not needed to show memories.
            from memtui.tui.session import session_of

            state, memory = self._browse.state, self._browse.memories.memory_at_cursor()
            if self._browse.loading_list.is_coming:
                # The rows that are shown are still those of another list.
                state, memory = replace(state, cursor=0), None
            self._kept.keep(session_of(state, memory))

    def get_default_screen(self) -> Screen[None]:
        """The browse screen."""
        # Textual reads a screen's own styles only when it is pushed, and the app's twice: before it knows the
        # colours, and again.
        self.stylesheet.read(_STYLES)
        return self._browse

    def get_driver_class(self) -> type[Driver]:
        """The terminal's driver, which sends the cells that changed; what is copied passes through tmux."""
        return cells_driver(
            super().get_driver_class(),
            take_terminal=self._take_terminal,
            ending=self._ending,
            signs=self._signs,
        )

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What colours become where the terminal has few of them, or shall have none."""
        is_plain = self.no_color or self.theme == PLAIN.name
        # What is drawn for a picture has all colours.
        colours = "truecolor" if self.is_headless else self.console.color_system
        if not is_plain and colours not in {"standard", "256"}:
            return super().get_line_filters()
        if self.theme not in self._fewer_colours:
            # Loaded when first needed: most terminals have all colours.
            from memtui.tui.terminal.looks import FewColours, OtherColours

            if not is_plain and colours == "256":
                self._fewer_colours[self.theme] = OtherColours(in_256_colours(self.current_theme))
            else:
                palette: Palette = "none" if is_plain else "sixteen"
                self._fewer_colours[self.theme] = FewColours(self.theme_variables, palette)
        return [self._fewer_colours[self.theme]]

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
        if self.screen is self._browse or self.screen_stack[-2:] == [self._browse, self._room.cover]:
            self._browse.leave()

    def action_help_quit(self) -> None:
        """Ctrl+c, pressed by habit: say how to leave."""
        self._browse.change(notice=f"{key_of('quit')} quits")

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
        self.keep_session()
        opened, before, adapter, leaving = message.opened, self._browse, self._adapter, self._leaving
        self._adapter, self._leaving = opened.adapter, opened.leaving
        # A demo has a journal of its own.
        is_kept = self._kept is not None and opened.journal == journal_file()
        self._kept = Sessions(session_file(), opened.profile) if is_kept else None
        self._browse = self.BROWSE(
            opened.adapter,
            opened.profile,
            saved=opened.saved,
            journal=opened.journal,
            tree=None,
            clock=self._clock,
            stopwatch=self._stopwatch,
        )
        self._browse.sizes, self._browse.layout_wanted = before.sizes, before.layout_wanted
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

    def panic(self, *renderables: RenderableType) -> None:
        """Leave: memtui made a mistake, the exception at hand. `run_tui` raises what to say of it.

        Textual would draw it itself, with all local variables, or as the exception draws itself.
        """
        error = sys.exception()
        if error is None:
            super().panic(*renderables)
            return
        if self.mistake is None:
            self.mistake = mistake_told(error)
        super().panic()

    def _fatal_error(self) -> None:
        """What Textual calls of an exception that does not draw itself; one of its hooks."""
        self.panic()

    async def on_unmount(self) -> None:
        """Give the service's connections back, and close the journal."""
        await self._browse.close()
        await self._adapter.close()
        self._leaving.close()


def app_of_keys(changed: Mapping[str, tuple[str, ...]]) -> type[MemtuiApp]:
    """memtui with these keys for these actions, by their ids, and with their own for all others."""
    if not changed:
        return MemtuiApp
    use_keys(changed)

    class OwnKeysApp(MemtuiApp, inherit_bindings=False):
        BINDINGS = _bindings()
        BROWSE = screen_of_keys()
        KEYS = changed

    return OwnKeysApp
