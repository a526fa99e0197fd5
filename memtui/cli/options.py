"""Options that several commands share, and what they mean."""

from __future__ import annotations

import argparse
from typing import Literal

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
