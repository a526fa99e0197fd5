"""The numbers of a lens, as they are typed."""

from __future__ import annotations

import re

from memtui.core.errors import UsageError

MOST = 1000
"""The most memories that one search is asked for."""
_WHOLE, _PART = re.compile(r"[0-9]{1,9}"), re.compile(r"[0-9]+|[0-9]*\.[0-9]+|[0-9]+\.")


def top_k_typed(text: str) -> int:
    """How many memories. Raises UsageError."""
    typed = text.strip()
    if not _WHOLE.fullmatch(typed) or not 1 <= int(typed) <= MOST:
        raise UsageError(f"How many is a whole number from 1 to {MOST}.")
    return int(typed)


def threshold_typed(text: str) -> float:
    """A score in [0, 1]; a comma is taken for a point. Raises UsageError."""
    typed = text.strip().replace(",", ".")
    if not _PART.fullmatch(typed) or not 0 <= float(typed) <= 1:
        raise UsageError("A score is a number from 0 to 1, such as 0.3.")
    return float(typed)
