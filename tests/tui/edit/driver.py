"""The edit screens as page objects, each in an app of its own: what a person does, and what they see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from rich.color import Color
from textual.events import Key
from textual.geometry import Size
from textual.screen import ModalScreen

from memtui.adapters.base import WriteSupport
from memtui.core.changes import MemoryEdit
from memtui.core.models import Memory
from memtui.tui.modals.edit import EditModal
from memtui.tui.modals.edit.form import FieldName
from memtui.tui.widgets.bars import Bar
from memtui.tui.widgets.change_pane import ChangePane
from memtui.tui.widgets.edit_box import EditBox
from memtui.tui.widgets.key_bar import KeyBar
from tests.tui.page import ModalDriver, ModalHost

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SUPPORT = WriteSupport(
    max_batch=1000,
    restores=True,
    merges_metadata=False,
    dedupes=False,
    edits_categories=True,
    has_entities=False,
    infers=False,
    takes_immutable=True,
)
MEMORY = Memory(
    id="7c1f",
    memory="Alice likes green tea in the morning",
    user_id="alice",
    metadata={"source": "email", "rank": 3},
    expiration_date="2027-01-31",
    created_at="2026-11-01T10:00:00Z",
)
Result = TypeVar("Result")


class Driver(ModalDriver[ModalScreen[Result], Result | None], Generic[Result]):
    """What a person does in a modal, and what they see there."""

    async def send_character(self, char: str) -> None:
        """What a terminal sends for a character that is on no key."""
        self.post(Key("unknown", char))
        await self.idle()

    def bar(self, name: str) -> str:
        """A line of the screen, without the blanks around it and between its parts."""
        return " ".join(self.app.modal.query_one(f"#{name}", Bar).render_line(0).text.split())

    @property
    def said(self) -> str:
        return self.bar("edit-said")

    @property
    def bar_of_keys(self) -> str:
        bar = self.app.screen.query_one(KeyBar)
        return " ".join(" ".join(bar.render_line(y).text for y in range(bar.size.height)).split())

    @staticmethod
    def colour(name: str) -> Color:
        """A theme's colour as it is drawn."""
        return Color.parse(name)

    @property
    def changes(self) -> list[str]:
        """The lines that are shown of the changes, without styles or wrapping."""
        return self.app.modal.query_one(ChangePane).plain.split("\n")

    def box(self, name: FieldName) -> EditBox:
        return self.app.modal.query_one(f"#edit-{name}", EditBox)

    @property
    def drawn(self) -> list[str]:
        """Every line of every part of the screen as it is drawn."""
        return [
            strip.text
            for widget in self.app.screen.query("*")
            if widget.region and not widget.children
            for strip in widget.render_lines(Size(*widget.outer_size).region)
        ]


@asynccontextmanager
async def showing(
    modal: ModalScreen[Result], *, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Driver[Result]]:
    app: ModalHost[ModalScreen[Result], Result | None] = ModalHost(modal)
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.idle()
        yield driver


@asynccontextmanager
async def editing(
    memory: Memory = MEMORY,
    support: WriteSupport = SUPPORT,
    *,
    size: tuple[int, int] = (80, 24),
    focus: FieldName = "text",
    draft: str | MemoryEdit | None = None,
    open_editor: Callable[[str], Awaitable[str | None]] | None = None,
) -> AsyncIterator[Driver[MemoryEdit]]:
    modal: Any = EditModal(
        memory, support, clock=lambda: NOW, focus=focus, draft=draft, open_editor=open_editor
    )
    async with showing(modal, size=size) as driver:
        yield driver
