"""The browse screen: what a person does there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key

from memtui.adapters.base import MemoryAdapter
from memtui.core.filters import Filter
from memtui.core.later import later
from memtui.core.profile import Profile
from memtui.ops.first_answers import FirstAnswers
from memtui.state.saved_filters import SavedFilters
from memtui.state.session import Session
from memtui.tui.actions import ACTIONS, BY_ID, key_of, keys_of
from memtui.tui.messages import (
    AskEntered,
    AskLeft,
    AskTyped,
    OffersArrived,
    RowChosen,
)
from memtui.tui.screens.filtering import Filtering
from memtui.tui.screens.panes import Pane
from memtui.tui.screens.roaming import RoamingScreen
from memtui.tui.screens.typing_line import TypingLine
from memtui.tui.state import BrowseState, Narrowing, Scope
from memtui.tui.terminal.driver import repaint, suspend
from memtui.tui.widgets.ask import AskField

if TYPE_CHECKING:
    from memtui.tui.screens import sorting
else:
    sorting = later("memtui.tui.screens.sorting")

_TWICE = "g>g"
_BACK = "back where you were"


def _bindings() -> list[BindingType]:
    keys = {action: ",".join(key for key in keys_of(action.id) if key != _TWICE) for action in ACTIONS}
    return [
        Binding(pressed, f"perform('{action.id}')", action.label, show=False, id=action.id)
        for action, pressed in keys.items()
        if pressed
    ]


class BrowseScreen(RoamingScreen):
    """Entities, the list of memories, and one memory in full: its keys."""

    BINDINGS = _bindings()
    AUTO_FOCUS = "#memories"
    first: FirstAnswers | None = None
    """What the service has answered before there was a screen."""

    def __init__(
        self,
        adapter: MemoryAdapter,
        profile: Profile,
        *,
        saved: SavedFilters,
        journal: Path,
        tree: Filter | None,
        clock: Callable[[], datetime],
        stopwatch: Callable[[], float],
    ) -> None:
        self._filtering = Filtering(self, adapter, profile, saved, clock)
        field = AskField(self._filtering.complete, self._filtering.recent)
        super().__init__(
            adapter, profile, field, journal=journal, tree=tree, clock=clock, stopwatch=stopwatch
        )
        self._line = TypingLine(self, self.loading_entities, self._filtering)
        self._after_g = False
        self._has_gg = _TWICE in keys_of("move.first")
        self._passed: deque[Key] = deque(maxlen=1000)
        self.handlers: dict[str, Callable[[], object]] = {
            "move.down": lambda: self.pane.step(1),
            "move.up": lambda: self.pane.step(-1),
            "move.page_down": lambda: self.pane.turn(1),
            "move.page_up": lambda: self.pane.turn(-1),
            "move.half_down": lambda: self.pane.turn(0.5),
            "move.half_up": lambda: self.pane.turn(-0.5),
            "move.first": lambda: self.pane.go_first(),
            "move.last": lambda: self.pane.go_last(),
            "pane.next": lambda: self.step_pane(1),
            "pane.previous": lambda: self.step_pane(-1),
            "pane.entities": lambda: self.go_to(self.entities),
            "pane.memories": lambda: self.go_to(self.memories),
            "pane.detail": lambda: self.go_to(self.detail),
            "open": self._open,
            "view.history": lambda: self.toggle_view("history"),
            "view.json": lambda: self.toggle_view("json"),
            "back": self._back,
            "filter.keyword": self._line.ask_text,
            "search": lambda: self._line.ask("search", self.state.question),
            "filter.line": lambda: self._line.ask("filter", self._filtering.begin_line()),
            "filter.build": self._filtering.build,
            "filter.saved": self._filtering.choose_saved,
            "filter.repair": self._repair,
            "everything": self._everything,
            "filter.expired": lambda: self.list_again(show_expired=not self.state.show_expired),
            "mark": self.marking.mark,
            "mark.range": self.marking.start_or_mark_range,
            "mark.all": self.marking.mark_everything,
            "mark.invert": self.marking.invert,
            "mark.clear": lambda: self.change_to(self.state.unmarked()),
            "times": lambda: self.change(absolute_times=not self.state.absolute_times),
            "columns": self.choose_columns,
            "sort": lambda: sorting.choose(self),
            "sort.reverse": lambda: sorting.turn(self),
            "reload": self.reload,
            "repaint": lambda: repaint(self.app),
            "suspend": self._suspend,
            "help": self._help,
            "palette": lambda: self.app.action_command_palette(),
            "quit": self.leave,
            **self.change_handlers(),
            **self.service_handlers(),
            **self.search_handlers(),
            **self.roaming_handlers(),
        }

    def on_mount(self) -> None:
        """Ask for the first page and the entities together."""
        self.show_keys()
        self.detail.show((), "memory")
        landing, told = self.landing, self.state.notice
        self.list_again(row=0 if landing is None else landing[1])
        self.landing = landing
        self.loading_entities.start()
        if self.first is not None:
            self.show_first(self.first)
            self.first = None
        if told and not self.state.notice:
            self.change(notice=told)
        # What it takes is loaded when the first rows stand there.
        self.call_after_refresh(self.settle)

    def come_back(self, session: Session, place: BrowseState) -> None:
        """Begin where somebody was: with what is listed in `place`, and with the cursor of the session."""
        self.landing = (session.memory, session.row)
        is_narrowed = place.narrowing != Narrowing() or bool(place.question)
        told = _BACK if is_narrowed or session.row else ""
        if is_narrowed:
            told += f" · {key_of('everything')} for everything"
        self.state = replace(
            self.state.narrowed(place.narrowing),
            question=place.question,
            order=place.order,
            view=place.view,
            absolute_times=place.absolute_times,
            cursor=session.row,
            notice=told,
        )

    # What a person does

    def action_perform(self, action_id: str) -> None:
        """Do an action of the registry, or say why it is off."""
        action = BY_ID[action_id]
        if reason := action.disabled_reason(self.state):
            self.change(notice=f"{action.label} is off: {reason}")
            return
        if self.state.notice:
            self.change(notice="")
        self.end_typing()
        self.handlers[action_id]()
        # At once, so that list and status line are drawn in one frame; the pane's message comes later.
        self.follow_cursor()

    def on_key(self, event: Key) -> None:
        """`gg` goes to the first row: the only action of two presses."""
        self._passed.append(event)
        self.pressed_at = event.time
        second = event.key == "g" and self._after_g
        self._after_g = event.key == "g" and self._has_gg and not second
        if second:
            self.action_perform("move.first")

    def has_passed(self, event: Key) -> bool:
        """Whether this key was pressed here, perhaps before another screen was laid over this one."""
        return any(passed is event for passed in self._passed)

    def go_to(self, pane: Pane) -> None:
        """Give a pane the keyboard; what was typed stays."""
        super().go_to(pane)
        self.change()

    def list_scope(self, scope: Scope) -> None:
        """List the memories of an entity, or of everything."""
        self.go_to(self.memories)
        self.list_again(scope=scope, question="")

    @property
    def filtering(self) -> Filtering:
        """The filter, and the saved ones."""
        return self._filtering

    def _open(self) -> None:
        if self.pane is self.entities:
            self._choose_entity(self.entities.cursor)
        elif self.pane is self.memories and self.loading_list.rows.length:
            self.go_to(self.detail)

    def _choose_entity(self, index: int) -> None:
        row = self.entities.groups.row(index)
        scope = self.entities.scope_of(row)
        if scope is not None:
            self.list_scope(scope)
        elif row.type is not None:
            self.entities.groups.toggle(row.type)
            self.entities.show(self.entities.groups, self.state.scope)

    def _back(self) -> None:
        if self.has_class("-asking"):
            self._line.leave()
            return
        if self.marking.stop_fetching() or self.leave_zoom():
            return
        if self.pane is self.entities and self.loading_entities.keyword:
            self.loading_entities.keep("")
            return
        if self.pane is self.entities and self.entities.groups.fold():
            self.entities.show(self.entities.groups, self.state.scope)
            return
        after = self.state.step_back()
        if after is not None and after.same_list(self.state):
            self.change_to(after)
            self.show_detail()
        elif self.pane is not self.memories:
            self.go_to(self.memories)
        elif after is not None:
            self.change_to(after)
            self.list_again()

    def _everything(self) -> None:
        self.go_to(self.memories)
        self.list_again(scope=Scope(), filter=None, keyword="", question="", show_expired=True)

    def _suspend(self) -> None:
        if not suspend(self.app):
            self.change(notice="there is no shell to go back to")

    def _help(self) -> None:
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.tui.modals.help import HelpModal

        def perform(action_id: str | None) -> None:
            if action_id is not None:
                self.action_perform(action_id)

        self.app.push_screen(HelpModal(self.state), perform)

    # The line in which one types

    @on(AskTyped)
    def _typed(self, message: AskTyped) -> None:
        self._line.apply()

    @on(AskEntered)
    def _entered(self, message: AskEntered) -> None:
        self._line.enter()

    @on(AskLeft)
    def _left(self, message: AskLeft) -> None:
        self._line.leave()

    @on(OffersArrived)
    def _offers_arrived(self, message: OffersArrived) -> None:
        self._line.offer(message)

    @on(RowChosen)
    def _row_chosen(self, message: RowChosen) -> None:
        if message.pane == "entities":
            self._choose_entity(message.index)
        else:
            self.go_to(self.detail)

    def _repair(self) -> None:
        if self.state.remedy is not None:
            self.change_to(self.state.narrowed(self.state.remedy.narrowing))
            self.list_again()
            self._filtering.remember(self.state.filter)


def screen_of_keys() -> type[BrowseScreen]:
    """The browse screen with the keys that actions have now, and with none of Textual's but for copying."""

    class OwnKeysScreen(BrowseScreen, inherit_bindings=False):
        BINDINGS = [*_bindings(), Binding("ctrl+c,super+c", "screen.copy_text", show=False)]  # noqa: RUF012

    return OwnKeysScreen
