"""Whose memories there are: users, agents, apps and runs, with how many each has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.events import Resize

from memtui.core.display import one_line
from memtui.core.models import Entity, EntityType
from memtui.ops.entities import EntityRow, EntityTree
from memtui.tui.lines import Span, fit, fit_right, number
from memtui.tui.panes.line_list import LineList
from memtui.tui.panes.titles import pane_title
from memtui.tui.state import PLURALS, Scope


class EntitiesPane(LineList):
    """The groups of entities; enter lists the memories of what is under the cursor."""

    def __init__(self) -> None:
        super().__init__(id="entities")
        self.border_title = pane_title("pane.entities")
        self.groups = EntityTree()
        self._scope = Scope()
        self._counts: Mapping[tuple[EntityType, str], int] = {}

    def show_counts(self, counts: Mapping[tuple[EntityType, str], int]) -> None:
        """Show these counts with entities that came without one."""
        self._counts = counts
        self.refresh_changed()

    def uncounted(self, first: int, last: int) -> list[tuple[EntityType, str]]:
        """Those among rows `first` to `last` that came without a count."""
        rows = (self.groups.row(index) for index in range(first, min(last + 1, len(self.groups))))
        found = (row.entity for row in rows if row.entity is not None)
        return [(entity.type, entity.name) for entity in found if entity.total_memories is None]

    def show(self, tree: EntityTree, scope: Scope) -> None:
        """Show this tree; the present scope bears a sign."""
        self.groups, self._scope = tree, scope
        self.groups.set_height(self.lines_in_view)
        self.set_length(len(tree))

    def show_scope(self, scope: Scope) -> None:
        """Move the sign of the present scope."""
        if scope != self._scope:
            self._scope = scope
            self.refresh_changed()

    def scope_of(self, row: EntityRow) -> Scope | None:
        """The scope that a row stands for; None for the way to the rest of a group."""
        if row.kind == "everything":
            return Scope()
        if row.kind == "group":
            return Scope(row.type)
        if row.kind == "entity" and row.entity is not None:
            return Scope(row.type, row.entity.name)
        return None

    def spans(self, index: int, width: int) -> tuple[Sequence[Span], str]:
        """A row: its name at the left, its count at the right."""
        row = self.groups.row(index)
        here = self.scope_of(row) == self._scope
        sign = "▸" if here else " "
        if row.kind == "more":
            text = f"   … {number(row.count or 0)} more"
            return ((fit(text, width), "dim"),), ""
        if row.kind == "everything":
            name, count, role = "Everything", row.count, "heading"
        elif row.kind == "group" and row.type is not None:
            name, count, role = PLURALS[row.type].capitalize(), row.count, "heading"
        elif row.entity is None:
            return ((fit("   · · ·", width), "dim"),), ""
        else:
            name, count, role = "  " + one_line(row.entity.name), self._count_of(row.entity), ""
        amount = f" {number(count)} " if count is not None else " "
        return (
            (sign, "accent"),
            (fit(name, width - 1 - len(amount)), "accent" if here else role),
            (fit_right(amount, len(amount)), "dim"),
        ), ""

    def _count_of(self, entity: Entity) -> int | None:
        known = entity.total_memories
        return self._counts.get((entity.type, entity.name)) if known is None else known

    def on_resize(self, event: Resize) -> None:
        """Groups share the new height."""
        self.set_height(self.lines_in_view)

    def set_height(self, lines: int) -> None:
        """Share so many lines among the groups."""
        self.groups.set_height(lines)
        self.set_length(len(self.groups))

    @property
    def chooses_on_click(self) -> bool:
        """One click lists an entity's memories."""
        return True
