"""Finding out what answers at an address, and whether it takes the key."""

from __future__ import annotations

from memtui.adapters.factory import open_adapter
from memtui.core.profile import Profile, ServiceKind
from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Recognised:
    """What answered: its kind, and one line that describes it."""

    kind: ServiceKind
    description: str


async def recognise(profile: Profile) -> Recognised:
    """Ask the service for what needs its key, and nothing else.

    Raises MemtuiError: UnauthorizedError where it does not take the key, UnreachableError where nothing
    answers, and what says that this is no memory service.
    """
    adapter = open_adapter(profile)
    try:
        info = await adapter.probe()
        return Recognised(adapter.capabilities.kind, info.description)
    finally:
        await adapter.close()
