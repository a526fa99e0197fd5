"""Which memory service is meant, and with what key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol, get_args

from memtui.core.values import dataclass

ServiceKind = Literal["local", "platform", "selfhosted"]
ApiVersion = Literal["v3", "v2", "v1"]
API_VERSIONS: tuple[ApiVersion, ...] = get_args(ApiVersion)


@dataclass(frozen=True, slots=True)
class Secret:
    """A key that never shows itself: only `reveal()`, for the header of a request, gives it away.

    Instead of the key it may hold what finds it, which is called when the key is needed.
    """

    _value: str | Callable[[], str]

    def reveal(self) -> str:
        """The key itself. Raises UsageError when it has to be found first and is not."""
        return self._value if isinstance(self._value, str) else self._value()

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Profile:
    """One memory service: the embedded store in the file `path`, or a service at `base_url`.

    `name` is what the status line shows. `api_version` pins the version of a Platform's routes; None is
    the newest that is there. With `email` the key is the password of that account of a self-hosted server.
    `color` is a CSS colour by which a person tells this service from others; empty is none.
    """

    name: str
    kind: ServiceKind
    path: Path | None = None
    base_url: str = ""
    api_key: Secret | None = None
    read_only: bool = False
    api_version: ApiVersion | None = None
    email: str = ""
    color: str = ""


class Findings(Protocol):
    """What was found out about a service, kept between runs, so that it need not be asked again.

    Questions are short words (`kind`, `list`, `search`, `add`), answers too (`selfhosted`, `v2`).
    """

    def recall(self, question: str) -> str | None:
        """What was found; None when nothing was, or too long ago."""

    def remember(self, question: str, answer: str | None) -> None:
        """Keep what was found, or forget it; never raises."""


@dataclass(frozen=True, slots=True)
class ServiceIdentity:
    """Which store of memories this is, so that what was done there is undone only there.

    `address` is the base URL of a service; `store` the project of the Platform or the own id of an
    embedded store, which may be moved to another file.
    """

    kind: ServiceKind
    address: str
    store: str

    @property
    def key(self) -> str:
        """One text for one store."""
        if self.kind == "local":
            return f"local:{self.store}"
        return f"{self.kind}:{self.address}#{self.store}"
