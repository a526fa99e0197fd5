"""Requests to a service as values: what is sent, and to which address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal
from urllib.parse import urlencode

from memtui.core.errors import UsageError
from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the path below the service's address, what stands behind it, and the JSON in its body."""

    method: Literal["GET", "POST"]
    path: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None

    def url(self, address: str) -> str:
        """The whole address. Raises UsageError for what is no text."""
        try:
            return f"{address}{self.path}{'?' if self.params else ''}{urlencode(self.params)}"
        except UnicodeEncodeError:
            raise UsageError("A name in it is no text.") from None


@dataclass(frozen=True, slots=True)
class Calls:
    """Requests whose answers together are what is shown; `notes` say how they differ from it."""

    calls: tuple[Call, ...]
    notes: tuple[str, ...] = ()
