"""`memtui entities`."""

from __future__ import annotations

import argparse

from memtui.adapters.base import MemoryAdapter
from memtui.cli.looks import ENTITIES
from memtui.cli.options import add_format, add_pages
from memtui.cli.paging import show_pages
from memtui.cli.service import ask, reading
from memtui.core.models import ENTITY_TYPES
from memtui.core.queries import EntityQuery
from memtui.ops.listing import EntityPages


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `entities`."""
    parser.add_argument("--type", choices=ENTITY_TYPES, help="only entities of this type")
    add_pages(parser)
    add_format(parser, "the page with its count")
    parser.epilog = """\
examples:
  memtui entities
  memtui entities --type user --all --jsonl

Off a terminal a row is: type, memories, updated, name, with a TAB between them.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List entities."""

    async def listed(adapter: MemoryAdapter) -> int:
        pages = EntityPages(adapter, EntityQuery(arguments.type))
        return await show_pages(pages, ENTITIES, arguments, adapter.capabilities, "entities")

    with reading(arguments) as profile:
        return ask(profile, listed)
