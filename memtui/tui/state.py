"""What the browse screen knows: whose memories, which of them, and where the eye is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Literal

from memtui.adapters.base import Feature
from memtui.core.display import one_line
from memtui.core.errors import MemtuiError
from memtui.core.filters import And, Condition, Filter, all_of, keyword_condition, scope_condition
from memtui.core.models import EntityType
from memtui.core.queries import MemoryQuery
from memtui.core.values import dataclass

if TYPE_CHECKING:
    from memtui.core.filter_check import Finding
    from memtui.core.ordering import Order

View = Literal["memory", "history", "json", "score"]
Step = Literal["connect", "add", "search"]
"""The first steps with memtui: say where memories are, add one, ask for it."""

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
class Narrowing:
    """What narrows the list: whose memories, a filter, a text they contain, whether expired ones show."""

    scope: Scope = field(default_factory=Scope)
    filter: Filter | None = None
    keyword: str = ""
    show_expired: bool = True

    def query(self) -> MemoryQuery:
        """The list that is left."""
        clauses = (clause for clause, _ in self.clauses())
        return MemoryQuery(all_of(*clauses), show_expired=self.show_expired)

    def clauses(self) -> list[tuple[Filter, Narrowing]]:
        """What must all hold, each with what is left of the narrowing without it."""
        found: list[tuple[Filter, Narrowing]] = []
        scope = self.scope.condition()
        if scope is not None:
            found.append((scope, replace(self, scope=Scope())))
        parts = self.filter.children if isinstance(self.filter, And) else (self.filter,)
        for at, part in enumerate(parts):
            if part is not None:
                rest = all_of(*parts[:at], *parts[at + 1 :])
                found.append((part, replace(self, filter=rest)))
        if self.keyword:
            found.append((keyword_condition(self.keyword), replace(self, keyword="")))
        return found


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would mend the list, in a few words, and the narrowing that does."""

    label: str
    narrowing: Narrowing


@dataclass(frozen=True, slots=True)
class Lens:
    """How a search looks: at most how many memories, from which score in [0, 1], and with which switches."""

    top_k: int = 100
    threshold: float = 0.0
    rerank: bool = False
    keyword: bool = False


@dataclass(frozen=True, slots=True)
class BrowseState:
    """One moment of browsing; every change makes a new one.

    `keyword` filters as one types, `question` is a ranked search in its place; `order` sorts the list and
    `found_order` what a search found, None as it is by itself. `anchor` is the row where a range of marks
    began. `findings` are what is to be said of the filter; `blame` says why nothing matches, and `remedy`
    what would help. `marks` are ids; where `all_but` is given, all that the list has are marked but those.
    `cannot_write` says why nothing can be changed, `work` what is being changed right now, `exporting` what
    is being written to a file; `lacks` why the service does not have a feature. `hides_expired` says that the
    service leaves expired memories out of its lists whatever is asked. `walk` is the next of the first steps,
    for somebody who is taking them. `zoomed` says that a pane is larger than usual; `behind` and `ahead` that
    there are places to go back or forward to, `left_scope` that another scope was listed before.
    """

    scope: Scope = field(default_factory=Scope)
    filter: Filter | None = None
    keyword: str = ""
    question: str = ""
    lens: Lens = field(default_factory=Lens)
    order: Order | None = None
    found_order: Order | None = None
    show_expired: bool = True
    view: View = "memory"
    cursor: int = 0
    anchor: int | None = None
    marks: frozenset[str] = frozenset()
    all_but: frozenset[str] | None = None
    absolute_times: bool = False
    latency_ms: float | None = None
    busy: bool = False
    problem: MemtuiError | None = None
    notice: str = ""
    findings: tuple[Finding, ...] = ()
    blame: tuple[str, ...] = ()
    remedy: Remedy | None = None
    cannot_write: str = ""
    lacks: Mapping[Feature, str] = field(default_factory=dict)
    hides_expired: bool = False
    work: str = ""
    exporting: str = ""
    walk: Step | None = None
    zoomed: bool = False
    behind: bool = False
    ahead: bool = False
    left_scope: bool = False

    @property
    def has_marks(self) -> bool:
        """Whether anything is marked."""
        return bool(self.marks) or self.all_but is not None

    def is_marked(self, memory_id: str) -> bool:
        """Whether this memory is marked."""
        return memory_id in self.marks if self.all_but is None else memory_id not in self.all_but

    def unmarked(self) -> BrowseState:
        """The same state with nothing marked."""
        return replace(self, marks=frozenset(), all_but=None, anchor=None)

    @property
    def narrowing(self) -> Narrowing:
        """What narrows the list."""
        return Narrowing(self.scope, self.filter, self.keyword, self.show_expired)

    def narrowed(self, narrowing: Narrowing) -> BrowseState:
        """The same state with a list that is narrowed otherwise."""
        return replace(
            self,
            scope=narrowing.scope,
            filter=narrowing.filter,
            keyword=narrowing.keyword,
            show_expired=narrowing.show_expired,
        )

    def query(self) -> MemoryQuery:
        """The list that this state shows."""
        return self.narrowing.query()

    def same_list(self, other: BrowseState) -> bool:
        """Whether both states list the same memories in the same order."""
        same_order = self.question != "" or self.order == other.order
        return same_order and self.same_memories(other)

    def same_memories(self, other: BrowseState) -> bool:
        """Whether both states list the same memories, in whatever order."""
        return self.query() == other.query() and self._search() == other._search()

    @property
    def order_now(self) -> Order | None:
        """The order of what is listed, be it a search; None for the one that it has by itself."""
        return self.found_order if self.question else self.order

    def _search(self) -> tuple[str, Lens] | None:
        return (self.question, self.lens) if self.question else None

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
        if self.filter is not None:
            return replace(self, filter=None, cursor=0)
        if self.scope != Scope():
            return replace(self, scope=Scope(), cursor=0)
        return None
