"""Who may ask a self-hosted server, and what it was asked (`docs/mem0-api.md`, "Self-hosted server")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from memtui.core.profile import Secret
from memtui.core.values import dataclass

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of the server, by its label; `hint` is the part of it that the server still shows."""

    id: str
    label: str
    hint: str = ""
    created_at: str | None = None
    last_used_at: str | None = None
    extra: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class CreatedApiKey:
    """A new key, with its secret, which the server shows this once."""

    api_key: ApiKey
    secret: Secret


@dataclass(frozen=True, slots=True)
class ServedRequest:
    """A request that the server has answered, from its own log."""

    id: str
    method: str
    path: str
    status: int | None = None
    latency_ms: float | None = None
    created_at: str | None = None
    extra: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
