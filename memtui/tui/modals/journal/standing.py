"""Why something cannot be done with an operation or an item of it; an empty text where it can."""

from __future__ import annotations

from memtui.core.profile import ServiceIdentity
from memtui.state.journal import Item
from memtui.tui.modals.items.operation_words import undo_reason
from memtui.tui.modals.journal.row import OperationRow, place_words

NOTHING = "nothing is here"
ALREADY_FORGOTTEN = "they are forgotten already"


def undo_off(row: OperationRow | None, service: ServiceIdentity | None) -> str:
    """Why it cannot be undone, now that this service is open; None while it is not known which is."""
    if row is None:
        return NOTHING
    return _service_off(row, service) or _at_work(row) or undo_reason(row.operation)


def resume_off(row: OperationRow | None, service: ServiceIdentity | None) -> str:
    """Why it cannot be taken up again."""
    if row is None:
        return NOTHING
    if reason := _service_off(row, service) or _at_work(row):
        return reason
    operation = row.operation
    if operation.status == "cancelled" and operation.counts.get("cancelled"):
        return ALREADY_FORGOTTEN if operation.purged else ""
    if not row.is_interrupted:
        return "it was not interrupted"
    return "" if operation.to_do + operation.undecided else "nothing of it is left to do"


def purge_off(row: OperationRow | None) -> str:
    """Why its before-images cannot be forgotten."""
    if row is None:
        return NOTHING
    return _at_work(row) or (ALREADY_FORGOTTEN if row.operation.purged else "")


def mark_off(item: Item) -> str:
    """Why an item cannot be marked, to be undone."""
    if item.undone_by is not None:
        return f"operation {item.undone_by} took it back"
    return "" if item.status == "done" else "it was not done"


def _service_off(row: OperationRow, service: ServiceIdentity | None) -> str:
    if service is None:
        return "which service is open is not known yet"
    there = row.operation.service
    return "" if there.key == service.key else f"it was done on {place_words(there)}, which is not open"


def _at_work(row: OperationRow) -> str:
    is_running = row.operation.status == "running" and not row.is_interrupted
    return "memtui is at work on it" if is_running else ""
