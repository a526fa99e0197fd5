"""`memtui list`."""

from __future__ import annotations

import argparse

from memtui.adapters.base import MemoryAdapter
from memtui.cli.chosen_columns import add_columns, look_given
from memtui.cli.filters import add_filter, filter_of
from memtui.cli.options import add_format, add_pages, add_service_options, service_options
from memtui.cli.output import tell
from memtui.cli.paging import EXPIRED_LEFT_OUT, show_pages
from memtui.cli.service import ask, reading
from memtui.cli.sorting import add_sort, order_of
from memtui.core.queries import MemoryQuery
from memtui.ops.listing import MemoryPages


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `list`."""
    add_filter(parser)
    add_sort(parser)
    add_pages(parser)
    add_columns(parser)
    add_service_options(parser)
    add_format(parser, "the page with its count")
    parser.epilog = """\
examples:
  memtui list --user-id alice
  memtui list --user-id alice --filter 'keywords icontains "to play" and not run_id = *' --all --jsonl
  memtui list --demo --filter 'user_id = * and (categories in (food, travel) or created_at > -7d)' --count
  memtui list --demo --filter-json '{"AND": [{"user_id": "*"}, {"metadata": {"source": "chat"}}]}'
  memtui list --count --hide-expired
  memtui list --demo --sort updated --page-size 20
  memtui list --demo --sort metadata.confidence --reverse
  memtui list --demo --columns created,user,metadata.source,memory

docs/filters.md describes filters; `memtui filter explain` says what one means.

Off a terminal a row is: id, created, whose, state, memory, with a TAB between them;
with --columns those, each value whole.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List memories."""
    query = MemoryQuery(
        filter_of(arguments),
        show_expired=not arguments.hide_expired,
        options=service_options(arguments),
        order=order_of(arguments),
    )
    look = look_given(arguments)

    async def listed(adapter: MemoryAdapter) -> int:
        pages = MemoryPages(adapter, query)
        code = await show_pages(pages, look, arguments, adapter.capabilities, "memories")
        if query.show_expired and not adapter.capabilities.lists_expired:
            tell(EXPIRED_LEFT_OUT)
        return code

    with reading(arguments) as profile:
        return ask(profile, listed)
