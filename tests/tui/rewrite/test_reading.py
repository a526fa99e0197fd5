"""What stands in the fields, read into rules."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.replacing import Part
from memtui.core.rewriting import (
    AddPrefix,
    AddSuffix,
    RemoveMetadata,
    ReplaceText,
    Rule,
    SetExpiration,
    SetMetadata,
)
from memtui.tui.modals.rewrite.kinds import BY_ID, BY_KEY, KINDS
from memtui.tui.modals.rewrite.reading import Mistake, Typed, read_rule, typed_from
from tests.strategies import json_values, law, texts
from tests.tui.rewrite.driver import KEEPS, MERGES

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        (Typed("replace", {"find": "tea", "replacement": ""}), ReplaceText("tea", "")),
        (
            Typed("replace", {"find": r"(\w)", "replacement": r"\1"}, is_regex=True, ignore_case=True),
            ReplaceText(r"(\w)", r"\1", is_regex=True, ignore_case=True),
        ),
        (Typed("prefix", {"text": "> "}), AddPrefix("> ")),
        (Typed("suffix", {"text": " (2024)"}), AddSuffix(" (2024)")),
        (Typed("metadata", {"key": "a", "value": " email "}), SetMetadata("a", "email")),
        (Typed("metadata", {"key": "a", "value": '" email "'}), SetMetadata("a", " email ")),
        (Typed("metadata", {"key": "a", "value": "5"}), SetMetadata("a", 5)),
        (Typed("metadata", {"key": "a", "value": '"5"'}), SetMetadata("a", "5")),
        (Typed("metadata", {"key": "a", "value": "null"}), SetMetadata("a", None)),
        (Typed("metadata", {"key": "a", "value": '""'}), SetMetadata("a", "")),
        (Typed("metadata.remove", {"key": "a"}), RemoveMetadata("a")),
        (Typed("expiration", {"date": "2026-12-31"}), SetExpiration("2026-12-31")),
        (Typed("expiration", {"date": "today"}), SetExpiration("2026-11-21")),
        (Typed("expiration", {"date": "+30d"}), SetExpiration("2026-12-21")),
        (Typed("expiration", {"date": "-1d"}), SetExpiration("2026-11-20")),
        (Typed("expiration", {"date": "never"}), SetExpiration(None)),
        (Typed("expiration.never"), SetExpiration(None)),
    ],
)
def test_what_is_meant(typed: Typed, rule: Rule) -> None:
    reading = read_rule(typed, TODAY)
    assert (reading.rule, reading.mistakes) == (rule, ())


@pytest.mark.parametrize(
    ("typed", "part", "at", "told"),
    [
        (Typed("replace", {"find": "(a", "replacement": ""}, is_regex=True), "find", 1, "Column 2 of"),
        (
            Typed("replace", {"find": "a", "replacement": r"x\9"}, is_regex=True),
            "replacement",
            1,
            "Column 2 of",
        ),
        (
            Typed("replace", {"find": "\ud800", "replacement": "\ud800"}),
            "replacement",
            None,
            "The replacement",
        ),
        (Typed("prefix", {"text": "  "}), "text", None, "The text is empty."),
        (Typed("metadata", {"key": " ", "value": "1"}), "key", None, "The key is empty."),
        (Typed("metadata", {"key": "a", "value": '{"a" 1}'}), "value", 5, "Column 6: expected a colon"),
        (Typed("metadata", {"key": "a", "value": "1e999"}), "value", None, "The number 1e999 is too large."),
        (Typed("expiration", {"date": "soon"}), "date", None, "'soon' is no date."),
        (Typed("expiration", {"date": "2026-02-30"}), "date", None, "There is no such day as 2026-02-30."),
    ],
)
def test_what_is_wrong(typed: Typed, part: Part, at: int | None, told: str) -> None:
    reading = read_rule(typed, TODAY)
    assert reading.rule is None
    assert reading.is_wrong
    mistake = reading.mistake_in(part)
    assert mistake is not None
    assert mistake.sentence.startswith(told)
    assert mistake.at == at


def test_what_is_missing_is_no_mistake_yet() -> None:
    for kind in KINDS:
        reading = read_rule(Typed(kind.id), TODAY)
        wanted = tuple(
            Mistake(spec.part, spec.wanted, is_missing=True) for spec in kind.fields if spec.wanted
        )
        assert reading.mistakes == wanted
        assert not reading.is_wrong
        assert (reading.rule is None) == bool(wanted)


def test_a_wrong_value_is_told_before_there_is_a_key() -> None:
    reading = read_rule(Typed("metadata", {"key": "", "value": "{"}), TODAY)
    assert [mistake.part for mistake in reading.mistakes] == ["key", "value"]
    assert reading.is_wrong


@pytest.mark.parametrize(
    ("value", "note"),
    [
        ("email", 'text: "email"'),
        ("5", "a number: 5"),
        ("true", "true, not as text"),
        ("null", "null, not as text"),
        ("[1, 2]", "a JSON list: [1, 2]"),
        ('{"a": 1}', 'a JSON object: {"a": 1}'),
        ('"5"', 'text: "5"'),
        (r'"\u202e"', r'text: "\u202e"'),
    ],
)
def test_a_value_says_what_it_was_taken_for(value: str, note: str) -> None:
    assert read_rule(Typed("metadata", {"value": value}), TODAY).notes == {"value": note}


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("today", "2026-11-21: today"),
        ("tomorrow", "2026-11-22: tomorrow"),
        ("+2w", "2026-12-05: in 14 days"),
        ("-1d", "2026-11-20: in the past, so agents no longer see them"),
        ("never", "never"),
    ],
)
def test_a_day_says_when_that_is(text: str, note: str) -> None:
    assert read_rule(Typed("expiration", {"date": text}), TODAY).notes == {"date": note}


_rules: st.SearchStrategy[Rule] = st.one_of(
    st.builds(ReplaceText, texts.filter(bool), texts, st.just(False), st.booleans()),
    st.builds(AddPrefix, texts.filter(str.strip)),
    st.builds(AddSuffix, texts.filter(str.strip)),
    st.builds(SetMetadata, texts.filter(str.strip), json_values),
    st.builds(RemoveMetadata, texts.filter(str.strip)),
    st.builds(SetExpiration, st.none() | st.dates().map(date.isoformat)),
)


@law(200)
@given(_rules)
def test_law_a_rule_is_typed_so_that_it_is_read_again(rule: Rule) -> None:
    typed = typed_from(rule)
    found = read_rule(typed, TODAY).rule
    if isinstance(rule, SetMetadata):
        assert isinstance(found, SetMetadata)
        assert (found.key, json.dumps(found.value)) == (rule.key, json.dumps(rule.value))
        assert "\n" not in typed.texts["value"], "it has one line"
    else:
        assert found == rule


def test_every_kind_has_a_key_of_its_own() -> None:
    assert len(BY_KEY) == len(BY_ID) == len(KINDS)
    assert not set(BY_KEY) & {"j", "k"}


def test_a_service_that_keeps_metadata_keys_cannot_have_one_removed() -> None:
    assert [kind.id for kind in KINDS if kind.off(MERGES)] == ["metadata.remove"]
    assert not any(kind.off(KEEPS) for kind in KINDS)
