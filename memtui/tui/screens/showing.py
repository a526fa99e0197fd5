"""The half of the browse screen that shows: it alone holds the state, and takes what arrives into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from textual import on
from textual.worker import Worker, WorkerState

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import MemtuiError
from memtui.core.filters import Filter
from memtui.core.profile import Profile
from memtui.ops.browse import SearchResults
from memtui.ops.first_answers import FirstAnswers
from memtui.tui.actions import ACTIONS
from memtui.tui.delay import Delay
from memtui.tui.messages import (
    BlameArrived,
    Copied,
    CursorMoved,
    EntitiesArrived,
    EntityCounted,
    HistoryArrived,
    IdsArrived,
    PageArrived,
    RequestFailed,
    ResultsArrived,
    RowsInView,
    TotalArrived,
)
from memtui.tui.mistakes import mistake_told
from memtui.tui.screens import words
from memtui.tui.screens.arrangement import entities_height
from memtui.tui.screens.counting import EntityCounting
from memtui.tui.screens.first_steps import all_taken, next_step
from memtui.tui.screens.loading import EntityLoading, ListLoading, Question
from memtui.tui.screens.marking import Marking
from memtui.tui.screens.narrowing import EMPTYING, looked_at
from memtui.tui.screens.panes import PaneScreen
from memtui.tui.screens.reading import Reading
from memtui.tui.screens.requests import Requests
from memtui.tui.screens.searching import Searching
from memtui.tui.state import BrowseState, View
from memtui.tui.widgets.ask import AskField

DETAIL_DELAY = 0.035
"""Seconds that the cursor rests before the memory under it is shown in full: longer than a held key waits."""
_NEXT_KEY = 0.008
"""Seconds for which it may not be known yet that a further key was pressed, where keys come faster than they
can be answered.
"""
POSITION_DELAY = 0.1
"""Seconds for which the status line need not follow the cursor again.

