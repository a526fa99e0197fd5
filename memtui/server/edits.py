"""The routes that change or delete memories by id (`docs/mem0-api.md`, "Changing")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.base import WritingAdapter
from memtui.core.changes import KEEP, MemoryEdit
from memtui.core.errors import MemtuiError, NotFoundError
from memtui.core.safety import checked_id
from memtui.core.times import parse_instant
from memtui.server.answer import Answer
from memtui.server.asking import read_body
from memtui.server.refusal import bad_request, no_memory
from memtui.server.shapes import memory_json
from memtui.server.values import WrongValueError, date_in, metadata_in, refusing

MOST_AT_ONCE = 1000
_FIELDS = ("text", "message", "metadata", "timestamp")
T = TypeVar("T")


class Edits:
    """Changes and deletes one memory, or up to a thousand."""

    def __init__(self, adapter: WritingAdapter) -> None:
        self._adapter = adapter

    async def update(self, request: Request) -> Response:
        """The memory as it is after the change."""
        memory_id = _id_of(request)
        with refusing(bad_request):
            edit = _edit(await read_body(request))
        try:
            with refusing(bad_request):
                if edit != MemoryEdit():
                    await self._adapter.update(memory_id, edit)
            memory = await self._adapter.get(memory_id)
        except NotFoundError:
            raise no_memory(memory_id) from None
        return Answer(memory_json(memory, "session_id"))

    async def delete(self, request: Request) -> Response:
        """A word that it is done; no memory here is linked to another, which could go with it."""
        memory_id = _id_of(request)
        try:
            with refusing(bad_request):
                await self._adapter.delete(memory_id)
        except NotFoundError:
            raise no_memory(memory_id) from None
        linked = {"cascade_count": 0} if request.query_params.get("delete_linked") == "true" else {}
        return Answer({"message": "Memory deleted successfully!", **linked})

    async def update_batch(self, request: Request) -> Response:
        """How many memories were changed; those that are not there or immutable are passed over."""
        body = await read_body(request)
        with refusing(bad_request):
            items = _items(body.get("memories"), "memories", "updated")
            edits = [(_id_in(item, number), _numbered(item, number)) for number, item in items]
            here = await self._those_here(memory_id for memory_id, _ in edits)
            failed: dict[str, MemtuiError] = {}
            for part in self._parts([edit for edit in edits if edit[0] in here]):
                failed |= await self._adapter.update_many(part)
        return Answer({"message": f"Successfully updated {len(here - failed.keys())} memories"})

    async def delete_batch(self, request: Request) -> Response:
        """How many memories were deleted; those that are not there are passed over."""
        body = await read_body(request)
        with refusing(bad_request):
            wanted = sorted(set(_ids(body)))
            # Of the others it is enough to find out when they are deleted.
            await self._those_here(filter(_is_vague, wanted))
            failed: dict[str, MemtuiError] = {}
            for part in self._parts(wanted):
                failed |= await self._adapter.delete_many(part)
        return Answer({"message": f"Successfully deleted {len(wanted) - len(failed)} memories"})

    async def _those_here(self, memory_ids: Iterable[str]) -> set[str]:
        """The ids that are those of memories. Raises RefusedError for one that could mean several."""
        wanted = set(memory_ids)
        here = set(await self._adapter.read_many(sorted(wanted)))
        for memory_id in filter(_is_vague, wanted - here):
            checked_id(memory_id)
        return here

    def _parts(self, items: Sequence[T]) -> Iterator[Sequence[T]]:
        writing = self._adapter.capabilities.writing
        size = writing.max_batch if writing is not None else MOST_AT_ONCE
        return (items[at : at + size] for at in range(0, len(items), size))


def _is_vague(memory_id: str) -> bool:
    """Whether this could mean several memories, if it is not the id of one."""
    return "*" in memory_id or not memory_id.strip()


def _edit(source: Mapping[str, Any]) -> MemoryEdit:
    """What to change of a memory; an expiration date of null is cleared, other nulls are not meant.

    `message` is what the oldest documents call the text. A `timestamp` is taken and changes nothing: when
    a memory was made is not for an edit to say.
    """
    if "expiration_date" not in source and all(source.get(name) is None for name in _FIELDS):
        raise WrongValueError("Give at least one of text, metadata, timestamp and expiration_date.")
    text = source.get("message") if source.get("text") is None else source["text"]
    if text is not None and (not isinstance(text, str) or not text.strip()):
        raise WrongValueError("text is a text and cannot be empty.")
    _check_timestamp(source.get("timestamp"))
    metadata, expires = metadata_in(source), date_in(source)
    return MemoryEdit(
        memory=KEEP if text is None else text,
        metadata=KEEP if metadata is None else metadata,
        expiration_date=expires if "expiration_date" in source else KEEP,
    )


def _check_timestamp(value: Any) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (value is None or is_number or (isinstance(value, str) and parse_instant(value) is not None)):
        raise WrongValueError("timestamp is a number of seconds, or a date and time.")


def _items(given: Any, name: str, done: str) -> list[tuple[int, Any]]:
    if not isinstance(given, list) or not given:
        raise WrongValueError(f"{name} is a list that is not empty.")
    if len(given) > MOST_AT_ONCE:
        raise WrongValueError(f"Maximum of {MOST_AT_ONCE} memories can be {done} in a single request")
    return list(enumerate(given, 1))


def _ids(body: Mapping[str, Any]) -> list[str]:
    """The ids to delete, in any of the documented forms."""
    if "memories" in body and "memory_ids" in body:
        raise WrongValueError("Give memories or memory_ids, not both.")
    name = "memory_ids" if "memory_ids" in body else "memories"
    items = _items(body.get(name), name, "deleted")
    return [
        item if name == "memory_ids" and isinstance(item, str) else _id_in(item, number)
        for number, item in items
    ]


def _id_in(item: Any, number: int) -> str:
    memory_id = item.get("memory_id") if isinstance(item, dict) else None
    if not isinstance(memory_id, str):
        raise WrongValueError(f"Item {number} has no memory_id.")
    return memory_id


def _numbered(item: Mapping[str, Any], number: int) -> MemoryEdit:
    try:
        return _edit(item)
    except WrongValueError as error:
        raise WrongValueError(f"Item {number}: {error}") from None


def _id_of(request: Request) -> str:
    """The id in the path. One that could mean several memories is that of none, unless one has it."""
    return unquote(request.path_params["memory_id"])
