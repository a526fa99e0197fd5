"""How the browse screen's lists are filled: which questions are under way, and which answers still count.

A new list or a new filter of the entities starts a new generation; what was shown stays until its
successor's first answer is here, and answers of older generations are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import MemtuiError
from memtui.core.models import ENTITY_TYPES, EntityType
from memtui.ops.browse import MemoryWindow, RowSource, SearchResults
from memtui.ops.entities import EntityTree
from memtui.tui.messages import (
    EntitiesArrived,
    IdsArrived,
    PageArrived,
    RequestFailed,
    ResultsArrived,
    TotalArrived,
)
from memtui.tui.screens.requests import Requests
from memtui.tui.state import BrowseState

ListAnswer: TypeAlias = PageArrived | TotalArrived | ResultsArrived | IdsArrived | RequestFailed
Background = Callable[[Coroutine[Any, Any, None], str, bool], object]
"""Runs a question in the background: the question, its group, and whether it supersedes the group."""


class ListLoading:
    """The rows of the memory list, and the window that is coming to replace them."""

    def __init__(self, adapter: MemoryAdapter, requests: Requests, background: Background) -> None:
        self.rows: RowSource = SearchResults(())
        self._adapter = adapter
        self._requests = requests
        self._background = background
        self._generation = 0
        self._coming: MemoryWindow | None = None
        self._waiting = False
        self._asked = BrowseState()
        self._shown: BrowseState | None = None

    @property
    def same_list(self) -> bool:
        """Whether the rows that are shown are of the list that was asked for last."""
        return self._shown is not None and self._shown.same_list(self._asked)

    def start(self, state: BrowseState, *, row: int = 0) -> None:
        """Ask for the list that the state describes, beginning with the page that holds `row`."""
        self._generation += 1
        self._waiting, self._asked = True, state
        query = state.query()
        if state.question:
            self._coming = None
            question = self._requests.search(self._generation, state.question, query)
        else:
            self._coming = MemoryWindow(self._adapter, query)
            number = row // self._coming.page_size + 1
            question = self._requests.page(self._generation, self._coming, number)
        self._background(question, "list", True)

    def want(self, first: int, last: int) -> None:
        """Fetch what rows `first` to `last` need, and a page's worth around them."""
        if self._waiting or not isinstance(self.rows, MemoryWindow):
            return
        around = self.rows.page_size // 2
        for number in self.rows.missing(first - around, last + around):
            self._background(self._requests.page(self._generation, self.rows, number), "pages", False)

    def want_ids(self, first: int, last: int) -> None:
        """Fetch the ids of a range of rows."""
        if isinstance(self.rows, MemoryWindow):
            question = self._requests.ids(self._generation, self.rows, first, last)
            self._background(question, "ids", False)

    def accepts(self, message: ListAnswer) -> bool:
        """Whether an answer belongs to the present list."""
        return message.generation == self._generation

    def settle(self, results: ResultsArrived | None = None) -> bool:
        """Put what has come in the place of the old rows; False when it is there already."""
        if not self._waiting:
            return False
        if results is not None:
            self.rows = SearchResults(results.results)
        elif self._coming is not None:
            self.rows = self._coming
        self._waiting, self._coming, self._shown = False, None, self._asked
        return True

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
        self._background(self._requests.all_entities(self._generation, self.keyword), "entities", True)

    def want(self, first: int, last: int) -> None:
        """Fetch what rows `first` to `last` need."""
        if self._coming is not None:
            return
        for kind, number in self.tree.missing(first, last):
            if (kind, number) not in self._asked:
                self._asked.add((kind, number))
                question = self._requests.entities(self._generation, kind, self.keyword, number)
                self._background(question, "entities", False)

    def accepts(self, message: EntitiesArrived | RequestFailed) -> bool:
        """Whether an answer belongs to the present tree."""
        return message.generation == self._generation

    def take(self, message: EntitiesArrived) -> None:
        """Hold what came; the first answer puts the new tree in the old one's place."""
        self.problem = None
        if self._coming is not None:
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
