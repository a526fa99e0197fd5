"""The screen of batch edits: the list of actions, the fields, and what is tried while they are typed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import pytest

from memtui.core.rewriting import (
    AddPrefix,
    AddSuffix,
    RemoveMetadata,
    ReplaceText,
    Rule,
    SetExpiration,
    SetMetadata,
)
from memtui.tui.modals.rewrite import modal, trying
from memtui.tui.modals.rewrite.kinds import KINDS, RuleKind
from memtui.tui.modals.rewrite.trying import Tried
from tests.tui.rewrite.driver import MERGES, TEXTS, rewriting

# The list of actions ------------------------------------------------------------------------------


async def test_it_opens_with_the_list_over_the_memories_as_they_are() -> None:
    async with rewriting() as rewrite:
        assert rewrite.title == "Edit 1234 memories"
        assert rewrite.rows[0] == "▸ r Replace text where a text is found, or a pattern matches"
        assert len(rewrite.rows) == len(KINDS)
        assert rewrite.heading == "4 of them, as they are"
        assert rewrite.preview == list(TEXTS)
        assert rewrite.hints == "enter choose  ↑↓ move  PgDn scroll  esc close"
        assert not rewrite.fields


async def test_arrows_and_enter_choose_an_action() -> None:
    async with rewriting() as rewrite:
        await rewrite.press("down", "j", "j", "up")
        assert rewrite.rows[2].startswith("▸ s Add a suffix")
        await rewrite.press("enter")
        assert rewrite.title == "Add a suffix to 1234 memories"
        assert not rewrite.rows
        assert rewrite.at == "suffix"


@pytest.mark.parametrize(
    ("keys", "rule"),
    [
        (("r", *"tea", "tab", *"cake", "enter"), ReplaceText("tea", "cake")),
        (("r", *"tea", "enter"), ReplaceText("tea", "")),
        (("r", "ctrl+t", *"TEA", "down", "x", "enter"), ReplaceText("TEA", "x", ignore_case=True)),
        (
            ("r", *"(t)ea", "ctrl+r", "tab", *r"\1", "shift+tab", "x", "enter"),
            ReplaceText("(t)eax", r"\1", is_regex=True),
        ),
        (("p", *"> ", "enter"), AddPrefix("> ")),
        (("s", *" (old)", "enter"), AddSuffix(" (old)")),
        (("m", *"source", "tab", *"email", "enter"), SetMetadata("source", "email")),
        (("m", *"a", "tab", *'{"b": [5]}', "enter"), SetMetadata("a", {"b": [5]})),
        (("d", *"source", "enter"), RemoveMetadata("source")),
        (("e", *"+30d", "enter"), SetExpiration("2026-12-21")),
        (("e", *"-1d", "enter"), SetExpiration("2026-11-20")),
        (("c", "enter"), SetExpiration(None)),
    ],
)
async def test_what_is_typed_becomes_a_rule(keys: Sequence[str], rule: Rule) -> None:
    async with rewriting() as rewrite:
        await rewrite.burst(*keys)
        assert rewrite.result == (rule,)


async def test_an_action_that_the_service_does_not_take_says_why() -> None:
    async with rewriting(support=MERGES) as rewrite:
        off = "this service cannot remove metadata keys"
        assert rewrite.rows[4] == f"d Remove a metadata key off: {off}"
        await rewrite.press("d")
        assert rewrite.said == f"Off: {off}"
        assert rewrite.rows[4].startswith("▸")
        await rewrite.press("enter")
        assert rewrite.said == f"Off: {off}"
        await rewrite.press("e")
        assert rewrite.said == ""


@pytest.mark.parametrize("kind", KINDS)
async def test_it_can_begin_with_the_fields_of_an_action(kind: Any) -> None:
    async with rewriting(start=kind.id) as rewrite:
        assert rewrite.title.startswith(kind.title)
        await rewrite.press("escape")
        assert rewrite.rows[KINDS.index(kind)].startswith(f"▸ {kind.key}")
        await rewrite.press("escape")
        assert rewrite.result is None


async def test_it_can_go_on_from_a_rule() -> None:
    rule = ReplaceText(r"T(\u200b)?ea", "\u202e", is_regex=True, ignore_case=True)
    async with rewriting(rules=[rule]) as rewrite:
        assert rewrite.value("replace by") == "\u202e"
        assert rewrite.switches == ["[x] regex ctrl+r", "[x] ignore case ctrl+t"]
        assert rewrite.heading == "Of these 4: 3 change, 1 do not"
        await rewrite.press("enter")
        assert rewrite.result == (rule,)


# What is tried ------------------------------------------------------------------------------------


async def test_the_memories_show_what_becomes_of_them_while_one_types() -> None:
    async with rewriting(start="replace") as rewrite:
        await rewrite.type("tea")
        assert rewrite.heading == "Of these 4: 2 change, 2 do not"
        assert rewrite.preview == [
            "~ Likes black tea black in the morning",
            "~ Keeps a teapot pot in the office",
            "the text does not contain it 2",
            "Moved from Berlin to Lisbon",
            "Drinks Tea with milk, never black",
        ]
        await rewrite.press("ctrl+t")
        assert rewrite.heading == "Of these 4: 3 change, 1 do not"
        await rewrite.press("tab")
        await rewrite.type("cake")
        assert rewrite.preview[1] == "~ Drinks Tea cake with milk, never black"
        assert rewrite.roles("gone") == "tea|Tea|tea"
        assert rewrite.roles("removed") == "pot"
        assert rewrite.roles("added") == "cake|cake|cakepot"


async def test_all_of_them_may_be_shown() -> None:
    async with rewriting(total=4, start="prefix") as rewrite:
        assert rewrite.heading == "All of them, as they are"
        await rewrite.type("Likes ")
        assert rewrite.heading == "Of all 4: 3 change, 1 do not"
        assert rewrite.preview[-2:] == ["begins with it already 1", "Likes black tea in the morning"]


async def test_without_memories_to_try_it_on_a_rule_can_be_typed_all_the_same() -> None:
    async with rewriting([], total=None, start="prefix") as rewrite:
        assert rewrite.title == "Add a prefix to these memories"
        await rewrite.type("x")
        assert rewrite.heading == "No memories to try this on."
        await rewrite.press("enter")
        assert rewrite.result == (AddPrefix("x"),)


async def test_a_slow_trial_blocks_nothing_and_an_old_one_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_end, tried = threading.Event(), trying.tried

    def slow(samples: Any, rule: Rule, **more: Any) -> list[Tried]:
        if rule == AddPrefix("a"):
            may_end.wait(30)
        return tried(samples, rule, **more)

    monkeypatch.setattr(trying, "tried", slow)
    async with rewriting(start="prefix") as rewrite:
        rewrite.send("a")
        await rewrite.settle()
        assert rewrite.heading.split("  ")[0] == "4 of them, as they are"
        assert rewrite.heading.endswith("trying …")
        await rewrite.type("b")
        assert rewrite.value("prefix") == "ab"
        assert rewrite.preview[0] == "~ Likes abLikes black tea in the morning"
        shown = rewrite.preview
        may_end.set()
        await rewrite.idle()
        assert rewrite.preview == shown
        await rewrite.press("enter")
        assert rewrite.result == (AddPrefix("ab"),)


async def test_one_can_leave_while_something_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def endless(*_: object, **__: object) -> list[Tried]:
        has_begun.set()
        may_end.wait(30)
        return []

    monkeypatch.setattr(trying, "tried", endless)
    async with rewriting(start="prefix") as rewrite:
        rewrite.send("a")
        assert await asyncio.to_thread(has_begun.wait, 30)
        rewrite.send("escape")
        await rewrite.handled()
        assert rewrite.heading == "4 of them, as they are"
        rewrite.send("escape", "escape")
        await rewrite.handled()
        assert rewrite.result is None
        may_end.set()


async def test_a_mistake_of_its_own_is_told_and_costs_nothing_that_was_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def wrong(*_: object, **__: object) -> None:
        raise RuntimeError("\x1bno")

    monkeypatch.setattr(trying, "tried", wrong)
    monkeypatch.setattr(modal, "mistake_told", lambda error: f"memtui made a mistake {error}")
    async with rewriting(start="prefix") as rewrite:
        await rewrite.type("a")
        assert rewrite.said == "memtui made a mistake ^[no"
        assert rewrite.value("prefix") == "a"
        await rewrite.press("enter")
        assert rewrite.result == (AddPrefix("a"),)


# Mistakes -----------------------------------------------------------------------------------------


async def test_a_wrong_pattern_is_told_under_its_field_while_one_types() -> None:
    async with rewriting(start="replace") as rewrite:
        await rewrite.type("(tea")
        assert rewrite.note("find") == "the text to look for"
        await rewrite.press("ctrl+r")
        assert rewrite.note("find") == "! Column 4 of the pattern: missing )."
        assert rewrite.heading == "Not tried: see above"
        assert rewrite.preview == list(TEXTS)
        await rewrite.type(")")
        assert rewrite.note("find") == "a regular expression"
        assert rewrite.heading == "Of these 4: 2 change, 2 do not"
        await rewrite.press("tab")
        await rewrite.type(r"\2")
        assert rewrite.note("replace by") == "! Column 1 of the replacement: the pattern has one group."
        await rewrite.press("ctrl+r")
        assert rewrite.note("replace by") == "empty takes the text away"


async def test_enter_goes_to_the_mistake() -> None:
    async with rewriting(start="replace") as rewrite:
        await rewrite.burst("ctrl+r", *"te[a", "tab", *"cake", "enter")
        assert rewrite.is_open
        assert rewrite.at == "find"
        await rewrite.burst("b")
        assert rewrite.value("find") == "te[ba", "the cursor stands where the set was opened"


@pytest.mark.parametrize(
    ("start", "keys", "label", "said"),
    [
        ("replace", (), "find", "Type what to find."),
        ("prefix", (), "prefix", "Type the prefix."),
        ("metadata", (), "key", "Type a key of the metadata."),
        ("metadata", ("k",), "value", 'Type a value; "" is an empty text.'),
        ("expiration", (), "expires", "Type a day."),
    ],
)
async def test_enter_says_what_is_missing(
    start: RuleKind, keys: Sequence[str], label: str, said: str
) -> None:
    async with rewriting(start=start) as rewrite:
        await rewrite.burst(*keys, "enter")
        assert rewrite.is_open
        assert (rewrite.at, rewrite.said) == (label, said)
        await rewrite.type("x")
        assert rewrite.said == ""


async def test_fields_say_what_they_were_taken_for() -> None:
    async with rewriting(start="metadata") as rewrite:
        assert rewrite.note("key") == "here: source · rank"
        await rewrite.burst("a", " ", "tab", *"5")
        assert rewrite.note("key") == "! ends with a blank"
        assert rewrite.note("value") == "a number: 5"
        await rewrite.press("escape", "e")
        await rewrite.type("today")
        assert rewrite.note("expires") == "2026-11-21: today", "it is counted in UTC"


async def test_the_memories_are_tried_anew_by_the_day_in_utc() -> None:
    async with rewriting(start="expiration") as rewrite:
        await rewrite.type("-1d")
        assert rewrite.preview[0] == "~ expires: never → 2026-11-20 Likes black tea in the morning"


# Leaving ------------------------------------------------------------------------------------------


async def test_escape_steps_back_and_keeps_what_was_typed() -> None:
    async with rewriting() as rewrite:
        await rewrite.burst("r", *"tea", "ctrl+r", "tab", *"x", "escape")
        assert rewrite.rows[0].startswith("▸ r")
        assert rewrite.preview == list(TEXTS)
        await rewrite.burst("p", *"> ", "escape", "r")
        assert (rewrite.value("find"), rewrite.value("replace by")) == ("tea", "x")
        assert rewrite.switches[0] == "[x] regex ctrl+r"
        assert rewrite.heading == "Of these 4: 2 change, 2 do not"
        assert rewrite.at == "find"


async def test_leaving_asks_only_when_something_was_typed() -> None:
    async with rewriting() as rewrite:
        await rewrite.press("r", "ctrl+r", "escape", "escape")
        assert rewrite.result is None
    async with rewriting() as rewrite:
        await rewrite.press("p", "x", "escape", "escape")
        assert rewrite.is_open
        assert rewrite.said == "esc again closes this, and what was typed is gone"
        await rewrite.press("down")
        assert rewrite.said == ""
        await rewrite.press("escape")
        assert rewrite.is_open
        await rewrite.press("escape")
        assert rewrite.result is None


async def test_keys_that_come_when_it_is_closed_do_nothing() -> None:
    async with rewriting(start="prefix") as rewrite:
        await rewrite.burst("x", "enter", "enter", "escape", "escape", "y")
        assert rewrite.result == (AddPrefix("x"),)
