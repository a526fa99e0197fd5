"""`memtui get`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from memtui.adapters.base import MemoryAdapter
from memtui.cli.looks import state_of
from memtui.cli.options import add_format, format_of
from memtui.cli.output import emit, emit_json
from memtui.cli.service import ask, reading
from memtui.core.display import neutralise, one_line
from memtui.core.errors import UsageError
from memtui.core.models import Memory
from memtui.core.times import absolute
from memtui.core.to_wire import memory_to_wire
from memtui.ops.jsonl import dumps


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `get`."""
    parser.add_argument("id", metavar="ID", help="the memory's id, as `memtui list` shows it")
    add_format(parser, "the memory")
    parser.epilog = """\
examples:
  memtui get 0406fbfd-6e2b-4f1a-be47-aef7fe0c3610
  memtui get 0406fbfd-6e2b-4f1a-be47-aef7fe0c3610 --json
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show one memory."""
    memory_id = id_of(arguments)

    async def got(adapter: MemoryAdapter) -> Memory:
        return await adapter.get(memory_id)

    with reading(arguments) as profile:
        memory = ask(profile, got)
    form = format_of(arguments)
    if form == "text":
        for line in described(memory):
            emit(line)
    else:
        emit_json(memory_to_wire(memory), indent=2 if form == "json" else None)
    return 0


def id_of(arguments: argparse.Namespace) -> str:
    """The id that was given. Raises UsageError when it is blank."""
    memory_id: str = arguments.id.strip()
    if not memory_id:
        raise UsageError("The id is empty.", hint="`memtui list` shows ids.")
    return memory_id


def described(memory: Memory) -> Iterator[str]:
    """The memory as lines for people: what is known about it, then its text."""
    known = {
        "id": memory.id,
        **dict[str, str](memory.scope()),
        "state": state_of(memory).replace(",", ", "),
        "created": absolute(memory.created_at, seconds=True),
        "updated": absolute(memory.updated_at, seconds=True),
        "expires": memory.expiration_date or "",
        "categories": ", ".join(memory.categories or ()),
        "metadata": dumps(dict(memory.metadata)) if memory.metadata else "",
        "hash": memory.hash or "",
        **{key: value if isinstance(value, str) else dumps(value) for key, value in memory.extra.items()},
    }
    known = {one_line(name): one_line(value) for name, value in known.items() if value}
    width = max(map(len, known), default=0)
    for name, value in known.items():
        yield f"{name:{width}}  {value}"
    yield ""
    yield neutralise(memory.memory)