Where it is drawn in one frame with the row, everything between them is looked through.
"""


class ShowingScreen(PaneScreen):
    """Entities, the list of memories, and one memory in full, as they arrive.

    `folder` is where what the clipboard does not take is put.
    """

    def __init__(
        self,
        adapter: MemoryAdapter,
        profile: Profile,
        field: AskField,
        *,
        folder: Path,
        tree: Filter | None,
        clock: Callable[[], datetime],
        stopwatch: Callable[[], float],
    ) -> None:
        super().__init__(field, clock)
        self.profile = profile
        self.where.tint = profile.color
        self._folder = folder
        self.adapter = adapter
        self.state = BrowseState(
            filter=tree,
            busy=True,
            cannot_write=words.cannot_write(adapter),
            lacks=adapter.capabilities.lacks,
        )
        requests = Requests(adapter, self.post_message, stopwatch)
        self.loading_list = ListLoading(adapter, requests, self.in_background, stopwatch)
        self.loading_entities = EntityLoading(requests, self.in_background)
        self.counting = EntityCounting(requests, self.in_background)
        self.searching = Searching(self, self.loading_list)
        self.reading = Reading(self.detail, requests, self.in_background, clock, self.searching.why)
        self.marking = Marking(self, self.loading_list)
        self.clock = clock
        self._detail_timer: Delay | None = None
        self.pressed_at = 0.0
        """When the last key was pressed; many may be waiting for those before them to be answered."""
        self._position_timer: Delay | None = None
        self._position_shown = 0.0
        self._noticed = ""
        self.landing: tuple[str, int] | None = None
        """The id and the row of the memory on which the cursor comes to stand in the list that is coming."""

    def change(self, **fields: Any) -> None:
        """Replace fields of the state and draw what that changes."""
        self.change_to(replace(self.state, **fields))

    def change_to(self, state: BrowseState) -> None:
        """Take another state; each part draws itself only where it differs."""
        self.state = state
        rows = self.loading_list.rows
        is_local = self.adapter.capabilities.kind == "local"
        hidden = rows.hidden if isinstance(rows, SearchResults) else 0
        here = rows.filtered_here
        cut = here.looked_at if here is not None and here.more else 0
        placeholder = words.placeholder(
            state, local=is_local, typing=self.has_class("-asking"), hidden=hidden, cut=cut
        )
        if placeholder != self.memories.placeholder:
            self.memories.placeholder = placeholder
            if not rows.length:
                self.memories.refresh()
        self.memories.show(rows, state)
        if state.cursor != self.memories.cursor:
            # The list ends before the row on which the cursor stood.
            self.state = state = replace(state, cursor=self.memories.cursor)
        self.entities.show_scope(state.scope)
        off = frozenset(action.id for action in ACTIONS if action.footer and action.disabled_reason(state))
        if (off, bool(state.question)) != (self.off, self.is_search):
            self.off, self.is_search = off, bool(state.question)
            if not self.has_class("-asking"):
                self.show_keys()
        read_only, width = self.profile.read_only, self.size.width
        self.where.show(*words.where(self.profile.name, state, read_only=read_only, width=width))
        self.status.show(*words.position(state, rows))

    @property
    def resting(self) -> bool:
        """Whether no delay is running out; questions to the service may be open."""
        return self._detail_timer is None and self._position_timer is None and self.field.resting

    @property
    def idle(self) -> bool:
        """Whether nothing is under way that will change the screen by itself."""
        return self.resting and all(worker.is_finished for worker in self.workers)

    def show_detail(self) -> None:
        """Show the memory under the cursor in full."""
        if self._detail_timer is not None:
            self._detail_timer.stop()
            self._detail_timer = None
        if self._position_timer is not None:
            # The cursor rests: one frame for both.
            self._show_position()
        self.reading.show(self.memories.memory_at_cursor(), self.state.view)

    def toggle_view(self, view: View) -> None:
        """Show the memory in this view, or as it is again."""
        self.change(view="memory" if self.state.view == view else view)
        if self.has_class("-narrow"):
            self.go_to(self.detail)
        self.show_detail()

    def _show_detail_soon(self) -> None:
        if self._detail_timer is not None:
            self._detail_timer.stop()
        waited = monotonic() - self.pressed_at
        self._detail_timer = Delay(self, max(DETAIL_DELAY - waited, _NEXT_KEY), self.show_detail)

    def reload(self) -> None:
        """Ask the service again for everything on the screen."""
        self.reading.forget()
        self.list_again(row=self.memories.cursor)
        self.counting.read_anew()
        self.loading_entities.start()

    def copy(self, text: str) -> None:
        """Put a text on the clipboard, and say what became of it."""
        self.run_worker(self._copy(text), group="copy", exit_on_error=False)

    async def _copy(self, text: str) -> None:
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.tui.clipboard import copy_text

        self.post_message(Copied(await copy_text(self.app, text, state=self._folder)))

    @on(Copied)
    def _copied(self, message: Copied) -> None:
        self.change(notice=message.words)

    # What arrived

    def list_again(self, *, row: int = 0, **fields: Any) -> None:
        """Take these fields of the state and ask for the list that it describes, from `row` on."""
        self.landing = None
        state = replace(self.state, **fields, anchor=None, notice="", busy=True)
        if state.view == "score" and not state.question:
            state = replace(state, view="memory")
        if state.question != self.state.question:
            # What is found begins with the best.
            state = replace(state, found_order=None)
        if not state.same_memories(self.loading_list.asked):
            state = replace(state, all_but=None)
        state = looked_at(state, self.adapter.capabilities.kind, self.clock())
        if state.problem is None:
            self.change_to(state)
            self.loading_list.start(self.state, row=row)
        else:
            self.loading_list.refuse()
            self.change_to(replace(state, busy=False))
            self.show_detail()

    def in_background(self, question: Question, group: str, supersedes: bool) -> Worker[None]:
        """Ask a question while the screen stays free; one that supersedes ends the others of its group."""
        return self.run_worker(question, group=group, exclusive=supersedes, exit_on_error=False)

    async def close(self) -> None:
        """Ask nothing any longer: the service will be closed, and the screen may stay below another."""
        self.disable_messages(RowsInView)
        self.workers.cancel_node(self)

    def show_first(self, first: FirstAnswers) -> None:
        """Show what was asked before there was a screen, as the answers to what it has asked for now."""
        for answer in self.loading_entities.foresee(first):
            self._entities_arrived(answer)
        self.workers.cancel_group(self, "entities")
        # There is no layout yet, and the first frame shall be whole.
        self.entities.set_height(entities_height(self.looks(self.sizes), self.app.size.height))
        page = self.loading_list.foresee(first)
        if page is not None:
            self._page_arrived(page)
            self.workers.cancel_group(self, "list")

    @on(RowsInView)
    def _rows_in_view(self, message: RowsInView) -> None:
        message.stop()
        if message.pane == "entities":
            self.loading_entities.want(message.first, message.last)
            self.counting.want(self.entities.uncounted(message.first, message.last))
        else:
            self.loading_list.want(message.first, message.last)

    @on(CursorMoved)
    def _cursor_moved(self, message: CursorMoved) -> None:
        message.stop()
        if message.pane == "memories":
            self.follow_cursor()

    def follow_cursor(self) -> None:
        """Take the list's cursor into the state; status line and detail follow when there is time."""
        if self.memories.cursor != self.state.cursor:
            self.state = replace(self.state, cursor=self.memories.cursor)
            if monotonic() - self._position_shown >= POSITION_DELAY:
                self._show_position()
            elif self._position_timer is None:
                self._position_timer = Delay(self, POSITION_DELAY, self._show_position)
            self._show_detail_soon()

    def _show_position(self) -> None:
        if self._position_timer is not None:
            self._position_timer.stop()
            self._position_timer = None
        self._position_shown = monotonic()
        self.status.show(*words.position(self.state, self.loading_list.rows))

    @on(PageArrived)
    def _page_arrived(self, message: PageArrived) -> None:
        if not self.loading_list.accepts(message):
            return
        first = (message.page.page - 1) * message.page.page_size
        again = self.loading_list.same_list
        self._rows_changed(message.milliseconds, new=self.loading_list.settle(), again=again)
        self.memories.rows_arrived(first, first + len(message.page.results))
        self.loading_list.took(message.milliseconds)
        self.loading_list.want_total()

    @on(ResultsArrived)
    def _results_arrived(self, message: ResultsArrived) -> None:
        if self.loading_list.accepts(message):
            again = self.loading_list.same_question
            self._rows_changed(message.milliseconds, new=self.loading_list.settle(message), again=again)

    def _rows_changed(self, milliseconds: float, *, new: bool, again: bool) -> None:
        if new:
            # A list that is asked for again comes back where the cursor was.
            self.state = replace(self.state, cursor=self._cursor_again() if again else self._landed())
            self.landing = None
        # Which service it is may only be known now.
        cannot_write = words.cannot_write(self.adapter)
        notice = self.adapter.capabilities.notice
        if notice != self._noticed:
            self._noticed = notice
            self.state = replace(self.state, notice=f"the service says: {notice}")
        walk = next_step(self.state, self.loading_list.rows.total)
        if walk is None and self.state.walk is not None:
            self.state = replace(self.state, notice=all_taken())
        self.change(
            walk=walk,
            busy=False,
            problem=self.loading_entities.problem,
            latency_ms=milliseconds,
            cannot_write=cannot_write,
            lacks=self.adapter.capabilities.lacks,
            hides_expired=not self.adapter.capabilities.lists_expired,
        )
        memory = self.memories.memory_at_cursor()
        if new or (memory is not None and self.reading.shown_id != memory.id):
            self.show_detail()
        if new and self.loading_list.rows.total == 0:
            self.loading_list.want_blame()

    def _cursor_again(self) -> int:
        """Where the cursor stands in a list that was asked for again: on its memory, if that is near."""
        # The pane still shows the rows of before.
        memory = self.memories.memory_at_cursor()
        return self.memories.cursor if memory is None else self._near(memory.id, self.memories.cursor)

    def _landed(self) -> int:
        """Where the cursor stands in a list that is new: on the first row, or where it was in the session."""
        return 0 if self.landing is None else self._near(*self.landing)

    def _near(self, memory_id: str, cursor: int) -> int:
        """The row of a memory that is not far from `cursor`, else that."""
        rows = self.loading_list.rows
        near = range(max(cursor - rows.page_size, 0), cursor + rows.page_size)
        for index in sorted(near, key=lambda index: abs(index - cursor)):
            row = rows.row(index)
            if row is not None and row.id == memory_id:
                return index
        return cursor

    @on(TotalArrived)
    def _total_arrived(self, message: TotalArrived) -> None:
        if self.loading_list.accepts(message):
            self.change()

    @on(EntitiesArrived)
    def _entities_arrived(self, message: EntitiesArrived) -> None:
        if self.loading_entities.accepts(message):
            self.loading_entities.take(message)
            self.entities.show(self.loading_entities.tree, self.state.scope)

    @on(EntityCounted)
    def _entity_counted(self, message: EntityCounted) -> None:
        self.counting.take(message)
        self.entities.show_counts(self.counting.counts)

    @on(HistoryArrived)
    def _history_arrived(self, message: HistoryArrived) -> None:
        if self.reading.take(message):
            self.show_detail()

    @on(IdsArrived)
    def _ids_arrived(self, message: IdsArrived) -> None:
        if self.loading_list.accepts(message):
            self.change(notice="")
            self.marking.mark_all(message.ids)

    @on(BlameArrived)
    def _blame_arrived(self, message: BlameArrived) -> None:
        if self.loading_list.accepts(message):
            explained = any(finding.code in EMPTYING for finding in self.state.findings)
            remedy = self.state.remedy if explained else message.remedy or self.state.remedy
            self.change(blame=message.blame, remedy=remedy)

    @on(RequestFailed)
    def _request_failed(self, message: RequestFailed) -> None:
        """The one place where a failed question becomes what a person reads."""
        wanting = self.loading_entities if message.what == "entities" else self.loading_list
        if wanting.accepts(message):
            self.tell_failure(message.what, message.error)

    def tell_failure(self, what: str, error: MemtuiError) -> None:
        """Something was asked in vain; `what` is its group."""
        if what == "entities":
            self.loading_entities.fail(error)
        elif what == "list":
            self.loading_list.fail()
        elif what == "history":
            self.reading.fail(error)
        self.change(busy=False, problem=error)
        self.show_detail()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A question that failed in a way nobody foresaw is told, not lost."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.tell_failure(event.worker.group, mistake_told(event.worker.error))
