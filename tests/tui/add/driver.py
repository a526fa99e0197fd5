"""The modal in which a memory is typed as a page object, in a small app of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Self

from textual.widgets import Static

from memtui.adapters.base import WriteSupport
from memtui.core.changes import NewMemory
from memtui.core.models import ScopeField
from memtui.core.profile import ServiceKind
from memtui.tui.modals.add import AddModal
from memtui.tui.modals.add.form import EntityOffers, Form
from memtui.tui.modals.add.rows import FieldRow, MessageRow
from memtui.tui.modals.add.toggle import Toggle
from memtui.tui.widgets.edit_box import EditBox
from tests.tui.page import ModalDriver, ModalHost

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LOCAL = WriteSupport(
    max_batch=1000, restores=True, merges_metadata=False, dedupes=False, edits_categories=True,
    has_entities=False, infers=False, takes_immutable=True,
)  # fmt: skip
PLATFORM = WriteSupport(
    max_batch=1000, restores=False, merges_metadata=False, dedupes=True, edits_categories=False,
    has_entities=True, infers=True, takes_immutable=True,
    add_options={
        "custom_instructions": "what the model shall heed while it learns from this",
        "timestamp": "when it was said, in seconds since 1970",
        "custom_categories": "a list of objects, each a name and what belongs there",
        "timezone": "in which dates in the text are read",
    },
)  # fmt: skip
HOSTED = WriteSupport(
    max_batch=1, restores=False, merges_metadata=True, dedupes=False, edits_categories=False,
    has_entities=False, infers=True, takes_immutable=False, scope_fields=("user_id", "agent_id", "run_id"),
)  # fmt: skip
SUPPORT: dict[ServiceKind, WriteSupport] = {"local": LOCAL, "platform": PLATFORM, "selfhosted": HOSTED}
Result = tuple[NewMemory, ...] | None


class AddDriver(ModalDriver[AddModal, Result]):
    """What a person does in the modal, and what they see there."""

    async def fill(self, name: str, text: str) -> Self:
        """Put a text into a field, in the place of what stands there, as a paste."""
        await self.go_to(name)
        box = self.row(name).field
        assert isinstance(box, EditBox)
        box.select_all()
        if text:
            await self.paste(text)
        else:
            await self.press("delete")
        return self

    async def go_to(self, name: str) -> Self:
        """Step to a field with tab."""
        for _ in range(40):
            if self.at == name:
                return self
            await self.press("tab")
        raise AssertionError(f"{name} cannot be reached")

    @property
    def memory(self) -> NewMemory:
        """The one memory that came of it."""
        assert self.result is not None
        (memory,) = self.result
        return memory

    @property
    def form(self) -> Form:
        return self.app.modal.query_one(Form)

    def row(self, name: str) -> FieldRow:
        row = self.form.row_named(name)
        assert row is not None, name
        return row

    @property
    def fields(self) -> list[str]:
        """The names of the fields that are shown."""
        return [self.form.name_of(row) for row in self.form.rows if row.region.height]

    @property
    def labels(self) -> list[str]:
        """The labels with their signs, of the fields that are shown."""
        rows = [row for row in self.form.rows if row.region.height]
        return [" ".join(str(row.query_one(".label", Static).content).split()) for row in rows]

    @property
    def roles(self) -> list[str]:
        return [row.role for row in self.form.rows if isinstance(row, MessageRow)]

    @property
    def at(self) -> str:
        """The name of the field that has the keyboard."""
        row = self.form.row_of(self.app.screen.focused)
        return "" if row is None else self.form.name_of(row)

    def raw(self, name: str) -> str:
        box = self.row(name).field
        assert isinstance(box, EditBox)
        return box.raw

    def toggle(self, name: str) -> str:
        field = self.row(name).field
        assert isinstance(field, Toggle)
        return str(field.content)

    @property
    def said(self) -> list[str]:
        """What is said under the form, before it is broken into lines."""
        return str(self.app.modal.query_one("#add-about", Static).content).split("\n")

    @property
    def about_messages(self) -> str:
        return str(self.app.modal.query_one("#add-messages-about", Static).content)

    @property
    def drawn(self) -> list[str]:
        """The whole screen, line by line."""
        lines = self.app.screen._compositor.render_strips()
        return [line.text.rstrip() for line in lines]


@asynccontextmanager
async def adding(
    kind: ServiceKind = "local",
    *,
    support: WriteSupport | None = None,
    scope: Mapping[ScopeField, str] | None = None,
    draft: NewMemory | None = None,
    title: str = "Add a memory",
    offers: EntityOffers | None = None,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[AddDriver]:
    """The modal over a service of this kind, once it is idle."""
    modal = AddModal(
        support or SUPPORT[kind], scope=scope or {}, kind=kind, draft=draft, title=title,
        entity_offers=offers, clock=lambda: NOW,
    )  # fmt: skip
    app: ModalHost[AddModal, Result] = ModalHost(modal)
    async with app.run_test(size=size) as pilot:
        driver = AddDriver(app, pilot)
        await driver.idle()
        yield driver
