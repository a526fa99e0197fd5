"""JSON objects of every Mem0 dialect read into memtui's models (`docs/mem0-api.md`, "Shapes").

The shapes differ by service and by year: the word "None" for null, `session_id` for `run_id`, `text` or
`data.memory` for the text, bare lists, nested results. All are understood; unknown keys are kept. This
module loads pydantic, so it is imported only where JSON from outside is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from memtui.core.encoding import half_character
from memtui.core.errors import DataError
from memtui.core.from_wire_values import count_of, objects_in
from memtui.core.models import (
    ENTITY_TYPES,
    Entity,
    EntityType,
    HistoryEvent,
    Memory,
    MemoryPage,
    MemoryRecord,
)
from memtui.core.times import parse_instant

_NONE_WORDS = {"None", ""}
_RENAMED = {"session_id": "run_id", "text": "memory"}
_TEXT_KEYS = ("memory", "text", "data")
_DROPPED = {"mem0_notice", "relations"}


def _none(value: Any) -> Any:
    return None if isinstance(value, str) and value in _NONE_WORDS else value


def _none_if_empty(value: Any) -> Any:
    return None if value == "" else value


def _categories(value: Any) -> Any:
    value = _none(value)
    return [value] if isinstance(value, str) else value


def _blank(value: Any) -> Any:
    return "" if value is None else value


def _false(value: Any) -> Any:
    return False if _none(value) is None else value


def _strict_instant(value: Any) -> Any:
    value = _none(value)
    if isinstance(value, str) and parse_instant(value) is None:
        raise ValueError(f"{value!r} is no date or time")
    return value


_Text = Annotated[str | None, BeforeValidator(_none)]
# Agents do store memories for a user called "None": whoever audits them has to see that.
_Name = Annotated[str | None, BeforeValidator(_none_if_empty)]
_Instant = Annotated[str | None, BeforeValidator(_strict_instant)]
_Object = Annotated[dict[str, Any] | None, BeforeValidator(_none)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True)


class _WireMemory(_Wire):
    id: str = ""
    memory: Annotated[str, BeforeValidator(_blank)]
    user_id: _Name = None
    agent_id: _Name = None
    app_id: _Name = None
    run_id: _Name = None
    metadata: _Object = None
    categories: Annotated[list[str] | None, BeforeValidator(_categories)] = None
    hash: _Text = None
    immutable: Annotated[bool, BeforeValidator(_false)] = False
    expiration_date: _Instant = None
    created_at: _Instant = None
    updated_at: _Instant = None
    score: float | None = None


class _WireEvent(_Wire):
    id: str = ""
    memory_id: str = ""
    event: str = "ADD"
    # Here the word "None" can be a text that somebody stored, and an empty text one that was blanked.
    old_memory: str | None = None
    new_memory: str | None = None
    input: Annotated[list[dict[str, Any]] | None, BeforeValidator(_none)] = None
    metadata: _Object = None
    created_at: _Instant = None
    updated_at: _Instant = None


class _WireEntity(_Wire):
    name: str
    type: str
    total_memories: int | None = None
    created_at: _Text = None
    updated_at: _Text = None


M = TypeVar("M", bound=_Wire)

_interned: dict[tuple[str, ...], tuple[str, ...]] = {}


def intern_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The same tuple for the same keys, since almost all objects of a service share a few shapes."""
    return _interned.setdefault(keys, keys) if len(_interned) < 1000 else keys


def parse_memory(raw: Any, *, strict: bool = False) -> Memory:
    """A memory from any service's object.

    A field of an unexpected type is kept aside in `extra` as it came; with `strict`, for data that is to
    be stored, it is an error. Raises DataError when there is no text, or no id where `strict`.
    """
    if not isinstance(raw, Mapping):
        raise DataError("A memory is a JSON object.")
    fields: dict[str, Any] = {}
    for key, value in raw.items():
        name = _RENAMED.get(str(key), str(key))
        if key in _DROPPED or (name != key and _none(raw.get(name)) is not None):
            continue
        if name in fields and _none(value) is None:
            continue
        fields[name] = value
    data = fields.get("data")
    # The answer of an add nests the text (docs/mem0-api.md, "Adding").
    if "memory" not in fields and isinstance(data, Mapping) and isinstance(data.get("memory"), str):
        fields["memory"] = data["memory"]
    history = fields.pop("history", None)
    wire, aside = _validated(_WireMemory, fields, strict=strict)
    if strict and (not wire.id.strip() or not wire.memory.strip()):
        blank = "memory" if wire.id.strip() else "id"
        raise DataError(f"{blank} is {'empty' if blank in fields else 'missing'}.")
    keys = (*fields, "history") if history is not None else tuple(fields)
    return Memory(
        id=wire.id,
        memory=wire.memory,
        user_id=wire.user_id,
        agent_id=wire.agent_id,
        app_id=wire.app_id,
        run_id=wire.run_id,
        metadata=wire.metadata,
        categories=None if wire.categories is None else tuple(wire.categories),
        hash=wire.hash,
        immutable=wire.immutable,
        expiration_date=wire.expiration_date,
        created_at=wire.created_at,
        updated_at=wire.updated_at,
        score=wire.score,
        extra={**(wire.model_extra or {}), **aside},
        wire_keys=intern_keys(keys),
    )


