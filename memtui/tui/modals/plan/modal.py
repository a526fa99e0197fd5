"""The preview of a plan: every row of it, and what a person does to agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.events import Key, Paste
from textual.types import CSSPathType
from textual.widgets import Input

from memtui.core.values import dataclass
from memtui.ops.plans import Plan
from memtui.state.journal import Journal
from memtui.tui.lines import Line, line
from memtui.tui.modals.export import ExportAsked
from memtui.tui.modals.items.base import ItemsModal, ModalKey
from memtui.tui.modals.items.item_row import RowLook
from memtui.tui.modals.items.operation_words import STAYS, reason_lines
from memtui.tui.modals.items.texts import Highlight
from memtui.tui.modals.items.told import Told
from memtui.tui.modals.plan.agreeing import AgreeField
from memtui.tui.modals.plan.exporting import RowsWritten, ask_where, write_rows
from memtui.tui.modals.plan.plan_words import (
    can_be_agreed_to,
    expected,
    head_lines,
    is_expected,
    keeping_line,
    sieves_of,
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """A person means it; with `purge` the before-images shall be forgotten when it is done."""

    purge: bool


class PlanModal(ItemsModal[Agreed]):
    """Gives back Agreed, or None when it is declined.

    `highlight` points out parts of memories' texts; `merges` says that the service keeps metadata keys
    that an edit leaves out.
    """

    CSS_PATH: ClassVar[CSSPathType | None] = ["../items/items.tcss", "plan.tcss"]

    def __init__(
        self, journal: Journal, plan: Plan, *, highlight: Highlight | None = None, merges: bool = False
    ) -> None:
        super().__init__(journal)
        self._plan = plan
        self._look = RowLook(plan.operation.verb, plan.operation.purged, merges, highlight)
        self._purges = False
        self._writes = ""
        self._wanted = expected(plan)
        self._prompt = Told(id="prompt")
        self._field = AgreeField(plan.confirmation if can_be_agreed_to(plan) else "key")

    def middle(self) -> ComposeResult:
        """The rows, and the field where something has to be typed."""
        yield self.board
        yield self._prompt
        yield self._field

    def on_mount(self) -> None:
        """Show the rows."""
        self.box.border_title = "Plan: nothing is sent until you agree"
        self.board.show(self._plan.operation, sieves_of(self._plan), self._look)
        if not can_be_agreed_to(self._plan) and self._plan.unchanged:
            self.read_reasons(self._plan.operation.id, STAYS)
        if self._is_typed:
            what = "the number of changes" if self._plan.confirmation == "count" else "the name"
            self._prompt.tell([line("Type ", (self._wanted, "accent"), f", {what}, then enter:")])
            self.set_focus(self._field)
        self.redraw()

    def head_lines(self) -> Sequence[Line]:
        """What will change, and what becomes of the before-images."""
        lines = [*head_lines(self._plan), *reason_lines(self.reasons, 1)]
        if self._plan.may_purge and can_be_agreed_to(self._plan):
            lines.append(keeping_line(purges=self._purges))
        return lines

    def keys(self) -> Sequence[ModalKey]:
        """What can be done now."""
        letters = self._plan.confirmation != "name" or not can_be_agreed_to(self._plan)
        exports = ModalKey(
            "X" if letters else "ctrl+o", ("X", "ctrl+o"), "exports", self._export, self._writes
        )
        common = [*self.sieve_keys(), exports, self.scroll_key()]
        if not can_be_agreed_to(self._plan):
            closes = ModalKey("esc", ("escape",), "closes", self._decline)
            return [closes, *common, _silent(("y",), lambda: self.say("There is nothing to change."))]
        # A name may have any letter in it.
        declines = ModalKey("n" if letters else "esc", ("n", "escape"), "declines", self._decline)
        if self._plan.may_purge:
            label = "keeps the before-images" if self._purges else "forgets them (erasure)"
            purge = ModalKey("p" if letters else "ctrl+t", ("p", "ctrl+t"), label, self._toggle)
            common.insert(0, purge)
        if self._is_typed:
            agrees = ModalKey("enter", ("enter",), "agrees", self._enter)
            return [agrees, declines, *common, _silent(("y",), self._say_expected)]
        agrees = ModalKey("y", ("y",), "agrees", self._agree)
        silent = _silent(("enter", "space"), lambda: self.say("y agrees, n declines"))
        return [agrees, declines, *common, silent]

    def on_key(self, event: Key) -> None:
        """Type into the field what is typed ahead of it; every other key means something here."""
        if self._is_typed and self._field.takes(event) and event.character:
            self._field.insert_text_at_cursor(event.character)
            event.stop()
            event.prevent_default()
        else:
            super().on_key(event)

    def on_paste(self, event: Paste) -> None:
        """A paste that comes ahead of the field goes nowhere else."""
        event.stop()

    def move(self, key: str) -> bool:
        """Do what a key says that moves something; whether it is such a key."""
        if self._plan.confirmation == "name" and self._is_typed and len(key) == 1:
            return False
        # In a field these go to the ends of what is typed.
        return not (self._is_typed and key in {"home", "end"}) and super().move(key)

    @property
    def _is_typed(self) -> bool:
        """Whether something has to be typed."""
        return self._field.display

    def _agree(self) -> None:
        self.leave(Agreed(self._purges))

    def _enter(self) -> None:
        if is_expected(self._plan, self._field.value):
            self._agree()
        else:
            self._say_expected()

    def _say_expected(self) -> None:
        what = "the number of changes" if self._plan.confirmation == "count" else "the whole name"
        typed = f"{self._field.value} is not it: " if self._field.value.strip() else ""
        self.say(f"{typed}type {self._wanted}, {what}", "warning")

    def _decline(self) -> None:
        if self._field.value:
            self._field.value = ""
        else:
            self.leave(None)

    def _export(self) -> None:
        def answered(asked: ExportAsked | None) -> None:
            if asked is not None:
                self._writes = "its rows are being written"
                self.say(f"{self._writes} …")
                writing = write_rows(
                    self.journal, self._plan, asked, self.post_message, merges=self._look.merges
                )
                self.run_worker(writing, group="export", exit_on_error=False)

        self.app.push_screen(ask_where(self._plan), answered)

    @on(RowsWritten)
    def _rows_written(self, message: RowsWritten) -> None:
        message.stop()
        self._writes = ""
        self.say(message.said, "accent" if message.is_well else "warning")

    def leave(self, result: Agreed | None) -> None:
        """Close, unless the rows are being written still: the plan is forgotten when it is declined."""
        if self._writes:
            self.say(f"{self._writes}: wait until they are")
        else:
            super().leave(result)

    def _toggle(self) -> None:
        self._purges = not self._purges
        self.redraw()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.say("")


def _silent(presses: tuple[str, ...], do: Callable[[], object]) -> ModalKey:
    """Keys that say something and are not shown."""
    return ModalKey("", presses, "", do, shown=False)
