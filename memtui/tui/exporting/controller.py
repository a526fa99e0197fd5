"""From the key to the file: what can be exported of the screen, and the work beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from memtui.core.errors import DataError, MemtuiError
from memtui.core.models import Memory
from memtui.core.values import dataclass
from memtui.ops.browse import RowSource, SearchResults
from memtui.ops.exporting.about import about_list, about_one
from memtui.ops.exporting.places import whole_file_aside
from memtui.ops.exporting.sources import Found, Listed, Named, One, Source
from memtui.ops.exporting.work import export_memories
from memtui.ops.exporting.writers import history_writer, memories_writer
from memtui.ops.loaded import LoadedRows
from memtui.tui.actions import key_of
from memtui.tui.curation.messages import Arrived
from memtui.tui.exporting import words
from memtui.tui.lines import number
from memtui.tui.modals.export import MEMORIES, ONE, ExportAsked, ExportModal, Subject

if TYPE_CHECKING:
    from textual.worker import Worker

    from memtui.core.writing.forms import About
    from memtui.tui.screens.serving import ServiceScreen

EXPORTING = "export"
"""The group of the worker that writes."""
_BETWEEN = 0.25
"""Seconds between two counts that are shown: each is sent over a line that may be thin."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be exported; `total` is how many memories it is thought to be."""

    subject: Subject
    source: Source
    about: About
    total: int | None


