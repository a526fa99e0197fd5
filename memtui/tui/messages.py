"""What panes and workers tell the screen. Panes say what a person did; workers say what arrived."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message

from memtui.core.errors import MemtuiError
from memtui.core.models import EntityPage, EntityType, HistoryEvent, Memory, MemoryPage
from memtui.core.values import dataclass
from memtui.tui.state import Remedy


@dataclass
class RowsInView(Message):
    """A list shows these rows now; those that are not here should be fetched."""

    first: int
    last: int
    pane: str


@dataclass
class CursorMoved(Message):
    """The cursor of a list stands on another row."""

    index: int
    pane: str

    def can_replace(self, message: Message) -> bool:
        """Only the last of many quick moves matters."""
        return isinstance(message, CursorMoved) and message.pane == self.pane


@dataclass
class RowChosen(Message):
    """A row was chosen with enter or a click."""

    index: int
    pane: str


@dataclass
class PageArrived(Message):
    """A page of the list came; `generation` tells which list it belongs to."""

    generation: int
    page: MemoryPage
    milliseconds: float


@dataclass
class TotalArrived(Message):
    """The number of all matches came after their first page, or how many there are at least."""

    generation: int
    total: int


@dataclass
class ResultsArrived(Message):
    """A search was answered."""

    generation: int
    results: tuple[Memory, ...]
    milliseconds: float


@dataclass
class EntitiesArrived(Message):
    """A page of one group of entities came, or the number of all memories."""

    generation: int
    type: EntityType
    page: EntityPage | None
    everything: int | None


@dataclass
class EntityCounted(Message):
    """How many memories one entity has; None where the service does not say, or not now."""

    type: EntityType
    name: str
    count: int | None


@dataclass
class HistoryArrived(Message):
    """The history of a memory came, or why it did not."""

    memory_id: str
    events: tuple[HistoryEvent, ...]
    problem: MemtuiError | None


@dataclass
class IdsArrived(Message):
    """The ids of a range of rows that is to be marked."""

    generation: int
    ids: list[str]


@dataclass
class RequestFailed(Message):
    """Something that was asked of the service went wrong."""

    generation: int
    error: MemtuiError
    what: str


@dataclass
class BlameArrived(Message):
    """Why nothing matches, and what would help."""

    generation: int
    blame: tuple[str, ...]
    remedy: Remedy | None


@dataclass
class AskTyped(Message):
    """Something was typed into the field, and typing rests."""

    asking: str
    text: str


@dataclass
class AskEntered(Message):
    """What stands in the field was entered."""

    asking: str
    text: str


class AskLeft(Message):
    """What stands in the field is not wanted."""


@dataclass
class OffersArrived(Message):
    """What the line in the field can be completed to."""

    line: str
    offers: Sequence[str]


@dataclass
class Copied(Message):
    """Something was put on the clipboard, or not: what to say of it."""

    words: str
