"""One item as a row and in full."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from memtui.core.changes import (
    AddedMemory,
    Addition,
    Change,
    Deletion,
    EntityDeletion,
    MemoryEdit,
    NewMemory,
    Update,
)
from memtui.core.display import is_plain
from memtui.core.models import Memory
from memtui.state.journal import Item, ItemStatus, Verb
from memtui.tui.modals.items.fields import FieldChange, changes_between
from memtui.tui.modals.items.item_lines import item_lines
from memtui.tui.modals.items.item_row import RowLook, item_spans
from memtui.tui.modals.items.item_words import status_word, who
from memtui.tui.modals.items.texts import difference, first_difference, on_lines, pointed_out
from tests.state.test_journal_codec import changes, full_memories
from tests.strategies import broken_texts, law

ALICE = Memory("1", "Alice likes tea", user_id="alice")
LONG = "She drinks it every morning. " * 200


def item(change: Change, status: ItemStatus = "planned", note: str = "") -> Item:
    return Item(1, 0, change, status, note)


def row(found: Item, look: RowLook | None = None, width: int = 80) -> str:
    spans = item_spans(found, look or RowLook(), width)
    assert sum(cell_len(text) for text, _ in spans) == width
    return "".join(text for text, _ in spans)


def words(found: Item, look: RowLook | None = None, width: int = 80) -> str:
    return " ".join(row(found, look, width).split())


def full(found: Item, look: RowLook | None = None) -> str:
    return "\n".join(line.plain for line in item_lines(found, look or RowLook()))


def edit(new: str, old: str = ALICE.memory) -> Update:
    return Update(replace(ALICE, memory=old), MemoryEdit(memory=new))


# Rows ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "verb", "planned", "done"),
    [
        (Deletion(ALICE), "delete", "- delete", "- deleted"),
        (edit("b"), "edit", "~ edit", "~ edited"),
        (Update(ALICE, MemoryEdit(expiration_date="2020-01-01")), "archive", "~ archive", "~ archived"),
        (Update(ALICE, MemoryEdit(expiration_date=None)), "restore", "~ restore", "~ restored"),
        (Addition(NewMemory("x")), "add", "+ add", "+ added"),
        (Addition(NewMemory("x")), "copy", "+ copy", "+ copied"),
        (Addition(NewMemory("x"), replaces="old"), "undo", "+ restore", "+ restored"),
        (EntityDeletion("user", "alice"), "delete entity", "- delete", "- deleted"),
    ],
)
def test_every_change_has_a_sign_and_a_word(change: Change, verb: Verb, planned: str, done: str) -> None:
    look = RowLook(verb)
    assert words(item(change), look).startswith(f"{planned} ")
    assert words(item(change, "done"), look).startswith(f"{done} ")


def test_every_status_has_a_word_of_its_own() -> None:
    found = {status: status_word(item(Deletion(ALICE), status), "delete") for status in get_args(ItemStatus)}
    assert len(set(found.values())) == len(found) == 8


def test_whose_it_is() -> None:
    assert who(item(Deletion(ALICE))) == "alice"
    assert who(item(Deletion(replace(ALICE, agent_id="guide", run_id="r")))) == "alice +2"
    assert who(item(Addition(NewMemory("x", agent_id="guide")))) == "agent guide"
    assert who(item(Addition(NewMemory("x")))) == ""
    assert who(item(EntityDeletion("app", "web"))) == "app web"
    assert "alice" in words(item(Deletion(ALICE)), width=56)
    assert words(item(Deletion(replace(ALICE, user_id="bob"))), width=55) == "- delete Alice likes tea"


def test_a_row_shows_an_edit_where_it_begins() -> None:
    spans = item_spans(item(edit(LONG + "black tea", LONG + "green tea")), RowLook(), 80)
    roles = {role: text for text, role in spans if role in {"removed", "added"}}
    assert roles == {"removed": "green", "added": "black"}
    assert "every morning. green black tea" in words(item(edit(LONG + "black tea", LONG + "green tea")))
    assert "…" not in words(item(edit("Alice likes mate")))


def test_a_row_shows_fields_that_change() -> None:
    update = Update(
        replace(ALICE, metadata={"a": 1, "b": "x"}, expiration_date="2026-12-01"),
        MemoryEdit(metadata={"a": 2, "c": [1]}, expiration_date=None),
    )
    found = words(item(update), width=140)
    assert (
        "~ metadata a: 1 → 2 - metadata b: x + metadata c: [1] ~ expires: 2026-12-01 → never Alice" in found
    )


def test_a_row_says_first_why_something_does_not_change() -> None:
    found = item(Update(ALICE, MemoryEdit()), "skipped", "It is immutable.")
    assert words(found) == "= stays alice It is immutable. · Alice likes tea"


def test_a_row_says_what_was_taken_back_and_what_is_forgotten() -> None:
    undone = replace(item(Deletion(ALICE), "done"), undone_by=7)
    assert row(undone).endswith(" undone")
    gone = item(Deletion(Memory("the-id", "")), "done")
    assert "what was there is forgotten the-id" in words(gone, RowLook(purged=True))
    assert "forgotten" not in words(item(EntityDeletion("user", "alice")), RowLook(purged=True))


def test_what_is_learned_from_is_shown() -> None:
    talk = ({"role": "user", "content": "I moved to Lyon"},)
    assert "learns from: I moved to Lyon" in words(item(Addition(NewMemory("", input=talk, infer=True))))


# In full -------------------------------------------------------------------------------------------


def test_an_edit_in_full() -> None:
    old = "Alice likes tea\nand walks"
    found = item_lines(item(edit("Alice likes mate\nand long walks", old)), RowLook())
    spans = [span for line in found for span in line.spans]
    assert ("tea↵", "removed") in spans
    assert ("mate↵", "added") in spans
    assert ("long", "added") in spans
    assert full(item(edit("b", "a"))).startswith("~ edit  user alice  1\n")


def test_fields_in_full() -> None:
    before = replace(ALICE, metadata={"n": 1, "gone": None, "s": "a"}, categories=("food",))
    update = Update(
        before, MemoryEdit(metadata={"n": "1", "s": "b"}, categories=None, expiration_date="2027-01-01")
    )
    assert full(item(update)).splitlines()[-5:] == [
        '~ metadata n: 1 → "1"',
        "- metadata gone: null",
        "~ metadata s: a → b",
        "- categories: food",
        "~ expires: never → 2027-01-01",
    ]


def test_keys_that_a_service_keeps_are_not_said_to_go() -> None:
    update = Update(replace(ALICE, metadata={"a": 1, "b": 2}), MemoryEdit(metadata={"a": 3}))
    assert "- metadata b" in full(item(update))
    assert "metadata b" not in full(item(update), RowLook(merges=True))
    assert "metadata b" not in words(item(update), RowLook(merges=True), width=140)


def test_what_was_made_of_an_edit_is_shown_as_it_is() -> None:
    update = Update(replace(ALICE, metadata={"a": 1}), MemoryEdit("Alice likes mate", {"a": 2}))
    result = replace(
        ALICE, memory="Alice likes Mate.", metadata={"a": 2, "b": "own"}, categories=("set by the service",),
        updated_at="2026-11-21T10:00:00Z",
    )  # fmt: skip
    found = full(replace(item(update, "done"), result=result))
    assert "Mate." in found
    assert found.splitlines()[-2:] == ["~ metadata a: 1 → 2", "+ metadata b: own"]


def test_a_deletion_in_full() -> None:
    found = full(item(Deletion(replace(ALICE, metadata={"k": "v"}, categories=("food",), immutable=True))))
    assert found.splitlines()[2:] == [
        "Alice likes tea",
        "",
        "metadata k: v",
        "categories: food",
        "immutable: cannot be edited, only deleted",
    ]


def test_an_addition_in_full() -> None:
    new = NewMemory("", input=({"role": "user", "content": "Hi\nthere"},), infer=True, options={"x": 1})
    found = full(item(Addition(new, replaces="old"))).splitlines()
    assert found[2:] == [
        "it was old before it was deleted",
        "the service learns from this, and may store several memories or none",
        "user: Hi",
        "  there",
        "",
        "x: 1",
    ]


def test_what_became_of_it_is_told() -> None:
    added = (AddedMemory("n1", "ADD", "new text"), AddedMemory("n2", "UPDATE", "tea", "coffee"))
    made = replace(item(Addition(NewMemory("x")), "done"), added=added)
    assert full(made).splitlines()[-5:] == [
        "What was stored:",
        "ADD n1",
        "  new text",
        "UPDATE n2",
        "  coffeetea",
    ]
    lost = replace(item(Addition(NewMemory("x")), "unknown", "It broke."), twins=("t1", "t2"))
    assert "It broke." in full(lost)
    assert "it may have reached the service or not" in full(lost)
    assert full(lost).endswith("It looks like: t1, t2")
    theirs = replace(ALICE, memory="Alice likes mate", metadata={"k": 1})
    changed = replace(item(Deletion(ALICE), "conflict"), theirs=theirs)
    assert full(changed).splitlines()[-3:] == [
        "What stands there now:", "Alice likes teamate", "+ metadata k: 1",
    ]  # fmt: skip
    assert "taken back by operation 7" in full(replace(item(Deletion(ALICE), "done"), undone_by=7))
    assert "What was there is forgotten." in full(item(Deletion(Memory("1", ""))), RowLook(purged=True))


# Texts ---------------------------------------------------------------------------------------------


def test_what_is_pointed_out() -> None:
    assert pointed_out("abcdef", lambda _: [(1, 3), (2, 4), (9, 12)]) == [
        ("a", ""), ("bc", "match"), ("d", "match"), ("ef", ""),
    ]  # fmt: skip
    assert pointed_out("abc", lambda _: [(-5, 1), (2, 2)]) == [("a", "match"), ("bc", "")]
    assert pointed_out("abc", None) == [("abc", "")]
    found = item_spans(item(Deletion(ALICE)), RowLook(highlight=lambda text: [(6, 11)]), 80)
    assert ("likes", "match") in found


@pytest.mark.parametrize(
    "old, new", [("a b", "a  b"), ("a\nb", "a\n\nb"), ("a", "a "), ("a", "a\t"), ("a\r\n", "a\n")]
)
def test_a_change_of_blanks_is_seen(old: str, new: str) -> None:
    seen = "".join(text for text, role in difference(old, new) if role)
    assert seen.strip(), (old, new)


@law(150)
@given(broken_texts, broken_texts)
def test_law_a_difference_spells_both_texts(old: str, new: str) -> None:
    def without_blanks(text: str) -> str:
        return "".join(text.replace("·", " ").replace("⇥", " ").split())

    def spelled(role: str) -> str:
        return "".join(text for text, own in difference(old, new) if own in {"", role})

    # Blanks after a word that changed bear no role.
    assert without_blanks(spelled("removed")) == without_blanks(old)
    assert without_blanks(spelled("added")) == without_blanks(new)


@law(100)
@given(broken_texts, broken_texts, broken_texts, st.integers(4, 40))
def test_law_the_first_difference_is_in_its_row(same: str, old: str, new: str, most: int) -> None:
    found = first_difference(same + old, same + new, most)
    if old[:1] != new[:1]:
        assert any(role in {"removed", "added"} for _, role in found[:3])


def test_fields_that_differ() -> None:
    assert changes_between(ALICE, ALICE) == []
    assert changes_between(replace(ALICE, metadata={}), ALICE) == []
    assert changes_between(replace(ALICE, metadata={"a": 1}), replace(ALICE, metadata={"a": True})) == [
        FieldChange("~", "metadata a", "1", "true")
    ]
    assert on_lines([("a\nb", "x"), ("c\n", "")]) == [[("a", "x")], [("b", "x"), ("c", "")], []]


# Everything that may come ---------------------------------------------------------------------------

_JOINERS = str.maketrans("", "", "\u200c\u200d\ufe0e\ufe0f")
items = st.builds(
    Item,
    operation=st.just(1),
    position=st.just(0),
    change=changes,
    status=st.sampled_from(get_args(ItemStatus)),
    note=broken_texts,
    added=st.lists(
        st.builds(
            AddedMemory, broken_texts, broken_texts, st.none() | broken_texts, st.none() | broken_texts
        ),
        max_size=2,
    ).map(tuple),
    theirs=st.none() | full_memories,
    twins=st.lists(broken_texts, max_size=2).map(tuple),
    undone_by=st.none() | st.just(7),
)


@law(150)
@given(items, st.sampled_from([30, 55, 56, 80, 139]), st.booleans())
def test_law_whatever_comes_is_drawn_harmlessly_and_fits(found: Item, width: int, purged: bool) -> None:
    look = RowLook("edit", purged, highlight=lambda text: [(0, 1), (len(text) // 2, len(text))])
    # A text may be cut between a joiner and what it joins: what may stand at all was settled before.
    drawn = row(found, look, width)
    assert is_plain(drawn.translate(_JOINERS))
    assert not set(drawn) & set("\n\t\r")
    for line in item_lines(found, look):
        text = line.plain
        assert is_plain(text.translate(_JOINERS)), ascii(text)
        assert not set(text) & set("\n\r")