def parse_event(
    raw: Any, *, strict: bool = False, occurred: Literal["created_at", "updated_at"] = "created_at"
) -> HistoryEvent:
    """A history event from any service's object; `occurred` names the field with the event's instant."""
    if not isinstance(raw, Mapping):
        raise DataError("A history event is a JSON object.")
    fields = {key: value for key, value in raw.items() if "embedding" not in key and key not in _DROPPED}
    wire, aside = _validated(_WireEvent, fields, strict=strict)
    event = wire.event.upper()
    return HistoryEvent(
        id=wire.id,
        memory_id=wire.memory_id,
        event=event,
        # Nothing came before an addition, whatever word the service has for that.
        old_memory=None if event == "ADD" and wire.old_memory == "None" else wire.old_memory,
        new_memory=wire.new_memory,
        input=None if wire.input is None else tuple(wire.input),
        metadata=wire.metadata,
        created_at=wire.created_at,
        updated_at=wire.updated_at,
        occurred_at=getattr(wire, occurred) or wire.created_at or wire.updated_at,
        extra={**(wire.model_extra or {}), **aside},
        wire_keys=intern_keys(tuple(fields)),
    )


def parse_record(raw: Any) -> MemoryRecord:
    """One line of an export, checked as data that is to be stored. Raises DataError saying what is wrong."""
    memory = parse_memory(raw, strict=True)
    history = raw.get("history")
    if history is None:
        return MemoryRecord(memory, None)
    if not isinstance(history, list):
        raise DataError("history is not a list.")
    events = []
    for number, item in enumerate(history, 1):
        try:
            event = parse_event(item, strict=True)
        except DataError as error:
            raise DataError(f"history event {number}: {error.message}") from None
        if not event.memory_id:
            event = replace(event, memory_id=memory.id)
        if event.memory_id != memory.id:
            raise DataError(f"history event {number} belongs to another memory, {event.memory_id!r}.")
        events.append(event)
    return MemoryRecord(memory, tuple(events))


def parse_page(raw: Any, *, page: int, page_size: int) -> MemoryPage:
    """A page from a bare list, an envelope, or nested results; items that are no memory are left out."""
    total, following, items = None, None, raw
    if isinstance(raw, Mapping):
        total, following = count_of(raw.get("count")), raw.get("next")
    while isinstance(items, Mapping):
        items = items.get("results", items.get("memories"))
    if not isinstance(items, list):
        raise DataError("The service's answer is not a list of memories.")
    results = tuple(_listed(item) for item in items if is_memory(item))
    return MemoryPage(
        results=results,
        page=page,
        page_size=page_size,
        total=len(results) if isinstance(raw, list) else total,
        has_next=bool(following),
    )


def is_memory(item: Any) -> bool:
    """Whether a list item is a memory at all (services slip notices into lists)."""
    return isinstance(item, Mapping) and any(key in item for key in ("id", *_TEXT_KEYS))


def _listed(item: Mapping[str, Any]) -> Memory:
    """In a list a memory without a text, or with none that is one, is shown: an audit must not lose it."""
    try:
        return parse_memory(item)
    except DataError:
        aside = {key: item[key] for key in _TEXT_KEYS if key in item}
        memory = parse_memory({**{key: item[key] for key in item if key not in aside}, "memory": ""})
        return replace(memory, extra={**memory.extra, **aside})


def parse_entities(raw: Any) -> list[Entity]:
    """Entities from a bare list or an envelope, in the service's order; other types are left out."""
    entities = []
    for item in objects_in(raw, "entities", "entities"):
        try:
            wire = _WireEntity.model_validate({**item, "name": item.get("name", item.get("id"))})
        except ValidationError:
            continue
        kind = _entity_type(wire.type)
        if kind is not None:
            entities.append(
                Entity(
                    type=kind,
                    name=wire.name,
                    total_memories=wire.total_memories,
                    created_at=wire.created_at,
                    updated_at=wire.updated_at,
                    extra=wire.model_extra or {},
                )
            )
    return entities


def _entity_type(word: str) -> EntityType | None:
    for kind in ENTITY_TYPES:
        if word.lower().rstrip("s") == kind:
            return kind
    return None


def _validated(model: type[M], fields: dict[str, Any], *, strict: bool) -> tuple[M, dict[str, Any]]:
    if strict:
        _refuse_half_characters({key: fields[key] for key in model.model_fields if key in fields})
    try:
        return model.model_validate(fields, strict=strict or None), {}
    except ValidationError as error:
        problem = error.errors()[0]
        if strict or any(item["type"] == "missing" for item in error.errors()):
            raise DataError(_sentence(problem["loc"], problem["msg"])) from None
        wrong = {str(item["loc"][0]) for item in error.errors() if item["loc"]}
        wrong |= {key for key in fields if half_character(key)}
    aside = {key: fields[key] for key in wrong if key in fields}
    rest = {key: value for key, value in fields.items() if key not in wrong}
    try:
        return model.model_validate(rest), aside
    except ValidationError as error:
        problem = error.errors()[0]
        raise DataError(_sentence(problem["loc"], problem["msg"])) from None


def _refuse_half_characters(fields: dict[str, Any]) -> None:
    for key, value in fields.items():
        if isinstance(value, str) and (half := half_character(value)):
            raise DataError(f"{key} holds half a character (U+{ord(half):04X}).")


def _sentence(place: tuple[int | str, ...], reason: str) -> str:
    where = ".".join(str(part) for part in place) or "A key"
    if reason == "Field required":
        return f"{where} is missing."
    reason = reason.removeprefix("Value error, ").replace("Input should be", "it should be")
    return f"{where}: {reason}."
