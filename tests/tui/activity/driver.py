"""The activity page as a page object."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from memtui.adapters.base import MemoryAdapter
from memtui.core.models import MemoryRecord
from memtui.tui.activity import ActivityPage
from memtui.tui.activity.chart import Chart
from tests.tui.data import record
from tests.tui.driver import app_on
from tests.tui.service import Service
from tests.tui.service_pages.driver import PagesDriver


def spread(*numbers: tuple[str, int], **fields: Any) -> list[MemoryRecord]:
    """So many memories of each of these days."""
    days = [day for day, number in numbers for _ in range(number)]
    return [
        record(at, f"Memory {at}", **{"created_at": f"{day}T12:00:00Z", "updated_at": None, **fields})
        for at, day in enumerate(days)
    ]


def daily(count: int, first: str = "2026-01-01", **fields: Any) -> list[MemoryRecord]:
    """One memory a day, and ten on the last."""
    start = date.fromisoformat(first)
    days = [(start + timedelta(days=at)).isoformat() for at in range(count)]
    return spread(*((day, 10 if day == days[-1] else 1) for day in days), **fields)


class ActivityDriver(PagesDriver):
    """What a person does on the page, and what they see there."""

    service: Service | None = None

    def is_answered(self) -> bool:
        return self.service is None or self.service.silent

    @property
    def chart(self) -> Chart:
        page = self.page
        assert isinstance(page, ActivityPage)
        return page.chart

    @property
    def lines(self) -> list[str]:
        """The lines of the chart as they are drawn, without the blanks at their ends."""
        found = (self.chart.render_line(y).text.rstrip() for y in range(self.chart.size.height))
        return [line for line in found if line]

    @property
    def bucket(self) -> str:
        """What is said of the bucket under the cursor."""
        return self.lines[-1]


@asynccontextmanager
async def activity(
    adapter: MemoryAdapter, home: Path, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[ActivityDriver]:
    """memtui with the page open, once it is idle."""
    app = app_on(adapter, home)
    async with app.run_test(size=size) as pilot:
        driver = ActivityDriver(app, pilot, home)
        driver.service = adapter if isinstance(adapter, Service) else None
        await driver.idle()
        await driver.press("A")
        yield driver
