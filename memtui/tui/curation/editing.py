"""Editing one memory: from what is typed to what is saved, so that nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from memtui.core.changes import MemoryEdit, edited
from memtui.core.display import is_plain
from memtui.core.models import HistoryEvent, Memory
from memtui.ops.desk import Desk
from memtui.state.journal import Journal, Operation
from memtui.tui.actions import key_of
from memtui.tui.curation.messages import Arrived, Intent

if TYPE_CHECKING:
    from memtui.tui.curation.controller import Curation
    from memtui.tui.modals.edit.form import FieldName
    from memtui.tui.screens.showing import ShowingScreen

_MOST_NAMED = 3


class Editing:
    """The edit screen, the person's own editor, and what follows when a memory cannot simply be changed.

    What was typed and could not be saved is kept by the memory's id, and stands there when it is edited
    again.
    """

    def __init__(self, screen: ShowingScreen, curation: Curation) -> None:
        self._screen = screen
        self._curation = curation
        self._unsaved: dict[str, MemoryEdit] = {}
        self._warned_of: Memory | None = None

    def edit(self, focus: FieldName = "text") -> None:
        """Edit the memory under the cursor."""
        memory = self._curation.memory()
        if memory is not None:
            self.open(memory, focus=focus)

    def open(
        self, memory: Memory, *, focus: FieldName = "text", draft: str | MemoryEdit | None = None
    ) -> None:
        """Open the edit screen, with what was typed before if it was not saved."""
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.tui.modals.edit import EditModal

        modal = EditModal(
            memory,
            self._curation.support,
            clock=self._screen.clock,
            focus=focus,
            draft=draft or self._unsaved.get(memory.id),
            open_editor=self._in_editor,
        )
        self._screen.app.push_screen(modal, lambda edit: self._typed(memory, edit))

    def edit_outside(self) -> None:
        """Give the text of the memory under the cursor to $EDITOR."""
        memory = None if self._curation.has_marks("$EDITOR") else self._curation.memory()
        if memory is None:
            return
        if not is_plain(memory.memory) and self._warned_of != memory:
            # The editor gets the characters themselves, and shows them in its own way or not at all.
            from memtui.core.hidden import hidden_words

            self._warned_of = memory
            found = hidden_words([memory.memory], most=_MOST_NAMED)
            self._screen.change(notice=f"{key_of('edit.external')} again opens it; it has {found}")
        else:
            self._warned_of = None
            self._curation.run(self._outside, memory)

    def _edited_outside(self, memory: Memory, text: str | None) -> None:
        """Take what came back from the person's editor; None when it stayed as it was."""
        if text is None:
            self._screen.change(notice="the editor left the text as it was")
        elif not text.strip():
            self._screen.change(notice=f"a memory needs a text; {key_of('delete')} deletes it")
        else:
            self._save(memory, MemoryEdit(memory=text), direct=False)

    def choose_version(self) -> None:
        """Show the texts that the memory under the cursor had, to bring one back."""
        memory = self._curation.memory()
        if memory is not None:
            self._curation.run(self._fetch_versions, memory)

    def _show_versions(self, memory: Memory, history: Sequence[HistoryEvent]) -> None:
        """Let a person choose one of the texts; it can be edited before it is saved."""
        from memtui.tui.modals.edit.versions import VersionsModal

        def chosen(draft: MemoryEdit | None) -> None:
            if draft is not None:
                self.open(memory, draft=draft)

        modal = VersionsModal(memory, history, clock=self._screen.clock)
        self._screen.app.push_screen(modal, chosen)

    def ended(self, desk: Desk, operation: Operation, intent: Intent) -> bool:
        """Whether an edit came to nothing in a way that is seen to here."""
        if intent.memory is None or intent.edit is None:
            return False
        if operation.status == "done":
            self._unsaved.pop(intent.memory.id, None)
            return False
        if not operation.counts.get("conflict"):
            return False
        self._curation.run(self._look_at_conflict, desk, operation, intent.memory, intent.edit)
        return True

    def _ask_whose(self, operation: Operation, base: Memory, theirs: Memory, edit: MemoryEdit) -> None:
        """Ask whose version counts."""
        from memtui.ops.undo import plan_retry
        from memtui.tui.modals.edit import ConflictModal

        def answered(choice: str | None) -> None:
            if choice == "theirs":
                self._unsaved.pop(base.id, None)
                self._screen.change(notice="theirs was kept")
            elif choice == "yours":
                again = partial(plan_retry, operation=operation.id, force=True)
                self._curation.plan(again, Intent(direct=True, memory=theirs, edit=edit))
            elif choice == "edit":
                self.open(theirs, draft=edit)
            else:
                self.open(base, draft=edit)

        modal = ConflictModal(base, theirs, edited(base, edit), clock=self._screen.clock)
        self._screen.app.push_screen(modal, answered)

    def _typed(self, memory: Memory, edit: MemoryEdit | None) -> None:
        if edit is None:
            self._unsaved.pop(memory.id, None)
        elif edit == MemoryEdit():
            self._screen.change(notice="nothing was changed")
        else:
            self._save(memory, edit, direct=True)

    def _save(self, memory: Memory, edit: MemoryEdit, *, direct: bool) -> None:
        self._unsaved[memory.id] = edit
        if memory.immutable:
            self._replace(memory, edit)
            return
        from memtui.ops.planning import plan_edit_of

        make = partial(plan_edit_of, before=memory, edit=edit)
        declined = None if direct else lambda: self.open(memory, draft=edit)
        self._curation.plan(make, Intent(direct=direct, memory=memory, edit=edit, declined=declined))

    def _replace(self, memory: Memory, edit: MemoryEdit) -> None:
        """Offer what can be done to a memory that the service lets nobody change."""
        from memtui.ops.planning import plan_replace
        from memtui.tui.modals.edit import ImmutableModal

        def answered(agreed: bool | None) -> None:
            if agreed:
                make = partial(plan_replace, before=memory, edit=edit)
                self._curation.plan(make, Intent(memory=memory, edit=edit))
            else:
                self._screen.change(notice="nothing was changed; e has what you typed")

        modal = ImmutableModal(memory, edit, self._curation.support, clock=self._screen.clock)
        self._screen.app.push_screen(modal, answered)

    async def _in_editor(self, text: str) -> str | None:
        from memtui.tui.external_editor import edit_externally

        return edit_externally(self._screen.app, text)

    async def _outside(self, memory: Memory) -> None:
        text = await self._in_editor(memory.memory)
        self._screen.post_message(Arrived(partial(self._edited_outside, memory, text)))

    async def _fetch_versions(self, memory: Memory) -> None:
        history = await self._screen.adapter.history(memory.id)
        self._screen.post_message(Arrived(partial(self._show_versions, memory, history)))

    async def _look_at_conflict(
        self, desk: Desk, operation: Operation, base: Memory, edit: MemoryEdit
    ) -> None:
        item = await desk.log(Journal.item, operation.id, 0)
        self._screen.post_message(
            Arrived(partial(self._ask_whose, operation, base, item.theirs or base, edit))
        )
