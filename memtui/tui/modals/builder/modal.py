"""The filter builder: a tree that is edited with one key a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerState, WorkType

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import FilterError
from memtui.core.filters import Filter
from memtui.state.naming import ANY_KEY
from memtui.tui.delay import Delay
from memtui.tui.messages import CursorMoved, RowChosen
from memtui.tui.mistakes import mistake_told
from memtui.tui.modals.builder import picking
from memtui.tui.modals.builder.acting import clicked, opened_on
from memtui.tui.modals.builder.asking import (
    Asking,
    BlameArrived,
    CountArrived,
    CountingEnded,
    KnownArrived,
    parts_to_count,
)
from memtui.tui.modals.builder.board import Board
from memtui.tui.modals.builder.copying import copied
from memtui.tui.modals.builder.keys import COPY_KEYS
from memtui.tui.modals.builder.paste import Pasted, PasteModal
from memtui.tui.modals.builder.pressing import Effect, press
from memtui.tui.modals.builder.reading import read_filter
from memtui.tui.modals.builder.state import BuilderState, FilterChosen, Setting, key_of

COUNT_DELAY = 0.12
"""Seconds that the filter rests before its parts are counted."""
_FORMS = {f"copy.{entry.id}": entry for entry in COPY_KEYS}


class BuilderModal(ModalScreen[FilterChosen | None]):
    """Builds a filter. It is dismissed with the filter when that is applied, and with None when it is left.

    `scope` holds besides the filter and is not edited; `copy` puts a text on the clipboard; `text` is a
    filter that was typed already, which is gone on with if it can be read.
    """

    CSS_PATH = "builder.tcss"
    AUTO_FOCUS = ""

    def __init__(
        self,
        tree: Filter | None,
        *,
        adapter: MemoryAdapter,
        scope: Filter | None,
        scope_label: str,
        show_expired: bool,
        clock: Callable[[], datetime],
        base_url: str = "",
        key_variable: str = ANY_KEY,
        copy: Callable[[str], None],
        text: str = "",
    ) -> None:
        super().__init__()
        kind = adapter.capabilities.kind
        setting = Setting(kind, scope, scope_label, show_expired, base_url, key_variable)
        self.state = opened_on(tree, text, setting, clock())
        self._clock = clock
        self._copy = copy
        self._asking = Asking(adapter, scope, self.post_message, show_expired=show_expired)
        self._count_timer: Delay | None = None
        self._held: list[tuple[str, str | None]] = []
        self._left_in_field = ""

    def compose(self) -> ComposeResult:
        """Everything is on one board."""
        self.board = Board()
        yield self.board

    def on_mount(self) -> None:
        """Show the filter, and count it."""
        self.on_resize()
        self._count_soon()

    # What a person does. No part of the screen has the keyboard: every key comes here, in its order.

    def on_key(self, event: events.Key) -> None:
        """Do what the key says, now."""
        event.stop()
        event.prevent_default()
        self.pressed(event.key, event.character if event.is_printable else None)

    def on_paste(self, event: events.Paste) -> None:
        """A paste is a filter, or a part of the line that is being typed."""
        event.stop()
        if self.state.picker is not None:
            self.pressed("", event.text)
            return
        try:
            self._load(read_filter(event.text))
        except FilterError:
            self._open_field(event.text)

    def pressed(self, key: str, character: str | None) -> None:
        """Do what a key says; while enter waits for the store, the keys after it wait too."""
        before = self.state
        if before.picker is not None and before.picker.waiting:
            if key not in {"escape", "ctrl+c"}:
                self._held.append((key, character))
                return
            self._held.clear()
        state, effect = press(before, key, character, self._clock())
        self._change(state)
        if key == "ctrl+s" and state.picker is not None and state.picker.waiting:
            self._held.append((key, character))
        self._do(effect)

    def _do(self, effect: Effect) -> None:
        if effect == "apply":
            self.dismiss(FilterChosen(self.state.draft.filter()))
        elif effect == "leave":
            self.dismiss(None)
        elif effect == "paste":
            self._open_field(self._left_in_field)
        elif effect == "count":
            self._change(replace(self.state, counts={}))
            self._count()
        elif effect in {"scroll.down", "scroll.up"}:
            self.board.side.turn(0.5 if effect == "scroll.down" else -0.5)
        elif effect in _FORMS:
            entry = _FORMS[effect]
            text = copied(self.state, entry.id, self._clock())
            self._copy(text)
            self._change(self.state.saying(f"Copied as {entry.label}: {len(text)} characters."))

    def _open_field(self, text: str) -> None:
        def pasted(result: Pasted | None) -> None:
            if result is not None:
                self._left_in_field = "" if result.tree is not None else result.text
                if result.tree is not None:
                    self._load(result.tree)

        self.app.push_screen(PasteModal(text), pasted)

    def _load(self, tree: Filter) -> None:
        loaded = self.state.with_draft(self.state.draft.replaced(tree), self._clock())
        self._change(loaded.saying("Read the pasted filter; u brings back what was here."))

    @on(CursorMoved)
    def _clicked(self, event: CursorMoved) -> None:
        event.stop()
        row = self.board.rows.row(event.index)
        self._change(self.state if row is None else clicked(self.state, row.path, row.offer))

    @on(RowChosen)
    def _chosen(self, event: RowChosen) -> None:
        event.stop()
        row = self.board.rows.row(event.index)
        if row is not None and (row.path, row.offer)[self.state.picker is not None] is not None:
            self.pressed("enter", None)

    # What the service answers

    @on(KnownArrived)
    def _known_arrived(self, event: KnownArrived) -> None:
        picker = self.state.picker
        if picker is None or event.question != picker.question:
            return
        held, self._held = self._held, []
        state = replace(self.state, picker=picker.answered(event.question, event.known))
        self._change(picking.take(state, self._clock()) if picker.waiting else state)
        for key, character in held:
            self.pressed(key, character)

    @on(CountArrived)
    def _count_arrived(self, event: CountArrived) -> None:
        state = replace(self.state, counts={**self.state.counts, event.key: event.count})
        self._change(state.saying(event.problem, "warning") if event.problem else state)

    @on(BlameArrived)
    def _blame_arrived(self, event: BlameArrived) -> None:
        if event.key == key_of(self.state.draft.filter()):
            self._change(replace(self.state, blame=event.sentence))

    @on(CountingEnded)
    def _counting_ended(self) -> None:
        self._change(replace(self.state, counting=False))

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        """A mistake of memtui's own is told and kept; what people can understand is told by its message."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            told = str(mistake_told(event.worker.error))
            self._change(replace(self.state, counting=False).saying(told, "warning"))

    # What is asked and shown

    @property
    def resting(self) -> bool:
        """Whether no delay is running out; questions to the service may be open."""
        return self._count_timer is None

    @property
    def idle(self) -> bool:
        """Whether nothing is under way that will change the screen by itself."""
        return self.resting and all(worker.is_finished for worker in self.workers)

    def _change(self, state: BuilderState) -> None:
        """Take another state: draw what is different, and ask for what that needs."""
        before, self.state = self.state, state
        question = state.picker.question if state.picker is not None else None
        asked = before.picker.question if before.picker is not None else None
        if question is not None and question != asked:
            self._ask_in_background(partial(self._asking.known, question), "known")
        if state.draft.root is not before.draft.root or state.picker != before.picker:
            self._count_soon()
        arranged = (state.enlarged, state.showing, state.picker is None)
        if arranged != (before.enlarged, before.showing, before.picker is None):
            self.board.fit(state, self.app.size)
        self._show()

    def _ask_in_background(self, ask: WorkType[None], group: str) -> None:
        """Ask in place of what the group asked before."""
        self.run_worker(ask, group=group, exclusive=True, exit_on_error=False)

    def _show(self) -> None:
        now = self._clock()
        self.board.show(self.state, picking.offers_in(self.state, now), now)

    def _count_soon(self) -> None:
        if self._count_timer is not None:
            self._count_timer.stop()
            self._count_timer = None
        if self.state.setting.counts_by_itself:
            self._count_timer = Delay(self, COUNT_DELAY, self._count)

    def _count(self) -> None:
        self._count_timer = None
        parts, clauses = parts_to_count(self.state, picking.offers_in(self.state, self._clock()))
        counting = partial(self._asking.counts, parts, self.state.counts, clauses)
        self._ask_in_background(counting, "counts")
        self._change(replace(self.state, counting=True))

    def on_resize(self) -> None:
        """Arrange the panes anew."""
        self.board.fit(self.state, self.app.size)
        self.call_after_refresh(self._show)
