"""What the builder asks of the service, in the background; each function posts what came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual.message import Message

from memtui.adapters.base import MemoryAdapter
from memtui.core.display import one_line
from memtui.core.errors import MemtuiError, UnauthorizedError, UnreachableError
from memtui.core.filter_text import format_filter
from memtui.core.filters import And, Filter, all_of
from memtui.core.queries import MemoryQuery
from memtui.core.values import dataclass
from memtui.ops.blame import find_blame
from memtui.ops.filter_values import FilterValues, KnownValues
from memtui.tui.lines import number
from memtui.tui.modals.builder.offers import Offers
from memtui.tui.modals.builder.picker import Question
from memtui.tui.modals.builder.state import BuilderState, key_of

Post = Callable[[Message], object]


@dataclass
class CountArrived(Message):
    """How many memories match a part of the filter; None, and why, where it could not be counted."""

    key: str
    count: int | None
    problem: str = ""


@dataclass
class CountingEnded(Message):
    """Nothing more will be counted."""


@dataclass
class BlameArrived(Message):
    """Why nothing matches the filter of this key, in a sentence."""

    key: str
    sentence: str


@dataclass
class KnownArrived(Message):
    """What the store holds for a question of the picker."""

    question: Question
    known: KnownValues


def parts_to_count(state: BuilderState, offers: Offers) -> tuple[list[Filter | None], Sequence[Filter]]:
    """All that match, the scope alone, each row and what is being typed; and what must all hold.

    The latter is asked about when nothing matches, unless that is known already.
    """
    draft, tree = state.draft, state.draft.filter()
    offer = offers.at(state.picker.chosen) if state.picker is not None else None
    parts = [tree, None, *(draft.part(row.path) for row in draft.rows())]
    if offer is not None:
        parts.append(offer.tree)
    if tree is None or state.blame:
        return parts, ()
    return parts, tree.children if isinstance(tree, And) else (tree,)


class Asking:
    """The questions of one builder; every one is about the scope as well."""

    def __init__(
        self, adapter: MemoryAdapter, scope: Filter | None, post: Post, *, show_expired: bool
    ) -> None:
        self._adapter = adapter
        self._scope = scope
        self._show_expired = show_expired
        self._post = post
        self._values = FilterValues(adapter, within=scope)

    async def known(self, question: Question) -> None:
        """Ask what the store holds for a field."""
        self._post(KnownArrived(question, await self._values.known(*question)))

    async def counts(
        self, parts: Sequence[Filter | None], counted: Mapping[str, int | None], clauses: Sequence[Filter]
    ) -> None:
        """Count each of these parts that is not counted yet; then say why nothing matches the first, if so.

        `clauses` are what must all hold for the first. A service that does not answer is not asked on.
        """
        known = dict(counted)
        for key, part in {key_of(part): part for part in parts}.items():
            if known.get(key) is None:
                try:
                    known[key] = await self._count(part)
                except (UnreachableError, UnauthorizedError) as error:
                    self._post(CountArrived(key, None, str(error)))
                    break
        if clauses and known.get(key_of(parts[0])) == 0:
            await self._blame(key_of(parts[0]), clauses)
        self._post(CountingEnded())

    async def _count(self, part: Filter | None) -> int | None:
        query = MemoryQuery(all_of(self._scope, part), show_expired=self._show_expired)
        try:
            count = await self._adapter.count(query)
        except (UnreachableError, UnauthorizedError):
            raise
        except MemtuiError as error:
            self._post(CountArrived(key_of(part), None, str(error)))
            return None
        self._post(CountArrived(key_of(part), count))
        return count

    async def _blame(self, key: str, clauses: Sequence[Filter]) -> None:
        all_clauses = [*([self._scope] if self._scope is not None else []), *clauses]
        try:
            blame = await find_blame(self._adapter, all_clauses, show_expired=self._show_expired)
        except MemtuiError:
            return
        if blame is None:
            return
        if blame.expired:
            sentence = f"{number(blame.expired)} expired match, and expired ones are hidden."
        else:
            texts = [one_line(format_filter(all_clauses[at])) for at in blame.clauses]
            without = f"without {'it' if len(texts) == 1 else 'them'} {number(blame.without)} match"
            leave = "leaves" if len(texts) == 1 else "leave"
            sentence = f"{' and '.join(texts)} {leave} nothing: {without}."
        self._post(BlameArrived(key, sentence))
