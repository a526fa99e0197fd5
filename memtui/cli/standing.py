"""How an operation stands, in sentences: what was done of it, and how to go on or back."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from memtui.ops.drafting import memories as in_words
from memtui.ops.learning import Learned
from memtui.state.journal import ItemStatus, Operation, Verb

WORDS: dict[Verb, tuple[str, str]] = {
    "add": ("Adding", "added"),
    "copy": ("Copying", "copied"),
    "edit": ("Editing", "edited"),
    "archive": ("Archiving", "archived"),
    "restore": ("Restoring", "restored"),
    "delete": ("Deleting", "deleted"),
    "delete entity": ("Deleting", "deleted"),
    "revoke": ("Deleting", "deleted"),
    "undo": ("Undoing", "undone"),
    "redo": ("Redoing", "done again"),
}
_ENDS: tuple[tuple[ItemStatus, str], ...] = (
    ("failed", "failed"),
    ("conflict", "changed by somebody else meanwhile"),
    ("unknown", "of unknown fate"),
    ("cancelled", "not sent"),
)


def summary(
    operation: Operation,
    arguments: argparse.Namespace,
    *,
    entities: int,
    unchanged: int,
    learned: Learned | None = None,
) -> str:
    """What came of an operation that is over, in one line.

    `entities` of what was done are entities; `unchanged` counts what was to stay as it is from the start;
    `learned` says how many memories came of conversations.
    """
    learned = learned or Learned()
    done = operation.counts.get("done", 0)
    word = WORDS[operation.verb][1]
    memories = done - entities - learned.conversations + learned.memories
    parts = [_done(memories, entities, word)]
    parts += [
        f"{operation.counts[status]:,} {said}" for status, said in _ENDS if operation.counts.get(status)
    ]
    if (skipped := operation.counts.get("skipped", 0) - unchanged) > 0:
        parts.append(f"{skipped:,} {'was' if skipped == 1 else 'were'} so already")
    # An entity comes back with its memories, or not at all.
    nothing_to_undo = 0 < done == entities or (learned.conversations and not memories)
    return ", ".join(parts) + ("" if nothing_to_undo else _way_back(operation, arguments))


def standing(operation: Operation, arguments: argparse.Namespace) -> str:
    """How far an operation came that was ended in the middle, and how to go on or back."""
    done = operation.counts.get("done", 0)
    total = operation.total - operation.counts.get("skipped", 0)
    word = WORDS[operation.verb][1]
    said = f"{done:,} of {total:,} {'was' if done == 1 else 'were'} {word}"
    if operation.undecided:
        said += f"; the fate of {operation.undecided:,} is not known yet"
    ways = "" if arguments.demo else " and ".join(_ways(operation))
    flags = _same_flags(arguments)
    return f"{said}. {ways}{f', with {flags}' if flags else ''}." if ways else f"{said}."


def earlier(operation: Operation, arguments: argparse.Namespace) -> str:
    """What is to be said of an operation that an earlier run left open."""
    return f"An earlier run was ended in the middle ({operation.title}): {standing(operation, arguments)}"


def _ways(operation: Operation) -> Iterator[str]:
    open_ends = operation.to_do or operation.undecided
    if operation.depth % 2 and open_ends:
        yield f"`memtui undo {operation.id}` goes on"
        return
    if operation.undoable:
        verb = "brings" if operation.verb in {"delete", "delete entity"} else "takes"
        yield f"`memtui undo {operation.id}` {verb} {'it' if operation.undoable == 1 else 'them'} back"
    if open_ends:
        yield f"`memtui journal resume {operation.id}` goes on"


def _done(memories: int, entities: int, word: str) -> str:
    if not entities:
        return f"{memories:,} {word}" if memories else f"nothing was {word}"
    of_entities = "1 entity" if entities == 1 else f"{entities:,} entities"
    if not memories:
        return f"{of_entities} {word}"
    return f"{in_words(memories)} and {of_entities} {word}"


def _way_back(operation: Operation, arguments: argparse.Namespace) -> str:
    if operation.purged:
        return " · this cannot be undone"
    if arguments.demo:
        return ""
    if operation.depth % 2 and operation.counts.get("conflict"):
        command = f"memtui undo {operation.undo_of} --force"
        return f" · overwrite what others changed with {_command(command, arguments)}"
    if not operation.undoable:
        return ""
    if operation.depth % 2:
        return f" · do it again with {_command('memtui undo --redo', arguments)}"
    return f" · undo with {_command('memtui undo', arguments)}"


def _command(command: str, arguments: argparse.Namespace) -> str:
    flags = _same_flags(arguments)
    return f"`{command}` and {flags}" if flags else f"`{command}`"


def _same_flags(arguments: argparse.Namespace) -> str:
    """What a command has to repeat to mean this service; empty where it is the usual one."""
    flags = (
        ("--db", arguments.db),
        ("--profile", arguments.profile),
        ("--base-url", arguments.base_url),
    )
    return next((f"the same {flag}" for flag, value in flags if value), "")
