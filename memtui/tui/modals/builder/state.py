"""What the builder knows at one moment: the draft, what is being typed, and what was found out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from typing import Literal

from memtui.core.filter_draft import FilterDraft
from memtui.core.filter_text import format_filter
from memtui.core.filters import MOST_LEVELS, Filter, all_of, walk
from memtui.core.profile import ServiceKind
from memtui.core.values import dataclass
from memtui.state.naming import ANY_KEY
from memtui.tui.modals.builder.findings import Said, said_of
from memtui.tui.modals.builder.picker import Picker

Showing = Literal["preview", "keys"]
Tone = Literal["dim", "warning"]


@dataclass(frozen=True, slots=True)
class Setting:
    """On what the builder was opened: the service with the variable that has its key, and the scope that
    every query has besides the filter.
    """

    kind: ServiceKind
    scope: Filter | None = None
    scope_label: str = "everything"
    show_expired: bool = True
    base_url: str = ""
    key_variable: str = ANY_KEY

    @property
    def counts_by_itself(self) -> bool:
        """Whether counting is cheap enough to be done without being asked for."""
        return self.kind == "local"


@dataclass(frozen=True, slots=True)
class BuilderState:
    """One moment of building; every change makes a new one.

    `opened` is the filter that the builder was opened with, as text. `counts` are by the text of a part
    of the filter ("" for the scope alone); None where counting failed. `blamed` are the paths of those
    that leave nothing together, with `blame` saying so.
    """

    setting: Setting
    draft: FilterDraft = field(default_factory=FilterDraft)
    opened: str = ""
    undone: tuple[FilterDraft, ...] = ()
    picker: Picker | None = None
    findings: tuple[Said, ...] = ()
    counts: Mapping[str, int | None] = field(default_factory=dict)
    counting: bool = False
    blame: str = ""
    copying: bool = False
    leaving: bool = False
    showing: Showing = "preview"
    enlarged: bool = False
    notice: str = ""
    tone: Tone = "dim"

    def with_draft(
        self, draft: FilterDraft, now: datetime, *, undone: tuple[FilterDraft, ...] = ()
    ) -> BuilderState:
        """With another draft, and what is to be said of it; one that nests too deep is not taken."""
        tree = draft.filter()
        if tree is not None and max(len(path) for path, _ in walk(tree)) > MOST_LEVELS:
            stays = replace(self, picker=None)
            return stays.saying(f"Filters nest at most {MOST_LEVELS} deep: nothing was changed.", "warning")
        setting = self.setting
        findings = said_of(draft, setting.scope, setting.scope_label, setting.kind, now)
        return replace(self, draft=draft, undone=undone, findings=findings, blame="", picker=None)

    def saying(self, notice: str, tone: Tone = "dim") -> BuilderState:
        """With something to say in the status line."""
        return replace(self, notice=notice, tone=tone)

    @property
    def whole(self) -> Filter | None:
        """What is sent: the scope and the filter."""
        return all_of(self.setting.scope, self.draft.filter())

    @property
    def is_changed(self) -> bool:
        """Whether the filter is another one than that with which the builder was opened."""
        return key_of(self.draft.filter()) != self.opened

    @property
    def repairs(self) -> list[Said]:
        """The findings that can be repaired by a key, in the order of their numbers."""
        return [said for said in self.findings if said.repair is not None]

    @property
    def refusal(self) -> str:
        """Why the service would refuse the filter; empty when it would not."""
        return next((said.finding.sentence for said in self.findings if said.is_refused), "")

    def count_of(self, tree: Filter | None) -> int | None:
        """How many memories of the scope match a part; None where that is not known."""
        return self.counts.get(key_of(tree))


@dataclass(frozen=True, slots=True)
class FilterChosen:
    """The filter that was built; None for none."""

    filter: Filter | None


def key_of(tree: Filter | None) -> str:
    """A filter as text, by which it is compared: in values, `true` and 1 are not the same."""
    return "" if tree is None else format_filter(tree)
