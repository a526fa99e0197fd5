"""Which memory service is meant, and with what key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ServiceKind = Literal["local", "platform", "selfhosted"]


@dataclass(frozen=True, slots=True)
class Secret:
    """A key that never shows itself: only `reveal()`, for the header of a request, gives it away."""

    _value: str

    def reveal(self) -> str:
        """The key itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Profile:
    """One memory service: the embedded store in the file `path`, or a service at `base_url`.

    `name` is what the status line shows.
    """

    name: str
    kind: ServiceKind
    path: Path | None = None
    base_url: str = ""
    api_key: Secret | None = None
    read_only: bool = False
