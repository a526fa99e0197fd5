"""Services whose calls take no further fields, or no order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from memtui.core.display import one_line
from memtui.core.errors import UsageError

if TYPE_CHECKING:
    from memtui.core.ordering import Order


def refuse_options(options: Mapping[str, Any], service: str) -> None:
    """Raises UsageError for the first of these further fields; `service` is what does not take it."""
    for name in options:
        raise UsageError(f"{one_line(str(name))!r} is no option of {service}.")


def refuse_order(order: Order | None) -> None:
    """Raises UsageError for a list in another order than the service's own."""
    if order is not None:
        raise UsageError(
            "Memory services over HTTP list in their own order and cannot sort.",
            hint="An embedded store can; so can the screen, over what it has loaded.",
        )
