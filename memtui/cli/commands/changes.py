"""`memtui history`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from memtui.adapters.base import MemoryAdapter
from memtui.cli.commands.getting import id_of
from memtui.cli.differences import marked
from memtui.cli.options import add_format, format_of
from memtui.cli.output import emit, emit_json, tell
from memtui.cli.service import ask, reading
from memtui.core.display import neutralise, one_line
from memtui.core.history import TimelineStep, timeline
from memtui.core.models import HistoryEvent
from memtui.core.times import absolute
from memtui.core.to_wire import event_to_wire


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `history`."""
    parser.add_argument("id", metavar="ID", help="the memory's id, as `memtui list` shows it")
    add_format(parser, "the events as a list")
    parser.epilog = """\
examples:
  memtui history 0406fbfd-6e2b-4f1a-be47-aef7fe0c3610
  memtui history 0406fbfd-6e2b-4f1a-be47-aef7fe0c3610 --jsonl

For people, oldest first: [-removed-] and {+added+} words, then what was said. As JSON, in the service's
own order.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show a memory's history."""
    memory_id = id_of(arguments)

    async def told(adapter: MemoryAdapter) -> tuple[HistoryEvent, ...]:
        return await adapter.history(memory_id)

    with reading(arguments) as profile:
        events = ask(profile, told)
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


def described(steps: Iterable[TimelineStep]) -> Iterator[str]:
    """The steps as lines for people."""
    for step in steps:
        event = step.event
        yield one_line(f"{step.number}  {event.event}  {absolute(event.occurred_at, seconds=True)}").rstrip()
        text = marked(step.changes) if len(step.changes) > 1 else "".join(part.text for part in step.changes)
        yield from ("   " + line for line in neutralise(text).splitlines())
        for role, said in step.conversation:
            yield f"     {one_line(role)}: {one_line(said)}"
