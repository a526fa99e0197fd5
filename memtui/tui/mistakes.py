"""What is said of a mistake of memtui's own."""

from __future__ import annotations

from memtui.core.errors import MemtuiError


def mistake_told(error: BaseException) -> MemtuiError:
    """What to say of it; the details are kept in memtui's log."""
    # Loaded when first needed, which is never.
    from memtui.state.log import record_crash

    log = record_crash(error)
    return MemtuiError(
        f"memtui made a mistake ({type(error).__name__}).",
        hint=f"The details are in {log}." if log else "",
    )
