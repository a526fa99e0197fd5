"""What the browse screen knows: whose memories, which of them, and where the eye is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from memtui.core.display import one_line
from memtui.core.errors import MemtuiError
from memtui.core.filters import Condition, all_of, keyword_condition, scope_condition
from memtui.core.models import EntityType
from memtui.core.queries import MemoryQuery

View = Literal["memory", "history", "json"]
Layout = Literal["narrow", "stacked", "wide"]

PLURALS: dict[EntityType, str] = {"user": "users", "agent": "agents", "app": "apps", "run": "runs"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose memories are listed: everything, all of a type, or one entity."""

    type: EntityType | None = None
    name: str | None = None

    @property
    def label(self) -> str:
        """The scope as it is drawn."""
        if self.type is None:
            return "everything"
        if self.name is None:
            return f"all {PLURALS[self.type]}"
        return f"{self.type} {one_line(self.name)}"

    def condition(self) -> Condition | None:
        """The filter that keeps to this scope."""
        return None if self.type is None else scope_condition(self.type, self.name)


@dataclass(frozen=True, slots=True)
class BrowseState:
    """One moment of browsing; every change makes a new one.

    `keyword` filters as one types, `question` is a ranked search in its place; `anchor` is the row where
    a range of marks began.
    """

    scope: Scope = field(default_factory=Scope)
    keyword: str = ""
    question: str = ""
    show_expired: bool = True
    view: View = "memory"
    cursor: int = 0
    anchor: int | None = None
    marks: frozenset[str] = frozenset()
    absolute_times: bool = False
    latency_ms: float | None = None
    busy: bool = False
    problem: MemtuiError | None = None
    notice: str = ""

    def query(self) -> MemoryQuery:
        """The list that this state shows."""
        keyword = keyword_condition(self.keyword) if self.keyword else None
        return MemoryQuery(all_of(self.scope.condition(), keyword), show_expired=self.show_expired)

    def same_list(self, other: BrowseState) -> bool:
        """Whether both states list the same memories."""
        return (self.query(), self.question) == (other.query(), other.question)

    def step_back(self) -> BrowseState | None:
        """The state with its topmost layer taken off, as escape does; None when there is none left."""
        if self.anchor is not None:
            return replace(self, anchor=None)
        if self.view != "memory":
            return replace(self, view="memory")
        if self.question:
            return replace(self, question="", cursor=0)
        if self.keyword:
            return replace(self, keyword="", cursor=0)
        if self.scope != Scope():
            return replace(self, scope=Scope(), cursor=0)
        return None
