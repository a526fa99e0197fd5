"""`memtui search`."""

from __future__ import annotations

import argparse
from dataclasses import replace

from memtui.adapters.base import Feature, MemoryAdapter
from memtui.cli.filters import add_filter, filter_of
from memtui.cli.looks import FOUND
from memtui.cli.options import add_format, add_service_options, format_of, number, service_options
from memtui.cli.output import tell
from memtui.cli.results import ResultPrinter
from memtui.cli.service import ask, reading
from memtui.core.errors import UsageError
from memtui.core.models import NewestFound
from memtui.core.queries import SearchQuery


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `search`."""
    parser.add_argument("query", metavar="QUERY", help="the question, in quotes when it is several words")
    parser.add_argument(
        "--top-k", type=lambda text: number(text, 1, 1000), default=10, metavar="N", help="at most N (10)"
    )
    parser.add_argument("--threshold", type=_share, metavar="0..1", help="leave out lower scores")
    parser.add_argument("--rerank", action="store_true", help="let the service order the best once more")
    parser.add_argument("--keyword", action="store_true", help="let the service match words as well")
    add_filter(parser)
    add_service_options(parser)
    add_format(parser, "the results with their count")
    parser.epilog = """\
examples:
  memtui search "what does she like to eat" --user-id alice
  memtui search allergies --top-k 3 --json
  memtui search "where to eat" --demo --filter 'user_id = * and created_at > -30d'

Off a terminal a row is: score, id, created, whose, state, memory, with a TAB between them.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Search memories."""
    if not arguments.query.strip():
        raise UsageError("The question is empty.", hint="To see everything, use `memtui list`.")
    query = SearchQuery(
        arguments.query,
        filter_of(arguments, "search"),
        top_k=arguments.top_k,
        threshold=arguments.threshold,
        rerank=arguments.rerank,
        keyword=arguments.keyword,
        show_expired=not arguments.hide_expired,
        options=service_options(arguments),
    )

    async def searched(adapter: MemoryAdapter) -> int:
        found = await adapter.search(await _possible(adapter, query))
        printer = ResultPrinter(FOUND, format_of(arguments))
        printer.begin(count=len(found), next=None, previous=None)
        printer.show(found)
        printer.end()
        if not found:
            tell("No memories match.")
        if isinstance(found, NewestFound):
            tell(f"Too many match to rank them all: of common words the {found.looked_at:,} newest were.")
        return 0

    with reading(arguments) as profile:
        return ask(profile, searched)


async def _possible(adapter: MemoryAdapter, query: SearchQuery) -> SearchQuery:
    """The query without the switches that the service lacks, which is said."""
    switches: tuple[tuple[str, Feature, bool], ...] = (
        ("rerank", "rerank", query.rerank),
        ("keyword", "keyword_search", query.keyword),
    )
    if not (query.rerank or query.keyword):
        return query
    # Which service it is may only be known once it has answered.
    await adapter.probe()
    lacks = adapter.capabilities.lacks
    lacked = {name: lacks.get(feature, "") for name, feature, is_on in switches if is_on}
    for name, reason in lacked.items():
        if reason:
            tell(f"--{name} changes nothing: {reason}.")
    return replace(
        query,
        rerank=query.rerank and not lacked.get("rerank"),
        keyword=query.keyword and not lacked.get("keyword"),
    )


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 1")
    return value
