"""What a modal says of a mistake of memtui's own."""

from __future__ import annotations


def mistake_told(error: BaseException) -> str:
    """What to say of it; the details are kept in memtui's log."""
    # Loaded when first needed, which is never.
    from memtui.state.log import record_crash

    log = record_crash(error)
    return f"memtui made a mistake ({type(error).__name__})." + (f" The details are in {log}." if log else "")
