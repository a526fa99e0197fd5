"""The browse screen: it alone holds what is shown; panes and workers tell it what happened."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import MemtuiError
from memtui.core.filters import Filter
from memtui.core.profile import Profile
from memtui.state.saved_filters import SavedFilters
from memtui.tui.actions import ACTIONS, BY_ID
from memtui.tui.messages import (
    AskEntered,
    AskLeft,
    AskTyped,
    BlameArrived,
    Copied,
    CursorMoved,
    EntitiesArrived,
    HistoryArrived,
    IdsArrived,
    OffersArrived,
    PageArrived,
    RequestFailed,
    ResultsArrived,
    RowChosen,
    RowsInView,
    TotalArrived,
)
from memtui.tui.screens import words
from memtui.tui.screens.filtering import Filtering
from memtui.tui.screens.loading import EntityLoading, ListLoading, Question
from memtui.tui.screens.marking import Marking
from memtui.tui.screens.narrowing import EMPTYING, looked_at
from memtui.tui.screens.panes import Pane, PaneScreen
from memtui.tui.screens.reading import Reading
from memtui.tui.screens.requests import Requests
from memtui.tui.screens.typing_line import TypingLine
from memtui.tui.state import BrowseState, View
from memtui.tui.widgets.ask import AskField

DETAIL_DELAY = 0.08
"""Seconds that the cursor rests before the memory under it is shown in full."""


def _bindings() -> list[BindingType]:
    return [
        Binding(
            ",".join(key for key in action.keys if ">" not in key),
            f"perform('{action.id}')",
            action.label,
            show=False,
            id=action.id,
        )
        for action in ACTIONS
    ]


class BrowseScreen(PaneScreen):
    """Entities, the list of memories, and one memory in full."""

    BINDINGS = _bindings()
    AUTO_FOCUS = "#memories"

    def __init__(
        self,
        adapter: MemoryAdapter,
        profile: Profile,
        *,
        saved: SavedFilters,
        tree: Filter | None,
        clock: Callable[[], datetime],
        stopwatch: Callable[[], float],
    ) -> None:
        self._filtering = Filtering(self, adapter, profile, saved, clock)
        super().__init__(AskField(self._filtering.complete, self._filtering.recent), clock)
        self.profile = profile
        self.state = BrowseState(filter=tree, busy=True)
        self._adapter = adapter
        self._clock = clock
        self._requests = Requests(adapter, self.post_message, stopwatch)
        self._list = ListLoading(adapter, self._requests, self._ask_in_background)
        self._entities = EntityLoading(self._requests, self._ask_in_background)
        self._reading = Reading(self.detail, self._requests, self._ask_in_background, clock)
        self._line = TypingLine(self, self._entities, self._filtering)
        self._marking = Marking(self, self._list)
        self._detail_timer: Timer | None = None
        self._after_g = False
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
            "view.history": lambda: self._toggle_view("history"),
            "view.json": lambda: self._toggle_view("json"),
            "back": self._back,
            "filter.keyword": self._line.ask_text,
            "search": lambda: self._line.ask("search", self.state.question),
            "filter.line": lambda: self._line.ask("filter", self._filtering.begin_line()),
            "filter.build": self._filtering.build,
            "filter.saved": self._filtering.choose_saved,
            "filter.repair": self._repair,
            "filter.expired": lambda: self.list_again(show_expired=not self.state.show_expired),
            "mark": self._marking.mark,
            "mark.range": self._marking.start_or_mark_range,
            "mark.clear": lambda: self.change(marks=frozenset(), anchor=None),
            "times": lambda: self.change(absolute_times=not self.state.absolute_times),
            "reload": self.reload,
            "repaint": lambda: self.refresh(repaint=True, layout=True),
            "help": self._help,
            "palette": lambda: self.app.action_command_palette(),
            "quit": lambda: self.app.exit(),
        }

    def on_mount(self) -> None:
        """Ask for the first page and the entities together."""
        self.keys.show(*words.key_hints())
        self.detail.show((), "memory")
        self.list_again()
        self._entities.start()

    # What a person does

    def action_perform(self, action_id: str) -> None:
        """Do an action of the registry, or say why it is off."""
        action = BY_ID[action_id]
        if reason := action.disabled_reason(self.state):
            self.change(notice=f"{action.label} is off: {reason}")
            return
        if self.state.notice:
            self.change(notice="")
        self.handlers[action_id]()

    def on_key(self, event: Key) -> None:
        """`gg` goes to the first row: the only action of two presses."""
        self._passed.append(event)
        second = event.key == "g" and self._after_g
        self._after_g = event.key == "g" and not second
        if second:
            self.action_perform("move.first")

    def has_passed(self, event: Key) -> bool:
        """Whether this key was pressed here, perhaps before another screen was laid over this one."""
        return any(passed is event for passed in self._passed)

    def go_to(self, pane: Pane) -> None:
        """Give a pane the keyboard; what was typed stays."""
        super().go_to(pane)
        self.change()

    def _open(self) -> None:
        if self.pane is self.entities:
            self._choose_entity(self.entities.cursor)
        elif self.pane is self.memories and self._list.rows.length:
            self.go_to(self.detail)

    def _choose_entity(self, index: int) -> None:
        row = self.entities.groups.row(index)
        scope = self.entities.scope_of(row)
        if scope is not None:
            self.go_to(self.memories)
            self.list_again(scope=scope, question="")
        elif row.type is not None:
            self.entities.groups.toggle(row.type)
            self.entities.show(self.entities.groups, self.state.scope)

    def _toggle_view(self, view: View) -> None:
        self.change(view="memory" if self.state.view == view else view)
        if self.has_class("-narrow"):
            self.go_to(self.detail)
        self._show_detail()

    def _back(self) -> None:
        if self.has_class("-asking"):
            self._line.leave()
            return
        if self.pane is self.entities and self._entities.keyword:
            self._entities.keep("")
            return
        if self.pane is self.entities and self.entities.groups.fold():
            self.entities.show(self.entities.groups, self.state.scope)
            return
        after = self.state.step_back()
        if after is not None and after.same_list(self.state):
            self.change_to(after)
            self._show_detail()
        elif self.pane is not self.memories:
            self.go_to(self.memories)
        elif after is not None:
            self.change_to(after)
            self.list_again()

    def reload(self) -> None:
        """Ask the service again for everything on the screen."""
        self._reading.forget()
        self.list_again(row=self.memories.cursor)
        self._entities.start()

    def copy(self, text: str) -> None:
        """Put a text on the clipboard, and say what became of it."""
        self.run_worker(self._copy(text), group="copy", exit_on_error=False)

    async def _copy(self, text: str) -> None:
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.tui.clipboard import copy_text

        self.post_message(Copied(await copy_text(self.app, text)))

    @on(Copied)
    def _copied(self, message: Copied) -> None:
        self.change(notice=message.words)

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

    # What is shown

    def change(self, **fields: Any) -> None:
        """Replace fields of the state and draw what that changes."""
        self.change_to(replace(self.state, **fields))

    def change_to(self, state: BrowseState) -> None:
        """Take another state; each part draws itself only where it differs."""
        self.state = state
        rows = self._list.rows
        is_local = self._adapter.capabilities.kind == "local"
        placeholder = words.placeholder(state, local=is_local, typing=self.has_class("-asking"))
        if placeholder != self.memories.placeholder:
            self.memories.placeholder = placeholder
            if not rows.length:
                self.memories.refresh()
        self.memories.show(rows, state)
        if state.cursor != self.memories.cursor:
            # The list ends before the row on which the cursor stood.
            self.state = state = replace(state, cursor=self.memories.cursor)
        self.entities.show_scope(state.scope)
        self.where.show(*words.where(self.profile.name, state, read_only=self.profile.read_only))
        self.status.show(*words.position(state, rows))

    @property
    def resting(self) -> bool:
        """Whether no delay is running out; questions to the service may be open."""
        return self._detail_timer is None and self.field.resting

    @property
    def idle(self) -> bool:
        """Whether nothing is under way that will change the screen by itself."""
        return self.resting and all(worker.is_finished for worker in self.workers)

    def _show_detail(self) -> None:
        if self._detail_timer is not None:
            self._detail_timer.stop()
            self._detail_timer = None
        self._reading.show(self.memories.memory_at_cursor(), self.state.view)

    def _show_detail_soon(self) -> None:
        if self._detail_timer is not None:
            self._detail_timer.stop()
        self._detail_timer = self.set_timer(DETAIL_DELAY, self._show_detail)

    # What arrived

    def list_again(self, *, row: int = 0, **fields: Any) -> None:
        """Take these fields of the state and ask for the list that it describes, from `row` on."""
        state = replace(self.state, **fields, anchor=None, notice="", busy=True)
        state = looked_at(state, self._adapter.capabilities.kind, self._clock())
        if state.problem is None:
            self.change_to(state)
            self._list.start(self.state, row=row)
        else:
            self._list.refuse()
            self.change_to(replace(state, busy=False))
            self._show_detail()

    def _repair(self) -> None:
        if self.state.remedy is not None:
            self.change_to(self.state.narrowed(self.state.remedy.narrowing))
            self.list_again()
            self._filtering.remember(self.state.filter)

    def _ask_in_background(self, question: Question, group: str, supersedes: bool) -> Worker[None]:
        return self.run_worker(question, group=group, exclusive=supersedes, exit_on_error=False)

    @on(RowsInView)
    def _rows_in_view(self, message: RowsInView) -> None:
        wanting = self._entities if message.pane == "entities" else self._list
        wanting.want(message.first, message.last)

    @on(CursorMoved)
    def _cursor_moved(self, message: CursorMoved) -> None:
        if message.pane == "memories":
            self.change(cursor=message.index)
            self._show_detail_soon()

    @on(RowChosen)
    def _row_chosen(self, message: RowChosen) -> None:
        if message.pane == "entities":
            self._choose_entity(message.index)
        else:
            self.go_to(self.detail)

    @on(PageArrived)
    def _page_arrived(self, message: PageArrived) -> None:
        if not self._list.accepts(message):
            return
        first = (message.page.page - 1) * message.page.page_size
        again = self._list.same_list
        self._rows_changed(message.milliseconds, new=self._list.settle(), again=again)
        self.memories.rows_arrived(first, first + len(message.page.results))

    @on(ResultsArrived)
    def _results_arrived(self, message: ResultsArrived) -> None:
        if self._list.accepts(message):
            again = self._list.same_list
            self._rows_changed(message.milliseconds, new=self._list.settle(message), again=again)

    def _rows_changed(self, milliseconds: float, *, new: bool, again: bool) -> None:
        if new:
            # A list that is asked for again comes back where the cursor was.
            self.state = replace(self.state, cursor=self.memories.cursor if again else 0)
        self.change(busy=False, problem=self._entities.problem, latency_ms=milliseconds)
        memory = self.memories.memory_at_cursor()
        if new or (memory is not None and self._reading.shown_id != memory.id):
            self._show_detail()
        if new and self._list.rows.total == 0:
            self._list.want_blame()

    @on(TotalArrived)
    def _total_arrived(self, message: TotalArrived) -> None:
        if self._list.accepts(message):
            self.change()

    @on(EntitiesArrived)
    def _entities_arrived(self, message: EntitiesArrived) -> None:
        if self._entities.accepts(message):
            self._entities.take(message)
            self.entities.show(self._entities.tree, self.state.scope)

    @on(HistoryArrived)
    def _history_arrived(self, message: HistoryArrived) -> None:
        if self._reading.take(message):
            self._show_detail()

    @on(IdsArrived)
    def _ids_arrived(self, message: IdsArrived) -> None:
        if self._list.accepts(message):
            self.change(notice="")
            self._marking.mark_all(message.ids)

    @on(BlameArrived)
    def _blame_arrived(self, message: BlameArrived) -> None:
        if self._list.accepts(message):
            explained = any(finding.code in EMPTYING for finding in self.state.findings)
            remedy = self.state.remedy if explained else message.remedy or self.state.remedy
            self.change(blame=message.blame, remedy=remedy)

    @on(RequestFailed)
    def _request_failed(self, message: RequestFailed) -> None:
        """The one place where a failed question becomes what a person reads."""
        wanting = self._entities if message.what == "entities" else self._list
        if wanting.accepts(message):
            self._failed(message.what, message.error)

    def _failed(self, what: str, error: MemtuiError) -> None:
        if what == "entities":
            self._entities.fail(error)
        elif what == "list":
            self._list.fail()
        elif what == "history":
            self._reading.fail(error)
        self.change(busy=False, problem=error)
        self._show_detail()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A question that failed in a way nobody foresaw is told, not lost."""
        if event.state is WorkerState.ERROR:
            # Loaded when first needed, which is never.
            from memtui.state.log import record_crash

            error = event.worker.error
            log = record_crash(error) if error is not None else None
            hint = f"The details are in {log}." if log else ""
            mistake = MemtuiError(f"memtui made a mistake ({type(error).__name__}).", hint=hint)
            self._failed(event.worker.group, mistake)
