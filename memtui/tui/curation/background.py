"""What is planned and carried out in the background. Each function posts what came of it; none draws.

A MemtuiError is for whoever runs it (`Curation.run`) to tell, but where a function says otherwise.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from memtui.adapters.base import MemoryAdapter, WritingAdapter
from memtui.core.errors import MemtuiError, RefusedError
from memtui.core.models import Memory
from memtui.ops.choices import Choice, chosen
from memtui.ops.desk import Desk
from memtui.ops.plans import Plan, Progress
from memtui.state.journal import Journal
from memtui.tui.curation.messages import Arrived, Intent, PlanMade, Settled, WorkEnded, WorkWent
from memtui.tui.screens.requests import Post

if TYPE_CHECKING:
    from memtui.ops.work import Stop

MOST_SAMPLES = 50
MakePlan = Callable[[Desk], Awaitable[Plan]]


class CurationWork:
    """Plans and their work on one service; the journal is opened when it is first needed."""

    def __init__(self, adapter: MemoryAdapter, journal: Path, post: Post) -> None:
        self._adapter = adapter
        self._path = journal
        self._post = post
        self._desk: Desk | None = None
        self._opening = asyncio.Lock()

    async def settle(self) -> None:
        """Find out what an earlier memtui left open. A service that is not there is asked the next time."""
        # Loaded when first needed: what was left open is rarely anything.
        from memtui.ops.settling import reconcile

        try:
            found = await reconcile(await self.open())
        except MemtuiError:
            return
        if found:
            self._post(Settled(found))

    async def plan(self, make: MakePlan, intent: Intent) -> None:
        """Make a plan."""
        desk = await self.open()
        self._post(PlanMade(desk, await make(desk), intent))

    async def discard(self, desk: Desk, plan: Plan) -> None:
        """Forget a plan that was declined."""
        await desk.log(Journal.discard, plan.operation.id)

    async def apply(self, desk: Desk, plan: Plan, intent: Intent, *, purge: bool, stop: Stop) -> None:
        """Carry out a plan."""
        from memtui.ops.apply import apply
        from memtui.ops.learning import learned

        def went(progress: Progress) -> None:
            self._post(WorkWent(progress))

        operation = await apply(desk, plan.operation.id, went, stop=stop, purge=purge)
        self._post(WorkEnded(desk, operation, intent, await desk.log(learned, operation)))

    async def samples(self, choice: Choice, most: int, then: Callable[[Sequence[Memory]], object]) -> None:
        """Fetch the first of the memories that something is about."""
        found: list[Memory] = []
        async for some in chosen(self._readable(), choice):
            found += some.memories
            if len(found) >= most:
                break
        self._post(Arrived(partial(then, found[:most])))

    async def open_journal(self, then: Callable[[Desk], object]) -> None:
        """Open the journal to look at it."""
        self._post(Arrived(partial(then, await self.open(to_write=False))))

    async def purge(self, desk: Desk, operation: int) -> None:
        """Forget the before-images of an operation."""
        await desk.log(Journal.purge, operation)

    async def open(self, *, to_write: bool = True) -> Desk:
        """The desk of the service. Raises RefusedError when it is to be written to and cannot be."""
        async with self._opening:
            if self._desk is None:
                adapter = self._readable()
                service = await adapter.identity()
                self._desk = Desk(adapter, await asyncio.to_thread(Journal.open, self._path), service)
        if to_write:
            _ = self._desk.support
        return self._desk

    async def close(self) -> None:
        """Close the journal."""
        if self._desk is not None:
            await asyncio.to_thread(self._desk.journal.close)

    def _readable(self) -> WritingAdapter:
        if not isinstance(self._adapter, WritingAdapter):
            raise RefusedError("memtui can only list this service.")
        return self._adapter
