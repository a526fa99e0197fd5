"""What is planned and carried out in the background. Each function posts what came of it; none draws."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from memtui.adapters.base import MemoryAdapter, WritingAdapter
from memtui.core.errors import MemtuiError, RefusedError
from memtui.core.models import Memory
from memtui.ops.choices import Choice, chosen
from memtui.ops.desk import Desk
from memtui.ops.plans import Plan, Progress
from memtui.state.journal import Journal
from memtui.tui.curation.messages import (
    Intent,
    JournalOpened,
    PlanFailed,
    PlanMade,
    SamplesArrived,
    Settled,
    WorkEnded,
    WorkWent,
)
from memtui.tui.screens.requests import Post

if TYPE_CHECKING:
    from memtui.ops.apply import Stop

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
            found = await reconcile(await self._open())
        except MemtuiError:
            return
        if found:
            self._post(Settled(found))

    async def plan(self, make: MakePlan, intent: Intent) -> None:
        """Make a plan."""
        try:
            desk = await self._open()
            self._post(PlanMade(desk, await make(desk), intent))
        except MemtuiError as error:
            self._post(PlanFailed(error, intent))

    async def discard(self, desk: Desk, plan: Plan) -> None:
        """Forget a plan that was declined."""
        await desk.log(Journal.discard, plan.operation.id)

    async def apply(self, desk: Desk, plan: Plan, intent: Intent, *, purge: bool, stop: Stop) -> None:
        """Carry out a plan."""
        from memtui.ops.apply import apply

        def went(progress: Progress) -> None:
            self._post(WorkWent(progress))

        try:
            operation = await apply(desk, plan.operation.id, went, stop=stop, purge=purge)
        except MemtuiError as error:
            self._post(PlanFailed(error, intent))
        else:
            self._post(WorkEnded(desk, operation, intent))

    async def samples(
        self, choice: Choice, total: int | None, most: int, then: Callable[[SamplesArrived], None]
    ) -> None:
        """Fetch the first of the memories that something is about."""
        found: list[Memory] = []
        try:
            async for some in chosen(self._readable(), choice):
                found += some.memories
                if len(found) >= most:
                    break
        except MemtuiError as error:
            self._post(PlanFailed(error, Intent()))
        else:
            self._post(SamplesArrived(then, choice, found[:most], total))

    async def open_journal(self) -> None:
        """Open the journal to look at it."""
        try:
            self._post(JournalOpened(await self._open(to_write=False)))
        except MemtuiError as error:
            self._post(PlanFailed(error, Intent()))

    async def purge(self, desk: Desk, operation: int) -> None:
        """Forget the before-images of an operation."""
        try:
            await desk.log(Journal.purge, operation)
        except MemtuiError as error:
            self._post(PlanFailed(error, Intent()))

    def _readable(self) -> WritingAdapter:
        if not isinstance(self._adapter, WritingAdapter):
            raise RefusedError("memtui can only list this service.")
        return self._adapter

    async def _open(self, *, to_write: bool = True) -> Desk:
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
