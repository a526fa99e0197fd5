"""Which service a command is for: all that is needed to name it and to ask it elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from memtui.adapters.base import Dialect, MemoryAdapter
from memtui.core.profile import Profile, ServiceKind
from memtui.core.values import dataclass
from memtui.state.naming import ANY_KEY

SERVED = "http://127.0.0.1:8765"
"""Where `memtui serve` answers unless it is told otherwise."""

Key = Literal["token", "served", "header", "login", "none"]
"""How a key is sent: as the Platform's token, as that of `memtui serve`, in a self-hosted server's own
header, as what its login gives, or not at all."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service as it is named and asked from outside of memtui.

    `flags` name it on memtui's command line; `address` is its base URL. An embedded store has none: `store`
    is its file, and the address is that of `memtui serve`. `key_variable` is where a token or a header is
    found in the environment.
    """

    kind: ServiceKind
    flags: tuple[str, ...]
    address: str
    key: Key
    dialect: Dialect = Dialect()
    store: Path | None = None
    key_variable: str = ANY_KEY

    @property
    def wants_key(self) -> bool:
        """Whether its key has to be put into a variable by hand."""
        return self.key in {"token", "header"} and self.key_variable == ANY_KEY


def service_of(
    adapter: MemoryAdapter, profile: Profile, flags: tuple[str, ...], key_variable: str
) -> Service:
    """The service that a profile opened, as what the adapter has found out about it.

    `flags` and `key_variable`, which is empty where no variable has the key, are those of `state.naming`.
    """
    found = adapter.capabilities
    if found.kind == "local":
        path = None if profile.path is None else profile.path.absolute()
        return Service("local", flags, SERVED, "served", store=path)
    key: Key = "token"
    if found.kind == "selfhosted":
        key = "login" if profile.email else "none" if profile.api_key is None else "header"
    address, dialect = profile.base_url.rstrip("/"), found.dialect or Dialect()
    return Service(found.kind, flags, address, key, dialect, key_variable=key_variable)
