"""What a file of memories says of itself: from where, and which of them."""

from __future__ import annotations

from datetime import datetime

from memtui.core.filter_text import format_filter
from memtui.core.queries import MemoryQuery
from memtui.core.times import iso
from memtui.core.writing.forms import About
from memtui.ops.filter_words import clauses_of


def about_list(
    service: str, query: MemoryQuery, now: datetime, *, question: str = "", marked: bool = False
) -> About:
    """What is said of a list, of what a search found in it, or of what was marked there."""
    facts = [("service", service)]
    if question:
        facts.append(("search", question))
    if marked:
        facts.append(("which", "those that were marked"))
    meaning = ""
    if query.filter is None:
        facts += [] if marked else [("filter", "none: every memory")]
    else:
        facts.append(("filter", format_filter(query.filter)))
        meaning = "\n".join("  " * clause.depth + clause.words for clause in clauses_of(query.filter, now))
    if not query.show_expired:
        facts.append(("expired memories", "left out"))
    return About("Memories", (*facts, ("written", _instant(now))), meaning)


def about_one(service: str, now: datetime) -> About:
    """What is said of one memory with its history."""
    return About("A memory and its history", (("service", service), ("written", _instant(now))))


def _instant(now: datetime) -> str:
    return iso(now.replace(microsecond=0))
