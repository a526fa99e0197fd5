"""What is typed is read and tried in the background, once typing rests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from memtui.core.models import Memory
from memtui.core.values import dataclass
from memtui.tui.delay import Delay
from memtui.tui.modals.rewrite import trying
from memtui.tui.modals.rewrite.reading import Reading, Typed, read_rule
from memtui.tui.modals.rewrite.trying import Tried

TRY_DELAY = 0.12
"""Seconds that typing rests before the rule is tried."""


@dataclass
class WasTried(Message):
    """What was typed has been read, and tried unless something is wrong with it."""

    typed: Typed
    reading: Reading
    found: Sequence[Tried]


class Trials:
    """The trials of one screen, which gets a WasTried for the last thing typed."""

    def __init__(self, screen: Widget, samples: Sequence[Memory], *, merges_metadata: bool) -> None:
        self._screen = screen
        self._samples = samples
        self._merges_metadata = merges_metadata
        self._timer: Delay | None = None
        self._awaited: Typed | None = None

    @property
    def resting(self) -> bool:
        """Whether no delay is running out; something may be being tried."""
        return self._timer is None

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return self.resting and self.is_quiet

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being tried."""
        return self._awaited is None

    def soon(self, begin: Callable[[], object]) -> None:
        """Do this when nothing more is typed."""
        self.forget()
        self._timer = Delay(self._screen, TRY_DELAY, begin)

    def begin(self, typed: Typed, today: date) -> None:
        """Try this in place of what was being tried."""
        self.forget()
        self._awaited = typed
        # In a thread: a long pattern takes a while to read, and a slow one to try.
        work = partial(self._try, typed, today)
        self._screen.run_worker(work, group="try", thread=True, exclusive=True, exit_on_error=False)

    def forget(self) -> None:
        """Wait for nothing any more."""
        self._awaited = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def is_answer(self, message: WasTried) -> bool:
        """Whether this is what was waited for, which it is once."""
        if message.typed != self._awaited:
            return False
        self._awaited = None
        return True

    def _try(self, typed: Typed, today: date) -> None:
        worker = get_current_worker()
        reading = read_rule(typed, today)
        found: Sequence[Tried] = ()
        if reading.rule is not None:
            found = trying.tried(
                self._samples,
                reading.rule,
                merges_metadata=self._merges_metadata,
                is_unwanted=lambda: worker.is_cancelled,
            )
        self._screen.post_message(WasTried(typed, reading, found))
