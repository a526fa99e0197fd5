"""What is to be added, changed or deleted, as values; what comes of it; and what takes it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from enum import Enum
from typing import Any, Final, Literal, TypeAlias

from memtui.core.models import SCOPE_FIELDS, EntityType, Memory
from memtui.core.times import day_of
from memtui.core.values import dataclass


class Keep(Enum):
    """The mark of a field that an edit leaves alone; None means that the field is cleared."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True, slots=True)
class NewMemory:
    """A memory to be stored as it is or, with `infer`, a text from which the service learns.

    `input` is the conversation it comes from, messages of `role` and `content`; without one the text
    is what a user said. With `infer` the service may store several memories, or none. `options` are
    further fields of the service's add call, by their names there (`docs/mem0-api.md`, "Adding").
    """

    memory: str
    user_id: str | None = None
    agent_id: str | None = None
    app_id: str | None = None
    run_id: str | None = None
    metadata: Mapping[str, Any] | None = None
    categories: tuple[str, ...] | None = None
    expiration_date: str | None = None
    immutable: bool = False
    input: tuple[Mapping[str, Any], ...] | None = None
    infer: bool = False
    options: Mapping[str, Any] | None = None

    def messages(self) -> list[dict[str, Any]]:
        """What is said to the service."""
        return [dict(message) for message in self.input or ({"role": "user", "content": self.memory},)]


@dataclass(frozen=True, slots=True)
class MemoryEdit:
    """What to change of one memory; `metadata` is the whole object that it shall have.

    A service that merges metadata key by key keeps the keys that the object lacks.
    """

    memory: str | Keep = KEEP
    metadata: Mapping[str, Any] | Keep | None = KEEP
    categories: tuple[str, ...] | Keep | None = KEEP
    expiration_date: str | Keep | None = KEEP

    @property
    def touched(self) -> set[str]:
        """The names of the fields that are changed."""
        return {one.name for one in fields(self) if getattr(self, one.name) is not KEEP}


@dataclass(frozen=True, slots=True)
class AddedMemory:
    """One memory that an addition made or changed: `event` is the service's word, ADD or UPDATE."""

    memory_id: str
    event: str
    memory: str | None = None
    previous_memory: str | None = None


@dataclass(frozen=True, slots=True)
class Addition:
    """A memory is to be added; `replaces` is the id under which it was known before it was deleted.

    `before` is that memory as it was: a service that can restores it with its id and dates.
    """

    new: NewMemory
    replaces: str | None = None
    before: Memory | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """A memory that looks like `before` is to be changed."""

    before: Memory
    edit: MemoryEdit


@dataclass(frozen=True, slots=True)
class Deletion:
    """A memory that looks like `before` is to be deleted."""

    before: Memory


@dataclass(frozen=True, slots=True)
class EntityDeletion:
    """An entity that holds no memories any more is to be deleted."""

    type: EntityType
    name: str


SettingKind = Literal["project", "webhook", "member", "api_key"]


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A part of how a service is set up is to be changed.

    Without a `before` it is to be made, without an `after` taken away; both are JSON objects
    (`memtui.core.settings`) that name what is touched. `key` is the id, or a member's address; of what is
    to be made the id under which it was known before it was deleted, or empty. `label` is its name.
    """

    kind: SettingKind
    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    label: str = ""


Change: TypeAlias = Addition | Update | Deletion | EntityDeletion | SettingChange


def edited(memory: Memory, edit: MemoryEdit, *, merges_metadata: bool = False) -> Memory:
    """The memory as it shall be after the edit; dates, hash and id are the service's affair."""
    metadata = memory.metadata if edit.metadata is KEEP else edit.metadata
    if merges_metadata and edit.metadata is not KEEP:
        metadata = {**(memory.metadata or {}), **(edit.metadata or {})}
    return replace(
        memory,
        memory=memory.memory if edit.memory is KEEP else edit.memory,
        metadata=metadata,
        categories=memory.categories if edit.categories is KEEP else edit.categories,
        expiration_date=memory.expiration_date if edit.expiration_date is KEEP else edit.expiration_date,
    )


def edit_between(old: Memory, new: Memory) -> MemoryEdit:
    """The edit that makes `new` of `old`: only what differs."""
    return MemoryEdit(
        memory=KEEP if old.memory == new.memory else new.memory,
        metadata=KEEP if same_metadata(old.metadata, new.metadata) else new.metadata,
        categories=KEEP if (old.categories or ()) == (new.categories or ()) else new.categories,
        expiration_date=KEEP if old.expiration_date == new.expiration_date else new.expiration_date,
    )


def new_from(memory: Memory) -> NewMemory:
    """What has to be added to have this memory again."""
    return NewMemory(
        memory=memory.memory,
        user_id=memory.user_id,
        agent_id=memory.agent_id,
        app_id=memory.app_id,
        run_id=memory.run_id,
        metadata=memory.metadata,
        categories=memory.categories,
        expiration_date=memory.expiration_date,
        immutable=memory.immutable,
    )


def differences(one: Memory, other: Memory) -> tuple[str, ...]:
    """The names of the fields that a person set and in which the two differ.

    Categories count only where both have some: services hand them out by themselves, and later.
    """
    found = [name for name in ("memory", *SCOPE_FIELDS) if getattr(one, name) != getattr(other, name)]
    if not same_metadata(one.metadata, other.metadata):
        found.append("metadata")
    if one.categories and other.categories and sorted(one.categories) != sorted(other.categories):
        found.append("categories")
    if _day(one) != _day(other):
        found.append("expiration_date")
    return tuple(found)


def same_metadata(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Whether two metadata objects say the same; none and an empty one do, 1 and true do not."""
    return json.dumps(dict(one or {}), sort_keys=True) == json.dumps(dict(other or {}), sort_keys=True)


def _day(memory: Memory) -> str | None:
    return day_of(memory.expiration_date) if memory.expiration_date else None
