"""What is said of a plan before it is agreed to."""

from __future__ import annotations

import unicodedata

from memtui.core.display import one_line
from memtui.ops.drafting import memories
from memtui.ops.plans import Plan
from memtui.tui.lines import Line, Span, line
from memtui.tui.modals.items.item_list import Sieve
from memtui.tui.modals.items.item_words import amount
from memtui.tui.modals.items.operation_words import DONE, joined, stay_words, title_line

_FEW_ENTITIES = 4


def sieves_of(plan: Plan) -> list[Sieve]:
    """All rows, those that will change, and those that will not; no two that show the same."""
    operation = plan.operation
    found = [Sieve("all rows", "shows all", None, operation.total)]
    if plan.changes and plan.unchanged:
        counted = operation.counts.items()
        will_not = tuple(status for status, count in counted if count and status != "planned")
        found.append(Sieve("will change", "shows what will change", ("planned",), plan.changes))
        found.append(Sieve("will not change", "shows what stays", will_not, plan.unchanged))
    return found


def head_lines(plan: Plan) -> list[Line]:
    """The title, how many will change and whose they are, and what cannot be restored."""
    lines = [title_line(plan.operation), _counts(plan)]
    if plan.totals:
        lines.append(_totals(plan))
    return [*lines, *(line((one_line(warning), "warning"), label="! ") for warning in plan.warnings)]


def can_be_agreed_to(plan: Plan) -> bool:
    """Whether there is anything to do: changes, or requests whose fate is to be found out."""
    return plan.changes + plan.operation.undecided > 0


def _counts(plan: Plan) -> Line:
    if not can_be_agreed_to(plan):
        return line(("Nothing will change.", "warning"))
    operation = plan.operation
    done, undecided = operation.counts.get("done", 0), operation.undecided
    still = "still " if done or undecided else ""
    what = amount(plan.changes)
    if plan.entities:
        ends = "the entity" if plan.entities == 1 else f"{amount(plan.entities)} entities"
        what = f"{memories(plan.changes - plan.entities)} and {ends}"
    parts: list[Span] = [(f"{what} will {still}be {DONE[operation.verb]}", "accent")]
    if undecided:
        parts.append((f"{amount(undecided)} may have been: that is found out first", "warning"))
    if done:
        parts.append((f"{amount(done)} {DONE[operation.verb]} already", "dim"))
    if rest := plan.unchanged - done - undecided:
        parts.append((stay_words(rest), "dim"))
    return joined(parts)


def _totals(plan: Plan) -> Line:
    parts: list[Span] = []
    for kind, name, count in plan.totals[:_FEW_ENTITIES]:
        parts += [(f"{kind} ", "dim"), (one_line(name), ""), (f" {amount(count)}", "accent"), (" · ", "dim")]
    more = plan.more_entities + len(plan.totals[_FEW_ENTITIES:])
    parts = [*parts, (f"and {amount(more)} more", "dim")] if more else parts[:-1]
    return line(*parts)


def keeping_line(*, purges: bool) -> Line:
    """What becomes of the before-images, and the other choice."""
    if purges:
        return line(("Erasure: the before-images will be forgotten, and this cannot be undone.", "warning"))
    return line(("The before-images are kept, so that this can be undone.", "dim"))


def expected(plan: Plan) -> str:
    """What has to be typed, as a person reads it; empty where a key is enough."""
    if plan.confirmation == "count":
        return amount(plan.changes)
    return one_line(plan.name) if plan.confirmation == "name" else ""


def is_expected(plan: Plan, typed: str) -> bool:
    """Whether this was typed; a number also with marks between its thousands.

    A name is compared as it is shown: nobody could type what stands behind a mark.
    """
    if plan.confirmation == "count":
        return typed.replace(" ", "").replace(",", "") == str(plan.changes)
    return _composed(one_line(typed)) == _composed(one_line(plan.name)) and bool(plan.name)


def _composed(text: str) -> str:
    """The text with accents joined to their letters, however they were typed."""
    return unicodedata.normalize("NFC", text)
