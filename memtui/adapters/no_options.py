"""Services whose calls take no further fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memtui.core.display import one_line
from memtui.core.errors import UsageError


def refuse_options(options: Mapping[str, Any], service: str) -> None:
    """Raises UsageError for the first of these further fields; `service` is what does not take it."""
    for name in options:
        raise UsageError(f"{one_line(str(name))!r} is no option of {service}.")
