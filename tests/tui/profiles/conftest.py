"""An account of one's own for every test, and a service to connect to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from memtui.adapters.factory import open_adapter
from memtui.core.profile import Profile
from memtui.state.paths import default_store, filters_file, journal_file, private_folder
from memtui.state.saved_filters import SavedFilters
from memtui.tui.app import MemtuiApp
from memtui.tui.screens.browse import BrowseScreen
from tests.server.conftest import Running, serving
from tests.tui.driver import NOW
from tests.tui.service_pages.driver import PagesDriver

KEY = "m0-a-secret-key"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory without anything in it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, folder in (("CONFIG", "config"), ("DATA", "data"), ("STATE", "state")):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / folder))
    return tmp_path


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Running]:
    """A service without memories, which takes one key only."""
    with serving(tmp_path / "served.db", token=KEY, read_only=False) as server:
        yield server


class ProfilesDriver(PagesDriver):
    """What a person does to get to another service."""

    @property
    def browse(self) -> BrowseScreen:
        """The service that is shown now: the one that Textual began with stays below."""
        return next(screen for screen in reversed(self.app.screen_stack) if isinstance(screen, BrowseScreen))

    @property
    def where(self) -> str:
        return self.browse.where.render_line(0).text.strip()

    @property
    def status(self) -> str:
        return self.browse.status.render_line(0).text.strip()

    @property
    def listed(self) -> str:
        """The lines of the list of memories."""
        pane = self.browse.memories
        lines = (pane.render_line(y).text.strip() for y in range(pane.scrollable_content_region.height))
        return "\n".join(line for line in lines if line)

    async def connect(self, address: str, *more: str) -> None:
        """Fill in the form, field after field, and send it."""
        await self.press("P", "a")
        for text in (address, *more):
            await self.type(text)
            await self.press("tab")
        await self.press("ctrl+s")


@asynccontextmanager
async def started(
    *, size: tuple[int, int] = (120, 40), is_first_run: bool = True
) -> AsyncIterator[ProfilesDriver]:
    """memtui as it starts without arguments, on the embedded store of the account."""
    profile = Profile("local", "local", default_store())
    private_folder(default_store().parent)
    app = MemtuiApp(
        open_adapter(profile),
        profile,
        saved=SavedFilters(filters_file(), "local"),
        journal=journal_file(),
        is_first_run=is_first_run,
        clock=lambda: NOW,
        stopwatch=lambda: 0.0,
    )
    async with app.run_test(size=size) as pilot:
        driver = ProfilesDriver(app, pilot, default_store().parent)
        await driver.idle()
        yield driver
