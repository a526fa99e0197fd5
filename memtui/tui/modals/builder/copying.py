"""The filter as something to paste elsewhere: with the scope, since elsewhere there is none."""

from __future__ import annotations

from datetime import datetime

from memtui.core.filter_copies import as_curl, as_json, as_python
from memtui.core.filter_text import format_filter
from memtui.tui.modals.builder.state import BuilderState


def copied(state: BuilderState, form: str, now: datetime) -> str:
    """The whole query in one of the forms of `COPY_KEYS`; empty when there is no filter."""
    whole = state.whole
    if whole is None:
        return ""
    if form == "json":
        return as_json(whole, now)
    if form == "curl":
        return as_curl(whole, now, state.setting.base_url, state.setting.key_variable)
    return as_python(whole, now) if form == "python" else format_filter(whole)
