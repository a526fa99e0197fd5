"""The part of the browse screen that changes memories: what arrives goes to those who know what follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on

from memtui.adapters.base import MemoryAdapter
from memtui.core.errors import MemtuiError
from memtui.core.filters import Filter
from memtui.core.profile import Profile
from memtui.tui.curation.messages import (
    CHANGING,
    Arrived,
    PlanFailed,
    PlanMade,
    Planning,
    Settled,
    WorkEnded,
    WorkWent,
)
from memtui.tui.screens.showing import ShowingScreen
from memtui.tui.widgets.ask import AskField

if TYPE_CHECKING:
    from memtui.tui.curation.controller import Curation


class CuratingScreen(ShowingScreen):
    """What is shown can be changed; `journal` is the file in which that is written down."""

    def __init__(
        self,
        adapter: MemoryAdapter,
        profile: Profile,
        field: AskField,
        *,
        journal: Path,
        tree: Filter | None,
        clock: Callable[[], datetime],
        stopwatch: Callable[[], float],
    ) -> None:
        super().__init__(
            adapter, profile, field, folder=journal.parent, tree=tree, clock=clock, stopwatch=stopwatch
        )
        self._journal = journal
        self._curation: Curation | None = None

    @property
    def curation(self) -> Curation:
        """The way from a key to a changed memory."""
        if self._curation is None:
            # Loaded when first asked for: it is not needed to show memories.
            from memtui.tui.curation.controller import Curation

            self._curation = Curation(self, self._journal)
        return self._curation

    def settle(self) -> None:
        """Find out what an earlier memtui left open, if there was one."""
        if self._journal.exists():
            self.curation.settle()

    def leave(self) -> None:
        """Leave memtui, once nothing is being changed."""
        if self._curation is None:
            self.app.exit()
        else:
            self._curation.leave()

    async def close(self) -> None:
        """Ask nothing any longer, and close the journal."""
        await super().close()
        if self._curation is not None:
            await self._curation.work.close()

    def change_handlers(self) -> dict[str, Callable[[], object]]:
        """What the changing actions do."""
        return {
            "delete": lambda: self.curation.delete(),
            "archive": lambda: self.curation.archive(),
            "edit": lambda: self.curation.edit(),
            "edit.external": lambda: self.curation.editing.edit_outside(),
            "edit.metadata": lambda: self.curation.edit_metadata(),
            "history.restore": lambda: self.curation.editing.choose_version(),
            "add": lambda: self.curation.batches.add(),
            "copy.scope": lambda: self.curation.batches.copy_to_scope(),
            "copy": lambda: self.curation.batches.copy(),
            "copy.command": lambda: self.curation.batches.copy_command(),
            "journal": lambda: self.curation.batches.open_journal(),
            "undo": lambda: self.curation.undo(),
            "redo": lambda: self.curation.redo(),
        }

    def tell_failure(self, what: str, error: MemtuiError) -> None:
        """Something was asked in vain; what was being changed is not any longer."""
        super().tell_failure(what, error)
        if what == CHANGING:
            self.curation.crashed()

    @on(PlanMade)
    def _plan_made(self, message: PlanMade) -> None:
        self.curation.made(message)

    @on(PlanFailed)
    def _plan_failed(self, message: PlanFailed) -> None:
        self.curation.failed(message)

    @on(Planning)
    def _planning(self, message: Planning) -> None:
        self.curation.planning(message)

    @on(WorkWent)
    def _work_went(self, message: WorkWent) -> None:
        self.curation.went(message)

    @on(WorkEnded)
    def _work_ended(self, message: WorkEnded) -> None:
        self.curation.ended(message)

    @on(Arrived)
    def _arrived(self, message: Arrived) -> None:
        message.then()

    @on(Settled)
    def _settled(self, message: Settled) -> None:
        self.curation.settled(message)
