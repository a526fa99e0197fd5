"""The route that takes what a person thinks of a memory (`docs/mem0-api.md`, "Feedback")."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.features import FeedbackAdapter
from memtui.core.errors import NotFoundError
from memtui.core.feedback import VERDICTS, Feedback
from memtui.server.answer import Answer
from memtui.server.asking import read_body
from memtui.server.refusal import Refusal, bad_request


class Opinions:
    """Keeps one verdict a memory; nulls take it back."""

    def __init__(self, adapter: FeedbackAdapter) -> None:
        self._adapter = adapter

    async def give(self, request: Request) -> Response:
        """What is kept now."""
        body = await read_body(request)
        memory_id, word, reason = body.get("memory_id"), body.get("feedback"), body.get("feedback_reason")
        if not isinstance(memory_id, str) or not memory_id:
            raise bad_request("Invalid memory_id")
        verdict = next((each for each in VERDICTS if isinstance(word, str) and each == word.upper()), None)
        if word is not None and verdict is None:
            raise bad_request(f"feedback is one of {', '.join(VERDICTS)}, or null.")
        if not (reason is None or isinstance(reason, str)):
            raise bad_request("feedback_reason is a text, or null.")
        try:
            await self._adapter.give_feedback(Feedback(memory_id, verdict, reason))
        except NotFoundError:
            raise _unknown(memory_id) from None
        return Answer({"id": memory_id, "feedback": verdict, "feedback_reason": reason})


def _unknown(memory_id: str) -> Refusal:
    try:
        UUID(memory_id)
    except ValueError:
        return bad_request("Invalid memory_id")
    return Refusal(404, {"error": "Memory not found!"})
