"""A filter checked for the service that the command line names."""

from __future__ import annotations

import argparse

from memtui.adapters.base import MemoryAdapter
from memtui.cli.findings import settle
from memtui.cli.service import ask, known_kind, profile_of
from memtui.core.errors import FilterError, MemtuiError
from memtui.core.filter_check import Purpose
from memtui.core.filters import Filter
from memtui.core.profile import ServiceKind
from memtui.state.addresses import PLATFORM


def settle_for(arguments: argparse.Namespace, tree: Filter | None, purpose: Purpose = "list") -> None:
    """Warn of what the filter does not mean, and refuse what the service that is named would refuse.

    A service is taken for the Platform unless it is known better: before a filter is refused in its name, an
    address that may be another's is asked what it is. Raises FilterError.
    """
    kind = known_kind(arguments)
    try:
        settle(tree, kind, purpose)
    except FilterError as refused:
        profile = profile_of(arguments)
        if kind != "platform" or arguments.kind is not None or profile.base_url == PLATFORM:
            raise
        try:
            kind = ask(profile, _kind_of)
        except MemtuiError:
            raise refused from None
        if kind == "platform":
            raise
        settle(tree, kind, purpose)


async def _kind_of(adapter: MemoryAdapter) -> ServiceKind:
    await adapter.probe()
    return adapter.capabilities.kind
