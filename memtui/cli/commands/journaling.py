"""`memtui journal`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path

from memtui.cli.changing import Change, Report
from memtui.cli.commands.undoing import operation_number
from memtui.cli.desks import at_desk, reconciled, refuse_read_only
from memtui.cli.journal_keeping import instant_of, prune, purge
from memtui.cli.journal_view import OPERATIONS, Entry, entries, exported, limited, operations, show_entry
from memtui.cli.options import add_format, format_of, number
from memtui.cli.output import emit_json, tell
from memtui.cli.results import ResultPrinter
from memtui.cli.service import ask, reading
from memtui.core.errors import MemtuiError, UsageError
from memtui.core.profile import ServiceIdentity
from memtui.ops.desk import Desk, identity_of
from memtui.ops.jsonl import dumps
from memtui.ops.plans import Plan
from memtui.ops.undo import plan_resume
from memtui.state.files import whole_file
from memtui.state.journal import Journal
from memtui.state.paths import journal_file

_LIMIT = 50
_OPTIONS: dict[str, set[str]] = {
    "list": {"json", "jsonl", "all_services", "limit"},
    "show": {"json", "jsonl", "all_services", "limit"},
    "export": {"all_services", "force"},
    "prune": {"older_than", "yes"},
    "purge": {"yes"},
    "resume": {"yes", "json"},
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `journal`."""
    parser.usage = "memtui journal [OPERATION | ACTION ...] [options]"
    parser.add_argument("words", metavar="OPERATION", nargs="*", help="its number: show its items")
    add_format(parser, "the operations, or one with its items,")
    parser.add_argument("--all-services", action="store_true", help="what was done on any service")
    parser.add_argument(
        "--limit",
        type=lambda text: number(text, 1, 10**9),
        metavar="N",
        help=f"at most N operations ({_LIMIT}), or items (all)",
    )
    parser.add_argument("--older-than", metavar="AGE", help="for prune: 90d, 12w or a date")
    parser.add_argument("--force", action="store_true", help="for export: overwrite FILE")
    parser.add_argument("--yes", action="store_true", help="do it without asking")
    parser.epilog = """\
actions:
  export FILE [OPERATION]      write operations with their items, and all that was there before, as JSON
                               Lines; - is stdout
  prune --older-than AGE       forget old operations, of every service: they cannot be undone any more
  purge OPERATION              forget what was there before an operation, and keep that it was
  resume OPERATION             finish an operation that was interrupted

examples:
  memtui journal
  memtui journal 12
  memtui journal export audit.jsonl --all-services
  memtui journal prune --older-than 90d --yes

Off a terminal a row is: operation, when, kind, status, done, items, undone, where, what; with a number:
item, change, id, whose, memory, note.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show the journal, or look after it."""
    words: list[str] = arguments.words
    first = words[0] if words else "list"
    if words and first[:1].isdigit():
        action, rest = "show", words
    elif first in _ACTIONS and (not words or first not in {"list", "show"}):
        action, rest = first, words[1:]
    else:
        raise UsageError(
            f"{first!r} is neither the number of an operation nor an action.",
            hint="`memtui journal --help` lists them.",
        )
    for option in sorted({option for options in _OPTIONS.values() for option in options} - _OPTIONS[action]):
        if getattr(arguments, option):
            raise UsageError(
                f"--{option.replace('_', '-')} is not for this.", hint="Try `memtui journal --help`."
            )
    least, most, do = _ACTIONS[action]
    if not least <= len(rest) <= most:
        raise UsageError(
            "There is something missing." if len(rest) < least else f"{rest[most]!r} is too much here.",
            hint="`memtui journal --help` shows how it is written.",
        )
    return do(arguments, rest)


def _list(arguments: argparse.Namespace, _: list[str]) -> int:
    limit = arguments.limit or _LIMIT
    with _opened() as journal:
        service = None if arguments.all_services else _service(arguments, journal)
        found = list(islice(entries(journal, service), limit + 1))
    shown = found[:limit]
    printer = ResultPrinter(OPERATIONS, format_of(arguments))
    printer.begin()
    if shown:
        printer.show(shown)
    printer.end(count=len(shown), next=None, previous=None)
    if not shown:
        tell(
            "memtui has changed nothing here."
            if not arguments.all_services
            else "memtui has changed nothing."
        )
    elif len(found) > limit:
        tell(f"These are the newest {len(shown):,}; --limit N shows more.")
    return 0


