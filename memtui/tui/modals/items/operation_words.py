"""What is said of an operation: how it ended, how many of its items went how, and why not better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from memtui.core.display import one_line
from memtui.state.journal import ItemStatus, Operation, OperationStatus, Verb
from memtui.tui.lines import Line, Span, line
from memtui.tui.modals.items.item_list import Sieve
from memtui.tui.modals.items.item_words import amount

NOT_WELL: tuple[ItemStatus, ...] = ("failed", "conflict", "unknown", "sending", "cancelled", "planned")
STAYS: tuple[ItemStatus, ...] = ("skipped",)
LONGEST_TITLE = 400
DONE: dict[Verb, str] = {
    "add": "added", "copy": "copied", "edit": "changed", "archive": "archived", "restore": "restored",
    "delete": "deleted", "delete entity": "deleted", "revoke": "deleted", "undo": "taken back",
    "redo": "done again",
}  # fmt: skip
STATUS_WORDS: dict[OperationStatus, tuple[str, str]] = {
    "planned": ("not begun", "dim"), "running": ("running", "accent"), "done": ("done", ""),
    "partly": ("in part", "warning"), "cancelled": ("stopped", "warning"),
    "interrupted": ("interrupted", "warning"),
}  # fmt: skip
"""How an operation ended, in a word, and the word's role."""
_COUNTS: tuple[tuple[ItemStatus, str, str], ...] = (
    ("failed", "failed", "error"),
    ("conflict", "changed by others since", "warning"),
    ("unknown", "may have reached the service or not", "warning"),
    ("sending", "under way", "warning"),
    ("cancelled", "not sent", "dim"),
    ("planned", "still to be sent", "dim"),
)


def title_of(operation: Operation) -> str:
    """What it is called, as the beginning of a sentence."""
    title = one_line(operation.title[:LONGEST_TITLE])
    return title[:1].upper() + title[1:]


def title_line(operation: Operation) -> Line:
    """What it is called."""
    return line((title_of(operation), "strong"))


def counts_line(operation: Operation) -> Line:
    """How many items went how."""
    counts = operation.counts
    done = counts.get("done", 0)
    parts: list[Span] = [(f"{amount(done)} {DONE[operation.verb]}", "accent" if done else "dim")]
    for status, words, role in _COUNTS:
        if counts.get(status):
            parts.append((f"{amount(counts[status])} {words}", role))
    if stay := counts.get("skipped", 0):
        parts.append((stay_words(stay), "dim"))
    return joined(parts)


def stay_words(count: int) -> str:
    """How many items come to nothing."""
    return f"{amount(count)} {'stays as it is' if count == 1 else 'stay as they are'}"


def undone_words(operation: Operation) -> str:
    """What was taken back of it since; empty when nothing was."""
    if not operation.undone:
        return ""
    return "undone" if operation.undone >= operation.counts.get("done", 0) else "undone in part"


def reason_lines(notes: Counter[str], most: int) -> list[Line]:
    """The most common reasons, each with how many items have it."""
    lines = []
    for at, (note, count) in enumerate(notes.most_common(most)):
        times = f"  × {amount(count)}" if len(notes) > 1 and count > 1 else ""
        lines.append(line(one_line(note), (times, "dim"), label="Why: " if at == 0 else "     "))
    if len(notes) > most:
        others = len(notes) - most
        lines.append(line((f"and {amount(others)} other reason{'s'[: others > 1]}", "dim"), indent=5))
    return lines


def result_sieves(operation: Operation, *, ill_first: bool = False) -> list[Sieve]:
    """Everything, what did not go well, and what was done; no two that show the same."""
    counts, total = operation.counts, operation.total
    ill: tuple[ItemStatus, ...] = tuple(status for status in NOT_WELL if counts.get(status))
    everything = Sieve("all rows", "shows all", None, total)
    found = [everything]
    ill_count = sum(counts[status] for status in ill)
    if 0 < ill_count < total:
        not_well = Sieve("did not go well", "shows what did not go well", ill, ill_count)
        found.insert(0 if ill_first else 1, not_well)
    if 0 < counts.get("done", 0) < total:
        found.append(Sieve("done", "shows what was done", ("done",), counts["done"]))
    return found


def undo_reason(operation: Operation) -> str:
    """Why nothing of it can be taken back; empty when something can."""
    if operation.purged:
        return "what was there before is forgotten"
    if operation.verb == "revoke":
        return "a deleted API key cannot come back"
    if operation.undoable:
        return ""
    return "it is undone already" if operation.undone else "nothing of it was done"


def joined(parts: Sequence[Span]) -> Line:
    """Parts of a sentence with points between them."""
    spans: list[Span] = []
    for at, part in enumerate(parts):
        spans += [(" · ", "dim"), part] if at else [part]
    return line(*spans)
