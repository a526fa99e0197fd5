"""Rules of a batch edit: what they make of a memory, or why they leave it as it is.

A rule is checked when it is made, before any memory is looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from memtui.core.changes import MemoryEdit, differences, edit_between
from memtui.core.filter_dates import is_date_alone
from memtui.core.models import Memory
from memtui.core.replacing import Part, pattern_of, writer_of
from memtui.core.replacing import RuleError as RuleError
from memtui.core.values import dataclass

if TYPE_CHECKING:
    from regex import Match, Pattern

MOST_SECONDS = 1.0
"""How long a pattern may take for one text."""
MOST_CHARACTERS = 1_000_000
"""How long a text may become; one that is longer already may stay so."""

IMMUTABLE = "immutable: can only be deleted and added again"
NO_MATCH = "the text does not contain it"
SAME_TEXT = "its text stays the same"
EMPTY = "its text would be empty"
TOO_SLOW = "the pattern takes too long on its text"
TOO_MUCH = "the pattern takes too much memory on its text"
TOO_LONG = "its text would be too long"
BEGINS_WITH_IT = "begins with it already"
ENDS_WITH_IT = "ends with it already"
SAME_VALUE = "its metadata says so already"
NO_KEY = "its metadata has no such key"
KEEPS_KEYS = "this service cannot remove metadata keys"
SAME_DAY = "expires on that day already"
NEVER_EXPIRES = "never expires as it is"
NO_DIFFERENCE = "nothing would be different"


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """Replace every place where a text, or a pattern of the `regex` library, is found. Raises RuleError.

    What may stand in the replacement of a pattern says `memtui.core.replacing.writer_of`.
    """

    find: str
    replacement: str
    is_regex: bool = False
    ignore_case: bool = False

    def __post_init__(self) -> None:
        if not self.find:
            raise RuleError("There is nothing to find.", part="find")
        _check(self.replacement, "replacement")
        if self.is_regex:
            writer_of(self.replacement, self.pattern)

    @property
    def pattern(self) -> Pattern[str]:
        """What finds the text."""
        return pattern_of(self.find, is_regex=self.is_regex, ignore_case=self.ignore_case)


@dataclass(frozen=True, slots=True)
class AddPrefix:
    """Put a text before a memory's own, unless it begins with it. Raises RuleError."""

    text: str

    def __post_init__(self) -> None:
        _check_given(self.text, "text")


@dataclass(frozen=True, slots=True)
class AddSuffix:
    """Put a text after a memory's own, unless it ends with it. Raises RuleError."""

    text: str

    def __post_init__(self) -> None:
        _check_given(self.text, "text")


@dataclass(frozen=True, slots=True)
class SetMetadata:
    """Give a key of the metadata a value, anything that JSON can write. Raises RuleError."""

    key: str
    value: Any

    def __post_init__(self) -> None:
        _check_given(self.key, "key")
        _check(self.value, "value")


@dataclass(frozen=True, slots=True)
class RemoveMetadata:
    """Take a key out of the metadata. Raises RuleError."""

    key: str

    def __post_init__(self) -> None:
        _check_given(self.key, "key")


@dataclass(frozen=True, slots=True)
class SetExpiration:
    """Let memories expire after a day, YYYY-MM-DD, or never. Raises RuleError."""

    date: str | None

    def __post_init__(self) -> None:
        if self.date is not None:
            _check_day(self.date)


