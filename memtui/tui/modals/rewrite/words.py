"""What is said around the fields: the title, the keys, and how many memories are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from memtui.core.display import one_line
from memtui.core.models import Memory
from memtui.tui.lines import Span, fit, number
from memtui.tui.modals.rewrite.kinds import Kind
from memtui.tui.modals.rewrite.trying import UNTRIED, Tried
from memtui.tui.widgets.key_bar import KeyHint

REGEX_KEY, CASE_KEY = "ctrl+r", "ctrl+t"
LEAVES = "esc again closes this, and what was typed is gone"
_MOST_KEYS, _LONGEST_KEY = 12, 24
TRYING: Span = ("trying …", "dim")
_SCROLL = KeyHint("PgDn", "scroll", "pagedown")


def title(kind: Kind | None, total: int | None) -> str:
    """What is done to how many memories."""
    many = (
        "1 memory" if total == 1 else f"{number(total)} memories" if total is not None else "these memories"
    )
    return f"{kind.title if kind is not None else 'Edit'} {many}"


def hints(kind: Kind | None) -> list[KeyHint]:
    """The keys of the list, or of the fields of a kind."""
    if kind is None:
        choose, move = KeyHint("enter", "choose", "enter"), KeyHint("↑↓", "move", "down")
        return [choose, move, _SCROLL, KeyHint("esc", "close", "escape")]
    keys = [KeyHint("enter", "preview", "enter")]
    if len(kind.fields) > 1:
        keys.append(KeyHint("tab", "next", "tab"))
    if kind.finds:
        keys += [KeyHint(REGEX_KEY, "regex", REGEX_KEY), KeyHint(CASE_KEY, "case", CASE_KEY)]
    return [*keys, _SCROLL, KeyHint("esc", "back", "escape")]


def pasted_lines(kind: Kind) -> str:
    """What became of a paste of several lines."""
    more = r"; a regex finds and writes them as \n" if kind.finds else ""
    return f"Line ends became blanks{more}."


def counted(found: Sequence[Tried], total: int | None) -> list[Span]:
    """How many change and how many do not."""
    untried = sum(one.reason == UNTRIED for one in found)
    changed = sum(not one.reason for one in found)
    stay = len(found) - changed - untried
    spans: list[Span] = [
        (f"Of {'all' if total == len(found) else 'these'} {number(len(found))}: ", "strong"),
        (f"{number(changed)} change", "key" if changed else "warning"),
        (f", {number(stay)} do not", "strong"),
    ]
    return [*spans, (f", {number(untried)} not tried", "warning")] if untried else spans


def not_tried(samples: int, total: int | None, *, is_wrong: bool) -> list[Span]:
    """What is shown while there is no rule to try."""
    if not samples:
        return [("No memories to try this on.", "dim")]
    if is_wrong:
        return [("Not tried: ", "warning"), ("see above", "strong")]
    some = "All of them" if samples == total else f"{number(samples)} of them"
    return [(some, "strong"), (", as they are", "dim")]


def known_keys(samples: Sequence[Memory]) -> str:
    """The metadata keys that the memories have, the commonest first."""
    keys = Counter(key for memory in samples for key in memory.metadata or ())
    names = [
        fit(one_line(key[:_LONGEST_KEY]), _LONGEST_KEY).rstrip() for key, _ in keys.most_common(_MOST_KEYS)
    ]
    return f"here: {' · '.join(names)}{' …' if len(keys) > _MOST_KEYS else ''}" if names else ""
