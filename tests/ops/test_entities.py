"""The tree of entities: which row stands where, and what must be fetched to draw it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.models import ENTITY_TYPES, Entity, EntityPage, EntityType
from memtui.ops.entities import PAGE_SIZE, EntityRow, EntityTree
from tests.strategies import law

Totals = Mapping[EntityType, int]
some_totals = st.fixed_dictionaries(
    {kind: st.integers(0, 12) | st.sampled_from([199, 200, 201, 450]) for kind in ENTITY_TYPES}
)


def page_of(kind: EntityType, number: int, totals: Totals) -> EntityPage:
    first, last = (number - 1) * PAGE_SIZE, min(number * PAGE_SIZE, totals[kind])
    entities = [Entity(kind, f"{kind}{place}", totals[kind] - place) for place in range(first, last)]
    return EntityPage(entities, number, PAGE_SIZE, totals[kind], totals)


def tree_of(totals: Totals, *pages: tuple[EntityType, int], opened: frozenset[EntityType]) -> EntityTree:
    tree = EntityTree()
    tree.take("user", EntityPage((), 99, PAGE_SIZE, totals["user"], totals))
    for kind, number in pages:
        if (number - 1) * PAGE_SIZE < totals[kind]:
            tree.take(kind, page_of(kind, number, totals))
    for kind in opened:
        tree.toggle(kind)
    return tree


def _drawn(
    totals: Totals, pages: list[tuple[EntityType, int]], opened: frozenset[EntityType], height: int | None
) -> EntityTree:
    tree = tree_of(totals, *pages, opened=opened)
    if height is not None:
        tree.set_height(height)
    return tree


trees = st.builds(
    _drawn,
    some_totals,
    st.lists(st.tuples(st.sampled_from(ENTITY_TYPES), st.integers(1, 3)), max_size=6),
    st.frozensets(st.sampled_from(ENTITY_TYPES)),
    st.none() | st.integers(0, 60),
)
"""Trees of any size, of which some pages are here, some groups open, in panes of any height."""


def test_a_new_tree_has_one_row_for_everything() -> None:
    tree = EntityTree()
    assert (len(tree), tree.row(0)) == (1, EntityRow("everything"))
    assert tree.missing(0, 50) == []


@law()
@given(trees)
def test_every_row_is_defined_and_there_is_none_after_the_last(tree: EntityTree) -> None:
    rows = [tree.row(index) for index in range(len(tree))]
    assert rows[0].kind == "everything"
    with pytest.raises(IndexError):
        tree.row(len(tree))
    headings = [row.type for row in rows if row.kind == "group"]
    assert headings == [kind for kind in ENTITY_TYPES if tree.totals[kind]]
    for kind in headings:
        assert kind is not None
        of_kind = [row for row in rows if row.type == kind]
        assert of_kind[0] == EntityRow("group", kind, count=tree.totals[kind])
        shown = [row for row in of_kind if row.kind == "entity"]
        more = [row.count for row in of_kind if row.kind == "more"]
        assert len(shown) + sum(count or 0 for count in more) == tree.totals[kind]
        assert more == [] if tree.is_open(kind) else more in ([], [tree.totals[kind] - len(shown)])
        assert 0 not in more


@law()
@given(trees, st.integers(0, 500), st.integers(0, 60))
def test_what_is_missing_is_what_the_rows_lack(tree: EntityTree, first: int, more: int) -> None:
    last = first + more
    lacking: dict[tuple[EntityType, int], None] = {}
    places = dict.fromkeys(ENTITY_TYPES, 0)
    for index in range(len(tree)):
        row = tree.row(index)
        if row.kind == "entity" and row.type is not None:
            page = places[row.type] // PAGE_SIZE + 1
            places[row.type] += 1
            if row.entity is None and first <= index <= last:
                lacking[row.type, page] = None
    assert tree.missing(first, last) == list(lacking)


@law()
@given(trees, st.integers(0, 500), st.integers(0, 60))
def test_fetching_what_is_missing_leaves_nothing_missing(tree: EntityTree, first: int, more: int) -> None:
    for kind, number in tree.missing(first, first + more):
        tree.take(kind, page_of(kind, number, tree.totals))
    assert tree.missing(first, first + more) == []
    for index in range(first, min(first + more + 1, len(tree))):
        row = tree.row(index)
        assert row.kind != "entity" or row.entity is not None


@law(200)
@given(some_totals, st.integers(0, 80))
def test_groups_share_the_height_and_none_is_squeezed_out(totals: Totals, height: int) -> None:
    tree = tree_of(totals, opened=frozenset())
    tree.set_height(height)
    kinds = [kind for kind in ENTITY_TYPES if totals[kind]]
    shown = dict.fromkeys(kinds, 0)
    for index in range(len(tree)):
        row = tree.row(index)
        if row.kind == "entity" and row.type is not None:
            shown[row.type] += 1
    for kind in kinds:
        assert shown[kind] >= min(totals[kind], 3)
    if height >= 1 + len(kinds) * 5:
        assert len(tree) <= height
        if any(shown[kind] < totals[kind] for kind in kinds):
            # What one line more would not improve is left over at most once a group.
            assert len(tree) > height - len(kinds)


def test_a_group_opens_and_closes() -> None:
    totals: Totals = {"user": 450, "agent": 2, "app": 0, "run": 0}
    tree = tree_of(totals, ("user", 1), ("agent", 1), opened=frozenset())
    tree.set_height(12)
    assert [tree.row(index).kind for index in range(len(tree))] == [
        "everything", "group", *["entity"] * 6, "more", "group", "entity", "entity",
    ]  # fmt: skip
    assert tree.row(8) == EntityRow("more", "user", count=444)
    tree.toggle("user")
    assert len(tree) == 455
    assert tree.row(201).entity == Entity("user", "user199", 251)
    assert tree.row(202) == EntityRow("entity", "user")
    assert tree.missing(195, 210) == [("user", 2)]
    tree.toggle("user")
    assert len(tree) == 12


def test_an_entity_is_found_where_it_stands() -> None:
    totals: Totals = {"user": 3, "agent": 3, "app": 0, "run": 0}
    tree = tree_of(totals, ("user", 1), ("agent", 1), opened=frozenset())
    assert tree.index_of("agent", "agent1") == 7
    assert tree.index_of("user", "agent1") is None
