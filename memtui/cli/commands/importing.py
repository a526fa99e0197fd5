"""`memtui import`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from memtui.adapters.base import ImportOutcome
from memtui.cli.agreeing import DeclinedError, ask_whether, can_ask
from memtui.cli.output import emit, emit_json, tell
from memtui.cli.service import as_it_is, ask, profile_of, writing
from memtui.core.display import one_line
from memtui.core.errors import DataError, NotFoundError, RefusedError
from memtui.core.profile import Profile
from memtui.ops.progress import Progress
from memtui.ops.transfer import import_records, not_over_http

_LISTED = 20
_PARTLY_DONE = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `import`."""
    parser.add_argument("file", metavar="FILE", help="a JSON Lines file, or - for stdin")
    parser.add_argument("--yes", action="store_true", help="do it without asking")
    parser.add_argument("--replace", action="store_true", help="replace memories whose content differs")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")
    parser.epilog = """\
examples:
  memtui import backup.jsonl
  zcat backup.jsonl.gz | memtui import - --db copy.db --yes

Ids, dates and history are kept. All lines are stored or none. A memory that is here already with other
content is left alone and listed (exit code 3), or replaced with --replace. Without --yes the plan is shown
first: a terminal asks, anything else writes nothing.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Import memories."""
    if arguments.read_only:
        raise RefusedError("Nothing can be imported with --read-only.")
    if profile_of(arguments).kind != "local":
        raise not_over_http()
    with _source(arguments.file) as stream, writing(arguments) as profile:
        if not arguments.yes:
            with as_it_is(profile) as present:
                plan = _imported(present, stream, arguments, dry_run=True)
            if not _agreed(plan, arguments):
                return 0
        outcome = _imported(profile, stream, arguments, dry_run=False)
    if arguments.json:
        emit_json(_as_json(outcome))
    else:
        emit(
            f"{outcome.added:,} added, {outcome.unchanged:,} unchanged, {outcome.replaced:,} replaced,"
            f" {len(outcome.conflicts):,} left alone."
        )
    if not outcome.conflicts:
        return 0
    tell(_conflicts(outcome.conflicts))
    return _PARTLY_DONE


def _imported(
    profile: Profile, stream: BinaryIO, arguments: argparse.Namespace, *, dry_run: bool
) -> ImportOutcome:
    with Progress("Reading memories:" if dry_run else "Importing memories:") as progress:
        return ask(
            profile,
            lambda adapter: import_records(
                adapter, stream, replace=arguments.replace, dry_run=dry_run, on_read=progress
            ),
        )


def _agreed(plan: ImportOutcome, arguments: argparse.Namespace) -> bool:
    """Show the plan and ask; False where nobody can be asked. Raises DeclinedError for a no."""
    differ = plan.replaced + len(plan.conflicts)
    fate = "" if not differ else " (to be replaced)" if arguments.replace else " (left as they are)"
    sentence = f"{plan.added:,} new, {plan.unchanged:,} unchanged, {differ:,} differ{fate}."
    if can_ask(stdin_is_taken=arguments.file == "-"):
        if not plan.added and not plan.replaced:
            return True
        tell(sentence)
        if ask_whether("Import?"):
            return True
        raise DeclinedError("Nothing was imported.")
    if arguments.json:
        emit_json({**_as_json(plan), "dry_run": True})
    else:
        emit(sentence)
    if plan.conflicts:
        tell(_conflicts(plan.conflicts))
    tell("Nothing was written. Add --yes to do it.")
    return False


def _as_json(outcome: ImportOutcome) -> dict[str, Any]:
    return {
        "added": outcome.added,
        "unchanged": outcome.unchanged,
        "replaced": outcome.replaced,
        "conflicts": outcome.conflicts,
    }


def _conflicts(ids: Sequence[str]) -> str:
    listed = "".join(f"\n  {one_line(memory_id)}" for memory_id in ids[:_LISTED])
    more = f"\n  and {len(ids) - _LISTED:,} more" if len(ids) > _LISTED else ""
    return f"{len(ids):,} here already with other content; --replace replaces them:{listed}{more}"


@contextmanager
def _source(name: str) -> Iterator[BinaryIO]:
    """The bytes to import, which can be read twice: what cannot is copied to a nameless file first."""
    with ExitStack() as stack:
        stream = sys.stdin.buffer if name == "-" else stack.enter_context(_opened(Path(name)))
        if name == "-" or not stream.seekable():
            copy = stack.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(stream, copy)
            yield copy
        else:
            yield stream


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise NotFoundError(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise DataError(f"{path} is a folder.", hint="Name a JSON Lines file in it.") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
