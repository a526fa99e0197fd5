"""What the fields of the edit screen say about a memory: the edit, or what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

from memtui.adapters.base import WriteSupport
from memtui.core.changes import MemoryEdit, edit_between, edited
from memtui.core.display import one_line
from memtui.core.models import Memory
from memtui.core.typed_fields import expiration_typed
from memtui.core.typed_json import TypingError, read_object, write_json
from memtui.core.values import dataclass

FieldName = Literal["text", "metadata", "expiration"]


@dataclass(frozen=True, slots=True)
class Fields:
    """What stands in the fields; each has what it says of a memory that is left as it is."""

    text: str
    metadata: str
    expiration: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a field cannot be read; `at` counts its characters from 0, where the place is known."""

    field: FieldName
    sentence: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the fields say.

    `after` is the memory as it shall be, `edit` what has to change for that. Fields with a mistake leave
    the memory as it is. `kept` are metadata keys that were taken away here and that the service keeps.
    """

    after: Memory
    edit: MemoryEdit
    mistakes: tuple[Mistake, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether anything was typed that would be lost."""
        return bool(self.mistakes or self.kept or self.edit != MemoryEdit())

    def mistake_in(self, name: FieldName) -> Mistake | None:
        """What is wrong with a field."""
        return next((mistake for mistake in self.mistakes if mistake.field == name), None)


class Form:
    """The fields for one memory on one service. `opened` is what they begin with: a draft, or the memory."""

    def __init__(self, memory: Memory, support: WriteSupport, draft: str | MemoryEdit | None) -> None:
        self.memory = memory
        self._support = support
        self._unchanged = _fields_of(memory)
        edit = MemoryEdit(memory=draft) if isinstance(draft, str) else draft
        self.opened = self._unchanged if edit is None else _fields_of(edited(memory, edit))

    def read(self, fields: Fields, today: date) -> Reading:
        """What the fields say on the day `today` in UTC."""
        memory, same, mistakes = self.memory, self._unchanged, []
        text, metadata, expiration = memory.memory, memory.metadata, memory.expiration_date
        if fields.text != same.text:
            text = fields.text
            if not text.strip():
                mistakes.append(Mistake("text", "A memory needs a text; to delete it, leave and press d."))
                text = memory.memory
        try:
            if fields.metadata != same.metadata:
                metadata = read_object(fields.metadata) if fields.metadata.strip() else None
        except TypingError as error:
            mistakes.append(Mistake("metadata", str(error), error.at))
        try:
            if fields.expiration != same.expiration:
                expiration = _same_day(expiration_typed(fields.expiration, today), expiration)
        except TypingError as error:
            mistakes.append(Mistake("expiration", str(error)))
        wanted = edit_between(
            memory, replace(memory, memory=text, metadata=metadata, expiration_date=expiration)
        )
        after = edited(memory, wanted, merges_metadata=self._support.merges_metadata)
        kept = [key for key in after.metadata or () if key not in (metadata or ())]
        return Reading(after, edit_between(memory, after), tuple(mistakes), tuple(kept))


def _fields_of(memory: Memory) -> Fields:
    metadata = "" if memory.metadata is None else write_json(memory.metadata)
    return Fields(memory.memory, metadata, one_line(memory.expiration_date or ""))


def _same_day(day: str | None, before: str | None) -> str | None:
    """The day; what told of the same day before, maybe with a time, stays as it is."""
    return before if day is not None and before is not None and before[:10] == day else day
