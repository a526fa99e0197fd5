"""Rules tried on memories."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memtui.core import rewriting
from memtui.core.display import is_plain
from memtui.core.models import Memory
from memtui.core.rewriting import AddPrefix, RemoveMetadata, ReplaceText, Rule, SetExpiration, SetMetadata
from memtui.tui.lines import number
from memtui.tui.modals.rewrite import trying
from memtui.tui.modals.rewrite.preview import plain_lines, tried_lines
from memtui.tui.modals.rewrite.trying import UNTRIED, Tried, as_they_are, tried
from memtui.tui.modals.rewrite.words import counted, hints, known_keys, not_tried, title
from tests.tui.rewrite.driver import TEXTS, memories
from tests.tui.test_hostile import hostile

SLOW = ReplaceText("(a|aa)+$", "", is_regex=True)


def try_all(samples: list[Memory], rule: Rule, *, merges: bool = False) -> list[Tried]:
    return tried(samples, rule, merges_metadata=merges, is_unwanted=lambda: False)


def plain(one: Tried) -> str:
    return "".join(text for text, _ in one.spans)


def test_each_memory_says_what_becomes_of_it() -> None:
    found = try_all(memories(*TEXTS), ReplaceText("tea", "cake"))
    assert [one.reason for one in found] == ["", rewriting.NO_MATCH, rewriting.NO_MATCH, ""]
    assert plain(found[0]) == "Likes black tea cake in the morning"
    assert plain(found[1]) == TEXTS[1]
    assert all(role == "dim" for _, role in found[1].spans)


def test_what_was_found_is_pointed_out_also_where_nothing_changes() -> None:
    same, empty = try_all(memories("my tea", "tea"), ReplaceText("tea", "tea"))
    assert (same.reason, same.spans) == (rewriting.SAME_TEXT, (("my ", "dim"), ("tea", "match")))
    (empty,) = try_all(memories("tea"), ReplaceText("tea", ""))
    assert (empty.reason, empty.spans) == (rewriting.EMPTY, (("tea", "match"),))


def test_other_fields_stand_before_the_text() -> None:
    samples = memories("one", "two")
    assert [plain(one) for one in try_all(samples, SetMetadata("source", "mail"))] == [
        "~ metadata source: chat → mail  one",
        "+ metadata source: mail  two",
    ]
    assert [plain(one) for one in try_all(samples, SetExpiration("2026-12-31"))] == [
        "~ expires: never → 2026-12-31  one",
        "~ expires: never → 2026-12-31  two",
    ]
    first, second = try_all(samples, RemoveMetadata("rank"))
    assert plain(first) == "- metadata rank: 0  one"
    assert second.reason == rewriting.NO_KEY
    assert try_all(samples, RemoveMetadata("rank"), merges=True)[0].reason == rewriting.KEEPS_KEYS


def test_an_immutable_memory_stays() -> None:
    (found,) = try_all([replace(memories("one")[0], immutable=True)], AddPrefix("> "))
    assert found.reason == rewriting.IMMUTABLE


def test_a_slow_pattern_costs_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "SECONDS_EACH", 0.01)
    (found,) = try_all(memories("a" * 3000 + "!"), SLOW)
    assert found.reason == rewriting.TOO_SLOW
    monkeypatch.setattr(trying, "SECONDS_IN_ALL", 0.0)
    assert [one.reason for one in try_all(memories("one", "two"), SLOW)] == [UNTRIED] * 2


def test_nothing_is_tried_that_nobody_wants_to_know() -> None:
    asked = iter([False, True, True])
    found = tried(memories(*TEXTS), AddPrefix("> "), merges_metadata=False, is_unwanted=lambda: next(asked))
    assert len(found) == 1


def test_hostile_memories_are_drawn_as_marks() -> None:
    samples = [hostile(at) for at in range(60)]
    for rule in (
        ReplaceText("tea", "\u202e"),
        AddPrefix("\x1b[2J"),
        SetMetadata("\x9b", "\r"),
        SetExpiration(None),
    ):
        lines = [*tried_lines(try_all(samples, rule), 60), *plain_lines(as_they_are(samples), 60)]
        for line in lines:
            assert is_plain(line.plain)
            assert "\n" not in line.plain
    assert is_plain(known_keys(samples))


def test_what_changes_comes_first_then_the_rest_by_reason() -> None:
    found = try_all(memories("tea", "cake", "black tea", "bread"), ReplaceText("black", "green"))
    assert [line.plain for line in tried_lines(found, 30)] == [
        "~ black green tea",
        "the text does not contain it  3",
        f"  {'tea':<28}",
        f"  {'cake':<28}",
        f"  {'bread':<28}",
    ]


@pytest.mark.parametrize(
    ("reasons", "total", "told"),
    [
        (["", "", "no"], 1234, "Of these 3: 2 change, 1 do not"),
        (["", "no"], 2, "Of all 2: 1 change, 1 do not"),
        (["no", UNTRIED, UNTRIED], None, "Of these 3: 0 change, 1 do not, 2 not tried"),
    ],
)
def test_how_many_change(reasons: list[str], total: int | None, told: str) -> None:
    found = [Tried((), reason) for reason in reasons]
    assert "".join(text for text, _ in counted(found, total)) == told


def test_what_is_said_without_a_rule() -> None:
    def told(samples: int, total: int | None, *, is_wrong: bool = False) -> str:
        return "".join(text for text, _ in not_tried(samples, total, is_wrong=is_wrong))

    assert told(50, None) == told(50, 1234) == "50 of them, as they are"
    assert told(7, 7) == "All of them, as they are"
    assert told(0, None) == "No memories to try this on."
    assert told(7, 7, is_wrong=True) == "Not tried: see above"


def test__the_title_says_how_many() -> None:
    assert title(None, None) == "Edit these memories"
    assert title(None, 1) == "Edit 1 memory"
    assert title(None, 12345) == f"Edit {number(12345)} memories"
    assert all(hint.press for hint in hints(None))


def test_the_keys_of_the_metadata_are_known() -> None:
    assert known_keys(memories("a", "b", "c")) == "here: source · rank"
    assert known_keys([]) == ""
    many = [Memory(id="m", memory="", metadata={f"key {at:02} {'x' * 100}": 1 for at in range(40)})]
    assert known_keys(many).endswith(" …")
    assert len(known_keys(many)) < 400
