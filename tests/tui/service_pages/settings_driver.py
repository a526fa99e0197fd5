"""The pages of settings as a page object: what a person changes there, and what they are shown before it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.geometry import Region

from memtui.adapters.base import MemoryAdapter
from memtui.state.journal import Journal
from memtui.tui.modals.items.base import ItemsModal
from memtui.tui.modals.plan import OutcomeModal, PlanModal
from memtui.tui.service.form_page import FormPage
from tests.tui.driver import app_on
from tests.tui.service_pages.driver import PagesDriver


class SettingsDriver(PagesDriver):
    """What a person does with settings."""

    @property
    def on_top(self) -> str:
        """What lies on top."""
        return type(self.app.screen).__name__

    @property
    def preview(self) -> str:
        """The plan that is shown, or what came of one: its head, and the change in full."""
        screen = self.app.screen
        assert isinstance(screen, PlanModal | OutcomeModal), f"no plan is shown but {screen}"
        return f"{screen.head.plain}\n{screen.board.pane.plain}"

    @property
    def preview_keys(self) -> str:
        screen = self.app.screen
        assert isinstance(screen, ItemsModal)
        return screen.key_bar.plain

    @property
    def form(self) -> dict[str, str]:
        """What stands in the fields of the form."""
        assert isinstance(self.app.screen, FormPage)
        return self.app.screen.typed

    @property
    def everything(self) -> str:
        """All that is drawn of whatever lies on top."""
        parts = [part for part in self.app.screen.query("*") if part.region]
        strips = [strip for part in parts for strip in part.render_lines(Region(0, 0, *part.outer_size))]
        return "\n".join(strip.text for strip in strips)

    @property
    def titles(self) -> list[str]:
        """What the journal holds, newest first."""
        journal = Journal.open(self.home / "journal.db")
        try:
            return [f"{one.verb}: {one.title}" for one in journal.operations()]
        finally:
            journal.close()


@asynccontextmanager
async def settings(
    service: MemoryAdapter, home: Path, size: tuple[int, int] = (120, 40), *, page: str = ""
) -> AsyncIterator[SettingsDriver]:
    """memtui on this service, with a page open."""
    app = app_on(service, home)
    async with app.run_test(size=size) as pilot:
        driver = SettingsDriver(app, pilot, home)
        await driver.idle()
        if page:
            await driver.do(f"service.{page}")
        yield driver
