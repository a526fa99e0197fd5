"""A filter while it is being put together: groups and conditions that are moved about, with undo.

Unlike a finished filter a draft may hold empty groups. Every change makes a new draft that remembers
the one before it.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import Literal

from memtui.core.filters import And, Condition, Filter, Not, Or, Path
from memtui.core.values import dataclass

GroupKind = Literal["and", "or"]


@dataclass(frozen=True, slots=True)
class Node:
    """A group (`and`, `or`) of nodes, or one condition; `negated` turns it into its opposite."""

    kind: Literal["and", "or", "condition"]
    condition: Condition | None = None
    children: tuple[Node, ...] = ()
    negated: bool = False

    @property
    def is_group(self) -> bool:
        """Whether other nodes stand in it."""
        return self.kind != "condition"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One line of the tree: a node, where it stands, and how deep."""

    path: Path
    node: Node

    @property
    def depth(self) -> int:
        """How many groups it stands in."""
        return len(self.path)


@dataclass(frozen=True, slots=True)
class FilterDraft:
    """The draft, and the node that the next change is about. The root is always a group."""

    root: Node = Node("and")
    cursor: Path = ()
    before: FilterDraft | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, tree: Filter | None) -> FilterDraft:
        """A draft of an existing filter."""
        if tree is None:
            return cls()
        node = _node(tree)
        return cls(node if node.is_group and not node.negated else Node("and", children=(node,)))

    def filter(self) -> Filter | None:
        """The finished filter: empty groups are left out, groups of one are that one; None when empty."""
        return _tree(self.root)

    def part(self, path: Path) -> Filter | None:
        """The finished filter of one node."""
        return _tree(self.node_at(path))

    def rows(self) -> list[DraftRow]:
        """Every node in the order in which it is read, a group before what stands in it."""
        return list(_rows(self.root, ()))

    def node_at(self, path: Path) -> Node:
        """The node that stands at a path."""
        node = self.root
        for index in path:
            node = node.children[index]
        return node

    @property
    def node(self) -> Node:
        """The node under the cursor."""
        return self.node_at(self.cursor)

    def at(self, path: Path) -> FilterDraft:
        """The same draft with the cursor elsewhere; undo does not count it."""
        return replace(self, cursor=path)

    def undone(self) -> FilterDraft:
        """The draft before the last change."""
        return self if self.before is None else self.before

    def add(self, node: Node) -> FilterDraft:
        """Put a node at the end of the group under the cursor, or after the condition under it."""
        if self.node.is_group:
            path = (*self.cursor, len(self.node.children))
        else:
            path = (*self.cursor[:-1], self.cursor[-1] + 1)
        return self._inserted(path, node)

    def add_condition(self, condition: Condition) -> FilterDraft:
        """Add a condition where the cursor is."""
        return self.add(Node("condition", condition))

    def add_group(self) -> FilterDraft:
        """Add an empty group of the other kind than the one it stands in."""
        around = self.node if self.node.is_group else self.node_at(self.cursor[:-1])
        return self.add(Node(_other(around)))

    def place(self, *, outside: bool = False) -> Path:
        """Where a node that is added will stand; `outside` is after the group at or around the cursor."""
        group = self.cursor if self.node.is_group else self.cursor[:-1]
        if outside and group:
            return (*group[:-1], group[-1] + 1)
        if self.node.is_group:
            return (*group, len(self.node.children))
        return (*group, self.cursor[-1] + 1)

    def insert(self, path: Path, tree: Filter) -> FilterDraft:
        """Put a finished filter at a place; a group of the same kind as the one there is put part by part."""
        *parent, index = path
        group, node = self.node_at(tuple(parent)), _node(tree)
        spread = node.kind == group.kind and not node.negated and node.children
        parts = node.children if spread else (node,)
        children = (*group.children[:index], *parts, *group.children[index:])
        last = index + len(parts) - 1
        return self._with(tuple(parent), replace(group, children=children), (*parent, last))

    def set_filter(self, tree: Filter) -> FilterDraft:
        """Put a finished filter in the place of the node under the cursor, negated as that was."""
        node = _node(tree)
        return self._with(self.cursor, replace(node, negated=node.negated != self.node.negated))

    def set_condition(self, condition: Condition) -> FilterDraft:
        """Put another condition in the place of the one under the cursor; a group stays as it is."""
        if self.node.is_group:
            return self
        return self._with(self.cursor, replace(self.node, condition=condition))

    def toggle(self) -> FilterDraft:
        """Turn the group at the cursor, or around it, from AND to OR and back."""
        path = self.cursor if self.node.is_group else self.cursor[:-1]
        group = self.node_at(path)
        return self._with(path, replace(group, kind=_other(group)))

    def negate(self) -> FilterDraft:
        """Turn the node under the cursor into its opposite."""
        return self._with(self.cursor, replace(self.node, negated=not self.node.negated))

    def delete(self) -> FilterDraft:
        """Take the node under the cursor away; at the root, everything."""
        if not self.cursor:
            return FilterDraft(before=self)
        *parent, index = self.cursor
        group = self.node_at(tuple(parent))
        children = (*group.children[:index], *group.children[index + 1 :])
        cursor = (*parent, min(index, len(children) - 1)) if children else tuple(parent)
        return self._with(tuple(parent), replace(group, children=children), cursor)

    def duplicate(self) -> FilterDraft:
        """Put a copy after the node under the cursor."""
        if not self.cursor:
            return self
        return self._inserted((*self.cursor[:-1], self.cursor[-1] + 1), self.node)

    def move(self, step: int) -> FilterDraft:
        """Change places with the sibling above (-1) or below (1)."""
        if not self.cursor:
            return self
        *parent, index = self.cursor
        group = self.node_at(tuple(parent))
        other = index + step
        if not 0 <= other < len(group.children):
            return self
        children = list(group.children)
        children[index], children[other] = children[other], children[index]
        return self._with(tuple(parent), replace(group, children=tuple(children)), (*parent, other))

    def wrap(self) -> FilterDraft:
        """Put a group of the other kind around the node under the cursor."""
        around = self.node_at(self.cursor[:-1]) if self.cursor else self.root
        return self._with(self.cursor, Node(_other(around), children=(self.node,)))

    def lift(self) -> FilterDraft:
        """Take the node under the cursor out of its group, which goes when nothing is left in it."""
        if len(self.cursor) < 2:
            return self
        *outer, at, index = self.cursor
        node, group = self.node, self.node_at((*outer, at))
        rest = (*group.children[:index], *group.children[index + 1 :])
        above = self.node_at(tuple(outer))
        kept = (replace(group, children=rest),) if rest else ()
        children = (*above.children[:at], *kept, node, *above.children[at + 1 :])
        return self._with(tuple(outer), replace(above, children=children), (*outer, at + len(kept)))

    def replaced(self, tree: Filter | None) -> FilterDraft:
        """Another filter in the place of the whole draft."""
        return replace(FilterDraft.of(tree), before=self)

    def _inserted(self, path: Path, node: Node) -> FilterDraft:
        *parent, index = path
        group = self.node_at(tuple(parent))
        children = (*group.children[:index], node, *group.children[index:])
        return self._with(tuple(parent), replace(group, children=children), path)

    def _with(self, path: Path, node: Node, cursor: Path | None = None) -> FilterDraft:
        return FilterDraft(_put(self.root, path, node), self.cursor if cursor is None else cursor, self)


