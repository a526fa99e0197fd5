"""Questions that a page asks the service, in the background.

A worker asks and posts what came of it; nothing else touches the screen.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Generic, TypeVar

from textual import on
from textual.message import Message
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerState, WorkType

from memtui.core.errors import MemtuiError
from memtui.core.values import dataclass
from memtui.tui.mistakes import mistake_told

R = TypeVar("R")
V = TypeVar("V")


@dataclass
class Answered(Message):
    """A question was answered: `then` goes on with it, unless `error` says why it was not.

    It is still open where this is not the `last` of it.
    """

    group: str
    number: int
    then: Callable[[], object] | None
    error: MemtuiError | None = None
    last: bool = True


class AskingPage(ModalScreen[R], Generic[R]):
    """A screen that asks; a subclass draws what is known (`redraw`) and says what failed (`failed_to_ask`).

    `problem` is what went wrong last; it stays until something is asked again.
    """

    def __init__(self, *, classes: str) -> None:
        super().__init__(classes=classes)
        self.problem: MemtuiError | None = None
        self._numbers: dict[str, int] = {}
        self._asking: dict[str, str] = {}

    @abstractmethod
    def redraw(self) -> None:
        """Say everything anew."""

    @abstractmethod
    def failed_to_ask(self, group: str, error: MemtuiError) -> None:
        """A question of this group was asked in vain."""

    @property
    def doing(self) -> str:
        """What is being asked, in raw words; empty when nothing is to be said of it."""
        return next((doing for doing in self._asking.values() if doing), "")

    def ask_service(
        self,
        question: Callable[[], Awaitable[V]],
        then: Callable[[V], object],
        *,
        group: str = "ask",
        doing: str = "asking the service",
    ) -> None:
        """Ask in the background, and go on with the answer; an error goes to `failed_to_ask`.

        Another question of the same group takes the place of this one, which is cancelled; `cancel` does
        that too, and so does closing the page. `doing` is said meanwhile.
        """
        self._numbers[group] = number = self._numbers.get(group, 0) + 1
        self._asking[group] = doing

        async def work() -> None:
            try:
                answer = await question()
            except MemtuiError as error:
                self.post_message(Answered(group, number, None, error))
            else:
                self.post_message(Answered(group, number, partial(then, answer)))

        self.problem = None
        ask: WorkType[None] = work
        self.run_worker(ask, group=group, exclusive=True, exit_on_error=False)
        self.redraw()

    def meanwhile(self, group: str, then: Callable[[], object]) -> None:
        """For workers: do something on the screen while the question goes on."""
        self.post_message(Answered(group, self._numbers[group], then, last=False))

    def is_asking(self, group: str) -> bool:
        """Whether a question of this group is open."""
        return group in self._asking

    def cancel(self, group: str) -> None:
        """Take a question back."""
        self._numbers[group] = self._numbers.get(group, 0) + 1
        self._asking.pop(group, None)
        self.workers.cancel_group(self, group)
        self.redraw()

    @on(Answered)
    def _answered(self, message: Answered) -> None:
        message.stop()
        if message.number != self._numbers.get(message.group):
            return
        if message.last:
            self._asking.pop(message.group, None)
        if message.error is not None:
            self.failed_to_ask(message.group, message.error)
        elif message.then is not None:
            message.then()
        self.redraw()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A mistake of memtui's own is told and kept."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self._asking.pop(event.worker.group, None)
            self.failed_to_ask(event.worker.group, mistake_told(event.worker.error))

    @property
    def resting(self) -> bool:
        """Whether no delay is running out; questions to the service may be open."""
        return True

    @property
    def idle(self) -> bool:
        """Whether nothing is under way that will change the screen by itself."""
        return self.resting and not self._asking
