"""`memtui export`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from memtui.adapters.base import MemoryAdapter
from memtui.cli.filters import add_filter, filter_of, scope_flags
from memtui.cli.output import json_text, put_file, tell
from memtui.cli.paging import EXPIRED_LEFT_OUT
from memtui.cli.service import ask, reading
from memtui.cli.sorting import add_sort, order_of
from memtui.core.errors import MemtuiError, UsageError
from memtui.core.models import MemoryRecord
from memtui.core.profile import Profile
from memtui.core.queries import MemoryQuery
from memtui.core.times import utc_now
from memtui.core.writing.forms import FILE_FORMS, About, FileForm, Writer, form_of_name
from memtui.ops.exporting.places import whole_file_aside
from memtui.ops.exporting.sources import Listed, One, Source
from memtui.ops.exporting.work import Exported, Put, export_memories
from memtui.ops.exporting.writers import TextOf, history_writer, memories_writer
from memtui.ops.jsonl import dumps
from memtui.ops.progress import Progress


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `export`."""
    parser.add_argument(
        "file",
        metavar="FILE",
        help="a file to make, its form by its end: .jsonl, .csv or .md; or - for stdout",
    )
    parser.add_argument("--format", choices=FILE_FORMS, help="the form, whatever the name of the file")
    parser.add_argument("--id", metavar="ID", help="this memory alone, with its history")
    parser.add_argument("--force", action="store_true", help="overwrite FILE if it is there already")
    add_filter(parser)
    add_sort(parser)
    parser.epilog = """\
examples:
  memtui export backup.jsonl
  memtui export - --user-id alice | gzip > alice.jsonl.gz
  memtui export old.jsonl --filter 'user_id = * and created_at < 2024-07-01'
  memtui export alice.csv --user-id alice --sort updated
  memtui export memory.md --id 0406fbfd-6e2b-4f1a-be47-aef7fe0c3610

As JSON Lines, one memory a line with its whole history, expired memories included where the service
lists them; `memtui import` reads it back. As CSV, a row a memory; as Markdown, to be read: both without
history, but for --id.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Export memories."""
    if arguments.file.endswith("/"):
        raise UsageError(f"{arguments.file} names a folder.", hint="Name a file in it.")
    path = None if arguments.file == "-" else Path(arguments.file)
    form = _form(arguments)
    source = _source(arguments)
    with reading(arguments) as profile:
        exporting = _Exporting(source, form, path, overwrite=arguments.force)
        done = ask(profile, lambda adapter: exporting.export(adapter, profile))
    where = "" if path is None else f" to {path}"
    tell(f"{done.written:,} {'memory' if done.written == 1 else 'memories'} written{where}.")
    if not done.is_whole:
        raise MemtuiError(
            f"The service counts {done.expected:,} memories, but gave {done.written:,}.",
            hint="What it gave is kept; if nothing else was writing there, export again.",
        )
    return 0


class _Exporting:
    """One export, to `path` or to stdout."""

    def __init__(self, source: Source, form: FileForm, path: Path | None, *, overwrite: bool) -> None:
        self._source = source
        self._form = form
        self._path = path
        self._overwrite = overwrite

    async def export(self, adapter: MemoryAdapter, profile: Profile) -> Exported:
        """Write it, and tell what is to be known of it."""
        if self._path is None:
            done = await self._write(adapter, self._writer(profile, json_text), put_file)
        else:
            async with whole_file_aside(self._path, overwrite=self._overwrite) as file:
                done = await self._write(adapter, self._writer(profile, dumps), file.write)
        if done.without_history:
            tell(f"{done.without_history:,} came without their history, which the service did not give.")
        if done.mended:
            tell(f"{done.mended:,} held half a character: a mark stands there. JSON Lines keep it.")
        # Which version of a service answers is known only now.
        source = self._source
        if (
            isinstance(source, Listed)
            and source.query.show_expired
            and not adapter.capabilities.lists_expired
        ):
            tell(EXPIRED_LEFT_OUT)
        return done

    async def _write(self, adapter: MemoryAdapter, writer: Writer[MemoryRecord], put: Put) -> Exported:
        with_history = self._form == "jsonl" or isinstance(self._source, One)
        with Progress("Exporting memories:") as progress:
            return await export_memories(
                adapter,
                self._source,
                writer,
                put,
                with_history=with_history,
                on_written=progress,
                beside=False,
            )

    def _writer(self, profile: Profile, text_of: TextOf) -> Writer[MemoryRecord]:
        make: Callable[[FileForm, About, TextOf], Writer[MemoryRecord]] = memories_writer
        about = About("")
        if isinstance(self._source, One):
            make = history_writer
        if self._form == "md":
            # Loaded on first use: what a filter means is only said there.
            from memtui.ops.exporting.about import about_list, about_one

            if isinstance(self._source, Listed):
                about = about_list(profile.name, self._source.query, utc_now())
            else:
                about = about_one(profile.name, utc_now())
        return make(self._form, about, text_of)


def _form(arguments: argparse.Namespace) -> FileForm:
    """The form that is asked for. Raises UsageError where none is."""
    given: FileForm | None = arguments.format
    form = given or ("jsonl" if arguments.file == "-" else form_of_name(arguments.file))
    if form is None:
        ends = ", ".join(f".{form}" for form in FILE_FORMS)
        raise UsageError(
            f"The end of {arguments.file!r} names no form.", hint=f"It can be {ends}; or give --format."
        )
    return form


def _source(arguments: argparse.Namespace) -> Source:
    """What is to be exported. Raises UsageError, FilterError, NotFoundError."""
    order = order_of(arguments)
    if arguments.id is None:
        tree = filter_of(arguments)
        return Listed(MemoryQuery(tree, show_expired=not arguments.hide_expired, order=order))
    if scope_flags(arguments) or arguments.filter or arguments.filter_json or arguments.hide_expired or order:
        raise UsageError("--id names one memory.", hint="Leave out whose it is, the filter and --sort.")
    if not arguments.id.strip():
        raise UsageError("The id is empty.", hint="`memtui list` shows ids.")
    return One(arguments.id.strip())
