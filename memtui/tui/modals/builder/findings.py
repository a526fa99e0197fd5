"""What is to be said of the draft, as part of the query that it will be, and what can be repaired of it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from memtui.core.filter_check import ADDED_WHEN_SENT, Finding, Repair, check
from memtui.core.filter_draft import FilterDraft, Node
from memtui.core.filters import Filter, Path, all_of
from memtui.core.profile import ServiceKind
from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A finding about the whole query, the row of the draft it is about, and the draft's repair if any.

    `outside` says that the scope, which is not edited here, is a part of the matter.
    """

    finding: Finding
    path: Path | None = None
    repair: Repair | None = None
    outside: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether the filter cannot be used because of this."""
        return self.finding.level == "error" and self.finding.code not in ADDED_WHEN_SENT


def said_of(
    draft: FilterDraft, scope: Filter | None, scope_label: str, kind: ServiceKind, now: datetime
) -> tuple[Said, ...]:
    """Everything that is to be said of the scope and the draft together, errors first.

    A repair replaces the draft, so it is one of the draft alone; what only arises with the scope is told
    without one.
    """
    tree = draft.filter()
    alone: dict[tuple[str, str], list[Finding]] = {}
    for finding in check(tree, kind, now=now):
        alone.setdefault((finding.code, finding.sentence), []).append(finding)
    of_scope = Counter((finding.code, finding.sentence) for finding in check(scope, kind, now=now))
    places = places_in(draft)
    said: list[Said] = []
    for finding in check(all_of(scope, tree), kind, now=now):
        same = alone.get((finding.code, finding.sentence))
        if same:
            own = same.pop(0)
            said.append(Said(own, places.get(own.path), own.repair))
        elif of_scope[finding.code, finding.sentence]:
            # Nothing that is done here would change it, and the list says it already.
            of_scope[finding.code, finding.sentence] -= 1
        else:
            said.append(Said(finding, outside=f"{scope_label} is a part of this; it is chosen outside."))
    return tuple(said)


def places_in(draft: FilterDraft) -> dict[Path, Path]:
    """Where each part of the finished filter stands in the draft, whose empty groups it leaves out."""
    found: dict[Path, Path] = {}

    def look(node: Node, here: Path, there: Path) -> None:
        if draft.part(here) is None:
            return
        found[there] = here
        if node.negated:
            there = (*there, 0)
            found[there] = here
        kept = [at for at in range(len(node.children)) if draft.part((*here, at)) is not None]
        for index, at in enumerate(kept):
            below = there if len(kept) == 1 else (*there, index)
            look(node.children[at], (*here, at), below)

    look(draft.root, (), ())
    return found
