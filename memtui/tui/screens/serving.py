"""The part of the browse screen that leads to the service's other pages, and to other services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on

from memtui.core.errors import MemtuiError
from memtui.tui.actions import key_of
from memtui.tui.curation.messages import PlanFailed
from memtui.tui.screens.choosing import ChoosingScreen
from memtui.tui.state import Step

if TYPE_CHECKING:
    from memtui.tui.exporting.controller import Exporting
    from memtui.tui.profiles.places import Place
    from memtui.tui.screens.judging import Judging
    from memtui.tui.service.controller import ServicePages


class ServiceScreen(ChoosingScreen):
    """What the service has beyond its memories; `last_error` is what went wrong last, wherever it did."""

    last_error: MemtuiError | None = None
    _pages: ServicePages | None = None
    _judging: Judging | None = None
    _exporting: Exporting | None = None

    @property
    def pages(self) -> ServicePages:
        """The way to the service's pages."""
        if self._pages is None:
            # Loaded when first asked for: it is not needed to show memories.
            from memtui.tui.service.controller import ServicePages

            self._pages = ServicePages(self, self._folder)
        return self._pages

    @property
    def judging(self) -> Judging:
        """Feedback on memories."""
        if self._judging is None:
            # Loaded when first asked for: it is not needed to show memories.
            from memtui.tui.screens.judging import Judging

            self._judging = Judging(self)
        return self._judging

    @property
    def exporting(self) -> Exporting:
        """What is written to files."""
        if self._exporting is None:
            # Loaded when first asked for: it is not needed to show memories.
            from memtui.tui.exporting.controller import Exporting

            self._exporting = Exporting(self)
        return self._exporting

    def choose_profile(self, place: Place | None = None) -> None:
        """Show which other services can be opened, once nothing is on its way to this one; or open one."""
        if self._judging is not None and self._judging.is_sending:
            self.change(notice="feedback is being sent still")
            return
        if self._exporting is not None and self._exporting.is_under_way:
            self.change(notice=f"an export is being written still; {key_of('export')} stops it")
            return
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.tui.profiles.controller import choose_profile

        choose_profile(self, place)

    def leave(self) -> None:
        """Leave memtui, once nothing is being changed or written and no feedback is on its way."""
        if self._exporting is not None and self._exporting.holds_back():
            return
        if self._judging is None or not self._judging.holds_back(self.leave):
            super().leave()

    def leave_at_once(self) -> None:
        """Leave without being asked to: an export is stopped, and what is being changed gets its batch."""
        if self._exporting is not None:
            self._exporting.stop()
        self.leave()

    def walk(self, step: Step) -> None:
        """Show the first steps, beginning with this one, where there are no memories."""
        self.state = replace(self.state, walk=step)

    def service_handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions on the service do."""
        return {
            "profiles": self.choose_profile,
            "activity": lambda: self.pages.open_activity(),
            "service": lambda: self.pages.open_menu(),
            "service.events": lambda: self.pages.open_events(),
            "service.exports": lambda: self.pages.open_exports(),
            "service.summary": lambda: self.pages.open_summary(),
            "service.project": lambda: self.pages.open_project(),
            "service.webhooks": lambda: self.pages.open_webhooks(),
            "service.api_keys": lambda: self.pages.open_api_keys(),
            "service.served": lambda: self.pages.open_served(),
            "service.sent": lambda: self.pages.open_sent(),
            "service.error": lambda: self.pages.open_error(),
            "export": lambda: self.exporting.ask_or_stop(),
        }

    def tell_failure(self, what: str, error: MemtuiError) -> None:
        """Something was asked in vain; it is kept for those who want to read it in full."""
        self.last_error = error
        super().tell_failure(what, error)

    @on(PlanFailed)
    def _keep_failure(self, message: PlanFailed) -> None:
        self.last_error = message.error

    def search_handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions on a search do, and the one that judges a memory."""
        return {**self.searching.handlers(), "feedback": lambda: self.judging.ask()}
