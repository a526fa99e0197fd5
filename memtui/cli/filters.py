"""The options that say which memories are meant."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from memtui.core.errors import UsageError
from memtui.core.filters import Filter, all_of, scope_condition
from memtui.core.models import ENTITY_TYPES, EntityType

if TYPE_CHECKING:
    from memtui.core.filter_check import Purpose


def add_filter(parser: argparse.ArgumentParser, *, stars: bool = True) -> None:
    """Add the four scope flags, --filter, --filter-json and --hide-expired; `stars` may mean anybody."""
    anybody = "; * for any" if stars else ""
    group = parser.add_argument_group("which memories (all that is given must hold)")
    for entity_type in ENTITY_TYPES:
        group.add_argument(f"--{entity_type}-id", metavar="NAME", help=f"of this {entity_type}{anybody}")
    group.add_argument("--filter", metavar="TEXT", help="a filter, such as 'user_id = alice or run_id = *'")
    group.add_argument(
        "--filter-json", metavar="JSON", help="a filter in Mem0's v2 JSON; @FILE or - (stdin) to read it"
    )
    group.add_argument("--hide-expired", action="store_true", help="leave out memories past their date")


def scope_flags(arguments: argparse.Namespace) -> list[tuple[EntityType, str]]:
    """The scope flags that are given, with the name that each gives."""
    given = ((kind, getattr(arguments, f"{kind}_id")) for kind in ENTITY_TYPES)
    return [(kind, name) for kind, name in given if name is not None]


def filter_of(arguments: argparse.Namespace, purpose: Purpose = "list") -> Filter | None:
    """All that the filter flags ask for at once, checked for the service; None for every memory.

    Warnings go to stderr. Raises FilterError, UsageError, NotFoundError.
    """
    parts: list[Filter | None] = []
    for entity_type, name in scope_flags(arguments):
        if not name.strip():
            raise UsageError(f"--{entity_type}-id is empty.", hint="Leave it out, or name whom you mean.")
        parts.append(scope_condition(entity_type, None if name == "*" else name))
    # Loaded on first use: most lists are of one user or of everything.
    if arguments.filter is not None:
        from memtui.cli.filter_source import read_text

        parts.append(read_text(arguments.filter))
    if arguments.filter_json is not None:
        from memtui.cli.filter_source import read_json

        parts.append(read_json(arguments.filter_json))
    tree = all_of(*parts)
    if tree is not None:
        from memtui.cli.settling import settle_for

        settle_for(arguments, tree, purpose)
    return tree
