"""The requests by which a service answers what a screen shows, for whoever makes them elsewhere."""

from __future__ import annotations

from datetime import datetime

from memtui.adapters.base import Dialect
from memtui.core.asked import Asked
from memtui.core.calls import Calls
from memtui.core.profile import ServiceKind


def calls_of(asked: Asked, kind: ServiceKind, dialect: Dialect, now: datetime) -> Calls:
    """The requests; relative dates are made instants. Raises MemtuiError saying why there are none.

    An embedded store is asked as `memtui serve` is.
    """
    # Each is loaded when it is needed: with them comes what the adapters are made of.
    if kind == "selfhosted":
        from memtui.adapters.selfhosted.calls import selfhosted_calls

        return selfhosted_calls(asked)
    from memtui.adapters.platform.calls import platform_calls

    return platform_calls(asked, dialect, now)
