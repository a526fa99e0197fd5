"""How many memories entities have, where each count costs a question: asked for those in view alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TypeAlias

from textual.worker import Worker

from memtui.core.models import EntityType
from memtui.tui.messages import EntityCounted
from memtui.tui.screens.loading import Background
from memtui.tui.screens.requests import Requests

Name: TypeAlias = tuple[EntityType, str]
AT_ONCE = 3
"""Counts that are on their way at any time: one connection stays free for the list."""


class EntityCounting:
    """Asks for a few counts at a time; `counts` keeps what came.

    Who is scrolled out of view before the question was sent is not asked about. After a count that does not
    come nothing more is asked until the entities are read anew.
    """

    def __init__(self, requests: Requests, background: Background) -> None:
        self.counts: dict[Name, int] = {}
        self._requests = requests
        self._background = background
        self._fresh: set[Name] = set()
        self._wanted: list[Name] = []
        self._asking: dict[Name, Worker[None]] = {}
        self._given_up = False

    def want(self, names: Iterable[Name]) -> None:
        """These are in view, and no others; count those that are not counted yet."""
        self._wanted = [name for name in names if name not in self._fresh]
        self._ask()

    def read_anew(self) -> None:
        """Count again who is seen next; what is known is shown until then."""
        self._fresh.clear()
        self._given_up = False

    def take(self, message: EntityCounted) -> None:
        """Keep a count, and ask for the next."""
        name = (message.type, message.name)
        self._asking.pop(name, None)
        if message.count is None:
            self._given_up = True
        else:
            self.counts[name] = message.count
            self._fresh.add(name)
        self._ask()

    def _ask(self) -> None:
        if self._given_up:
            return
        for name, worker in list(self._asking.items()):
            if worker.is_cancelled or worker.error is not None:
                del self._asking[name]
        for name in self._wanted:
            if len(self._asking) >= AT_ONCE:
                break
            if name not in self._asking and name not in self._fresh:
                question = partial(self._requests.count_of, *name)
                self._asking[name] = self._background(question, "counts", False)
