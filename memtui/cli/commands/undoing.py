"""`memtui undo`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from itertools import chain

from memtui.cli.changing import Change, Report, add_agreement
from memtui.cli.desks import refuse_read_only
from memtui.core.errors import UsageError
from memtui.ops.desk import Desk
from memtui.ops.plans import Plan
from memtui.ops.undo import plan_redo, plan_undo
from memtui.state.journal import Journal, Operation

_RANGE = re.compile(r"\s*(\d{1,9})(?:\s*-\s*(\d{1,9}))?\s*", re.ASCII)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `undo`."""
    parser.add_argument(
        "operation",
        metavar="OPERATION",
        nargs="?",
        type=operation_number,
        help="its number in `memtui journal`",
    )
    parser.add_argument("--items", metavar="1,3-5", type=_ranges, help="only these items of the operation")
    parser.add_argument("--force", action="store_true", help="overwrite what others have changed since")
    parser.add_argument("--redo", action="store_true", help="do again what was undone")
    add_agreement(parser)
    parser.epilog = """\
examples:
  memtui undo                       what was done last, or the undo that was interrupted
  memtui undo 12 --items 1,3-5      some items of an operation; `memtui journal 12` numbers them
  memtui undo --redo                what was undone last, once more

What was changed is put back, what was added is deleted, what was deleted is added again. Where the
service cannot give back an id, dates or history, the plan says so. What others have changed since is left
alone (exit code 3) unless --force is given.

Off a terminal a row is: change, id, whose, memory, note, with a TAB between them.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Undo an operation."""
    refuse_read_only(arguments)
    number: int | None = arguments.operation
    if number is None and (arguments.items or (arguments.redo and arguments.force)):
        flag = "--items" if arguments.items else "--force with --redo"
        raise UsageError(f"{flag} needs the operation's number.", hint="`memtui journal` lists them.")

    async def planned(desk: Desk, _: Report) -> Plan:
        if number is None:
            return await (plan_redo(desk) if arguments.redo else plan_undo(desk, force=arguments.force))
        found = await desk.log(Journal.operation, number)
        positions = None if arguments.items is None else _positions(arguments.items, found)
        if arguments.redo:
            if not found.depth % 2:
                raise UsageError(f"Operation {number} is no undo.", hint="Leave --redo out to undo it.")
            # Named, so that an undo which was interrupted is not finished instead.
            positions = set(range(found.total)) if positions is None else positions
        return await plan_undo(desk, number, positions, force=arguments.force)

    return Change(planned).run(arguments)


def operation_number(text: str) -> int:
    """The number of an operation, for argparse."""
    if not re.fullmatch(r"[1-9]\d{0,17}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of an operation")
    return int(text)


def _ranges(text: str) -> Sequence[range]:
    """The positions that `1,3-5` names, counted from 0."""
    found = []
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 0 < first <= last:
            raise argparse.ArgumentTypeError(f"{part!r} is no item, nor a range such as 3-5")
        found.append(range(first - 1, last))
    return found


def _positions(ranges: Sequence[range], operation: Operation) -> set[int]:
    """The positions. Raises UsageError for one that the operation does not have."""
    last = max(one.stop for one in ranges)
    if last > operation.total:
        raise UsageError(f"Operation {operation.id} has no item {last}.", hint=f"It has {operation.total:,}.")
    return set(chain.from_iterable(ranges))
