"""How profiles look as rows and as JSON; a key is never in them, only where it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from memtui.cli.results import Look
from memtui.cli.table import Column
from memtui.core.values import dataclass
from memtui.state.config import ProfileEntry
from memtui.state.paths import default_store


@dataclass(frozen=True, slots=True)
class Listed:
    """A profile in a list of them."""

    entry: ProfileEntry
    is_default: bool

    @property
    def address(self) -> str:
        """Where its service is, or the file of its store."""
        return self.entry.address or str(default_store())


def _row(listed: Listed, _: bool) -> Sequence[str]:
    entry = listed.entry
    notes = ["default"] * listed.is_default + ["read-only"] * entry.read_only
    notes += [f"cannot be used: {entry.problem}"] * bool(entry.problem)
    return (
        entry.name,
        entry.kind or "detected",
        listed.address,
        "" if entry.key is None else entry.key.words,
        ", ".join(notes),
    )


def _wire(listed: Listed) -> dict[str, Any]:
    entry = listed.entry
    return {
        "name": entry.name,
        "kind": entry.kind,
        "address": listed.address,
        "source": entry.source,
        "default": listed.is_default,
        "read_only": entry.read_only,
        "key": None if entry.key is None else entry.key.words,
        "email": entry.email or None,
        "api_version": entry.api_version or "auto",
        "problem": entry.problem or None,
    }


PROFILES = Look(
    (
        Column("NAME", 20, narrowest=8),
        Column("KIND", 10),
        Column("ADDRESS", 48, narrowest=16),
        Column("KEY", 24, narrowest=8),
        Column("NOTE"),
    ),
    _row,
    _wire,
)
