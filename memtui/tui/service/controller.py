"""Opens the service's pages over the browse screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from memtui.core.errors import MemtuiError
from memtui.core.filters import Filter, all_of
from memtui.tui.service.context import PageContext
from memtui.tui.state import Scope

if TYPE_CHECKING:
    from memtui.tui.screens.serving import ServiceScreen
    from memtui.tui.service.exports import Jobs


class ServicePages:
    """The pages by their actions, each loaded when it is first opened.

    `folder` is where what the clipboard does not take is put.
    """

    def __init__(self, screen: ServiceScreen, folder: Path) -> None:
        self._screen = screen
        self._folder = folder
        self._jobs: Jobs | None = None

    @property
    def context(self) -> PageContext:
        """What a page that is opened now knows."""
        screen = self._screen
        return PageContext(
            screen.adapter,
            self._folder,
            screen.clock,
            screen.profile.name,
            cannot_write=screen.state.cannot_write,
            tree=screen.state.query().filter,
            list_memories=self._list_memories,
            failed=self._failed,
        )

    def open_menu(self) -> None:
        """Show what there is, and open what is chosen of it."""
        from memtui.tui.service.menu import ServiceMenu

        def chosen(action_id: str | None) -> None:
            if action_id is not None:
                self._screen.service_handlers()[action_id]()

        self._screen.app.push_screen(ServiceMenu(self.context, self._screen.state), chosen)

    def open_activity(self) -> None:
        """When what is listed was created or updated; a part of that time is listed if it is chosen."""
        from memtui.tui.activity import ActivityPage, narrowed_words

        screen = self._screen

        def chosen(time: Filter | None) -> None:
            if time is not None:
                screen.list_again(filter=all_of(screen.state.filter, time))

        narrowing = screen.state.narrowing
        page = ActivityPage(self.context, narrowing.query(), narrowed_words(narrowing))
        screen.app.push_screen(page, chosen)

    def open_events(self) -> None:
        """What the service does after it has answered."""
        from memtui.tui.service.events import EventsPage

        self._open(EventsPage(self.context))

    def open_exports(self) -> None:
        """Memories in the form of a JSON schema."""
        from memtui.tui.service.exports import ExportsPage, Jobs

        self._jobs = self._jobs or Jobs()
        self._open(ExportsPage(self.context, self._jobs))

    def open_summary(self) -> None:
        """What is remembered, in short."""
        from memtui.tui.service.summary import SummaryPage

        self._open(SummaryPage(self.context))

    def open_sent(self) -> None:
        """What memtui has asked."""
        from memtui.tui.service.sent import SentRequestsPage

        self._open(SentRequestsPage(self.context))

    def open_project(self) -> None:
        """How memories are made, who may see them, and what was asked."""
        from memtui.tui.service.project import ProjectPage

        self._open(ProjectPage(self.context, self._screen.curation.work.open))

    def open_webhooks(self) -> None:
        """What is called when memories change."""
        from memtui.tui.service.webhooks import WebhooksPage

        self._open(WebhooksPage(self.context, self._screen.curation.work.open))

    def open_api_keys(self) -> None:
        """The keys of a self-hosted server."""
        from memtui.tui.service.api_keys import ApiKeysPage

        self._open(ApiKeysPage(self.context, self._screen.curation.work.open))

    def open_served(self) -> None:
        """What a self-hosted server was asked."""
        from memtui.tui.service.served import ServedRequestsPage

        self._open(ServedRequestsPage(self.context))

    def open_error(self) -> None:
        """What went wrong last."""
        from memtui.tui.service.last_error import LastErrorPage

        self._open(LastErrorPage(self.context, self._screen.state.problem or self._screen.last_error))

    def _open(self, page: Screen[Any]) -> None:
        self._screen.app.push_screen(page)

    def _list_memories(self, tree: Filter) -> None:
        self._screen.list_again(scope=Scope(), filter=tree, question="", keyword="")

    def _failed(self, error: MemtuiError) -> None:
        self._screen.last_error = error