class Exporting:
    """One export at a time."""

    def __init__(self, screen: ServiceScreen) -> None:
        self._screen = screen
        self._worker: Worker[None] | None = None
        self._has_begun = False
        self._warned = False

    @property
    def is_under_way(self) -> bool:
        """Whether something is being written."""
        return self._worker is not None

    def ask_or_stop(self) -> None:
        """Ask what is to be exported; what is being written is stopped instead."""
        screen = self._screen
        if self._worker is not None:
            self._cancel(self._worker)
            return
        if screen.loading_list.is_coming:
            screen.change(notice="this list is on its way")
            return
        # What is meant is what looks marked; rows that have to be fetched first have been said to be.
        if not screen.marking.mark_range():
            return
        offers = self._offers()
        if not offers:
            screen.change(notice="there is nothing to export")
            return

        def answered(asked: ExportAsked | None) -> None:
            if asked is not None:
                self._begin(offers[asked.subject], asked)

        at = len(offers) - 1 if screen.pane is screen.detail and not screen.state.has_marks else 0
        screen.app.push_screen(ExportModal([offer.subject for offer in offers], at), answered)

    def holds_back(self) -> bool:
        """Whether leaving would stop an export, which is said once."""
        if self._worker is None or self._warned:
            return False
        self._warned = True
        self._screen.change(notice=f"an export is being written; {key_of('quit')} stops it and leaves")
        return True

    def stop(self) -> None:
        """Stop what is being written, and hold back nobody who leaves."""
        self._warned = True
        if self._worker is not None:
            self._cancel(self._worker)

    def _cancel(self, worker: Worker[None]) -> None:
        worker.cancel()
        if not self._has_begun:
            # It never will, and cannot tell that it ended.
            self._ended(words.stopped())

    def _offers(self) -> list[Offer]:
        """What can be exported now: the marks first, then the list, then the memory under the cursor."""
        screen, state = self._screen, self._screen.state
        name, rows, now = screen.profile.name, screen.loading_list.rows, screen.clock()
        stem = f"memories-{now:%Y-%m-%d}"
        # What a service lists in no order but its own was sorted here.
        query = replace(state.query(), order=state.order if screen.adapter.capabilities.orders else None)
        about = partial(about_list, name, query, now)
        offers = []
        if state.all_but is not None:
            listed_in_all = _in_all(rows)
            total = None if listed_in_all is None else listed_in_all - len(state.all_but)
            listed = Listed(query, state.all_but)
            offers.append(Offer(_many("marked", total, stem), listed, about(marked=True), total))
        elif state.marks:
            total = len(state.marks)
            named = Named(tuple(sorted(state.marks)))
            offers.append(Offer(_many("marked", total, stem), named, about(marked=True), total))
        if isinstance(rows, SearchResults) and state.question:
            found = Found(_all_of(rows))
            if found.memories:
                subject = _many("found by the search", rows.length, stem)
                offers.append(Offer(subject, found, about(question=state.question), rows.length))
        elif rows.length:
            total = _in_all(rows)
            offers.append(Offer(_many("everything listed", total, stem), Listed(query), about(), total))
        memory = screen.memories.memory_at_cursor()
        if memory is not None:
            subject = Subject("this memory with its history", f"memory-{_short(memory.id)}", ONE)
            offers.append(Offer(subject, One(memory.id), about_one(name, now), 1))
        return offers

    def _begin(self, offer: Offer, asked: ExportAsked) -> None:
        self._warned = self._has_begun = False
        self._screen.change(exporting=self._told(0, offer.total), notice="")
        self._worker = self._screen.in_background(partial(self._write, offer, asked), EXPORTING, False)

    async def _write(self, offer: Offer, asked: ExportAsked) -> None:
        """Write it; nothing but messages leaves this worker."""
        self._has_begun = True
        end: Callable[[], object] = partial(self._ended, words.stopped())
        shown = 0.0

        def went(written: int) -> None:
            nonlocal shown
            if monotonic() - shown >= _BETWEEN:
                shown = monotonic()
                self._post(partial(self._went, written, offer.total))

        is_one = isinstance(offer.source, One)
        writer = (history_writer if is_one else memories_writer)(asked.form, offer.about)
        try:
            async with whole_file_aside(asked.path, overwrite=asked.overwrite) as file:
                done = await export_memories(
                    self._screen.adapter,
                    offer.source,
                    writer,
                    file.write,
                    with_history=words.has_history(asked.form, is_one=is_one),
                    on_written=went,
                )
            end = partial(self._ended, words.exported(done, asked.path))
        except DataError as error:
            # What it proposes is for the command line.
            end = partial(self._failed, MemtuiError(error.message))
        except MemtuiError as error:
            end = partial(self._failed, error)
        finally:
            self._post(end)

    def _post(self, then: Callable[[], object]) -> None:
        self._screen.post_message(Arrived(then))

    def _went(self, written: int, total: int | None) -> None:
        if self._worker is not None:
            self._screen.change(exporting=self._told(written, total))

    def _ended(self, said: str) -> None:
        self._worker = None
        self._screen.change(exporting="", notice=said)

    def _failed(self, error: MemtuiError) -> None:
        from memtui.tui.modals.failure import FailureModal

        screen = self._screen
        screen.last_error = error
        said = f"not exported: {error}"
        self._ended(said)
        if len(said) > screen.size.width // 2 and screen.app.screen is screen:
            screen.app.push_screen(FailureModal(error, "No file was made"))

    @staticmethod
    def _told(written: int, total: int | None) -> str:
        return f"{words.writing(written, total)} {key_of('export')} stops it"


def _many(which: str, total: int | None, stem: str) -> Subject:
    count = "" if total is None else f", {number(total)} {'memory' if total == 1 else 'memories'}"
    return Subject(f"{which}{count}", stem, MEMORIES)


def _in_all(rows: RowSource) -> int | None:
    """How many a list has, loaded or not, where that is known."""
    return rows.window.total if isinstance(rows, LoadedRows) else rows.total


def _all_of(rows: SearchResults) -> tuple[Memory, ...]:
    found = (rows.row(index) for index in range(rows.length))
    return tuple(memory for memory in found if memory is not None)


def _short(memory_id: str) -> str:
    """What of an id may stand in the name of a file."""
    return "".join(char for char in memory_id if char.isascii() and char.isalnum())[:8] or "one"
