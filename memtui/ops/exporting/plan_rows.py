"""The rows of a plan, each with what was there before and what shall be."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from memtui.core.models import ENTITY_TYPES, SCOPE_FIELDS
from memtui.core.writing.forms import About, FileForm, Writer
from memtui.core.writing.markdown import block, fields, heading, json_block
from memtui.core.writing.tables import OTHER, CsvWriter
from memtui.core.writing.to_read import counted
from memtui.ops.aside import aside
from memtui.ops.exporting.writers import JsonLines, TextOf
from memtui.ops.item_wire import item_to_wire
from memtui.ops.jsonl import dumps
from memtui.ops.plans import Plan
from memtui.state.journal import Item, Journal

_BATCH = 200
_CHANGED = ("memory", "metadata", "categories", "expiration_date")
"""What an edit can change; each has two columns."""
_COLUMNS = (
    *("item", "change", "status", "id", *SCOPE_FIELDS, "note"),
    *(f"{name} {when}" for name in _CHANGED for when in ("before", "after")),
    OTHER,
)


def plan_writer(form: FileForm, about: About, *, merges: bool, text_of: TextOf = dumps) -> Writer[Item]:
    """The writer of a plan's rows; `merges` says that the service keeps metadata keys an edit leaves out."""

    def to_wire(item: Item) -> dict[str, Any]:
        return item_to_wire(item, merges=merges)

    if form == "jsonl":
        return JsonLines(to_wire, text_of)
    if form == "csv":
        return CsvWriter(_COLUMNS, lambda item: _columns(to_wire(item)))
    return PlanMarkdown(about, merges=merges)


def about_plan(plan: Plan, when: str) -> About:
    """What a plan's file says of the plan; `when` is the instant at which it is written."""
    warnings = tuple(("warning", warning) for warning in plan.warnings)
    return About(
        "Plan",
        (
            ("plan", plan.operation.title),
            ("service", plan.operation.service.address),
            ("will change", f"{plan.changes:,}"),
            ("will stay as they are", f"{plan.unchanged:,}"),
            *warnings,
            ("written", when),
        ),
    )


async def plan_batches(journal: Journal, operation: int) -> AsyncIterator[Sequence[Item]]:
    """All items of a plan, some at a time. Raises StoreError."""
    after = -1
    while some := await aside(journal.items, operation, after=after, limit=_BATCH):
        yield some
        after = some[-1].position


class PlanMarkdown:
    """One entry a row."""

    def __init__(self, about: About, *, merges: bool) -> None:
        self._about = about
        self._merges = merges

    def begin(self) -> str:
        """What the plan is."""
        return heading(self._about)

    def one(self, item: Item) -> str:
        """A row: what is done to which memory, and the memory before and after."""
        found = item_to_wire(item, merges=self._merges)
        change = found["change"] or "nothing changes"
        text = f"## {found['item']}. {change}\n\n"
        before, after = found["before"], found["after"]
        known = {"status": found["status"], "id": found["id"], **_scopes(before or after or {})}
        if "entity" in found:
            known["entity"] = f"{found['entity']['type']} {found['entity']['name']}"
        text += fields({**known, "note": found["note"] or None}) + "\n"
        if "setting" in found:
            return text + "".join(
                json_block(label, value)
                for label, value in (("Before", before), ("After", after))
                if value is not None
            )
        text += _differences(before, after)
        return text + (json_block("Conversation", found["messages"]) if "messages" in found else "")

    def end(self, written: int) -> str:
        """How many rows there are."""
        return f"---\n\n{counted(written, 'row', 'rows')}\n"


def _differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """What there is before and after; what stays the same is there once."""
    text = ""
    for name in _CHANGED:
        old, new = (None if side is None else side.get(name) for side in (before, after))
        label = "text" if name == "memory" else name.replace("_", " ")
        sides = [(f"{label.capitalize()} before", old), (f"{label.capitalize()} after", new)]
        if before is not None and after is not None and old == new:
            sides = [(label.capitalize(), new)]
        for said, value in sides:
            if isinstance(value, str):
                text += block(said, value)
            elif value:
                text += json_block(said, value)
    return text


def _columns(found: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row, and whatever has none."""
    before, after = found["before"], found["after"]
    own = {name: found[name] for name in ("item", "change", "status", "id", "note")}
    rest = {name: value for name, value in found.items() if name not in {*own, "before", "after"} and value}
    if "setting" in found:
        return {**own, **rest, "before": before, "after": after}
    own |= {name: (before or after or {}).get(name) for name in SCOPE_FIELDS}
    for name in _CHANGED:
        for when, side in (("before", before), ("after", after)):
            own[f"{name} {when}"] = None if side is None else side.get(name)
    return {**own, **rest}


def _scopes(memory: Mapping[str, Any]) -> dict[str, str | None]:
    return {kind: memory.get(name) for kind, name in zip(ENTITY_TYPES, SCOPE_FIELDS, strict=True)}
