"""Where changes are made: one store of memories, and the journal in which they are written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from memtui.adapters.base import MemoryAdapter, WriteSupport, WritingAdapter
from memtui.core.errors import RefusedError
from memtui.core.profile import ServiceIdentity
from memtui.core.values import dataclass
from memtui.ops.aside import aside
from memtui.state.journal import Journal

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """One store that can be changed, and the journal."""

    adapter: WritingAdapter
    journal: Journal
    service: ServiceIdentity

    @property
    def support(self) -> WriteSupport:
        """What can be changed. Raises RefusedError when nothing can."""
        return writing_of(self.adapter)

    async def log(self, call: Callable[Concatenate[Journal, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function of the journal, without holding up the screen: each waits for the disk.

        Being cancelled it waits until the call is over: what comes next must not come before it.
        """
        return await aside(call, self.journal, *args, **kwargs)


async def open_desk(adapter: MemoryAdapter, journal: Journal) -> Desk:
    """The desk of a service. Raises RefusedError when it cannot be changed, and what the service raises."""
    changeable = _changeable(adapter)
    desk = Desk(changeable, journal, await changeable.identity())
    # Asked now: which service it is may only be known once it has answered.
    _ = desk.support
    return desk


async def identity_of(adapter: MemoryAdapter) -> ServiceIdentity:
    """Which store of memories this is, even when it is open read-only. Raises RefusedError where memtui can
    only read, and what the service raises."""
    return await _changeable(adapter).identity()


def writing_of(adapter: MemoryAdapter) -> WriteSupport:
    """What can be changed on a service. Raises RefusedError when it is open read-only."""
    support = adapter.capabilities.writing
    if support is None:
        raise RefusedError("This service is open read-only.", hint="Open it without --read-only to write.")
    return support


def _changeable(adapter: MemoryAdapter) -> WritingAdapter:
    if not isinstance(adapter, WritingAdapter):
        raise RefusedError("memtui can only read this service.")
    return adapter
