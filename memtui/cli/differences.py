"""What differs between two versions of a memory, as texts for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memtui.core.changes import SettingChange, same_metadata
from memtui.core.diff import DiffPart, word_diff
from memtui.core.models import SCOPE_FIELDS, Memory
from memtui.core.settings import INSTRUCTIONS, setting_changes
from memtui.core.typed_json import write_value
from memtui.core.values import dataclass

_MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
_NEAR = 16
"""Characters beside a change that a row still shows."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is another one now; the memory's text has no `name`. None is what was not there."""

    name: str
    old: str | None
    new: str | None


def differences_between(before: Memory, after: Memory) -> Iterator[Difference]:
    """The text first, then metadata key by key, categories, expiration date and scope."""
    if before.memory != after.memory:
        yield Difference("", before.memory, after.memory)
    old, new = before.metadata or {}, after.metadata or {}
    for key in dict.fromkeys((*old, *new)):
        one, other = ({key: some[key]} if key in some else None for some in (old, new))
        if not same_metadata(one, other):
            yield Difference(
                f"metadata.{key}",
                write_value(old[key]) if key in old else None,
                write_value(new[key]) if key in new else None,
            )
    if (before.categories or ()) != (after.categories or ()):
        yield Difference("categories", _listed(before.categories), _listed(after.categories))
    for name in ("expiration_date", *SCOPE_FIELDS):
        if getattr(before, name) != getattr(after, name):
            yield Difference(name, getattr(before, name), getattr(after, name))


def setting_differences(change: SettingChange) -> Iterator[Difference]:
    """What differs between a setting before and after; instructions are a text without a name."""
    for name, old, new in setting_changes(change):
        yield Difference("" if name == INSTRUCTIONS else name, old, new)


def on_one_line(differences: Sequence[Difference], *, briefly: bool) -> str:
    """All of them in a row; briefly, what stays the same of a long text is left out."""
    return "; ".join(_row(difference, briefly=briefly) for difference in differences)


def marked(parts: Sequence[DiffPart]) -> str:
    """A text with its [-removed-] and {+added+} words."""
    return "".join(part.text.join(_MARKS[part.kind]) for part in parts)


def _row(difference: Difference, *, briefly: bool) -> str:
    name, old, new = difference.name, difference.old, difference.new
    if not name:
        parts = word_diff(old or "", new or "")
        return marked(_shortened(parts) if briefly else parts)
    if old is None:
        return f"+{name}: {new}"
    return f"-{name}: {old}" if new is None else f"{name}: {old} → {new}"


def _shortened(parts: Sequence[DiffPart]) -> list[DiffPart]:
    """The parts without what stays the same far from any change."""
    found = []
    for at, part in enumerate(parts):
        text = part.text
        begins = 0 if at == 0 else _NEAR
        if part.kind == "same" and at < len(parts) - 1 and len(text) > begins + _NEAR + 1:
            part = DiffPart("same", f"{text[:begins]}…{text[-_NEAR:]}")
        found.append(part)
    return found


def _listed(categories: Sequence[str] | None) -> str | None:
    return ", ".join(categories) if categories else None
