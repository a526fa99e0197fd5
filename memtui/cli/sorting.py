"""The options that say in which order memories are listed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from memtui.core.errors import UsageError

if TYPE_CHECKING:
    from memtui.core.ordering import Order


def add_sort(parser: argparse.ArgumentParser) -> None:
    """Add --sort and --reverse."""
    group = parser.add_argument_group("in which order (of an embedded store alone)")
    group.add_argument(
        "--sort",
        metavar="COLUMN",
        help="created, updated, expires, memory, user, agent, app, run, categories or metadata.KEY: dates "
        "with the newest first, all else from the least on; what lacks it comes last",
    )
    group.add_argument("--reverse", action="store_true", help="the other way round")


def order_of(arguments: argparse.Namespace) -> Order | None:
    """The order that is asked for; None for that of the list itself. Raises UsageError."""
    if arguments.sort is None:
        if arguments.reverse:
            raise UsageError("--reverse turns the order of --sort round.", hint="Give --sort COLUMN too.")
        return None
    # Loaded on first use: most lists are shown in their own order.
    from memtui.core.ordering import parse_order

    order = parse_order(arguments.sort)
    return order.turned() if arguments.reverse else order
