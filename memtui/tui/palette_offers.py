"""What the palette offers: its words, what it is about, and what is done when it is chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from memtui.core.display import one_line
from memtui.core.errors import DataError, MemtuiError
from memtui.core.models import ENTITY_TYPES, Entity, EntityType
from memtui.core.queries import EntityQuery
from memtui.core.values import dataclass
from memtui.tui.actions import ACTIONS, BY_ID, key_names
from memtui.tui.lines import number
from memtui.tui.state import PLURALS, Scope

if TYPE_CHECKING:
    from textual.app import App

    from memtui.tui.profiles.places import Place
    from memtui.tui.screens.browse import BrowseScreen

MOST_OF_A_TYPE = 20
"""Entities of each type that are offered: a longer name finds the others."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to choose; `also` is searched with its words. All of it has been made harmless to draw."""

    words: str
    about: str
    do: Callable[[], object]
    also: str = ""
    is_off: bool = False


def actions(screen: BrowseScreen) -> Iterator[Offer]:
    """Every action with its keys; one that is off says why, also when it is chosen."""
    for action in ACTIONS:
        keys, reason = key_names(action), action.disabled_reason(screen.state)
        words = f"{action.label}  ({keys})" if keys else action.label
        about = f"off: {one_line(reason)}" if reason else action.help
        do = partial(screen.action_perform, action.id)
        yield Offer(words, about, do, action.help, bool(reason))


def themes(app: App[object]) -> Iterator[Offer]:
    """The colours that the screen can have."""
    for name in sorted(app.available_themes):
        worn = " They are on the screen now." if name == app.theme else ""
        yield Offer(f"Theme {name}", f"Colours of the screen.{worn}", partial(setattr, app, "theme", name))


def saved_filters(screen: BrowseScreen) -> Iterator[Offer]:
    """The filters that are saved for this service; none where they cannot be read."""
    try:
        named = screen.filtering.named()
    except DataError:
        return
    for name, text in named.items():
        do = partial(screen.filtering.apply_text, text)
        yield Offer(f"Filter {one_line(name)}", one_line(text), do)


def profiles(screen: BrowseScreen, places: Sequence[Place]) -> Iterator[Offer]:
    """The other services that can be opened; all are off while something is being changed."""
    off = BY_ID["profiles"].disabled_reason(screen.state)
    for place in places:
        problem = off or (place.entry.problem if place.entry is not None else "")
        about = f"off: {one_line(problem)}" if problem else "Opens it in the place of this service."
        yield Offer(
            f"Profile {one_line(place.name)}", about, partial(_open, screen, place), is_off=bool(problem)
        )


def held_entities(screen: BrowseScreen, query: str) -> Iterator[Offer]:
    """The entities that are here, and whose name contains what was typed."""
    name = query.casefold()
    for kind in ENTITY_TYPES:
        found = (entity for entity in screen.loading_entities.tree.held(kind) if name in _said(entity))
        yield from (_of_entity(screen, entity) for entity in islice(found, MOST_OF_A_TYPE))


async def asked_entities(screen: BrowseScreen, query: str) -> list[Offer]:
    """Those that are not here, as the service finds them; what goes wrong with that is an offer too."""
    kinds, name = _wanted(query)
    asked = [kind for kind in kinds if _has_more(screen, kind)]
    if not name or not asked:
        return []
    queries = (EntityQuery(kind, name, 1, MOST_OF_A_TYPE) for kind in asked)
    try:
        pages = await asyncio.gather(*map(screen.adapter.entities, queries))
    except MemtuiError as error:
        said = one_line(error.message)
        return [Offer(f"{query}: entities not found", said, partial(screen.change, notice=said))]
    here = {(kind, entity.name) for kind in asked for entity in screen.loading_entities.tree.held(kind)}
    found = (entity for page in pages for entity in page.results)
    return [_of_entity(screen, entity) for entity in found if (entity.type, entity.name) not in here]


def _wanted(query: str) -> tuple[Sequence[EntityType], str]:
    """Of which types, and with which name: "user ali" are users, "ali" are all."""
    word, _, rest = query.partition(" ")
    named = [kind for kind in ENTITY_TYPES if word.casefold() in {kind, PLURALS[kind]}]
    return (named, rest.strip()) if named and rest.strip() else (ENTITY_TYPES, query.strip())


def _has_more(screen: BrowseScreen, kind: EntityType) -> bool:
    loading = screen.loading_entities
    return bool(loading.keyword) or len(loading.tree.held(kind)) < loading.tree.totals[kind]


def _said(entity: Entity) -> str:
    return f"{entity.type} {one_line(entity.name)}".casefold()


def _of_entity(screen: BrowseScreen, entity: Entity) -> Offer:
    scope = Scope(entity.type, entity.name)
    count = entity.total_memories
    memories = "memories" if count is None else "1 memory" if count == 1 else f"{number(count)} memories"
    words = scope.label[0].upper() + scope.label[1:]
    return Offer(words, f"Lists the {memories} of this {entity.type}.", partial(screen.list_scope, scope))


def _open(screen: BrowseScreen, place: Place) -> None:
    if off := BY_ID["profiles"].disabled_reason(screen.state):
        screen.change(notice=f"{BY_ID['profiles'].label} is off: {off}")
    else:
        screen.choose_profile(place)
