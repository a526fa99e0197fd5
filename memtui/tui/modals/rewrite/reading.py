"""What stands in the fields, read into a rule or into what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from typing import Any, TypeVar

from memtui.core.display import one_line
from memtui.core.replacing import Part
from memtui.core.rewriting import (
    AddPrefix,
    AddSuffix,
    RemoveMetadata,
    ReplaceText,
    Rule,
    RuleError,
    SetExpiration,
    SetMetadata,
)
from memtui.core.typed_fields import expiration_typed
from memtui.core.typed_json import TypingError, read_value, write_json, write_value
from memtui.core.values import dataclass
from memtui.tui.modals.rewrite.kinds import BY_ID, RuleKind

_LONGEST_NOTE = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Typed:
    """What is to be done, and what stands in the fields for that; hidden characters as they are."""

    kind: RuleKind
    texts: Mapping[Part, str] = field(default_factory=dict)
    is_regex: bool = False
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a field cannot be used; `at` counts its characters from 0, where the place is known.

    What `is_missing` need not be said before somebody wants to go on.
    """

    part: Part
    sentence: str
    at: int | None = None
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The rule, unless there are mistakes; `notes` say what the text of a field was taken for."""

    rule: Rule | None = None
    mistakes: tuple[Mistake, ...] = ()
    notes: Mapping[Part, str] = field(default_factory=dict)

    def mistake_in(self, part: Part) -> Mistake | None:
        """What is wrong with a field, and not only missing."""
        found = (mistake for mistake in self.mistakes if mistake.part == part and not mistake.is_missing)
        return next(found, None)

    @property
    def is_wrong(self) -> bool:
        """Whether more is wrong than that something is missing."""
        return any(not mistake.is_missing for mistake in self.mistakes)


def read_rule(typed: Typed, today: date) -> Reading:
    """The rule that is meant; `today` is the day in UTC."""
    reader = _Reader(typed, today)
    rule = reader.rule()
    return Reading(None if reader.mistakes else rule, tuple(reader.mistakes), reader.notes)


def typed_from(rule: Rule) -> Typed:
    """What one would type for a rule."""
    if isinstance(rule, ReplaceText):
        texts: dict[Part, str] = {"find": rule.find, "replacement": rule.replacement}
        return Typed("replace", texts, rule.is_regex, rule.ignore_case)
    if isinstance(rule, AddPrefix | AddSuffix):
        return Typed("prefix" if isinstance(rule, AddPrefix) else "suffix", {"text": rule.text})
    if isinstance(rule, SetMetadata):
        value = write_value(rule.value)
        if value != " ".join(value.split("\n")).strip():
            value = write_json(rule.value, indent=None)
        return Typed("metadata", {"key": rule.key, "value": value})
    if isinstance(rule, RemoveMetadata):
        return Typed("metadata.remove", {"key": rule.key})
    if rule.date is None:
        return Typed("expiration.never")
    return Typed("expiration", {"date": rule.date})


class _Reader:
    def __init__(self, typed: Typed, today: date) -> None:
        self._typed = typed
        self._today = today
        self.mistakes = [
            Mistake(spec.part, spec.wanted, is_missing=True)
            for spec in BY_ID[typed.kind].fields
            if spec.wanted and not self._text(spec.part)
        ]
        self.notes: dict[Part, str] = {}

    def rule(self) -> Rule | None:
        kind = self._typed.kind
        if kind == "metadata":
            return self._metadata()
        if kind == "expiration":
            return self._expiration()
        if self.mistakes:
            return None
        return self._made(self._simple)

    def _simple(self) -> Rule:
        typed, text = self._typed, self._text
        if typed.kind == "replace":
            return ReplaceText(
                text("find"), text("replacement"), is_regex=typed.is_regex, ignore_case=typed.ignore_case
            )
        if typed.kind == "prefix":
            return AddPrefix(text("text"))
        if typed.kind == "suffix":
            return AddSuffix(text("text"))
        if typed.kind == "metadata.remove":
            return RemoveMetadata(text("key"))
        return SetExpiration(None)

    def _metadata(self) -> Rule | None:
        # Blanks around a value do not count, as in a filter; in quotes they do.
        value = self._read("value", lambda text: read_value(text.strip())) if self._text("value") else None
        if self._text("value") and not self.mistake_of("value"):
            self.notes["value"] = _kind_of(value)
        if not self._text("key"):
            return None
        return self._made(lambda: SetMetadata(self._text("key"), value))

    def _expiration(self) -> Rule | None:
        if not self._text("date"):
            return None
        day = self._read("date", lambda text: expiration_typed(text, self._today))
        if day is None:
            if self.mistakes:
                return None
            self.notes["date"] = "never"
        else:
            self.notes["date"] = _distance(date.fromisoformat(day), self._today)
        return self._made(lambda: SetExpiration(day))

    def mistake_of(self, part: Part) -> bool:
        return any(mistake.part == part for mistake in self.mistakes)

    def _text(self, part: Part) -> str:
        return self._typed.texts.get(part, "")

    def _read(self, part: Part, read: Callable[[str], T]) -> T | None:
        try:
            return read(self._text(part))
        except TypingError as error:
            self.mistakes.append(Mistake(part, str(error), error.at))
            return None

    def _made(self, make: Callable[[], Rule]) -> Rule | None:
        try:
            return make()
        except RuleError as error:
            at = None if error.column is None else error.column - 1
            self.mistakes.append(Mistake(error.part, str(error), at))
            return None


def _kind_of(value: Any) -> str:
    """What a value of JSON is, and how it is written."""
    text = one_line(write_json(value, indent=None)[:_LONGEST_NOTE])
    if value is None or isinstance(value, bool):
        return f"{text}, not as text"
    if isinstance(value, int | float):
        return f"a number: {text}"
    if isinstance(value, dict | list):
        return f"a JSON {'object' if isinstance(value, dict) else 'list'}: {text}"
    return f"text: {text}"


def _distance(day: date, today: date) -> str:
    days = (day - today).days
    if days < 0:
        return f"{day}: in the past, so agents no longer see them"
    return f"{day}: {('today', 'tomorrow')[days] if days < 2 else f'in {days} days'}"
