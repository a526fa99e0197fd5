"""A service over HTTP: whether it answers, what it is, and whether it takes the key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import perf_counter

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.factory import open_adapter
from memtui.core.diagnosis import Check, Diagnosis
from memtui.core.errors import MemtuiError, UnauthorizedError, UnreachableError
from memtui.core.filters import scope_condition
from memtui.core.profile import API_VERSIONS, Profile
from memtui.core.queries import MemoryQuery

AREA = "service"
PATIENCE = 20.0
"""Seconds that a service has for all its answers; those who wait for a doctor have no more."""
_ANSWER, _KEY, _WHAT = Check(AREA, "answer"), Check(AREA, "key"), Check(AREA, "kind")
_NOT_THERE = "Check the address and the network, and whether the service runs."


class FoundNow:
    """What is found out about a service in one run: nothing is known before, and nothing is kept."""

    def __init__(self) -> None:
        self._answers: dict[str, str] = {}

    def recall(self, question: str) -> str | None:
        """What was found; None when nothing was."""
        return self._answers.get(question)

    def remember(self, question: str, answer: str | None) -> None:
        """Keep what was found, or forget it."""
        if answer is None:
            self._answers.pop(question, None)
        else:
            self._answers[question] = answer


async def check_service(
    profile: Profile, clock: Callable[[], float] = perf_counter, *, patience: float = PATIENCE
) -> list[Diagnosis]:
    """Ask the service for what needs its key, and nothing else; `clock` counts seconds."""
    found = FoundNow()
    try:
        adapter = open_adapter(profile, found)
    except MemtuiError as error:
        return [_ANSWER.error(error, "See `memtui profiles --help`.")]
    try:
        async with asyncio.timeout(patience):
            return await _asked(profile, adapter, found, clock)
    except TimeoutError:
        return [_ANSWER.failed(f"{profile.base_url} does not answer within {patience:g} s", _NOT_THERE)]
    except UnreachableError as error:
        return [_ANSWER.error(error, _NOT_THERE)]
    except UnauthorizedError as error:
        return [
            _ANSWER.ok(f"{profile.base_url} answers"),
            _KEY.error(
                error, "Check the key of this profile; `memtui profiles --help` tells where it can be."
            ),
        ]
    except MemtuiError as error:
        return [_ANSWER.error(error, "Check that the address is that of a Mem0 service.")]
    finally:
        await adapter.close()


async def _asked(
    profile: Profile, adapter: MemoryAdapter, found: FoundNow, clock: Callable[[], float]
) -> list[Diagnosis]:
    began = clock()
    info = await adapter.probe()
    milliseconds = (clock() - began) * 1000
    what = info.description
    if adapter.capabilities.kind == "platform":
        # A list is what shows which version of the routes is there; v1 reads everything for everybody's.
        await adapter.page(MemoryQuery(scope_condition("user", "memtui")), 1, 1)
        what += f", API {profile.api_version or found.recall('list') or API_VERSIONS[0]}"
    if profile.api_key is None:
        key = _KEY.ok("it answers without one")
    else:
        key = _KEY.ok("the login is accepted" if profile.email else "accepted")
    answer = _ANSWER.ok(f"{info.address or profile.base_url} in {milliseconds:,.0f} ms")
    said = [answer, key, _WHAT.ok(what)]
    if notice := adapter.capabilities.notice:
        said.append(Check(AREA, "notice").warning(f"the service says: {notice}", "Do as it says."))
    return said
