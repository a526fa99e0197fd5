"""Batch edits, additions, copies and the journal: what opens a screen of its own before there is a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from memtui.core.changes import NewMemory, new_from
from memtui.core.models import ENTITY_TYPES, SCOPE_FIELDS, Memory, ScopeField, scope_field
from memtui.core.queries import EntityQuery
from memtui.ops.choices import Choice, Ids
from memtui.ops.loaded import LoadedRows
from memtui.tui.actions import BY_ID
from memtui.tui.curation.background import MOST_SAMPLES
from memtui.tui.curation.messages import Intent
from memtui.tui.lines import number

if TYPE_CHECKING:
    from memtui.core.copies import CopyForm
    from memtui.core.rewriting import Rule
    from memtui.ops.desk import Desk
    from memtui.state.journal import Verb
    from memtui.tui.curation.controller import Curation
    from memtui.tui.modals.journal import JournalAnswer
    from memtui.tui.modals.rewrite import RuleKind
    from memtui.tui.screens.curating import CuratingScreen

MOST_COPIED = 10_000
"""Memories that are copied at once; an export takes any number."""
_MOST_NAMES = 20


class Batches:
    """Screens about many memories, or about none yet."""

    def __init__(self, screen: CuratingScreen, curation: Curation) -> None:
        self._screen = screen
        self._curation = curation

    # Batch edits

    def rewrite(self, choice: Choice, start: RuleKind | None = None) -> None:
        """Fetch some of the memories, to show what rules would do to them; then ask for the rules."""
        ask = partial(self._ask_rules, choice, self._total(choice), start)
        self._curation.run(self._curation.work.samples, choice, MOST_SAMPLES, ask)

    def _ask_rules(
        self,
        choice: Choice,
        total: int | None,
        start: RuleKind | None,
        samples: Sequence[Memory],
        rules: tuple[Rule, ...] = (),
    ) -> None:
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.core.rewriting import ReplaceText, spans
        from memtui.ops.planning import plan_rewrite
        from memtui.tui.modals.rewrite import RewriteModal

        def answered(rules: tuple[Rule, ...] | None) -> None:
            if not rules:
                return
            found = next((rule for rule in rules if isinstance(rule, ReplaceText)), None)
            intent = Intent(
                highlight=None if found is None else lambda text: spans(text, found),
                declined=lambda: self._ask_rules(choice, total, start, samples, rules),
                of_marks=True,
            )
            make = partial(plan_rewrite, choice=choice, rules=rules, report=self._curation.look)
            self._curation.plan(make, intent)

        modal = RewriteModal(
            total, samples, self._curation.support, clock=self._screen.clock, start=start, rules=rules
        )
        self._screen.app.push_screen(modal, answered)

    # Additions

    def add(self) -> None:
        """Add a memory, in the present scope at first."""
        scope = self._screen.state.scope
        names: dict[ScopeField, str] = {}
        if scope.type is not None and scope.name is not None:
            names[scope_field(scope.type)] = scope.name
        self._ask_what("add", "Add a memory", scope=names)

    def copy_to_scope(self) -> None:
        """Add the memory under the cursor again, for somebody else."""
        memory = None if self._curation.has_marks("Copy to scope") else self._curation.memory()
        if memory is not None:
            self._ask_what("copy", "Copy to another scope", scope={}, draft=new_from(memory))

    def _ask_what(
        self, verb: Verb, title: str, *, scope: Mapping[ScopeField, str], draft: NewMemory | None = None
    ) -> None:
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.ops.planning import plan_add
        from memtui.tui.modals.add import AddModal

        def answered(news: tuple[NewMemory, ...] | None) -> None:
            if news:
                self._curation.plan(partial(plan_add, news=news, verb=verb), Intent(direct=True))

        modal = AddModal(
            self._curation.support,
            scope=scope,
            kind=self._screen.adapter.capabilities.kind,
            draft=draft,
            title=title,
            entity_offers=self._names,
            clock=self._screen.clock,
        )
        self._screen.app.push_screen(modal, answered)

    async def _names(self, field: ScopeField, typed: str) -> list[str]:
        kind = ENTITY_TYPES[SCOPE_FIELDS.index(field)]
        page = await self._screen.adapter.entities(EntityQuery(kind, typed, 1, _MOST_NAMES))
        return [entity.name for entity in page.results]

    # Copies

    def copy(self) -> None:
        """Copy the marks, or the memory under the cursor; or what gets them elsewhere."""
        from memtui.tui.modals.copy import CopyMenu, Picked

        choice = self._curation.choice()
        if choice is None and self._screen.state.anchor is not None:
            # Rows of the range are on their way, which has been said.
            return

        def answered(form: Picked | None) -> None:
            if form == "command":
                self.copy_command()
            elif form is not None and choice is not None:
                copy = partial(self._copy, form)
                self._curation.run(self._curation.work.samples, choice, MOST_COPIED + 1, copy)

        self._screen.app.push_screen(CopyMenu(0 if choice is None else self._total(choice)), answered)

    def copy_command(self) -> None:
        """Copy what gets elsewhere what the pane with the keyboard shows."""
        from memtui.tui.screens.as_command import copy_as_command

        copy_as_command(self._screen)

    def _copy(self, form: CopyForm, memories: Sequence[Memory]) -> None:
        from memtui.core.copies import copied_as

        if len(memories) > MOST_COPIED:
            said = (
                f"at most {number(MOST_COPIED)} are copied at once; memtui export writes any number to a file"
            )
            self._screen.change(notice=said)
        else:
            self._screen.copy(copied_as(memories, form))

    # The journal

    def open_journal(self) -> None:
        """Show what memtui changed."""
        self._curation.run(self._curation.work.open_journal, self._show_journal)

    def _show_journal(self, desk: Desk) -> None:
        """Show the operations, and do what is asked of one."""
        from memtui.ops.undo import plan_resume, plan_undo
        from memtui.tui.modals.journal import JournalModal

        def answered(answer: JournalAnswer | None) -> None:
            if answer is None:
                return
            if off := BY_ID["undo"].disabled_reason(self._screen.state):
                self._screen.change(notice=f"{answer.act} is off: {off}")
            elif answer.act == "undo":
                self._curation.plan(
                    partial(plan_undo, operation=answer.operation, positions=answer.positions)
                )
            elif answer.act == "resume":
                self._curation.plan(partial(plan_resume, operation=answer.operation))
            elif answer.act == "purge":
                self._curation.run(self._curation.work.purge, desk, answer.operation)

        writing = self._screen.adapter.capabilities.writing
        merges = writing is not None and writing.merges_metadata
        modal = JournalModal(desk.journal, desk.service, clock=self._screen.clock, merges=merges)
        self._screen.app.push_screen(modal, answered)

    def _total(self, choice: Choice) -> int | None:
        """How many memories are meant, where that is known."""
        if isinstance(choice, Ids):
            return len(choice.memory_ids)
        rows = self._screen.loading_list.rows
        total = rows.window.total if isinstance(rows, LoadedRows) else rows.total
        return None if total is None else total - len(choice.without)
