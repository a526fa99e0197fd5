"""The one place that chooses an adapter for a profile; each is imported only when it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memtui.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memtui.adapters.base import MemoryAdapter
    from memtui.core.models import MemoryRecord
    from memtui.core.profile import Findings, Profile


def open_adapter(profile: Profile, findings: Findings | None = None) -> MemoryAdapter:
    """An adapter for the profile's service, which finds the key first. Asks no network.

    `findings` are what was found out about the service earlier. Raises StoreError or UsageError.
    """
    if profile.kind == "local":
        if profile.path is None:
            raise UsageError("The embedded store needs a file.")
        from memtui.adapters.local.adapter import LocalAdapter

        return LocalAdapter.open(profile.path, read_only=profile.read_only)
    if profile.kind == "selfhosted":
        from memtui.adapters.selfhosted import SelfHostedAdapter

        return SelfHostedAdapter(
            profile.base_url,
            profile.api_key,
            read_only=profile.read_only,
            email=profile.email,
            findings=findings,
        )
    # Whoever takes a service for the Platform may be wrong.
    from memtui.adapters.selfhosted.detecting import DetectingAdapter

    return DetectingAdapter(
        profile.base_url,
        profile.api_key,
        read_only=profile.read_only,
        email=profile.email,
        findings=findings,
        api_version=profile.api_version,
    )


def demo_records(size: int) -> Iterator[MemoryRecord]:
    """Made-up memories, the same ones every time. Raises UsageError unless 0 <= size <= 1,000,000."""
    from memtui.adapters.local import demo

    return demo.demo_records(size)
