"""What an edit does to the fields of a memory, one change a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from memtui.core.changes import KEEP, Update, edited, same_metadata
from memtui.core.models import Memory
from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that is added, removed or changed; the texts are raw."""

    sign: Literal["+", "-", "~"]
    name: str
    old: str = ""
    new: str = ""


def version_after(update: Update, result: Memory | None, *, merges: bool) -> Memory:
    """The memory as it shall be or, where the `result` was read, as it is in what the edit touched.

    `merges` says that the service keeps metadata keys that an edit leaves out.
    """
    edit, after = update.edit, edited(update.before, update.edit, merges_metadata=merges)
    if result is None:
        return after
    return replace(
        after,
        memory=after.memory if edit.memory is KEEP else result.memory,
        metadata=after.metadata if edit.metadata is KEEP else result.metadata,
        categories=after.categories if edit.categories is KEEP else result.categories,
        expiration_date=after.expiration_date if edit.expiration_date is KEEP else result.expiration_date,
    )


def changes_between(old: Memory, new: Memory) -> list[FieldChange]:
    """What differs between two versions of a memory besides the text."""
    found = list(_metadata(old.metadata or {}, new.metadata or {}))
    if (old.categories or ()) != (new.categories or ()):
        before, after = (", ".join(one.categories or ()) or None for one in (old, new))
        found.append(field_change("categories", before, after))
    if old.expiration_date != new.expiration_date:
        days = [one.expiration_date or "never" for one in (old, new)]
        found.append(FieldChange("~", "expires", *days))
    return found


def shown(value: Any) -> str:
    """A metadata value as a person reads it: text bare, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _metadata(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldChange]:
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        name = f"metadata {key}"
        if key not in new:
            found.append(FieldChange("-", name, shown(old[key])))
        elif key not in old:
            found.append(FieldChange("+", name, new=shown(new[key])))
        elif not same_metadata({key: old[key]}, {key: new[key]}):
            before, after = shown(old[key]), shown(new[key])
            if before == after:
                # A number became text, or text a number: only quotes tell them apart.
                before, after = (json.dumps(value, ensure_ascii=False) for value in (old[key], new[key]))
            found.append(FieldChange("~", name, before, after))
    return found


def field_change(name: str, old: str | None, new: str | None) -> FieldChange:
    """The change of a field from one raw text to another; None where it is not set."""
    if old is None:
        return FieldChange("+", name, new=new or "")
    return FieldChange("-", name, old) if new is None else FieldChange("~", name, old, new)
