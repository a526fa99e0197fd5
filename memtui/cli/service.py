"""From the flags to an open memory service, and back to an exit code."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.factory import open_adapter
from memtui.cli.output import tell
from memtui.core.display import one_line
from memtui.core.errors import NotFoundError, UsageError
from memtui.core.profile import Findings, Profile, ServiceKind
from memtui.ops.running import run
from memtui.state.findings import findings_of
from memtui.state.paths import default_store, private_folder
from memtui.state.target import resolve_profile

DEMO_SIZE = 1000

T = TypeVar("T")


def profile_of(arguments: argparse.Namespace, *, embedded_only: bool = False) -> Profile:
    """The service that is meant; the profile of a demo has no path yet. Raises UsageError.

    It is found out once, and is the same for the whole command: its key may come from a command that asks.
    """
    if arguments.size is not None and not arguments.demo:
        raise UsageError("--size is the size of a demo.", hint="Give --demo with it.")
    found: Profile | None = getattr(arguments, "resolved", None)
    if found is None:
        found = arguments.resolved = resolve_profile(
            db=arguments.db,
            base_url=arguments.base_url,
            demo=arguments.demo,
            profile=arguments.profile,
            kind=arguments.kind,
            read_only=arguments.read_only,
            embedded_only=embedded_only,
        )
    return found


def known_kind(arguments: argparse.Namespace) -> ServiceKind:
    """The kind of the service: as it is named, or as it was found out when it was asked before."""
    profile = profile_of(arguments)
    findings = findings_of(profile) if profile.kind == "platform" and arguments.kind is None else None
    return "selfhosted" if findings is not None and findings.recall("kind") == "selfhosted" else profile.kind


@contextmanager
def reading(arguments: argparse.Namespace) -> Iterator[Profile]:
    """A service to read from.

    Without a default store there are no memories yet; a file that was named must be there. Raises
    UsageError, NotFoundError.
    """
    with _with_demo(profile_of(arguments), arguments) as profile:
        if profile.path is None or profile.path.exists():
            # Reading must not make a store of an empty file. Otherwise a connection that may write is
            # the better one: SQLite leaves its two helper files behind after a read-only one.
            is_empty = profile.path is not None and profile.path.stat().st_size == 0
            yield replace(profile, read_only=profile.read_only or is_empty)
        elif profile.path == default_store():
            with _throwaway(0) as empty:
                yield replace(profile, path=empty)
        else:
            raise NotFoundError(
                f"There is no store {profile.path}.", hint="`memtui import` or the TUI creates one."
            )


@contextmanager
def writing(arguments: argparse.Namespace, *, embedded_only: bool = False) -> Iterator[Profile]:
    """A service to write to, made if it is an embedded store that is missing. Raises UsageError."""
    with _with_demo(profile_of(arguments, embedded_only=embedded_only), arguments) as profile:
        yield profile


@contextmanager
def as_it_is(profile: Profile) -> Iterator[Profile]:
    """The service to plan against: an empty store in the place of one that is yet to be made."""
    if profile.path is None or profile.path.exists():
        yield profile
        return
    with _throwaway(0) as path:
        yield replace(profile, path=path)


def ask(
    profile: Profile, work: Callable[[MemoryAdapter], Awaitable[T]], findings: Findings | None = None
) -> T:
    """Open the service, let `work` ask it, and close it. Raises MemtuiError.

    `findings` are those about the service, for whoever wants to see them afterwards.
    """
    if not profile.read_only:
        make_default_folder(profile)

    async def asked() -> T:
        adapter = open_adapter(profile, findings or findings_of(profile))
        try:
            return await work(adapter)
        finally:
            if notice := adapter.capabilities.notice:
                tell(f"The service says: {one_line(notice)}")
            await adapter.close()

    return run(asked())


def make_default_folder(profile: Profile) -> None:
    """Make the folder of the default store, if that is the profile's. Raises StoreError."""
    if profile.path == default_store():
        private_folder(profile.path.parent)


@contextmanager
def _with_demo(profile: Profile, arguments: argparse.Namespace) -> Iterator[Profile]:
    if not arguments.demo:
        yield profile
        return
    with _throwaway(DEMO_SIZE if arguments.size is None else arguments.size) as path:
        yield replace(profile, path=path)


def _throwaway(size: int) -> AbstractContextManager[Path]:
    # Loaded on first use: a store that is there needs no temporary files.
    from memtui.ops.demo import throwaway_store

    return throwaway_store(size)
