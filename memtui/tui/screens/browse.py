"""The browse screen: it alone holds what is shown; panes and workers tell it what happened."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.events import DescendantFocus, Key, Resize
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import MemtuiError
from memtui.core.history import timeline
from memtui.core.models import HistoryEvent, Memory
from memtui.core.profile import Profile
from memtui.tui.actions import ACTIONS, BY_ID
from memtui.tui.lines import DRAWN, Line, line
from memtui.tui.messages import (
    CursorMoved,
    EntitiesArrived,
    HistoryArrived,
    IdsArrived,
    PageArrived,
    RequestFailed,
    ResultsArrived,
    RowChosen,
    RowsInView,
    TotalArrived,
)
from memtui.tui.panes.detail import DetailPane
from memtui.tui.panes.entities import EntitiesPane
from memtui.tui.panes.memories import MemoriesPane
from memtui.tui.panes.views import history_problem, history_view, json_view, memory_view
from memtui.tui.screens import words
from memtui.tui.screens.loading import EntityLoading, ListLoading
from memtui.tui.screens.requests import Requests
from memtui.tui.state import BrowseState, View
from memtui.tui.widgets.bars import Bar

DETAIL_DELAY = 0.08
"""Seconds that the cursor rests before the memory under it is shown in full."""
TYPING_DELAY = 0.12
"""Seconds that typing rests before the list is filtered."""
_WIDE, _STACKED, _TINY = 160, 100, 64

Asking = Literal["keyword", "search", "entities"]
_PROMPTS: dict[Asking, str] = {
    "keyword": "Keep memories that contain …   enter keeps the filter, esc removes it",
    "search": "Ask a question, or name a few words …   enter searches, esc goes back",
    "entities": "Keep entities whose name contains …   enter keeps the filter, esc removes it",
}


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


class BrowseScreen(Screen[None]):
    """Entities, the list of memories, and one memory in full."""

    BINDINGS = _bindings()
    AUTO_FOCUS = "#memories"

    def __init__(
        self,
        adapter: MemoryAdapter,
        profile: Profile,
        *,
        clock: Callable[[], datetime],
        stopwatch: Callable[[], float],
    ) -> None:
        super().__init__()
        self.profile = profile
        self.state = BrowseState(busy=True)
        self._adapter = adapter
        self._clock = clock
        self._requests = Requests(adapter, self.post_message, stopwatch)
        self._list = ListLoading(adapter, self._requests, self._ask_in_background)
        self._entities = EntityLoading(self._requests, self._ask_in_background)
        self._asking: Asking = "keyword"
        self._detail_timer: Timer | None = None
        self._typing_timer: Timer | None = None
        self._shown: tuple[str, View] | None = None
        self._history: dict[str, tuple[HistoryEvent, ...] | MemtuiError] = {}
        self._after_g = False
        self.handlers: dict[str, Callable[[], object]] = {
            "move.down": lambda: self.pane.step(1),
            "move.up": lambda: self.pane.step(-1),
            "move.page_down": lambda: self.pane.turn(1),
            "move.page_up": lambda: self.pane.turn(-1),
            "move.half_down": lambda: self.pane.turn(0.5),
            "move.half_up": lambda: self.pane.turn(-0.5),
            "move.first": lambda: self.pane.go_first(),
            "move.last": lambda: self.pane.go_last(),
            "pane.next": lambda: self._step_pane(1),
            "pane.previous": lambda: self._step_pane(-1),
            "pane.entities": lambda: self.go_to(self.entities),
            "pane.memories": lambda: self.go_to(self.memories),
            "pane.detail": lambda: self.go_to(self.detail),
            "open": self._open,
            "view.history": lambda: self._toggle_view("history"),
            "view.json": lambda: self._toggle_view("json"),
            "back": self._back,
            "filter.keyword": self._ask_keyword,
            "search": lambda: self._ask("search", self.state.question),
            "filter.expired": lambda: self._list_again(show_expired=not self.state.show_expired),
            "mark": self._mark,
            "mark.range": self._start_or_mark_range,
            "mark.clear": lambda: self.change(marks=frozenset(), anchor=None),
            "times": lambda: self.change(absolute_times=not self.state.absolute_times),
            "reload": self.reload,
            "repaint": lambda: self.refresh(repaint=True, layout=True),
            "help": self._help,
            "palette": lambda: self.app.action_command_palette(),
            "quit": lambda: self.app.exit(),
        }

    def compose(self) -> ComposeResult:
        """The bars around three panes."""
        self.entities, self.memories, self.detail = EntitiesPane(), MemoriesPane(self._clock), DetailPane()
        self.pane: EntitiesPane | MemoriesPane | DetailPane = self.memories
        self.where, self.status, self._keys = Bar(id="where"), Bar(id="status"), Bar(id="keys")
        self._field = Input(id="ask", compact=True, restrict=DRAWN)
        self._field.cursor_blink = False
        yield self.where
        yield self._field
        with Horizontal(id="panes"):
            yield self.entities
            with Container(id="reading"):
                yield self.memories
                yield self.detail
        yield self.status
        yield self._keys

    def on_mount(self) -> None:
        """Ask for the first page and the entities together."""
        self._keys.show(words.key_hints())
        self.detail.show((), "memory")
        self._list_again()
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
        second = event.key == "g" and self._after_g
        self._after_g = event.key == "g" and not second
        if second:
            self.action_perform("move.first")

    def is_for_field(self, key: Key) -> bool:
        """Whether a key that no pane took is for the field, which gets the keyboard a moment after it opens."""
        # What the field has it takes, if it can be printed.
        return self.has_class("-asking") and (key.is_printable or self.focused is not self._field)

    def go_to(self, pane: EntitiesPane | MemoriesPane | DetailPane) -> None:
        """Give a pane the keyboard, and room where panes take turns."""
        self.pane = pane
        self.remove_class("-asking")
        self.set_class(pane is self.detail, "-open")
        self.set_class(pane is self.entities, "-choosing")
        pane.focus()

    @on(DescendantFocus)
    def _pane_focused(self, event: DescendantFocus) -> None:
        """A click may have moved the keyboard to another pane."""
        if event.widget in (self.entities, self.memories, self.detail) and (
            event.widget is not self.pane or self.has_class("-asking")
        ):
            self.go_to(event.widget)

    def _step_pane(self, step: int) -> None:
        panes = (self.entities, self.memories, self.detail)
        self.go_to(panes[(panes.index(self.pane) + step) % 3])

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
            self._list_again(scope=scope, question="")
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
            self._leave_field()
            return
        if self.pane is self.entities and self._entities.keyword:
            self._filter_entities("")
            return
        after = self.state.step_back()
        if after is not None and after.same_list(self.state):
            self.change_to(after)
            self._show_detail()
        elif self.pane is not self.memories:
            self.go_to(self.memories)
        elif after is not None:
            self.change_to(after)
            self._list_again()

    def _mark(self) -> None:
        memory = self.memories.memory_at_cursor()
        if self.pane is self.entities or self.state.anchor is not None:
            self._start_or_mark_range()
        elif memory is not None:
            self.change(marks=self.state.marks ^ {memory.id})
            self.memories.step(1)
        elif self._list.rows.length:
            self.change(notice="this row is still on its way")

    def _start_or_mark_range(self) -> None:
        anchor, cursor = self.state.anchor, self.memories.cursor
        if self.pane is self.entities:
            self.change(notice="only memories are marked; 2 goes to their list")
            return
        if anchor is None:
            if self._list.rows.length:
                self.change(anchor=cursor)
            return
        first, last = min(anchor, cursor), max(anchor, cursor)
        rows = [self._list.rows.row(index) for index in range(first, last + 1)]
        if None in rows:
            # The range is settled: what is marked next is something else.
            self.change(anchor=None, notice="fetching the range to mark it")
            self._list.want_ids(first, last)
        else:
            self._mark_all([row.id for row in rows if row is not None])

    def _mark_all(self, ids: list[str]) -> None:
        """Mark all of these, or unmark them when all are marked already."""
        marks = self.state.marks
        self.change(marks=marks - set(ids) if marks.issuperset(ids) else marks | set(ids), anchor=None)

    def reload(self) -> None:
        """Ask the service again for everything on the screen."""
        self._history.clear()
        self.change(busy=True, problem=None)
        self._list.start(self.state, row=self.memories.cursor)
        self._entities.start()

    def _help(self) -> None:
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.tui.modals.help import HelpModal

        def perform(action_id: str | None) -> None:
            if action_id is not None:
                self.action_perform(action_id)

        self.app.push_screen(HelpModal(self.state), perform)

    # The line in which one types

    def _ask_keyword(self) -> None:
        if self.pane is self.entities:
            self._ask("entities", self._entities.keyword)
        else:
            self._ask("keyword", self.state.keyword)

    def _ask(self, asking: Asking, text: str) -> None:
        self._asking = asking
        self._field.placeholder = _PROMPTS[asking]
        with self._field.prevent(Input.Changed):
            self._field.value = text
        self.add_class("-asking")
        self._field.focus()

    def _close_field(self) -> None:
        self.remove_class("-asking")
        self.pane.focus()

    @on(Input.Changed, "#ask")
    def _typed(self, event: Input.Changed) -> None:
        """Filter while typing, once it rests; a search waits for enter."""
        self._stop_typing_timer()
        if self._asking != "search" and self.has_class("-asking"):
            self._typing_timer = self.set_timer(TYPING_DELAY, self._apply_field)

    @on(Input.Submitted, "#ask")
    def _entered(self, event: Input.Submitted) -> None:
        """Keep what was typed."""
        self._close_field()
        self._apply_field()

    def _stop_typing_timer(self) -> None:
        if self._typing_timer is not None:
            self._typing_timer.stop()
            self._typing_timer = None

    def _apply_field(self) -> None:
        self._stop_typing_timer()
        text = self._field.value.strip() if self._asking == "search" else self._field.value
        if self._asking == "entities":
            self._filter_entities(text)
        elif self._asking == "keyword" and (text != self.state.keyword or self.state.question):
            self._list_again(keyword=text, question="")
        elif self._asking == "search" and text:
            self._list_again(question=text)

    def _leave_field(self) -> None:
        """Escape: the filter that was being typed goes, a search is not asked."""
        self._stop_typing_timer()
        self._close_field()
        if self._asking == "entities":
            self._filter_entities("")
        elif self._asking == "keyword" and self.state.keyword:
            self._list_again(keyword="")

    def _filter_entities(self, text: str) -> None:
        if text != self._entities.keyword:
            self._entities.keyword = text
            self._entities.start()

    # What is shown

    def change(self, **fields: Any) -> None:
        """Replace fields of the state and draw what that changes."""
        self.change_to(replace(self.state, **fields))

    def change_to(self, state: BrowseState) -> None:
        """Take another state; each part draws itself only where it differs."""
        self.state = state
        rows = self._list.rows
        placeholder = words.placeholder(state, local=self._adapter.capabilities.kind == "local")
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
        return self._detail_timer is None and self._typing_timer is None

    @property
    def idle(self) -> bool:
        """Whether nothing is under way that will change the screen by itself."""
        return self.resting and all(worker.is_finished for worker in self.workers)

    def _show_detail(self) -> None:
        if self._detail_timer is not None:
            self._detail_timer.stop()
            self._detail_timer = None
        memory, view = self.memories.memory_at_cursor(), self.state.view
        if memory is None:
            self._shown = None
            self.detail.show((), view)
            return
        same = self._shown == (memory.id, view)
        self._shown = (memory.id, view)
        self.detail.show(self._lines_of(memory, view), view, keep_place=same)

    def _lines_of(self, memory: Memory, view: View) -> list[Line]:
        if view == "memory":
            return memory_view(memory, self._clock())
        if view == "json":
            return json_view(memory)
        known = self._history.get(memory.id)
        if known is None:
            self._ask_in_background(self._requests.history(memory.id), "history", True)
            return [line(("Loading the history …", "dim"))]
        if isinstance(known, MemtuiError):
            return history_problem(known)
        return history_view(timeline(known), self._clock())

    def _show_detail_soon(self) -> None:
        if self._detail_timer is not None:
            self._detail_timer.stop()
        self._detail_timer = self.set_timer(DETAIL_DELAY, self._show_detail)

    def on_resize(self, event: Resize) -> None:
        """Three panes, two, or one, as there is room."""
        width = event.size.width
        self.set_class(width >= _WIDE, "-wide")
        self.set_class(width < _STACKED, "-narrow")
        self.set_class(width < _TINY, "-tiny")

    # What arrived

    def _list_again(self, **fields: Any) -> None:
        """Take these fields of the state and ask for the list that it describes."""
        self.change(**fields, anchor=None, busy=True, problem=None)
        self._list.start(self.state)

    def _ask_in_background(self, question: Coroutine[Any, Any, None], group: str, supersedes: bool) -> None:
        self.run_worker(question, group=group, exclusive=supersedes, exit_on_error=False)

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
        if new or (memory is not None and (self._shown is None or self._shown[0] != memory.id)):
            self._show_detail()

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
        self._history[message.memory_id] = message.problem or message.events
        if self._shown == (message.memory_id, "history"):
            self._show_detail()

    @on(IdsArrived)
    def _ids_arrived(self, message: IdsArrived) -> None:
        if self._list.accepts(message):
            self.change(notice="")
            self._mark_all(message.ids)

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
        elif what == "history" and self._shown is not None:
            self._history[self._shown[0]] = error
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
