"""`memtui export`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from memtui.adapters.base import MemoryAdapter
from memtui.cli.filters import add_filter, filter_of
from memtui.cli.output import emit_json, tell
from memtui.cli.paging import EXPIRED_LEFT_OUT
from memtui.cli.service import ask, reading
from memtui.core.errors import MemtuiError, UsageError
from memtui.core.queries import MemoryQuery
from memtui.ops.jsonl import dumps
from memtui.ops.progress import Progress
from memtui.ops.transfer import export_records
from memtui.state.files import whole_file


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `export`."""
    parser.add_argument("file", metavar="FILE", help="a .jsonl file to make, or - for stdout")
    parser.add_argument("--force", action="store_true", help="overwrite FILE if it is there already")
    add_filter(parser)
    parser.epilog = """\
examples:
  memtui export backup.jsonl
  memtui export - --user-id alice | gzip > alice.jsonl.gz
  memtui export old.jsonl --filter 'user_id = * and created_at < 2024-07-01'

One memory a line with its whole history, expired memories included where the service lists them;
`memtui import` reads it back.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Export memories."""
    query = MemoryQuery(filter_of(arguments), show_expired=not arguments.hide_expired)
    path = None if arguments.file == "-" else Path(arguments.file)
    if path is not None and path.suffix != ".jsonl":
        raise UsageError(
            f"{arguments.file!r} is no .jsonl file.", hint="In this release exports are JSON Lines."
        )
    with reading(arguments) as profile:
        if path is None:
            written, counted = ask(profile, lambda adapter: _export(adapter, query, emit_json))
        else:
            with whole_file(path, overwrite=arguments.force) as file:

                def write(line: dict[str, Any]) -> None:
                    file.write(dumps(line) + "\n")

                written, counted = ask(profile, lambda adapter: _export(adapter, query, write))
    where = "" if path is None else f" to {path}"
    tell(f"{written:,} {'memory' if written == 1 else 'memories'} written{where}.")
    if counted != written:
        raise MemtuiError(
            f"The service counts {counted:,} memories, but gave {written:,}.",
            hint="What it gave is kept; if nothing else was writing there, export again.",
        )
    return 0


async def _export(
    adapter: MemoryAdapter, query: MemoryQuery, write: Callable[[dict[str, Any]], None]
) -> tuple[int, int]:
    """How many memories were written, and how many the service says there are."""
    with Progress("Exporting memories:") as progress:
        exported = await export_records(adapter, query, write, on_written=progress)
    written = exported.written
    if exported.without_history:
        tell(f"{exported.without_history:,} came without their history, which the service did not give.")
    # Which version of a service answers is known only now.
    if query.show_expired and not adapter.capabilities.lists_expired:
        tell(EXPIRED_LEFT_OUT)
    return written, await adapter.count(query) if adapter.capabilities.true_totals else written
