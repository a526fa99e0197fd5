"""The screen of batch edits as a page object, in a small app of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeAlias

from textual.widgets import Static

from memtui.adapters.base import WriteSupport
from memtui.core.models import Memory
from memtui.core.rewriting import Rule
from memtui.tui.modals.rewrite import RewriteModal, RuleKind
from memtui.tui.modals.rewrite.action_list import ActionList
from memtui.tui.modals.rewrite.preview import PreviewPane
from memtui.tui.modals.rewrite.rule_field import RuleField, RuleSwitch
from memtui.tui.theme import DARK
from memtui.tui.widgets.bars import Bar
from tests.tui.page import ModalDriver, ModalHost

NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
KEEPS = WriteSupport(
    max_batch=1000, restores=True, merges_metadata=False, dedupes=False, edits_categories=True,
    has_entities=False, infers=False, takes_immutable=True,
)  # fmt: skip
MERGES = WriteSupport(
    max_batch=1, restores=False, merges_metadata=True, dedupes=False, edits_categories=False,
    has_entities=False, infers=True, takes_immutable=False,
)  # fmt: skip
TEXTS = (
    "Likes black tea in the morning",
    "Moved from Berlin to Lisbon",
    "Drinks Tea with milk, never black",
    "Keeps a teapot in the office",
)
Result: TypeAlias = tuple[Rule, ...] | None


def memories(*texts: str) -> list[Memory]:
    """One memory for each text, every second with metadata."""
    return [
        Memory(
            id=f"m{at}",
            memory=text,
            user_id="alice",
            metadata=None if at % 2 else {"source": "chat", "rank": at},
        )
        for at, text in enumerate(texts)
    ]


class RewriteDriver(ModalDriver[RewriteModal, Result]):
    """What a person does in the modal, and what they see there."""

    @property
    def actions(self) -> ActionList:
        return self.modal.query_one(ActionList)

    @property
    def rows(self) -> list[str]:
        """The rows of the list; none while fields are shown."""
        found = self.actions
        if not found.display:
            return []
        return [" ".join(found.render_line(y).text.split()) for y in range(found.length)]

    @property
    def fields(self) -> list[RuleField]:
        """The fields that are shown."""
        return [field for field in self.modal.query(RuleField) if field.parent and field.region]

    def field(self, label: str) -> RuleField:
        return next(field for field in self.fields if field.spec.label == label)

    def value(self, label: str) -> str:
        """What stands in a field, with its hidden characters."""
        return self.field(label).box.raw

    def note(self, label: str) -> str:
        """What is said of a field."""
        return str(self.field(label).query_one(".rule-note", Static).content)

    @property
    def at(self) -> str:
        """The label of the field that has the keyboard."""
        return next(field.spec.label for field in self.fields if field.box.has_focus)

    @property
    def switches(self) -> list[str]:
        return [str(switch.content) for switch in self.modal.query(RuleSwitch) if switch.region]

    @property
    def title(self) -> str:
        return str(self.modal.query_one("#rewrite").border_title)

    @property
    def heading(self) -> str:
        return self._bar("#rewrite-heading")

    @property
    def said(self) -> str:
        return self._bar("#rewrite-said")

    @property
    def preview(self) -> list[str]:
        """The lines of the preview without the blanks around them, before they are wrapped."""
        return [" ".join(row.split()) for row in self.modal.query_one(PreviewPane).plain.split("\n")]

    @property
    def drawn(self) -> list[str]:
        """The rows of the preview that are in view, as they are drawn."""
        pane = self.modal.query_one(PreviewPane)
        return [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]

    def roles(self, role: str) -> str:
        """The parts of the preview that have this role, joined by a stroke."""
        lines = self.modal.query_one(PreviewPane)._lines
        return "|".join(text for line in lines for text, name in line.spans if name == role)

    def _bar(self, selector: str) -> str:
        return self.modal.query_one(selector, Bar).render_line(0).text.strip()


@asynccontextmanager
async def rewriting(
    samples: Sequence[Memory] = tuple(memories(*TEXTS)),
    *,
    total: int | None = 1234,
    support: WriteSupport = KEEPS,
    start: RuleKind | None = None,
    rules: Sequence[Rule] = (),
    size: tuple[int, int] = (80, 24),
    theme: str = DARK.name,
    tried: bool = True,
) -> AsyncIterator[RewriteDriver]:
    """The modal over these memories, once it is idle; unless it need not have `tried` them yet."""
    modal = RewriteModal(total, samples, support, clock=lambda: NOW, start=start, rules=rules)
    app: ModalHost[RewriteModal, Result] = ModalHost(modal, theme)
    async with app.run_test(size=size) as pilot:
        driver = RewriteDriver(app, pilot)
        await (driver.idle() if tried else driver.settle())
        yield driver
