"""The builder as a page object, over an app of its own: what a person does, and what they see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Self, TypeAlias

from textual.pilot import Pilot
from textual.widget import Widget

from memtui.adapters.base import MemoryAdapter
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import Filter
from memtui.tui.modals.builder import BuilderModal, FilterChosen
from memtui.tui.modals.builder.paste import PasteModal
from tests.tui.page import Driver, ModalHost

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_SCOPE = "everything"
Host: TypeAlias = ModalHost[BuilderModal, FilterChosen | None]


class BuilderDriver(Driver[Host]):
    """What a person does in the builder, and what they see there."""

    def __init__(self, app: Host, pilot: Pilot[None], copied: list[str]) -> None:
        super().__init__(app, pilot)
        self.copied = copied
        self.presses = 0

    @property
    def modal(self) -> BuilderModal:
        return self.app.modal

    def send(self, *keys: str) -> None:
        """Press keys and wait for nothing."""
        self.presses += len(keys)
        super().send(*keys)

    async def type(self, text: str) -> Self:
        """Type text, which is not counted as presses."""
        before = self.presses
        await super().type(text)
        self.presses = before
        return self

    async def click(self, widget: Widget, row: int, *, times: int = 1) -> Self:
        """Click into a row of a pane, counted from 0 below its border."""
        await self.pilot.click(widget, offset=(8, row + 1), times=times)
        await self.idle()
        return self

    @property
    def field(self) -> PasteModal:
        """The field for pasted filters, which must be open."""
        screen = self.app.screen
        assert isinstance(screen, PasteModal)
        return screen

    @property
    def tree(self) -> list[str]:
        """The rows of the tree, without the blanks around them and between text and count."""
        rows = self.modal.board.rows
        lines = [rows.render_line(y).text for y in range(rows.scrollable_content_region.height)]
        return [" ".join(line.split()) for line in lines if line.strip()]

    @property
    def side(self) -> str:
        """The preview, without wrapping."""
        return self.modal.board.side.plain

    @property
    def where(self) -> str:
        return " ".join(self.modal.board.where.render_line(0).text.split())

    @property
    def status(self) -> str:
        return self.modal.board.status.render_line(0).text.strip()

    @property
    def footer(self) -> str:
        footer = self.modal.board.footer
        return " ".join(footer.render_line(y).text.strip() for y in range(footer.size.height))

    @property
    def row(self) -> str:
        """The row with the cursor."""
        rows = self.modal.board.rows
        return " ".join(rows.render_line(rows.cursor - rows.top).text.split())

    @property
    def text(self) -> str:
        """The filter as it is in the draft."""
        tree = self.modal.state.draft.filter()
        return "" if tree is None else format_filter(tree)

    @property
    def result(self) -> FilterChosen | None:
        """What the builder was dismissed with."""
        assert len(self.app.results) == 1, "the builder is still open"
        return self.app.results[0]


@asynccontextmanager
async def building(
    adapter: MemoryAdapter,
    tree: Filter | str | None = None,
    *,
    size: tuple[int, int] = (120, 40),
    scope: Filter | None = None,
    scope_label: str = _SCOPE,
    show_expired: bool = True,
    base_url: str = "",
    text: str = "",
    answered: bool = True,
) -> AsyncIterator[BuilderDriver]:
    """The builder over this service, on a terminal of this size, once it is idle.

    Unless it need not be `answered`: then once it has asked.
    """
    copied: list[str] = []
    builder = BuilderModal(
        parse(tree) if isinstance(tree, str) else tree,
        adapter=adapter,
        scope=scope,
        scope_label=scope_label,
        show_expired=show_expired,
        clock=lambda: NOW,
        base_url=base_url,
        copy=copied.append,
        text=text,
    )
    app: Host = ModalHost(builder)
    async with app.run_test(size=size) as pilot:
        driver = BuilderDriver(app, pilot, copied)
        await (driver.idle() if answered else driver.settle())
        yield driver
