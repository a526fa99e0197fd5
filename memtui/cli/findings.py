"""What is to be said about a filter before it is used, in one line for each finding."""

from __future__ import annotations

from memtui.cli.output import tell
from memtui.core.display import one_line
from memtui.core.errors import FilterError
from memtui.core.filter_check import Finding, Purpose, check
from memtui.core.filter_text import format_filter
from memtui.core.filters import Filter
from memtui.core.profile import ServiceKind
from memtui.core.times import utc_now

_LONGEST_REPAIR = 400


def settle(tree: Filter | None, kind: ServiceKind, purpose: Purpose = "list") -> None:
    """Warn on stderr of what the filter seems to mean and does not.

    Raises FilterError with the first thing that the service would refuse.
    """
    for finding in check(tree, kind, now=utc_now(), purpose=purpose):
        if finding.level == "error":
            raise FilterError(finding.sentence, hint=repair_of(finding))
        warn(said(finding))


def warn(sentence: str) -> None:
    """One line on stderr for something that runs and deserves a thought."""
    tell(f"memtui: warning: {one_line(sentence)}")


def said(finding: Finding) -> str:
    """The finding's sentence and its repair."""
    return f"{finding.sentence} {repair_of(finding)}".rstrip()


def repair_of(finding: Finding) -> str:
    """The repair in parentheses, with the whole filter to paste unless it is very long; or nothing."""
    if finding.repair is None:
        return ""
    text = repaired(finding)
    label = finding.repair.label
    return f"(repair: {label}: {text})" if text and len(text) <= _LONGEST_REPAIR else f"(repair: {label})"


def repaired(finding: Finding) -> str:
    """The text of the repaired filter; empty where there is none, or where nothing is left of it."""
    tree = finding.repair.tree if finding.repair is not None else None
    return "" if tree is None else format_filter(tree)
