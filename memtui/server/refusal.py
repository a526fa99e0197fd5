"""How the server says no: a status and a body in the Platform's shapes (`docs/mem0-api.md`, "Errors")."""

from __future__ import annotations

from typing import Any
from uuid import UUID


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """The request cannot be answered; `body` is the JSON to say so with."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def bad_request(sentence: str) -> Refusal:
    """400 in the shape of the memory routes."""
    return Refusal(400, {"error": sentence})


def invalid_page() -> Refusal:
    """404 for a page past the last one, or one that is no number."""
    return Refusal(404, {"detail": "Invalid page."})


def no_memory(memory_id: str) -> Refusal:
    """404 for an id that no memory has, 400 for one that no memory of the Platform could have."""
    try:
        UUID(memory_id)
    except ValueError:
        return bad_request("memory_id should be a valid UUID")
    return Refusal(404, {"error": "Memory not found!"})
