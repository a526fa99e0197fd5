"""What is to be said of the way a list is narrowed: traps before it is asked for, and why it is empty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from memtui.adapters.base import MemoryAdapter
from memtui.core.display import one_line
from memtui.core.errors import FilterError
from memtui.core.filters import all_of, keyword_condition
from memtui.core.profile import ServiceKind
from memtui.tui.actions import key_of
from memtui.tui.lines import number
from memtui.tui.state import BrowseState, Narrowing, Remedy, Scope

if TYPE_CHECKING:
    from memtui.core.filter_check import Finding, Purpose

EMPTYING = frozenset({"inverted-range", "user-and-agent"})
"""The codes of what by itself explains that nothing matches."""


def looked_at(state: BrowseState, kind: ServiceKind, now: datetime) -> BrowseState:
    """The state with what is to be said of its filter; a filter that would be refused is its problem."""
    narrowing = state.narrowing
    if not narrowing.clauses():
        return replace(state, findings=(), remedy=None, blame=(), problem=None)
    # Loaded when first needed: nothing is to be said of a list of everything.
    from memtui.core.filter_check import ADDED_WHEN_SENT, check

    purpose: Purpose = "search" if state.question else "list"
    found: list[tuple[Finding, Narrowing | None]] = []

    def add(findings: Iterable[Finding], mended: Narrowing, *, keyword: bool = False) -> None:
        said = {(finding.code, finding.sentence) for finding, _ in found}
        for finding in findings:
            if finding.code in ADDED_WHEN_SENT or (finding.code, finding.sentence) in said:
                continue
            repair = finding.repair
            if repair is None:
                found.append((finding, None))
            else:
                found.append((finding, mended if keyword else replace(mended, filter=repair.tree)))

    add(check(state.filter, kind, now=now, purpose=purpose), narrowing)
    joined = all_of(state.scope.condition(), state.filter)
    add(check(joined, kind, now=now, purpose=purpose), replace(narrowing, scope=Scope()))
    if state.keyword:
        of_keyword = check(keyword_condition(state.keyword), kind, now=now, purpose=purpose)
        add(of_keyword, replace(narrowing, keyword=""), keyword=True)
    found.sort(key=lambda pair: pair[0].level != "error")
    remedy, problem = None, None
    if found:
        first, mended = found[0]
        if first.repair is not None and mended is not None:
            remedy = Remedy(first.repair.label, mended)
        if first.level == "error":
            changes = f"{key_of('filter.build')} or {key_of('filter.line')} changes the filter"
            hint = f"{key_of('filter.repair')}: {remedy.label}" if remedy else changes
            problem = FilterError(first.sentence, hint=hint)
    findings = tuple(finding for finding, _ in found)
    return replace(state, findings=findings, remedy=remedy, blame=(), problem=problem)


async def blame_of(adapter: MemoryAdapter, narrowing: Narrowing) -> tuple[tuple[str, ...], Remedy | None]:
    """Why nothing matches, in a few lines, and what would help. Raises MemtuiError."""
    # Loaded when first needed: it takes a list that is empty.
    from memtui.core.filter_text import format_filter
    from memtui.ops.blame import find_blame

    clauses = narrowing.clauses()
    blame = await find_blame(adapter, [clause for clause, _ in clauses], show_expired=narrowing.show_expired)
    if blame is None:
        return (), None
    if blame.expired:
        what = "expired memory matches" if blame.expired == 1 else "expired memories match"
        shown = replace(narrowing, show_expired=True)
        hidden = f"{number(blame.expired)} {what}, and expired ones are hidden."
        return (hidden,), Remedy("shows them", shown)
    texts = [one_line(format_filter(clauses[at][0])) for at in blame.clauses]
    match = "memory matches" if blame.without == 1 else "memories match"
    if len(texts) == 1:
        mended = clauses[blame.clauses[0]][1]
        said = (f"{texts[0]} takes everything away.", f"Without it {number(blame.without)} {match}.")
        return said, Remedy("takes it out", mended)
    mended = narrowing
    # From the last on, so that the places of those before stay true.
    for at in reversed(blame.clauses):
        mended = mended.clauses()[at][1]
    joined = f"{', '.join(texts[:-1])} and {texts[-1]}"
    if len(texts) == len(clauses):
        return ("No memory has all of this together:", f"{joined}."), Remedy("takes all of it out", mended)
    said = (f"Nothing matches {joined}.", f"Without them {number(blame.without)} {match}.")
    return said, Remedy("takes them out", mended)
