"""Options that several commands share, and what they mean."""

from __future__ import annotations

import argparse
from typing import Literal

from memtui.core.errors import UsageError
from memtui.core.filters import Filter, all_of, scope_condition
from memtui.core.models import ENTITY_TYPES

Format = Literal["text", "json", "jsonl"]


def number(text: str, least: int, most: int) -> int:
    """A whole number between two bounds, for argparse."""
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {most:,}")
    return value


def add_format(parser: argparse.ArgumentParser, what: str) -> None:
    """Add --json and --jsonl; `what` says what --json prints."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--json", action="store_true", help=f"print {what} as JSON")
    group.add_argument("--jsonl", action="store_true", help="print one JSON object a line")


def format_of(arguments: argparse.Namespace) -> Format:
    """The format that was asked for."""
    return "json" if arguments.json else "jsonl" if arguments.jsonl else "text"


def add_filter(parser: argparse.ArgumentParser) -> None:
    """Add --filter, the four scope flags and --hide-expired."""
    group = parser.add_argument_group("which memories")
    for entity_type in ENTITY_TYPES:
        group.add_argument(f"--{entity_type}-id", metavar="NAME", help=f"of this {entity_type}; * for any")
    group.add_argument("--filter", metavar="TEXT", help="a filter, such as 'user_id = alice or run_id = *'")
    group.add_argument("--hide-expired", action="store_true", help="leave out memories past their date")


def filter_of(arguments: argparse.Namespace) -> Filter | None:
    """All that the filter flags ask for at once; None for every memory. Raises FilterError, UsageError."""
    parts: list[Filter | None] = []
    if arguments.filter is not None:
        from memtui.core.filter_text import parse

        parts.append(parse(arguments.filter))
    for entity_type in ENTITY_TYPES:
        name: str | None = getattr(arguments, f"{entity_type}_id")
        if name is None:
            continue
        if not name.strip():
            raise UsageError(f"--{entity_type}-id is empty.", hint="Leave it out, or name whom you mean.")
        parts.append(scope_condition(entity_type, None if name == "*" else name))
    return all_of(*parts)


def add_pages(parser: argparse.ArgumentParser) -> None:
    """Add --page, --page-size, --all and --count."""
    group = parser.add_argument_group("how many")
    group.add_argument(
        "--page", type=lambda text: number(text, 1, 10**9), default=1, metavar="N", help="which page (1)"
    )
    group.add_argument(
        "--page-size",
        type=lambda text: number(text, 1, 1000),
        default=100,
        metavar="N",
        help="results a page (100); at most 1000 from an embedded store, 200 from a service",
    )
    group.add_argument("--all", action="store_true", help="every page, one after another")
    group.add_argument("--count", action="store_true", help="print only how many there are")
