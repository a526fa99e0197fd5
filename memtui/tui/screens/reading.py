"""What the detail pane shows of the memory under the cursor, and the histories that came for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from memtui.core.errors import MemtuiError
from memtui.core.models import Memory
from memtui.tui.lines import Line, line
from memtui.tui.messages import HistoryArrived
from memtui.tui.panes.detail import DetailPane
from memtui.tui.panes.views import history_problem, history_view, json_view, memory_view
from memtui.tui.screens.loading import Background
from memtui.tui.screens.requests import Requests
from memtui.tui.state import View


class Reading:
    """Fills the detail pane; a history is asked for when it is first looked at, and kept.

    `why` tells how a search came to a memory's score.
    """

    def __init__(
        self,
        pane: DetailPane,
        requests: Requests,
        background: Background,
        clock: Callable[[], datetime],
        why: Callable[[Memory], list[Line]],
    ) -> None:
        self._pane = pane
        self._requests = requests
        self._background = background
        self._clock = clock
        self._why = why
        self._shown: tuple[str, View] | None = None
        self._histories: dict[str, HistoryArrived] = {}

    @property
    def shown_id(self) -> str | None:
        """The id of the memory that is shown."""
        return self._shown[0] if self._shown else None

    def show(self, memory: Memory | None, view: View) -> None:
        """Show a memory in one of the views; nothing when there is none."""
        if memory is None:
            self._shown = None
            self._pane.show((), view)
            return
        same = self._shown == (memory.id, view)
        self._shown = (memory.id, view)
        self._pane.show(self._lines(memory, view), view, keep_place=same)

    def take(self, message: HistoryArrived) -> bool:
        """Keep a history that came; whether it is the one that is looked at."""
        self._histories[message.memory_id] = message
        return self._shown == (message.memory_id, "history")

    def fail(self, error: MemtuiError) -> None:
        """The history of what is shown did not come."""
        if self._shown is not None:
            self._histories[self._shown[0]] = HistoryArrived(self._shown[0], (), error)

    def forget(self) -> None:
        """Ask for every history again when it is next looked at."""
        self._histories.clear()

    def _lines(self, memory: Memory, view: View) -> list[Line]:
        if view == "memory":
            return memory_view(memory, self._clock())
        if view == "json":
            return json_view(memory)
        if view == "score":
            return self._why(memory)
        known = self._histories.get(memory.id)
        if known is None:
            self._background(partial(self._requests.history, memory.id), "history", True)
            return [line(("Loading the history …", "dim"))]
        if known.problem is not None:
            return history_problem(known.problem)
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.core.history import timeline

        return history_view(timeline(known.events), self._clock())