def _show(arguments: argparse.Namespace, words: list[str]) -> int:
    wanted = _number(words[0])
    with _opened() as journal:
        entry = _entry(journal, wanted, arguments)
        show_entry(entry, limited(journal.each_item(wanted), arguments.limit), format_of(arguments))
    return 0


def _export(arguments: argparse.Namespace, words: list[str]) -> int:
    wanted = _number(words[1]) if len(words) > 1 else None
    path = None if words[0] == "-" else Path(words[0])
    if path is not None and path.suffix != ".jsonl":
        raise UsageError(f"{words[0]!r} is no .jsonl file.", hint="The journal is exported as JSON Lines.")
    with _opened() as journal:
        if wanted is not None:
            chosen = [_entry(journal, wanted, arguments)]
        else:
            service = None if arguments.all_services else _service(arguments, journal)
            # Oldest first, as it happened.
            chosen = list(entries(journal, service))[::-1]
        if path is None:
            for line in exported(journal, chosen):
                emit_json(line)
        else:
            with whole_file(path, overwrite=arguments.force) as file:
                for line in exported(journal, chosen):
                    file.write(dumps(line) + "\n")
    where = "" if path is None else f" to {path}"
    tell(f"{operations(len(chosen))} written{where}.")
    return 0


def _prune(arguments: argparse.Namespace, _: list[str]) -> int:
    refuse_read_only(arguments)
    if arguments.older_than is None:
        raise UsageError("What is old?", hint="Give --older-than 90d.")
    before = instant_of(arguments.older_than)
    with _opened() as journal:
        return prune(journal, before, arguments)


def _purge(arguments: argparse.Namespace, words: list[str]) -> int:
    refuse_read_only(arguments)
    wanted = _number(words[0])
    with _opened() as journal:
        return purge(journal, _entry(journal, wanted, arguments), arguments)


def _resume(arguments: argparse.Namespace, words: list[str]) -> int:
    wanted = _number(words[0])

    async def planned(desk: Desk, _: Report) -> Plan:
        return await plan_resume(desk, wanted)

    return Change(planned).run(arguments)


_ACTIONS: dict[str, tuple[int, int, Callable[[argparse.Namespace, list[str]], int]]] = {
    "list": (0, 0, _list),
    "show": (1, 1, _show),
    "export": (1, 2, _export),
    "prune": (0, 0, _prune),
    "purge": (1, 1, _purge),
    "resume": (1, 1, _resume),
}
"""How many words each takes, and what it does."""


def _opened() -> closing[Journal]:
    return closing(Journal.open(journal_file()))


def _service(arguments: argparse.Namespace, journal: Journal) -> ServiceIdentity:
    """The store that the flags name, after what an earlier run left open there has been looked at."""

    async def looked(desk: Desk) -> ServiceIdentity:
        await reconciled(desk, arguments)
        return desk.service

    try:
        with reading(arguments) as profile:
            if profile.read_only:
                return ask(profile, identity_of)
            return at_desk(profile, journal, looked)
    except MemtuiError as error:
        error.hint = f"{error.hint} --all-services asks no service.".strip()
        raise


def _entry(journal: Journal, wanted: int, arguments: argparse.Namespace) -> Entry:
    """One operation; what an earlier run left open of it is looked at, if its store can be asked."""
    entry = Entry.of(journal, journal.operation(wanted))
    is_open = entry.status == "interrupted" and (
        entry.operation.undecided or entry.operation.status == "running"
    )
    if is_open and not arguments.read_only:
        try:
            _service(arguments, journal)
        except MemtuiError as error:
            tell(f"memtui: what was under way could not be looked at: {error.message}")
        entry = Entry.of(journal, journal.operation(wanted))
    return entry


def _number(word: str) -> int:
    try:
        return operation_number(word)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"{error}.") from None
