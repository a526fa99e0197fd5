"""From what the browse screen shows to a session that is kept, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from memtui.core.errors import FilterError, UsageError
from memtui.core.filters import Filter
from memtui.core.models import ENTITY_TYPES, Memory
from memtui.state.session import Session
from memtui.tui.state import BrowseState, Scope, View

if TYPE_CHECKING:
    from memtui.core.ordering import Order

_VIEWS: tuple[View, ...] = get_args(View)


def session_of(state: BrowseState, memory: Memory | None) -> Session:
    """What is kept of a state; `memory` is the one under its cursor."""
    text = ""
    if state.filter is not None:
        # Loaded when first needed: it is not needed to show memories.
        from memtui.core.filter_text import format_filter

        text = format_filter(state.filter)
    return Session(
        scope_type=state.scope.type or "",
        scope_name=state.scope.name or "",
        filter=text,
        keyword=state.keyword,
        question=state.question,
        show_expired=state.show_expired,
        view=state.view,
        absolute_times=state.absolute_times,
        order="" if state.order is None else str(state.order),
        memory="" if memory is None else memory.id,
        row=state.cursor,
    )


def place_of(session: Session) -> BrowseState | None:
    """What the session says is listed, and how; None where this memtui cannot make sense of it."""
    kind = next((kind for kind in ENTITY_TYPES if kind == session.scope_type), None)
    view = next((view for view in _VIEWS if view == session.view), None)
    if view is None or (kind is None and session.scope_type):
        return None
    tree: Filter | None = None
    if session.filter:
        from memtui.core.filter_text import parse

        try:
            tree = parse(session.filter)
        except FilterError:
            return None
    return BrowseState(
        scope=Scope(kind, session.scope_name or None) if kind else Scope(),
        filter=tree,
        keyword=session.keyword,
        question=session.question,
        show_expired=session.show_expired,
        view="memory" if view == "score" and not session.question else view,
        absolute_times=session.absolute_times,
        order=_order_of(session.order),
    )


def _order_of(text: str) -> Order | None:
    if not text:
        return None
    # Loaded when first needed: most lists are shown in their own order.
    from memtui.core.ordering import parse_order

    try:
        return parse_order(text)
    except UsageError:
        return None
