"""`memtui filter explain`: a filter as a tree of plain words, with counts where a service is named."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from memtui.adapters.base import MemoryAdapter
from memtui.cli.output import emit, tell
from memtui.cli.service import ask, reading
from memtui.cli.settling import settle_for
from memtui.core.display import one_line
from memtui.core.filter_text import format_filter
from memtui.core.filters import And, Filter
from memtui.core.times import utc_now
from memtui.ops.blame import Blame, find_blame
from memtui.ops.filter_words import MOST_COUNTED, Clause, clauses_of, counts_of


def explain(tree: Filter, arguments: argparse.Namespace) -> int:
    """Print the tree; the exit code. Asks only a service that a flag names, never the environment's."""
    clauses = list(clauses_of(tree, utc_now()))
    if not (arguments.db or arguments.base_url or arguments.demo):
        for line in _lines(clauses, [None] * len(clauses)):
            emit(line)
        return 0
    settle_for(arguments, tree)
    parts = tree.children if isinstance(tree, And) else (tree,)

    async def asked(adapter: MemoryAdapter) -> tuple[list[int | None], Blame | None]:
        counts = await counts_of(adapter, clauses)
        return counts, None if counts[0] else await find_blame(adapter, parts, show_expired=True)

    with reading(arguments) as profile:
        counts, blame = ask(profile, asked)
    for line in _lines(clauses, counts):
        emit(line)
    if not counts[0]:
        emit(_blamed(parts, blame))
    if len(clauses) > MOST_COUNTED:
        tell(f"Only the first {MOST_COUNTED} parts are counted.")
    return 0


def _lines(clauses: Sequence[Clause], counts: Sequence[int | None]) -> list[str]:
    """The clauses indented as they stand in one another, their counts before them."""
    shown = ["" if count is None else f"{count:,}" for count in counts]
    width = max(map(len, shown))
    margin = "  " if width else ""
    return [
        f"{count:>{width}}{margin}{'  ' * clause.depth}{one_line(clause.words)}"
        for count, clause in zip(shown, clauses, strict=True)
    ]


def _blamed(parts: Sequence[Filter], blame: Blame | None) -> str:
    if blame is None:
        return "Nothing matches."
    texts = [one_line(format_filter(parts[at])) for at in blame.clauses]
    memories = "memory" if blame.without == 1 else "memories"
    return f"Nothing matches. Without `{'` and `'.join(texts)}`: {blame.without:,} {memories}."
