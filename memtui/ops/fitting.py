"""What of a memory a service takes, what has to be left out, and what it is compared by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from memtui.adapters.base import WriteSupport
from memtui.core.changes import KEEP, MemoryEdit, NewMemory, differences
from memtui.core.display import one_line
from memtui.core.errors import DataError, RefusedError, UsageError
from memtui.core.models import SCOPE_FIELDS, Memory
from memtui.core.safety import checked_name
from memtui.core.times import parse_instant
from memtui.core.typed_json import half_character

SAME = "it looks like that already"
IMMUTABLE = "it is immutable: it can only be deleted and added again"
_OWN_CATEGORIES = "this service hands out categories itself"


def fitted(new: NewMemory, support: WriteSupport) -> tuple[NewMemory, tuple[str, ...]]:
    """The memory as the service takes it, and what is lost, in words.

    Raises DataError for a memory without text and for what no service could hold; RefusedError for one that
    would belong to nobody, or to a name that could mean everybody, and for learning where nothing learns.
    """
    if new.infer and not support.infers:
        raise RefusedError("This service cannot learn from a text.", hint="Store the text as it is.")
    if not (new.infer and new.input):
        _check_text(new.memory)
    _check_day(new.expiration_date)
    unknown = sorted(set(new.options or ()) - set(support.add_options))
    if unknown:
        takes = f"It takes {', '.join(sorted(support.add_options))}." if support.add_options else ""
        raise UsageError(f"This service takes no option {one_line(', '.join(unknown))}.", hint=takes)
    losses: list[str] = []
    if new.app_id is not None and "app_id" not in support.scope_fields:
        new = replace(new, app_id=None)
        losses.append("this service has no app_id")
    names = [name for field in SCOPE_FIELDS if (name := getattr(new, field)) is not None]
    for name in names:
        checked_name(name)
    if not names and not support.restores:
        raise RefusedError(
            "A memory has to belong to somebody.", hint=f"Give one of {', '.join(support.scope_fields)}."
        )
    if new.categories is not None and not support.edits_categories:
        if new.categories:
            losses.append(_OWN_CATEGORIES)
        new = replace(new, categories=None)
    if new.immutable and not support.takes_immutable:
        new = replace(new, immutable=False)
        losses.append("this service has no immutable memories")
    return new, tuple(losses)


def fitted_edit(edit: MemoryEdit, support: WriteSupport) -> tuple[MemoryEdit, tuple[str, ...]]:
    """The edit as the service takes it, and what is lost, in words. Raises DataError as `fitted`."""
    if edit.memory is not KEEP:
        _check_text(edit.memory)
    if edit.expiration_date is not KEEP:
        _check_day(edit.expiration_date)
    if edit.categories is KEEP or support.edits_categories:
        return edit, ()
    return replace(edit, categories=KEEP), (_OWN_CATEGORIES,)


def differing(one: Memory, other: Memory, support: WriteSupport) -> tuple[str, ...]:
    """The names of the fields that can be changed on this service and in which the two differ."""
    found = [name for name in differences(one, other) if name != "categories"]
    # Those that a service hands out come and go by themselves.
    if support.edits_categories and sorted(one.categories or ()) != sorted(other.categories or ()):
        found.append("categories")
    return tuple(found)


def in_words(fields: Iterable[str]) -> str:
    """The names of fields as a person calls them."""
    return ", ".join("text" if name == "memory" else name for name in fields)


def _check_text(text: str) -> None:
    if not text.strip():
        raise DataError("A memory needs a text.")
    if half_character(text):
        raise DataError("The text holds half a character, which no store can hold.")


def _check_day(date: str | None) -> None:
    if date is not None and parse_instant(date) is None:
        raise DataError(f"{one_line(date)!r} is no date.", hint="Write it as YYYY-MM-DD.")
