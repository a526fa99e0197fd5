"""What blocks, done on another thread while the screen stays free."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def aside(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function on another thread.

    Being cancelled it waits until the call is over: what comes next must not come before it.
    """
    called = _begun(partial(call, *args, **kwargs))
    try:
        return await asyncio.shield(called)
    except asyncio.CancelledError:
        await _failure_of(called)
        raise


async def aside_as_asked(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function on another thread, for which being cancelled comes too late: it is done as asked.

    Only where the call fails then, it is as if the cancellation had kept it from being done.
    """
    called = _begun(partial(call, *args, **kwargs))
    try:
        return await asyncio.shield(called)
    except asyncio.CancelledError:
        if await _failure_of(called) is not None:
            raise
        return called.result()


def _begun(call: Callable[[], T]) -> asyncio.Future[T]:
    # A task of its own would be cancelled with all others when the loop ends, and not wait for the thread.
    return asyncio.get_running_loop().run_in_executor(None, copy_context().run, call)


async def _failure_of(called: asyncio.Future[T]) -> BaseException | None:
    """Wait until a call is over, however often that is cancelled, and tell how it failed."""
    while not called.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([called])
    return called.exception()
