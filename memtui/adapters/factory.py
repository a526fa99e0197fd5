"""The one place that chooses an adapter for a profile; each is imported only when it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memtui.core.errors import UsageError

if TYPE_CHECKING:
    from memtui.adapters.base import MemoryAdapter
    from memtui.core.profile import Profile


def open_adapter(profile: Profile) -> MemoryAdapter:
    """An adapter for the profile's service. Raises StoreError or UsageError; asks no network."""
    if profile.kind == "local":
        if profile.path is None:
            raise UsageError("The embedded store needs a file.")
        from memtui.adapters.local.adapter import LocalAdapter

        return LocalAdapter.open(profile.path, read_only=profile.read_only)
    from memtui.adapters.platform import PlatformAdapter

    return PlatformAdapter(profile.base_url, profile.api_key)
