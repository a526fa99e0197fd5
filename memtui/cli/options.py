"""Options that several commands share, and what they mean."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, Literal

from memtui.core.errors import UsageError

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


def add_format(parser: argparse.ArgumentParser, what: str, *, others: Sequence[str] = ()) -> None:
    """Add --json and --jsonl, and --format for `others`; `what` says what --json prints."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--json", action="store_true", help=f"print {what} as JSON")
    group.add_argument("--jsonl", action="store_true", help="print one JSON object a line")
    if others:
        group.add_argument("--format", choices=others, help="print it in this form")


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


def add_service_options(parser: argparse.ArgumentParser) -> None:
    """Add --option."""
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a further field that the service documents; VALUE is JSON, or a text; can be given again",
    )


def service_options(arguments: argparse.Namespace) -> dict[str, Any]:
    """The fields that --option names, with their values. Raises UsageError."""
    if not arguments.option:
        return {}
    # Loaded on first use: hardly anybody needs them.
    from memtui.core.typed_json import TypingError, read_value

    found: dict[str, Any] = {}
    for name, text in option_texts(arguments).items():
        try:
            found[name] = read_value(text)
        except TypingError as error:
            raise UsageError(f"--option {name}: {error.message}", hint=error.hint) from None
    return found


def option_texts(arguments: argparse.Namespace) -> dict[str, str]:
    """The fields that --option names, with what was typed for each. Raises UsageError."""
    found: dict[str, str] = {}
    for word in arguments.option:
        name, equals, text = word.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                "--option is written as NAME=VALUE.", hint="For example: --option latest_only=true"
            )
        if name in found:
            raise UsageError(f"--option {name} is given twice.")
        found[name] = text
    return found
