"""The imitation's writing routes: additions that are done at once, merges, and rows that move to the end."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from tests.selfhosted.imitation import Imitation, Payload

NAMED = ("user_id", "agent_id", "run_id")
_STRIPPED = (*NAMED, "actor_id")
Endpoint = Callable[[Request, bool], Awaitable[Response]]


class Writes:
    """Changes the rows of an imitation."""

    def __init__(self, service: Imitation) -> None:
        self._service = service

    def routes(self, guarded: Callable[[Endpoint], Callable[[Request], Awaitable[Response]]]) -> list[Route]:
        """The routes; those that delete everything are there too, and memtui must never call them."""
        return [
            Route("/memories", guarded(self._add), methods=["POST"]),
            Route("/memories", guarded(self._wipe), methods=["DELETE"]),
            Route("/memories/{memory_id}", guarded(self._update), methods=["PUT"]),
            Route("/memories/{memory_id}", guarded(self._delete), methods=["DELETE"]),
            Route("/entities/{kind}/{name}", guarded(self._wipe), methods=["DELETE"]),
        ]

    async def _add(self, request: Request, _: bool) -> Response:
        body = await request.json()
        self._service.written.append(body)
        if not isinstance(body.get("messages"), list):
            return JSONResponse(
                {"detail": [{"type": "list_type", "loc": ["body", "messages"], "msg": "…"}]}, 422
            )
        names = {key: body[key] for key in NAMED if body.get(key)}
        if not names:
            return detail(400, "At least one identifier (user_id, agent_id, run_id) is required.")
        if any(name.split() != [name] for name in names.values()):
            return detail(400, "Invalid identifier: cannot contain whitespace")
        own = {key: value for key, value in (body.get("metadata") or {}).items() if key not in _STRIPPED}
        if body.get("expiration_date"):
            own["expiration_date"] = body["expiration_date"]
        texts = [message["content"] for message in body["messages"] if message.get("role") != "system"]
        if body.get("infer", True):
            here = {row["data"] for row in self._service.rows.values()}
            facts = dict.fromkeys(part.strip() for text in texts for part in text.split(".") if part.strip())
            texts = [fact for fact in facts if fact not in here]
        results = [self._stored(text, {**own, **names}) for text in texts]
        return JSONResponse({"results": results})

    def _stored(self, text: str, payload: Payload) -> dict[str, Any]:
        memory_id = str(uuid.uuid4())
        self._service.add(memory_id, text, **{"created_at": "2026-07-01T00:00:00Z", **payload})
        self._tell(memory_id, "ADD", None, text)
        return {"id": memory_id, "memory": text, "event": "ADD"}

    def _tell(self, memory_id: str, event: str, old: str | None, new: str | None) -> None:
        """Write an event into the history, where every row has the date on which the memory was made."""
        known = self._service.events.setdefault(memory_id, [])
        known.append(
            {"id": str(uuid.uuid4()), "memory_id": memory_id, "old_memory": old, "new_memory": new,
             "event": event, "created_at": "2026-07-01T00:00:00Z",
             "updated_at": f"2026-07-02T00:00:{len(known):02}Z" if known else None,
             "is_deleted": event == "DELETE"},
        )  # fmt: skip

    async def _update(self, request: Request, _: bool) -> Response:
        memory_id, body = request.path_params["memory_id"], await request.json()
        self._service.written.append(body)
        given = {key: body[key] for key in ("text", "metadata") if body.get(key) is not None}
        if not given and "expiration_date" not in body:
            return detail(400, "At least one of text, metadata or expiration_date is required.")
        if not is_uuid(memory_id):
            return upstream("vector_store_unavailable")
        if memory_id not in self._service.rows:
            return _gone(memory_id)
        row = self._service.rows.pop(memory_id)
        self._tell(memory_id, "UPDATE", row["data"], given.get("text", row["data"]))
        if "text" in given:
            digest = hashlib.md5(given["text"].encode(), usedforsecurity=False).hexdigest()
            row |= {"data": given["text"], "text_lemmatized": given["text"].lower(), "hash": digest}
        row |= given.get("metadata", {})
        if "expiration_date" in body:
            row.pop("expiration_date", None)
            if body["expiration_date"] is not None:
                row["expiration_date"] = body["expiration_date"]
        row["updated_at"] = "2026-07-02T00:00:00Z"
        self._service.rows[memory_id] = row
        return JSONResponse({"message": "Memory updated successfully!"})

    async def _delete(self, request: Request, _: bool) -> Response:
        memory_id = request.path_params["memory_id"]
        if not is_uuid(memory_id):
            return upstream("vector_store_unavailable")
        row = self._service.rows.pop(memory_id, None)
        if row is None:
            return _gone(memory_id)
        self._tell(memory_id, "DELETE", row["data"], None)
        return JSONResponse({"message": "Memory deleted successfully"})

    async def _wipe(self, request: Request, _: bool) -> Response:
        self._service.rows.clear()
        return JSONResponse({"message": "All relevant memories deleted"})


def _gone(memory_id: str) -> Response:
    return detail(404, f"Memory with id {memory_id} not found. Please provide a valid 'memory_id'")


def is_uuid(text: str) -> bool:
    """Whether the vector store can look for this id at all."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def detail(status: int, sentence: str) -> Response:
    """An error as the server says it."""
    return JSONResponse({"detail": sentence}, status)


def upstream(code: str) -> Response:
    """The answer to every failure that the server did not expect."""
    return JSONResponse({"detail": "Upstream failed.", "code": code, "request_id": "req-1"}, 502)
