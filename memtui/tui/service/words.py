"""Words and colours that several pages of the service share."""

from __future__ import annotations

_ROLES = {"SUCCEEDED": "accent", "FAILED": "warning"}


def status_role(status: str) -> str:
    """The style of the status of an event; the word itself always stands there too."""
    return _ROLES.get(status.upper(), "")


def lasted(milliseconds: float | None) -> str:
    """How long something took, in at most seven characters; empty where that is not known."""
    if milliseconds is None:
        return ""
    if milliseconds < 9_999.5:
        return f"{milliseconds:.0f} ms"
    seconds = milliseconds / 1000
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"
