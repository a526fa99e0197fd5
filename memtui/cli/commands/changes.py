"""`memtui history`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from functools import partial

from memtui.adapters.base import MemoryAdapter
from memtui.cli.commands.getting import id_of
from memtui.cli.differences import marked
from memtui.cli.options import add_format, format_of
from memtui.cli.output import emit, emit_json, put_file, tell
from memtui.cli.service import ask, reading
from memtui.core.display import neutralise, one_line
from memtui.core.errors import NotFoundError
from memtui.core.history import TimelineStep, timeline
from memtui.core.models import HistoryEvent, Memory
from memtui.core.times import absolute, utc_now
from memtui.core.to_wire import event_to_wire
from memtui.core.writing.tables import events_csv


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `history`."""
    parser.add_argument("id", metavar="ID", help="the memory's id, as `memtui list` shows it")
    add_format(parser, "the events as a list", others=("csv", "md"))
    parser.epilog = """\
examples:
  memtui history 0406fbfd-6e2b-4f1a-be47-aef7fe0c3610
  memtui history 0406fbfd-6e2b-4f1a-be47-aef7fe0c3610 --jsonl
  memtui history 0406fbfd-6e2b-4f1a-be47-aef7fe0c3610 --format md > history.md

For people, oldest first: [-removed-] and {+added+} words, then what was said. As JSON and CSV, in the
service's own order. As Markdown, the memory as it is and then each event, oldest first.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show a memory's history."""
    memory_id = id_of(arguments)

    async def told(adapter: MemoryAdapter) -> tuple[HistoryEvent, ...]:
        return await adapter.history(memory_id)

    with reading(arguments) as profile:
        events = ask(profile, told)
        if arguments.format == "md":
            put_file(_as_markdown(profile.name, ask(profile, partial(_memory, memory_id)), events))
            return 0
    if arguments.format == "csv":
        rows = events_csv()
        put_file("".join((rows.begin(), *map(rows.one, events))))
        return 0
    form = format_of(arguments)
    if form == "json":
        emit_json([event_to_wire(event) for event in events], indent=2)
    elif form == "jsonl":
        for event in events:
            emit_json(event_to_wire(event))
    else:
        for line in described(timeline(events)):
            emit(line)
        if not events:
            tell("This memory has no history.")
    return 0


async def _memory(memory_id: str, adapter: MemoryAdapter) -> Memory | None:
    """The memory as it is; None where only its history is left."""
    try:
        return await adapter.get(memory_id)
    except NotFoundError:
        return None


def _as_markdown(service: str, memory: Memory | None, events: tuple[HistoryEvent, ...]) -> str:
    # Loaded on first use: it is needed for this form alone.
    from memtui.core.writing.markdown import heading
    from memtui.core.writing.to_read import history_markdown
    from memtui.ops.exporting.about import about_one

    return heading(about_one(service, utc_now())) + history_markdown(memory, events)


def described(steps: Iterable[TimelineStep]) -> Iterator[str]:
    """The steps as lines for people."""
    for step in steps:
        event = step.event
        yield one_line(f"{step.number}  {event.event}  {absolute(event.occurred_at, seconds=True)}").rstrip()
        text = marked(step.changes) if len(step.changes) > 1 else "".join(part.text for part in step.changes)
        yield from ("   " + line for line in neutralise(text).splitlines())
        for role, said in step.conversation:
            yield f"     {one_line(role)}: {one_line(said)}"
