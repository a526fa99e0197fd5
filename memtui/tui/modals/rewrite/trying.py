"""A rule tried on some memories, so that it can be seen while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from memtui.core.changes import edited
from memtui.core.display import one_line
from memtui.core.models import Memory
from memtui.core.rewriting import EMPTY, SAME_TEXT, Rule, Unchanged, rewrite, spans
from memtui.core.values import dataclass
from memtui.tui.lines import Span
from memtui.tui.modals.items.fields import changes_between
from memtui.tui.modals.items.item_row import field_spans
from memtui.tui.modals.items.texts import text_spans
from memtui.tui.modals.rewrite.diff_spans import change_spans

SECONDS_EACH, SECONDS_IN_ALL = 0.2, 1.5
"""How long a pattern may take here for one text, and for all; it has longer when it is applied."""
UNTRIED = "not tried here: the pattern is too slow"
_LONGEST_ROW = 300
"""Characters of what is drawn in one row, at most."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What becomes of one memory, as it is drawn; `reason` says why nothing does, and is empty otherwise."""

    spans: tuple[Span, ...]
    reason: str = ""
    wraps: bool = False


def as_they_are(samples: Sequence[Memory]) -> list[tuple[Span, ...]]:
    """The memories without a rule."""
    return [tuple(_text(memory)) for memory in samples]


def tried(
    samples: Sequence[Memory], rule: Rule, *, merges_metadata: bool, is_unwanted: Callable[[], bool]
) -> list[Tried]:
    """What a rule makes of each; ends early when nobody wants to know any more."""
    until = perf_counter() + SECONDS_IN_ALL
    found: list[Tried] = []
    for memory in samples:
        if is_unwanted():
            break
        seconds = min(SECONDS_EACH, until - perf_counter())
        if seconds <= 0:
            found.append(Tried(tuple(_text(memory)), UNTRIED))
        else:
            found.append(_try(memory, rule, seconds, merges_metadata=merges_metadata))
    return found


def _try(memory: Memory, rule: Rule, seconds: float, *, merges_metadata: bool) -> Tried:
    edit = rewrite(memory, [rule], merges_metadata=merges_metadata, seconds=seconds)
    if isinstance(edit, Unchanged):
        finds = edit.reason in {SAME_TEXT, EMPTY}
        return Tried(tuple(_text(memory, rule if finds else None, seconds)), edit.reason)
    after = edited(memory, edit, merges_metadata=merges_metadata)
    if after.memory != memory.memory:
        matches = spans(memory.memory, rule, seconds=seconds)
        return Tried(tuple(change_spans(memory.memory, after.memory, matches)), wraps=True)
    fields: list[Span] = []
    for change in changes_between(memory, after):
        fields += [*field_spans(change, _LONGEST_ROW), ("  ", "")]
    return Tried((*fields, *_text(memory)))


def _text(memory: Memory, rule: Rule | None = None, seconds: float = 0.0) -> list[Span]:
    text = memory.memory[:_LONGEST_ROW]
    matches = spans(text, rule, seconds=seconds) if rule is not None else ()
    found = [(one_line(part), role) for part, role in text_spans(text, matches, "dim")]
    return found or [("(no text)", "dim")]
