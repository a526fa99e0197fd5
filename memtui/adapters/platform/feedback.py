"""What a person thinks of a memory, told to the service (`docs/mem0-api.md`, "Feedback")."""

from __future__ import annotations

from memtui.adapters.http_errors import no_memory
from memtui.adapters.platform.part import Part
from memtui.core.errors import NotFoundError, ServiceError
from memtui.core.feedback import Feedback
from memtui.core.safety import checked_id


class FeedbackPart(Part):
    """`feedback`: nothing of it can be read again."""

    async def give_feedback(self, feedback: Feedback) -> None:
        """Say it, in the place of what was said before; null takes that back. Raises NotFoundError."""
        memory_id = checked_id(feedback.memory_id)
        body = {
            "memory_id": memory_id,
            "feedback": feedback.verdict,
            "feedback_reason": feedback.reason,
        }
        try:
            await self._tell("feedback", "POST", "/v1/feedback/", body, is_first=True)
        except NotFoundError:
            raise no_memory(memory_id) from None
        except ServiceError as error:
            is_no_id = error.status == 400 and "memory_id" in error.raw
            # The Platform fails where it should say that there is no such memory.
            if is_no_id or (error.status == 500 and await self._is_gone(memory_id)):
                raise no_memory(memory_id) from None
            raise

    async def _is_gone(self, memory_id: str) -> bool:
        try:
            await self._one.get(memory_id)
        except NotFoundError:
            return True
        return False
