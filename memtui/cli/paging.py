"""Lists page by page: one page, every page, or only how many there are."""

from __future__ import annotations

import argparse
from math import ceil
from typing import TypeVar

from memtui.adapters.base import Capabilities
from memtui.cli.options import format_of
from memtui.cli.output import emit, tell
from memtui.cli.results import Look, ResultPrinter
from memtui.ops.listing import Pages, every_page

T = TypeVar("T")
EXPIRED_LEFT_OUT = "Expired memories are not among them: this service leaves them out of its lists."
_CUT = (
    "This is the least that there is: the service lists only so many memories for one question, and has more."
    " Narrow it with --user-id, --agent-id or --run-id."
)


async def show_pages(
    pages: Pages[T], look: Look[T], arguments: argparse.Namespace, limits: Capabilities, noun: str
) -> int:
    """Print what the paging flags ask for; the exit code."""
    if arguments.count:
        emit(str(await pages.count()))
        if await pages.is_cut():
            tell(_CUT)
        return 0
    size = min(arguments.page_size, limits.max_page_size)
    if arguments.all:
        return await _show_all(pages, ResultPrinter(look, format_of(arguments)), limits.max_page_size)
    if size < arguments.page_size:
        tell(f"This service gives at most {size} a page; --page counts pages of {size}.")
    return await _show_one(pages, ResultPrinter(look, format_of(arguments)), arguments.page, size, noun)


async def _show_all(pages: Pages[T], printer: ResultPrinter[T], size: int) -> int:
    shown = 0
    printer.begin()
    async for results in every_page(pages, size):
        printer.show(results)
        shown += len(results)
    printer.end(count=shown, next=None, previous=None)
    if await pages.is_cut():
        tell(_CUT)
    return 0


async def _show_one(pages: Pages[T], printer: ResultPrinter[T], number: int, size: int, noun: str) -> int:
    page = await pages.page(number, size)
    total = await pages.count() if page.total is None else page.total
    last = max(1, ceil(total / size))
    printer.begin(
        count=total,
        next=number + 1 if page.has_next else None,
        previous=min(number - 1, last) if number > 1 else None,
    )
    printer.show(page.results)
    printer.end()
    if not page.results and number > 1:
        tell(f"There is no page {number:,}: {total:,} {noun} fill {last:,} page{'s' * (last > 1)} of {size}.")
    elif not page.results:
        tell(f"No {noun}.")
    elif page.has_next or number > 1:
        least = "at least " if page.is_cut else ""
        everything = "" if page.is_cut else ", --all everything"
        tell(f"Page {number:,} of {last:,}; {least}{total:,} {noun}. --page N shows another{everything}.")
    if page.is_cut:
        tell(_CUT)
    return 0
