"""What is to be added or changed, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final


class Keep(Enum):
    """The mark of a field that an edit leaves alone; None means that the field is cleared."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True, slots=True)
class NewMemory:
    """A memory to be stored as it is; `input` is the conversation it comes from."""

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


@dataclass(frozen=True, slots=True)
class MemoryEdit:
    """What to change of one memory; `metadata` replaces the whole object."""

    memory: str | Keep = KEEP
    metadata: Mapping[str, Any] | Keep | None = KEEP
    categories: tuple[str, ...] | Keep | None = KEEP
    expiration_date: str | Keep | None = KEEP
