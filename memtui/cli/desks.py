"""From an open service to a desk: the service that is changed, and the journal of what is changed there."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from memtui.adapters.base import MemoryAdapter
from memtui.cli.output import tell
from memtui.cli.service import ask, profile_of
from memtui.cli.standing import earlier
from memtui.core.display import one_line
from memtui.core.errors import RefusedError
from memtui.core.profile import Profile
from memtui.ops.desk import Desk, open_desk
from memtui.ops.settling import reconcile
from memtui.state.journal import Journal
from memtui.state.paths import config_file, journal_file

T = TypeVar("T")


def refuse_read_only(arguments: argparse.Namespace) -> None:
    """Raise RefusedError where nothing may be written, before anything is asked of a service."""
    if arguments.read_only:
        raise RefusedError("Nothing can be changed with --read-only.")
    profile = profile_of(arguments)
    if profile.read_only:
        raise RefusedError(
            f"Profile {profile.name} is read-only.",
            hint=f"Say `read_only = false` under [profiles.{profile.name}] in {config_file()} to write.",
        )


@contextmanager
def open_journal(profile: Profile, arguments: argparse.Namespace) -> Iterator[Journal]:
    """The journal; that of a demo is gone with the demo. Raises StoreError."""
    path = journal_file()
    if arguments.demo and profile.path is not None:
        path = profile.path.with_name("journal.db")
    journal = Journal.open(path)
    try:
        yield journal
    finally:
        journal.close()


def at_desk(profile: Profile, journal: Journal, work: Callable[[Desk], Awaitable[T]]) -> T:
    """Open the service, let `work` change it, and close it. Raises MemtuiError."""

    async def asked(adapter: MemoryAdapter) -> T:
        return await work(await open_desk(adapter, journal))

    return ask(profile, asked)


async def reconciled(desk: Desk, arguments: argparse.Namespace) -> None:
    """Find out what became of what an earlier run left open in this store, and say it."""
    for operation in await reconcile(desk):
        tell(f"memtui: {one_line(earlier(operation, arguments))}")