def _put(root: Node, path: Path, node: Node) -> Node:
    if not path:
        # A condition or a negation at the root stands in a group of its own.
        return node if node.is_group else Node("and", children=(node,))
    index, *below = path
    child = node if not below else _put(root.children[index], tuple(below), node)
    return replace(root, children=(*root.children[:index], child, *root.children[index + 1 :]))


def _other(node: Node) -> GroupKind:
    return "or" if node.kind == "and" else "and"


def _node(tree: Filter) -> Node:
    if isinstance(tree, Not):
        inner = _node(tree.child)
        return replace(inner, negated=not inner.negated)
    if isinstance(tree, Condition):
        return Node("condition", tree)
    children = tuple(_node(part) for part in tree.children)
    return Node("and" if isinstance(tree, And) else "or", children=children)


def _tree(node: Node) -> Filter | None:
    tree: Filter | None
    if node.condition is not None:
        tree = node.condition
    else:
        parts = tuple(part for part in map(_tree, node.children) if part is not None)
        if len(parts) < 2:
            tree = parts[0] if parts else None
        else:
            tree = And(parts) if node.kind == "and" else Or(parts)
    return Not(tree) if node.negated and tree is not None else tree


def _rows(node: Node, path: Path) -> list[DraftRow]:
    below = [row for index, child in enumerate(node.children) for row in _rows(child, (*path, index))]
    return [DraftRow(path, node), *below]
