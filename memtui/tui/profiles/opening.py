"""Opening another service in a memtui that is running."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.app import App, SuspendNotSupported

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.factory import open_adapter
from memtui.core.profile import Profile
from memtui.core.values import dataclass
from memtui.ops.demo import fill_store
from memtui.state.findings import findings_of
from memtui.state.paths import default_store, filters_file, journal_file, private_folder
from memtui.state.saved_filters import SavedFilters
from memtui.tui.profiles.places import Place

_DEMO_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Opened:
    """A service that is open, with the files that go with it; `leaving` removes those of a demo."""

    adapter: MemoryAdapter
    profile: Profile
    saved: SavedFilters
    journal: Path
    leaving: ExitStack = field(default_factory=ExitStack)


async def open_place(app: App[None], place: Place) -> Opened:
    """Open it; asks no network. Raises MemtuiError."""
    leaving = ExitStack()
    profile = await profile_of_place(app, place)
    journal, service = journal_file(), profile.base_url or str(profile.path)
    try:
        if place.is_demo:
            folder = Path(leaving.enter_context(TemporaryDirectory(prefix="memtui-demo-")))
            profile, service = replace(profile, path=folder / "memories.db"), "demo"
            journal = folder / "journal.db"
            await fill_store(folder / "memories.db", _DEMO_SIZE)
        elif profile.path == default_store():
            private_folder(profile.path.parent)
        adapter = await asyncio.to_thread(open_adapter, profile, findings_of(profile))
    except BaseException:
        leaving.close()
        raise
    return Opened(adapter, profile, SavedFilters(filters_file(), service), journal, leaving)


async def profile_of_place(app: App[None], place: Place) -> Profile:
    """What is to be opened, with its key. Raises UsageError.

    A command that gives the key may ask for something at the terminal, which is handed to it meanwhile.
    """
    if not place.may_ask:
        return await asyncio.to_thread(place.profile)
    try:
        with app.suspend():
            return place.profile()
    except SuspendNotSupported:
        return place.profile()
