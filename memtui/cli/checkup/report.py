"""What all checks found, as lines: each begins with how it came out, so that it reads well aloud."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable
from typing import Any

from memtui.cli.output import emit
from memtui.core.diagnosis import Diagnosis
from memtui.core.display import one_line

_STATE, _LABEL = 7, 24
_NARROW = 64


def print_line(found: Diagnosis) -> None:
    """Print one finding: on a terminal as a sentence with its remedy below, elsewhere as a row."""
    if not sys.stdout.isatty():
        emit("\t".join(map(one_line, (found.state, found.area, found.check, found.found, found.remedy))))
        return
    width = shutil.get_terminal_size().columns
    label = f"{found.area}, {found.check}"
    margin = "  " if width < _NARROW else " " * (_STATE + 2)
    for line in _wrapped(f"{found.state:{_STATE}}  {label}: {one_line(found.found)}", width, margin):
        emit(line)
    if found.remedy:
        for line in _wrapped(f"{margin}Remedy: {one_line(found.remedy)}", width, margin):
            emit(line)


def as_json(found: Diagnosis) -> dict[str, Any]:
    """A finding as an object; no remedy is null."""
    return {
        "area": found.area,
        "check": found.check,
        "state": found.state,
        "found": found.found,
        "remedy": found.remedy or None,
    }


def summary(all_found: Iterable[Diagnosis]) -> str:
    """How many came out how."""
    counts = Counter(found.state for found in all_found)
    warnings = f"{counts['warning']} warning{'' if counts['warning'] == 1 else 's'}"
    return f"{counts['ok']} ok, {warnings}, {counts['failed']} failed"


def _wrapped(text: str, width: int, margin: str) -> list[str]:
    # Paths and commands are to be copied in one piece.
    return textwrap.wrap(
        text,
        max(width, _NARROW // 2),
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )
