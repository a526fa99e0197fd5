"""Operations in the journal that were ended in the middle."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from memtui.core.diagnosis import Check, Diagnosis
from memtui.core.errors import MemtuiError
from memtui.sqlite_files import open_database
from memtui.state.journal import Journal, Operation
from memtui.state.journal.schema import JOURNAL_ID, MIGRATIONS

AREA = "files"
LOOKED_AT = 100
"""How many operations, the newest, are looked at."""
_CHECK = Check(AREA, "operations")
_MOST_NAMED = 5


def check_operations(path: Path) -> Diagnosis:
    """Which of the last operations nobody is at work on, although something of them is open.

    A journal that is not there is not made.
    """
    if not path.exists():
        return _CHECK.ok("nothing was ever changed")
    if not os.access(path, os.W_OK):
        return _CHECK.warning(
            "the journal cannot be written, so it was not opened", "See to its permissions."
        )
    try:
        with closing(_opened(path)) as journal:
            last = journal.operations(limit=LOOKED_AT)
            found = [operation for operation in last if _is_open(operation, journal)]
    except MemtuiError as error:
        return _CHECK.error(error, "Move the journal away: memtui makes another one.")
    if not found:
        return _CHECK.ok(
            f"none of the last {len(last)} is unfinished" if last else "nothing was ever changed"
        )
    named = [f"{one.id} ({one.title}, {one.service.address})" for one in found[:_MOST_NAMED]]
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    number = found[0].id
    return _CHECK.warning(
        f"unfinished: {', '.join(named)}{more}",
        f"`memtui journal resume {number}` goes on, `memtui undo {number}` back, on the same service.",
    )


def _opened(path: Path) -> Journal:
    """The journal, without what else is seen to when it is opened to be written."""
    return Journal(path, open_database(path, MIGRATIONS, application_id=JOURNAL_ID))


def _is_open(operation: Operation, journal: Journal) -> bool:
    if operation.status == "running":
        return not journal.owners.is_owned(operation.id)
    return operation.status == "interrupted"
