"""What a person types to add a memory: read into new memories, or into what is wrong, field by field.

Fields are called as in `NewMemory`; `message.0` is the first message, `options.NAME` an option.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from typing import Any, Literal, get_args

from memtui.core.changes import NewMemory
from memtui.core.display import one_line
from memtui.core.encoding import half_character
from memtui.core.models import SCOPE_FIELDS, ScopeField
from memtui.core.profile import ServiceKind
from memtui.core.typed_fields import (
    HALF_CHARACTER,
    categories_text,
    categories_typed,
    expiration_means,
    expiration_typed,
    scope_typed,
    seconds_mean,
    seconds_typed,
)
from memtui.core.typed_json import (
    TypingError,
    read_object,
    read_value,
    write_json,
    write_value,
)
from memtui.core.values import dataclass

Role = Literal["user", "assistant", "system"]
ROLES: tuple[Role, ...] = get_args(Role)
MESSAGE, OPTION = "message.", "options."
TIMESTAMP = "timestamp"
"""The option that is an instant in whole seconds since 1970."""
_STRIPPED = ("user_id", "agent_id", "run_id", "actor_id")
"""Metadata keys that the self-hosted server takes away without a word."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Role = "user"
    content: str = ""


@dataclass(frozen=True, slots=True)
class TypedMemory:
    """What stands in the fields. A memory's own text is the one message of a user."""

    messages: tuple[Message, ...] = (Message(),)
    scope: Mapping[ScopeField, str] = field(default_factory=dict)
    metadata: str = ""
    categories: str = ""
    expiration_date: str = ""
    infer: bool = False
    immutable: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taking:
    """What a service takes of a new memory, as its `WriteSupport` says; `options` by their names."""

    kind: ServiceKind
    scope_fields: tuple[ScopeField, ...] = SCOPE_FIELDS
    categories: bool = True
    immutable: bool = True
    infer: bool = True
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """The memories to add, or none and the reasons; and remarks on what stands in the fields.

    `missing` are the problems of fields in which nothing stands yet, `mistakes` those of the others.
    `notes` are by the fields' names too; `messages` is that on all of them together.
    """

    memories: tuple[NewMemory, ...]
    mistakes: Mapping[str, TypingError]
    missing: Mapping[str, TypingError]
    notes: Mapping[str, str]

    @property
    def problems(self) -> dict[str, TypingError]:
        """Everything that keeps the memories from being added."""
        return {**self.missing, **self.mistakes}


def typed_from(draft: NewMemory | None, scope: Mapping[ScopeField, str]) -> TypedMemory:
    """The fields as they begin: empty, or with a memory that is copied. The ids are those of `scope`."""
    if draft is None:
        return TypedMemory(scope=dict(scope))
    return TypedMemory(
        messages=_conversation(draft),
        scope=dict(scope),
        metadata="" if draft.metadata is None else write_json(dict(draft.metadata)),
        categories=categories_text(draft.categories or ()),
        expiration_date=draft.expiration_date or "",
        infer=draft.infer,
        immutable=draft.immutable,
        options={name: write_value(value) for name, value in (draft.options or {}).items()},
    )


def drafted(typed: TypedMemory, taking: Taking, today: date, draft: NewMemory | None = None) -> Drafted:
    """Read what stands in the fields; `today` is the day in UTC.

    What still stands there as it came with `draft` is taken over as it is.
    """
    reading = _Reading(typed, taking, today, draft or NewMemory(""))
    memories = reading.memories()
    is_sound = not reading.mistakes and not reading.missing
    return Drafted(memories if is_sound else (), reading.mistakes, reading.missing, reading.notes)


