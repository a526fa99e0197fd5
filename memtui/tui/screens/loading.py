"""How the browse screen's lists are filled: which questions are under way, and which answers still count.

A new list or a new filter of the entities starts a new generation; what was shown stays until its
successor's first answer is here, and answers of older generations are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from memtui.adapters.base import MemoryAdapter
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

    def start(self, state: BrowseState, *, row: int = 0) -> None:
        """Ask for the list that the state describes, beginning with the page that holds `row`."""
        self._generation += 1
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
        if not isinstance(self.rows, MemoryWindow) or self._coming is not None:
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
        if results is not None:
            self.rows = SearchResults(results.results)
            return True
        if self._coming is None:
            return False
        self.rows, self._coming = self._coming, None
        return True

    def fail(self) -> None:
        """The first answer of a new list did not come: the rows of the old one are not its rows."""
        if self._coming is not None:
            keeps = isinstance(self.rows, MemoryWindow) and self.rows.query == self._coming.query
            self._coming = None
            if not keeps:
                self.rows = SearchResults(())
        else:
            self.rows = self.rows if isinstance(self.rows, MemoryWindow) else SearchResults(())


class EntityLoading:
    """The tree of entities, and the one that is coming to replace it."""

    def __init__(self, requests: Requests, background: Background) -> None:
        self.tree = EntityTree()
        self.keyword = ""
        self._requests = requests
        self._background = background
        self._generation = 0
        self._coming: EntityTree | None = None
        self._asked: set[tuple[str, int]] = set()

    def start(self) -> None:
        """Ask for the first page of every group."""
        self._generation += 1
        self._coming = EntityTree()
        self._asked.clear()
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
        if self._coming is not None:
            self._coming.everything = self.tree.everything
            self.tree, self._coming = self._coming, None
        if message.page is not None:
            self.tree.take(message.type, message.page)
        if message.everything is not None:
            self.tree.everything = message.everything
