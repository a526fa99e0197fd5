"""The options that say which memories are changed; what could mean more than was meant is refused."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from memtui.cli import given
from memtui.cli.filter_source import content_of, json_filter, read_text
from memtui.cli.filters import add_filter, scope_flags
from memtui.cli.given import STDIN
from memtui.cli.settling import settle_for
from memtui.core.errors import DataError, RefusedError, UsageError
from memtui.core.filters import Condition, Filter, all_of, scope_condition, walk
from memtui.core.models import SCOPE_FIELDS, EntityType
from memtui.core.queries import MemoryQuery
from memtui.core.safety import checked_id, checked_name
from memtui.ops.choices import Choice, Ids, Matching
from memtui.ops.jsonl import loads

_EMPTY = RefusedError("An empty filter would mean every memory.")


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Add --ids and the filter options."""
    parser.add_argument(
        "--ids",
        nargs="+",
        action="extend",
        metavar="ID",
        help="these memories; @FILE or - (stdin) to read ids, one a line",
    )
    add_filter(parser, stars=False)


def has_filter(arguments: argparse.Namespace) -> bool:
    """Whether one of the filter options is given."""
    return bool(scope_flags(arguments)) or not (arguments.filter is None and arguments.filter_json is None)


def reads_stdin(arguments: argparse.Namespace) -> bool:
    """Whether stdin brings the ids or the filter."""
    return STDIN in (arguments.ids or ()) or arguments.filter_json == STDIN


def choice_of(arguments: argparse.Namespace) -> Choice:
    """The memories that the options name.

    Raises RefusedError for an empty id, a star in the place of an id or a name, and an empty filter;
    UsageError for options that do not go together, and what a filter raises.
    """
    if arguments.ids is not None and has_filter(arguments):
        raise UsageError("--ids and a filter name memories in two ways.", hint="Give one of them.")
    if arguments.ids is not None:
        return Ids(tuple(checked_id(memory_id) for word in arguments.ids for memory_id in _ids_in(word)))
    if not has_filter(arguments):
        raise UsageError("Which memories?", hint="Give --ids, or a filter such as --user-id alice.")
    tree = _filter_of(arguments)
    settle_for(arguments, tree)
    return Matching(MemoryQuery(tree, show_expired=not arguments.hide_expired))


def _filter_of(arguments: argparse.Namespace) -> Filter:
    """All that the filter flags ask for at once; each of them has to say something."""
    parts: list[Filter] = [_named(kind, name) for kind, name in scope_flags(arguments)]
    if arguments.filter is not None:
        if not arguments.filter.strip():
            raise _EMPTY
        parts.append(read_text(arguments.filter))
    if arguments.filter_json is not None:
        content = content_of(arguments.filter_json)
        if _is_empty_json(content):
            raise _EMPTY
        parts.append(json_filter(content))
    tree = all_of(*parts)
    if tree is None:
        raise _EMPTY
    _check_names(tree)
    return tree


def _ids_in(word: str) -> Iterator[str]:
    """The ids that a word stands for. Raises RefusedError for a file without any."""
    if word != STDIN and not word.startswith("@"):
        yield word.strip()
        return
    content = given.content_of(word.removeprefix("@"), "list of ids")
    ids = [line.strip() for line in content.splitlines() if line.strip()]
    if not ids:
        raise RefusedError("The list of ids is empty.", hint="It has to hold one id a line.")
    yield from ids


def _named(kind: EntityType, name: str) -> Filter:
    try:
        return scope_condition(kind, checked_name(name))
    except RefusedError as error:
        hint = f"If you mean them all, give --filter '{kind}_id = *'." if name.strip() else error.hint
        raise RefusedError(error.message, hint=hint) from None


def _check_names(tree: Filter) -> None:
    """Refuse a filter that compares with an empty name, or with a star as if it were one.

    A service could take either for everybody.
    """
    for _, part in walk(tree):
        if isinstance(part, Condition) and part.field in SCOPE_FIELDS and part.operator != "exists":
            for value in part.value if isinstance(part.value, tuple) else (part.value,):
                checked_name(str(value))


def _is_empty_json(text: str) -> bool:
    if not text.strip():
        return True
    try:
        return _says_nothing(loads(text.encode()))
    except (DataError, UnicodeEncodeError):
        return False


def _says_nothing(value: Any) -> bool:
    """Whether a filter in JSON has no condition anywhere."""
    if isinstance(value, list):
        return all(map(_says_nothing, value))
    if isinstance(value, dict):
        return all(key in {"AND", "OR", "NOT"} and _says_nothing(part) for key, part in value.items())
    return value is None