class _Reading:
    """Reads the fields one by one; what is to be said of them gathers in it."""

    def __init__(self, typed: TypedMemory, taking: Taking, today: date, draft: NewMemory) -> None:
        self.mistakes: dict[str, TypingError] = {}
        self.missing: dict[str, TypingError] = {}
        self.notes: dict[str, str] = {}
        self._typed = typed
        self._taking = taking
        self._today = today
        self._draft = draft
        self._before = typed_from(draft, {})

    def memories(self) -> tuple[NewMemory, ...]:
        """What the fields mean; only worth something while there are no mistakes and nothing is missing."""
        scope = self._scope()
        metadata = self._metadata()
        categories = self._categories()
        expires = self._expiration_date()
        options = self._options()
        if self._typed.immutable and not self._taking.immutable:
            self.notes["immutable"] = "left out: this service has no immutable memories"
        infer = self._typed.infer and self._taking.infer
        return tuple(
            NewMemory(
                memory=text,
                **scope,
                metadata=metadata,
                categories=categories,
                expiration_date=expires,
                immutable=self._typed.immutable and self._taking.immutable,
                input=messages,
                infer=infer,
                options=options or None,
            )
            for text, messages in self._texts(infer=infer)
        )

    def _read(self, name: str, text: str, read: Callable[[str], Any]) -> Any:
        """What a field's text means; None, and a mistake of this name, when it means nothing."""
        try:
            return read(text)
        except TypingError as error:
            self.mistakes[name] = error
            return None

    def _scope(self) -> dict[ScopeField, str]:
        fields, found = self._taking.scope_fields, {}
        for name in fields:
            if text := self._typed.scope.get(name, ""):
                found[name] = self._read(name, text, lambda text: scope_typed(text, self._taking.kind))
                if text != text.strip():
                    self.notes[name] = "a blank at its beginning or end makes it another id"
        if not found:
            *others, last = fields
            names = f"{', '.join(others)} or {last}" if others else last
            self.missing[fields[0]] = TypingError(f"A memory has to belong to somebody: type {names}.")
        return found

    def _metadata(self) -> Mapping[str, Any] | None:
        text = self._typed.metadata
        found: Mapping[str, Any] | None = self._draft.metadata
        if text != self._before.metadata:
            found = self._read("metadata", text, read_object) if text.strip() else None
        if found is not None:
            lost = [key for key in _STRIPPED if key in found] if self._taking.kind == "selfhosted" else []
            dropped = f"; the self-hosted server drops {', '.join(lost)}" if lost else ""
            self.notes["metadata"] = f"an object of {_count(len(found), 'key')}{dropped}"
        return found

    def _categories(self) -> tuple[str, ...] | None:
        if not self._taking.categories:
            if self._draft.categories:
                self.notes["categories"] = "left out: this service hands out categories itself"
            return None
        text = self._typed.categories
        if text == self._before.categories:
            return self._draft.categories
        found: tuple[str, ...] = self._read("categories", text, categories_typed) or ()
        if found:
            self.notes["categories"] = f"{_count(len(found), 'category', 'categories')}: " + " · ".join(
                map(one_line, found)
            )
        return found or None

    def _expiration_date(self) -> str | None:
        text = self._typed.expiration_date
        found = self._draft.expiration_date
        if text != self._before.expiration_date:
            found = None
            if text.strip():
                found = self._read("expiration_date", text, lambda text: expiration_typed(text, self._today))
        if found:
            self.notes["expiration_date"] = expiration_means(found, self._today)
        return found

    def _options(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in self._taking.options:
            text = self._typed.options.get(name, "")
            if not text.strip():
                continue
            key, is_instant = f"{OPTION}{name}", name == TIMESTAMP
            value = self._read(key, text, seconds_typed if is_instant else read_value)
            if key not in self.mistakes:
                found[name] = value
                self.notes[key] = seconds_mean(value) if is_instant else f"sent as {_kind(value)}"
        return found

    def _texts(self, *, infer: bool) -> list[tuple[str, tuple[Mapping[str, Any], ...] | None]]:
        """The text of each memory, and the messages it is made of."""
        messages = self._typed.messages
        if messages == self._before.messages and self._draft.input and infer:
            return [(self._draft.memory, self._draft.input)]
        for at, message in enumerate(messages):
            name = f"{MESSAGE}{at}"
            if half_character(message.content):
                self.mistakes[name] = TypingError(HALF_CHARACTER)
            elif not message.content.strip():
                empty = "This message is empty: type it, or take it away."
                self.missing[name] = TypingError(empty if len(messages) > 1 else "A memory needs a text.")
        if len(messages) == 1 and messages[0].role == "user":
            return [(messages[0].content, None)]
        said = [{"role": message.role, "content": message.content} for message in messages]
        number = _count(len(said), "message")
        if infer:
            self.notes["messages"] = f"{number}: one conversation from which the service learns"
            return [("\n".join(message.content for message in messages), tuple(said))]
        kept = [message for message in said if message["role"] != "system"]
        dropped = len(said) - len(kept)
        left_out = f"; {_count(dropped, 'system message')} left out" if dropped else ""
        becomes = _count(len(kept), "memory", "memories")
        self.notes["messages"] = f"{number}, stored word for word as {becomes}{left_out}"
        if not kept:
            self.mistakes[f"{MESSAGE}0"] = TypingError(
                "With infer off a system message is not stored.", hint="Give it another role."
            )
        return [(message["content"], (message,)) for message in kept]


def _conversation(draft: NewMemory) -> tuple[Message, ...]:
    """The messages that the memory is made of, if a person could have typed them, else its text."""
    found = tuple(
        Message(role, message["content"])
        for message in draft.input or ()
        for role in ROLES
        if message.get("role") == role and isinstance(message.get("content"), str)
    )
    return found if found and len(found) == len(draft.input or ()) else (Message("user", draft.memory),)


def _kind(value: object) -> str:
    """What a value of JSON is, for a person."""
    if value is None or isinstance(value, bool):
        return f"{write_json(value)}, not as text"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, dict | list):
        return f"a JSON {'object' if isinstance(value, dict) else 'list'}"
    return "text"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
