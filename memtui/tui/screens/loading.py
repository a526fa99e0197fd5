"""How the browse screen's lists are filled: which questions are under way, and which answers still count.

A new list or a new filter of the entities starts a new generation; what was shown stays until its
successor's first answer is here, and answers of older generations are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from textual.worker import Worker

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import MemtuiError
from memtui.core.models import ENTITY_TYPES, EntityType
from memtui.ops.browse import PAGE_SIZE, MemoryWindow, RowSource, SearchResults
from memtui.ops.entities import EntityTree
from memtui.ops.first_answers import FirstAnswers
from memtui.ops.travel import Travel
from memtui.tui.messages import (
    BlameArrived,
    EntitiesArrived,
    IdsArrived,
    PageArrived,
    RequestFailed,
    ResultsArrived,
    TotalArrived,
)
from memtui.tui.screens.requests import Requests
from memtui.tui.state import BrowseState

ListAnswer: TypeAlias = (
    PageArrived | TotalArrived | ResultsArrived | IdsArrived | BlameArrived | RequestFailed
)
Question = Callable[[], Coroutine[Any, Any, None]]
Background = Callable[[Question, str, bool], Worker[None]]
"""Runs a question in the background: the question, its group, and whether it supersedes the group."""
_MOST_AT_ONCE = 4
"""Pages that are on their way at any time."""


class ListLoading:
    """The rows of the memory list, and the window that is coming to replace them.

    `asked` is the state whose list was asked for last.
    """

    def __init__(
        self,
        adapter: MemoryAdapter,
        requests: Requests,
        background: Background,
        stopwatch: Callable[[], float],
    ) -> None:
        self.rows: RowSource = SearchResults(())
        self._adapter = adapter
        self._requests = requests
        self._background = background
        self._generation = 0
        self._coming: MemoryWindow | None = None
        self._window: MemoryWindow | None = None
        self._travel = Travel(PAGE_SIZE, stopwatch)
        self._in_view: tuple[int, int] | None = None
        self._fetching: dict[int, Worker[None]] = {}
        self._beside: dict[str, Worker[None]] = {}
        self._waiting = False
        self.asked = BrowseState()
        self._shown: BrowseState | None = None

    @property
    def same_list(self) -> bool:
        """Whether the rows that are shown are of the list that was asked for last."""
        return self._shown is not None and self._shown.same_list(self.asked)

    @property
    def same_question(self) -> bool:
        """The same of a search, through whatever lens it was looked at."""
        shown = self._shown
        return shown is not None and replace(shown, lens=self.asked.lens).same_list(self.asked)

    @property
    def is_coming(self) -> bool:
        """Whether the rows that are shown are still those of another list."""
        return self._waiting and not self.same_list

    def start(self, state: BrowseState, *, row: int = 0) -> None:
        """Ask for the list that the state describes, beginning with the page that holds `row`."""
        self._leave()
        self._waiting, self.asked = True, state
        query = state.query()
        if state.question:
            self._coming = None
            question: Question = partial(
                self._requests.search, self._generation, state.question, query, state.lens
            )
        else:
            again: Sequence[int] = ()
            if state.order is not None and self.sorts_all:
                query = replace(query, order=state.order)
            elif state.order is not None:
                # What is loaded is sorted: it begins where the list does, and read anew it is as much.
                row = 0
                if self._window is not None and self._shown is not None and state.same_list(self._shown):
                    held = self._window.held()
                    again = sorted({at // self._window.page_size + 1 for at in held} - {1})
            self._coming = MemoryWindow(self._adapter, query)
            self._travel.page_size = self._coming.page_size
            number = row // self._coming.page_size + 1
            question = partial(self._requests.page, self._generation, self._coming, number, again)
        self._background(question, "list", True)

    def foresee(self, first: FirstAnswers) -> PageArrived | None:
        """The first answer to the list that was asked for, if it is among these."""
        if self._coming is None or self._coming.query != first.query or first.page is None:
            return None
        if first.before is not None:
            self._coming.take(first.before)
        self._coming.take(first.page)
        return PageArrived(self._generation, first.page, first.milliseconds)

    @property
    def sorts_all(self) -> bool:
        """Whether the service sorts whole lists; where it does not, what is loaded is sorted here."""
        return self._adapter.capabilities.orders

    def sort_here(self, state: BrowseState) -> None:
        """Take a state that differs from the one asked for in an order made here alone; nothing is asked."""
        if self._shown is not None and not self._waiting:
            self._shown = state
        self.asked = state
        if not self._waiting:
            self._put_in_order()

    def _put_in_order(self) -> None:
        order = self.asked.order_now
        if isinstance(self.rows, SearchResults):
            if order != self.rows.order:
                self.rows = self.rows.sorted_by(order)
        elif self._window is not None and order is not None and not self.sorts_all:
            # Loaded when first asked for: most lists are shown in their own order.
            from memtui.ops.loaded import LoadedRows

            self.rows = LoadedRows(self._window, order)
        elif self._window is not None:
            self.rows = self._window

    def look_from(self, state: BrowseState) -> None:
        """Take a state that differs from the one asked for in the threshold alone; nothing new is asked."""
        if self.same_list and isinstance(self.rows, SearchResults):
            self.rows, self._shown = self.rows.from_score(state.lens.threshold), state
        self.asked = state

    def want(self, first: int, last: int) -> None:
        """Fetch what rows `first` to `last` need, which are in view now, and what will be needed soon."""
        self._in_view = (first, last)
        self._travel.saw(first, last)
        self._want()

    def took(self, milliseconds: float) -> None:
        """A page came, so long after it was asked for: there may be room for the next, and more to fetch."""
        self._travel.waited(milliseconds / 1000)
        self._want()

    def want_total(self) -> None:
        """Count what no page told."""
        if isinstance(self.rows, MemoryWindow) and self.rows.total is None:
            self._ask_beside("total", partial(self._requests.total, self._generation, self.rows))

    def want_ids(self, first: int, last: int) -> None:
        """Fetch the ids of a range of rows."""
        if isinstance(self.rows, MemoryWindow):
            self._ask_beside("ids", partial(self._requests.ids, self._generation, self.rows, first, last))

    def stop_ids(self) -> bool:
        """Fetch no ids any longer; False when none are being fetched."""
        worker = self._beside.pop("ids", None)
        if worker is None or worker.is_finished:
            return False
        worker.cancel()
        return True

    def _want(self) -> None:
        if self._waiting or self._in_view is None or not isinstance(self.rows, MemoryWindow):
            return
        first, last = self._in_view
        before, after = self._travel.reach()
        wanted = self.rows.missing(first - before, last + after)
        for number, worker in list(self._fetching.items()):
            # What was flown over would keep the page in view waiting.
            if worker.is_finished or number not in wanted:
                worker.cancel()
                del self._fetching[number]
        # What is in view comes first, and then what lies next to it on the way.
        top, bottom = first // self.rows.page_size + 1, last // self.rows.page_size + 1
        upwards = before > after
        wanted.sort(key=lambda number: _distance(number, top, bottom, upwards=upwards))
        for number in wanted:
            if len(self._fetching) >= _MOST_AT_ONCE:
                break
            if number not in self._fetching:
                question = partial(self._requests.page, self._generation, self.rows, number)
                self._fetching[number] = self._background(question, "pages", False)

    def _ask_beside(self, what: str, question: Question) -> None:
        """Ask something about the present list that its successor will not want to know."""
        asked = self._beside.get(what)
        if asked is None or asked.is_finished:
            self._beside[what] = self._background(question, what, False)

    def _leave(self) -> None:
        """Begin a new generation, which would have to wait for what the old one asked."""
        self._generation += 1
        for worker in (*self._fetching.values(), *self._beside.values()):
            worker.cancel()
        self._fetching.clear()
        self._beside.clear()
        self._in_view = None

    def accepts(self, message: ListAnswer) -> bool:
        """Whether an answer belongs to the present list."""
        return message.generation == self._generation

    def settle(self, results: ResultsArrived | None = None) -> bool:
        """Put what has come in the place of the old rows; False when it is there already."""
        if not self._waiting:
            return False
        if results is not None:
            self.rows = SearchResults(results.results, self.asked.lens.threshold)
        elif self._coming is not None:
            self.rows = self._window = self._coming
        self._waiting, self._coming, self._shown = False, None, self.asked
        if self.asked.order_now is not None:
            self._put_in_order()
        return True

    def want_blame(self) -> None:
        """Ask why nothing matches."""
        narrowing = self.asked.narrowing
        # A single clause takes away all that there is, unless it is expired.
        is_open = len(narrowing.clauses()) > 1 or not narrowing.show_expired
        if is_open and not self.asked.question:
            self._ask_beside("blame", partial(self._requests.blame, self._generation, narrowing))

    def refuse(self) -> None:
        """The list that is described now is not asked for: there are no rows of it."""
        self._leave()
        self.rows, self._shown = SearchResults(()), None
        self._waiting, self._coming = False, None

    def fail(self) -> None:
        """The first answer of a new list did not come: the rows of another list are not its rows."""
        if self._waiting and not self.same_list:
            self.rows, self._shown = SearchResults(()), None
        self._waiting, self._coming = False, None


class EntityLoading:
    """The tree of entities, and the one that is coming to replace it."""

    def __init__(self, requests: Requests, background: Background) -> None:
        self.tree = EntityTree()
        self.keyword = ""
        self.problem: MemtuiError | None = None
        self._requests = requests
        self._background = background
        self._generation = 0
        self._coming: EntityTree | None = None
        self._asked: set[tuple[EntityType, int]] = set()

    def start(self) -> None:
        """Ask for the first page of every group."""
        self._generation += 1
        self._coming, self.problem = EntityTree(), None
        # The first page of each group comes without being asked for again.
        self._asked = {(kind, 1) for kind in ENTITY_TYPES}
        question = partial(self._requests.all_entities, self._generation, self.keyword)
        self._background(question, "entities", True)

    def foresee(self, first: FirstAnswers) -> list[EntitiesArrived]:
        """The answers to what was asked for first."""
        groups = [
            EntitiesArrived(self._generation, kind, page, None) for kind, page in first.entities.items()
        ]
        return [*groups, EntitiesArrived(self._generation, ENTITY_TYPES[0], None, first.everything)]

    def keep(self, keyword: str) -> None:
        """Keep the entities whose name contains this."""
        if keyword != self.keyword:
            self.keyword = keyword
            self.start()

    def want(self, first: int, last: int) -> None:
        """Fetch what rows `first` to `last` need."""
        if self._coming is not None:
            return
        for kind, number in self.tree.missing(first, last):
            if (kind, number) not in self._asked:
                self._asked.add((kind, number))
                question = partial(self._requests.entities, self._generation, kind, self.keyword, number)
                self._background(question, "entities", False)

    def accepts(self, message: EntitiesArrived | RequestFailed) -> bool:
        """Whether an answer belongs to the present tree."""
        return message.generation == self._generation

    def take(self, message: EntitiesArrived) -> None:
        """Hold what came; the first page puts the new tree in the old one's place."""
        self.problem = None
        if self._coming is not None and message.page is not None:
            self._coming.everything = self.tree.everything
            for kind in ENTITY_TYPES:
                if self.tree.is_open(kind):
                    self._coming.toggle(kind)
            self.tree, self._coming = self._coming, None
        if message.page is not None:
            self.tree.take(message.type, message.page)
        if message.everything is not None:
            self.tree.everything = message.everything

    def fail(self, error: MemtuiError) -> None:
        """An answer did not come: what is here stays, and what is missing may be asked for again."""
        self.problem, self._coming = error, None
        self._asked.clear()


def _distance(number: int, top: int, bottom: int, *, upwards: bool) -> tuple[int, bool]:
    """How far a page is from those in view; of two as far, the one on the way is the nearer."""
    if number < top:
        return top - number, not upwards
    return max(number - bottom, 0), upwards
