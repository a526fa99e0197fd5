"""A filter while it is put together: every operation at every place, undo, and the filter that comes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.filter_draft import FilterDraft, Node
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import MOST_LEVELS, Condition, Filter, Path, levels_of
from tests.reference import holds
from tests.strategies import document_filters, documents, filters, law

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
NEW = Condition("app_id", "eq", "new")
Operation = Callable[[FilterDraft], FilterDraft]


def draft(text: str, *cursor: int) -> FilterDraft:
    """A draft of this filter with the cursor somewhere."""
    return FilterDraft.of(parse(text) if text else None).at(cursor)


def written(made: FilterDraft) -> str:
    """The finished filter as text."""
    tree = made.filter()
    return "" if tree is None else format_filter(tree)


OPERATIONS: dict[str, Operation] = {
    "add": lambda made: made.add(Node("condition", NEW)),
    "add_condition": lambda made: made.add_condition(NEW),
    "add_group": lambda made: made.add_group(),
    "insert": lambda made: made.insert(made.place(), parse("run_id = r and app_id = x")),
    "insert outside": lambda made: made.insert(
        made.place(outside=True), parse("not (run_id = r or app_id = x)")
    ),
    "set_condition": lambda made: made.set_condition(NEW),
    "set_filter": lambda made: made.set_filter(parse("run_id = r or app_id = x")),
    "set_filter to one": lambda made: made.set_filter(NEW),
    "toggle": lambda made: made.toggle(),
    "negate": lambda made: made.negate(),
    "delete": lambda made: made.delete(),
    "duplicate": lambda made: made.duplicate(),
    "move up": lambda made: made.move(-1),
    "move down": lambda made: made.move(1),
    "wrap": lambda made: made.wrap(),
    "lift": lambda made: made.lift(),
    "replaced": lambda made: made.replaced(parse("run_id = r")),
    "replaced by nothing": lambda made: made.replaced(None),
}
operations = st.sampled_from(sorted(OPERATIONS))


@pytest.mark.parametrize(
    ("before", "cursor", "operation", "after", "there"),
    [
        ("", (), "add_condition", "app_id = new", (0,)),
        ("", (), "add_group", "", (0,)),
        ("", (), "delete", "", ()),
        ("", (), "negate", "", ()),
        ("", (), "wrap", "", ()),
        ("user_id = a", (), "add_condition", "user_id = a and app_id = new", (1,)),
        ("user_id = a", (0,), "add_condition", "user_id = a and app_id = new", (1,)),
        (
            "user_id = a and run_id = r",
            (0,),
            "add_condition",
            "user_id = a and app_id = new and run_id = r",
            (1,),
        ),
        ("user_id = a or run_id = r", (), "add_condition", "user_id = a or run_id = r or app_id = new", (2,)),
        (
            "user_id = a and (run_id = r or run_id = s)",
            (1,),
            "add_condition",
            "user_id = a and (run_id = r or run_id = s or app_id = new)",
            (1, 2),
        ),
        ("user_id = a", (0,), "set_condition", "app_id = new", (0,)),
        ("not user_id = a", (0,), "set_condition", "not app_id = new", (0,)),
        ("user_id = a", (), "set_condition", "user_id = a", ()),
        ("user_id = a and run_id = r", (0,), "set_filter", "(run_id = r or app_id = x) and run_id = r", (0,)),
        ("not user_id = a", (0,), "set_filter", "not (run_id = r or app_id = x)", (0,)),
        ("user_id = a and run_id = r", (), "set_filter to one", "app_id = new", ()),
        ("user_id = a and run_id = r", (), "toggle", "user_id = a or run_id = r", ()),
        ("user_id = a and run_id = r", (1,), "toggle", "user_id = a or run_id = r", (1,)),
        ("user_id = a or run_id = r", (1,), "toggle", "user_id = a and run_id = r", (1,)),
        ("user_id = a and run_id = r", (1,), "negate", "user_id = a and not run_id = r", (1,)),
        ("user_id = a and run_id = r", (), "negate", "not (user_id = a and run_id = r)", ()),
        ("not user_id = a", (0,), "negate", "user_id = a", (0,)),
        ("user_id = a and run_id = r and app_id = x", (1,), "delete", "user_id = a and app_id = x", (1,)),
        ("user_id = a and run_id = r", (1,), "delete", "user_id = a", (0,)),
        ("user_id = a", (0,), "delete", "", ()),
        ("user_id = a and run_id = r", (), "delete", "", ()),
        ("user_id = a and (run_id = r or run_id = s)", (1,), "delete", "user_id = a", (0,)),
        ("user_id = a and run_id = r", (0,), "duplicate", "user_id = a and user_id = a and run_id = r", (1,)),
        (
            "user_id = a and (run_id = r or run_id = s)",
            (1,),
            "duplicate",
            "user_id = a and (run_id = r or run_id = s) and (run_id = r or run_id = s)",
            (2,),
        ),
        ("user_id = a and run_id = r", (), "duplicate", "user_id = a and run_id = r", ()),
        ("user_id = a and run_id = r", (0,), "move down", "run_id = r and user_id = a", (1,)),
        ("user_id = a and run_id = r", (1,), "move up", "run_id = r and user_id = a", (0,)),
        ("user_id = a and run_id = r", (0,), "move up", "user_id = a and run_id = r", (0,)),
        ("user_id = a and run_id = r", (1,), "move down", "user_id = a and run_id = r", (1,)),
        ("user_id = a and run_id = r", (), "move down", "user_id = a and run_id = r", ()),
        ("user_id = a and run_id = r", (1,), "wrap", "user_id = a and run_id = r", (1,)),
        ("user_id = a and run_id = r", (), "wrap", "user_id = a and run_id = r", ()),
        (
            "user_id = a and (run_id = r or run_id = s)",
            (1, 0),
            "lift",
            "user_id = a and run_id = s and run_id = r",
            (2,),
        ),
        (
            "user_id = a and (run_id = r or run_id = s)",
            (0,),
            "lift",
            "user_id = a and (run_id = r or run_id = s)",
            (0,),
        ),
        ("user_id = a", (), "insert", "user_id = a and run_id = r and app_id = x", (2,)),
        (
            "user_id = a or run_id = s",
            (0,),
            "insert",
            "user_id = a or run_id = r and app_id = x or run_id = s",
            (1,),
        ),
        (
            "user_id = a and (run_id = t or run_id = s)",
            (1, 0),
            "insert outside",
            "user_id = a and (run_id = t or run_id = s) and not (run_id = r or app_id = x)",
            (2,),
        ),
        ("user_id = a", (0,), "replaced", "run_id = r", ()),
        ("user_id = a", (0,), "replaced by nothing", "", ()),
    ],
)
def test_an_operation(before: str, cursor: Path, operation: str, after: str, there: Path) -> None:
    made = OPERATIONS[operation](draft(before, *cursor))
    assert written(made) == after
    assert made.cursor == there


def test_a_group_that_is_added_is_of_the_other_kind_than_the_one_around_it() -> None:
    made = draft("user_id = a").add_group()
    assert made.node == Node("or")
    made = made.add_condition(NEW).add_condition(Condition("run_id", "exists"))
    assert written(made) == "user_id = a and (app_id = new or run_id = *)"
    made = made.add_group()
    assert (made.node.kind, made.cursor) == ("and", (1, 2))
    assert written(made) == "user_id = a and (app_id = new or run_id = *)"


def test_a_node_that_is_wrapped_can_have_others_beside_it() -> None:
    made = draft("user_id = a and run_id = r", 1).wrap().add_condition(NEW)
    assert written(made) == "user_id = a and (run_id = r or app_id = new)"


def test_lifting_the_last_node_of_a_group_takes_the_group_away() -> None:
    made = draft("user_id = a and run_id = r", 1).wrap()
    assert [row.node.kind for row in made.rows()] == ["and", "condition", "or", "condition"]
    made = made.at((1, 0)).lift()
    assert [row.node.kind for row in made.rows()] == ["and", "condition", "condition"]
    assert made.cursor == (1,)


def test_rows_are_read_from_above() -> None:
    made = draft("user_id = a and not (run_id = r or run_id = s)")
    rows = made.rows()
    assert [(row.path, row.depth, row.node.kind, row.node.negated) for row in rows] == [
        ((), 0, "and", False),
        ((0,), 1, "condition", False),
        ((1,), 1, "or", True),
        ((1, 0), 2, "condition", False),
        ((1, 1), 2, "condition", False),
    ]
    assert made.part((1,)) == parse("not (run_id = r or run_id = s)")
    assert made.part((1, 0)) == parse("run_id = r")


def test_the_root_is_a_group() -> None:
    assert FilterDraft.of(None).rows()[0].node == Node("and")
    assert draft("user_id = a").root.is_group
    assert draft("not (user_id = a or run_id = r)").root == Node(
        "and", children=(draft("user_id = a or run_id = r").negate().root,)
    )


def test_undo_goes_back_one_change_at_a_time() -> None:
    made = FilterDraft.of(None)
    steps = [made]
    for name in ("a", "b", "c"):
        made = made.add_condition(Condition("user_id", "eq", name))
        steps.append(made)
    for step in reversed(steps[:-1]):
        made = made.at(()).undone()
        assert made is step
    assert made.undone() is made


def test_two_drafts_of_the_same_filter_are_equal_whatever_was_before() -> None:
    made = draft("user_id = a")
    assert made.negate().negate() == made
    for _ in range(2000):
        made = made.negate()
    assert made == draft("user_id = a")
    assert repr(made) == repr(draft("user_id = a"))


@law(80)
@given(documents, document_filters)
def test_law_a_draft_means_what_its_filter_means(docs: list[dict[str, Any]], tree: Filter) -> None:
    finished = FilterDraft.of(tree).filter()
    assert [holds(finished, doc, NOW) for doc in docs] == [holds(tree, doc, NOW) for doc in docs]


@law(80)
@given(filters)
def test_law_a_finished_draft_is_drafted_as_it_was(tree: Filter) -> None:
    finished = FilterDraft.of(tree).filter()
    assert FilterDraft.of(finished).filter() == finished


def _is_sound(made: FilterDraft) -> None:
    rows = made.rows()
    assert made.root.is_group
    assert made.cursor in {row.path for row in rows}
    assert len({row.path for row in rows}) == len(rows)
    for row in rows:
        assert made.node_at(row.path) is row.node
        assert row.depth == len(row.path)
        assert row.node.is_group == (row.node.condition is None)
        assert row.node.is_group or not row.node.children
        made.part(row.path)
    tree = made.filter()
    if tree is not None and levels_of(tree) <= MOST_LEVELS:
        assert parse(format_filter(tree)) == tree


@law(120)
@given(st.none() | document_filters, st.lists(st.tuples(operations, st.integers(0, 30)), max_size=8))
def test_law_any_operation_anywhere_leaves_a_sound_draft_that_can_be_undone(
    tree: Filter | None, steps: list[tuple[str, int]]
) -> None:
    made = FilterDraft.of(tree)
    _is_sound(made)
    for name, at in steps:
        rows = made.rows()
        before = made.at(rows[at % len(rows)].path)
        made = OPERATIONS[name](before)
        if made is not before:
            assert made.undone() is before
        _is_sound(made)


@law(60)
@given(st.none() | document_filters, st.integers(0, 30))
def test_law_what_undoes_itself(tree: Filter | None, at: int) -> None:
    made = FilterDraft.of(tree)
    rows = made.rows()
    made = made.at(rows[at % len(rows)].path)
    assert made.negate().negate() == made
    assert made.toggle().toggle() == made
    assert made.wrap().at((*made.cursor, 0)).filter() == made.filter()
    if made.cursor:
        assert made.duplicate().delete().filter() == made.filter()
    moved = made.move(1)
    if moved is not made:
        assert moved.move(-1) == made