Rule: TypeAlias = ReplaceText | AddPrefix | AddSuffix | SetMetadata | RemoveMetadata | SetExpiration


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The memory stays as it is, and why, in words that follow its text."""

    reason: str


class _MustStayError(Exception):
    """A rule cannot be followed: none of them may be, or the memory would be half of what was meant."""


def rewrite(
    memory: Memory, rules: Sequence[Rule], *, merges_metadata: bool = False, seconds: float = MOST_SECONDS
) -> MemoryEdit | Unchanged:
    """What the rules, one after the other, change of a memory.

    A rule that has nothing to do leaves the work to the others; one that cannot be followed leaves the
    memory as it is. `merges_metadata` as in WriteSupport; `seconds` are for each pattern.
    """
    if memory.immutable:
        return Unchanged(IMMUTABLE)
    after, reasons = memory, []
    try:
        for rule in rules:
            done = _followed(after, rule, seconds, merges_metadata=merges_metadata)
            if isinstance(done, Unchanged):
                reasons.append(done.reason)
            else:
                after = done
        if after.memory != memory.memory and not after.memory.strip():
            return Unchanged(EMPTY)
    except _MustStayError as error:
        return Unchanged(str(error))
    if not differences(memory, after):
        return Unchanged("; ".join(dict.fromkeys(reasons)) or NO_DIFFERENCE)
    return edit_between(memory, after)


def spans(text: str, rule: Rule, *, seconds: float = MOST_SECONDS) -> list[tuple[int, int]]:
    """Where a rule finds what it replaces, as start and end in order; none when that takes too much."""
    if not isinstance(rule, ReplaceText):
        return []
    if not rule.is_regex and not rule.ignore_case:
        return [match.span() for match in re.finditer(re.escape(rule.find), text)]
    try:
        return sorted(match.span() for match in rule.pattern.finditer(text, timeout=seconds))
    except (TimeoutError, MemoryError):
        return []


def _followed(memory: Memory, rule: Rule, seconds: float, *, merges_metadata: bool) -> Memory | Unchanged:
    metadata = dict(memory.metadata or {})
    if isinstance(rule, SetMetadata):
        changed = replace(memory, metadata={**metadata, rule.key: rule.value})
        return changed if differences(memory, changed) else Unchanged(SAME_VALUE)
    if isinstance(rule, RemoveMetadata):
        if merges_metadata:
            raise _MustStayError(KEEPS_KEYS)
        if rule.key not in metadata:
            return Unchanged(NO_KEY)
        del metadata[rule.key]
        return replace(memory, metadata=metadata)
    if isinstance(rule, SetExpiration):
        changed = replace(memory, expiration_date=rule.date)
        same = SAME_DAY if rule.date else NEVER_EXPIRES
        return changed if differences(memory, changed) else Unchanged(same)
    text = _text_after(memory.memory, rule, seconds)
    return text if isinstance(text, Unchanged) else replace(memory, memory=text)


def _text_after(text: str, rule: ReplaceText | AddPrefix | AddSuffix, seconds: float) -> str | Unchanged:
    if isinstance(rule, AddPrefix):
        return Unchanged(BEGINS_WITH_IT) if text.startswith(rule.text) else rule.text + text
    if isinstance(rule, AddSuffix):
        return Unchanged(ENDS_WITH_IT) if text.endswith(rule.text) else text + rule.text
    new, found = _replaced(text, rule, seconds)
    if not found:
        return Unchanged(NO_MATCH)
    return Unchanged(SAME_TEXT) if new == text else new


def _replaced(text: str, rule: ReplaceText, seconds: float) -> tuple[str, int]:
    """The new text, and how often something was found."""
    room = max(MOST_CHARACTERS, len(text))
    if not rule.is_regex and not rule.ignore_case:
        found = text.count(rule.find)
        if len(text) + found * (len(rule.replacement) - len(rule.find)) > room:
            raise _MustStayError(TOO_LONG)
        return text.replace(rule.find, rule.replacement), found
    pattern = rule.pattern
    write = writer_of(rule.replacement, pattern) if rule.is_regex else lambda _: rule.replacement

    def written(match: Match[str]) -> str:
        nonlocal room
        new = write(match)
        room += len(match[0]) - len(new)
        if room < len(text):
            raise _MustStayError(TOO_LONG)
        return new

    try:
        return pattern.subn(written, text, timeout=seconds)
    except TimeoutError:
        raise _MustStayError(TOO_SLOW) from None
    except MemoryError:
        # How the library ends a pattern that calls itself without an end, and some inexact ones.
        raise _MustStayError(TOO_MUCH) from None


def _check_given(text: str, part: Part) -> None:
    if not text.strip():
        raise RuleError(f"The {part} is empty.", part=part)
    _check(text, part)


def _check(value: Any, part: Part) -> None:
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        raise RuleError(f"The {part} holds what cannot be stored.", part=part) from None


def _check_day(text: str) -> None:
    _check_given(text, "date")
    try:
        if not is_date_alone(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError:
        raise RuleError(f"{text!r} is no date.", part="date", hint="Write it as YYYY-MM-DD.") from None
