"""Feedback on the memory under the cursor: asked for, sent in the background, and told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from memtui.adapters.features import FeedbackAdapter, feature
from memtui.core.errors import MemtuiError
from memtui.core.feedback import Feedback
from memtui.tui.actions import key_of
from memtui.tui.curation.messages import Arrived

if TYPE_CHECKING:
    from memtui.tui.screens.serving import ServiceScreen


class Judging:
    """What a person thinks of memories. What could not be sent is there again when the form is opened."""

    def __init__(self, screen: ServiceScreen) -> None:
        self._screen = screen
        self._unsent: dict[str, Feedback] = {}
        self._on_their_way = 0
        self._leave: Callable[[], object] | None = None

    @property
    def is_sending(self) -> bool:
        """Whether the service has not answered something yet."""
        return self._on_their_way > 0

    def holds_back(self, leave: Callable[[], object]) -> bool:
        """Whether something is on its way; `leave` is done when it has arrived, unless one leaves at once."""
        if not self.is_sending or self._leave is not None:
            return False
        self._leave = leave
        self._screen.change(notice=f"leaving once the feedback is sent; {key_of('quit')} leaves at once")
        return True

    def ask(self) -> None:
        """Ask what is thought of the memory under the cursor."""
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.tui.modals.feedback import FeedbackModal

        screen = self._screen
        memory = screen.memories.memory_at_cursor()
        if memory is None:
            screen.change(notice="there is no memory under the cursor")
            return
        note = "This is about one memory; what is marked stays out of it." if screen.state.has_marks else ""

        def given(feedback: Feedback | None) -> None:
            if feedback is not None:
                self._send(feedback)

        screen.app.push_screen(FeedbackModal(memory, draft=self._unsent.get(memory.id), note=note), given)

    def _send(self, feedback: Feedback) -> None:
        self._unsent[feedback.memory_id] = feedback
        self._screen.change(notice="sending feedback")
        self._on_their_way += 1
        # Two of them do not hinder each other.
        self._screen.in_background(partial(self._sending, feedback), "feedback", False)

    async def _sending(self, feedback: Feedback) -> None:
        try:
            await feature(self._screen.adapter, "feedback", FeedbackAdapter).give_feedback(feedback)
        except MemtuiError as error:
            self._screen.post_message(Arrived(partial(self._failed, error)))
        else:
            self._screen.post_message(Arrived(partial(self._sent, feedback)))
        finally:
            self._on_their_way -= 1

    def _sent(self, feedback: Feedback) -> None:
        from memtui.tui.modals.feedback.verdicts import CHOICES, place_of

        if self._unsent.get(feedback.memory_id) is feedback:
            del self._unsent[feedback.memory_id]
        label = CHOICES[place_of(feedback.verdict)].label
        said = "feedback taken back" if feedback.verdict is None else f"feedback sent: {label}"
        self._screen.change(notice=said)
        leave = self._leave
        if leave is not None and not self.is_sending:
            self._leave = None
            # Whoever has gone on to something else meanwhile has not finished.
            if self._screen.app.screen is self._screen:
                leave()

    def _failed(self, error: MemtuiError) -> None:
        from memtui.tui.modals.failure import FailureModal

        screen = self._screen
        screen.last_error = error
        self._leave = None
        said = f"feedback not sent, {key_of('feedback')} has it still: {error}"
        screen.change(notice=said)
        if len(said) > screen.size.width // 2 and screen.app.screen is screen:
            screen.app.push_screen(FailureModal(error, "The feedback was not sent"))
