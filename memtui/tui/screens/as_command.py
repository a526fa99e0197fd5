"""What the browse screen shows as a command, a curl call or Python: the menu of forms, and the copy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from memtui.core.asked import AllEntities, Asked, Listing, OneHistory, OneMemory, Searching, what_of
from memtui.core.queries import SearchQuery
from memtui.ops.as_command.curl import as_curl
from memtui.ops.as_command.memtui_command import as_memtui
from memtui.ops.as_command.python import as_python
from memtui.ops.as_command.service import service_of
from memtui.ops.browse import PAGE_SIZE, MemoryWindow
from memtui.ops.demo import is_throwaway
from memtui.state.naming import flags_of, key_variable_of
from memtui.tui.modals.command import CommandForm, CommandMenu
from memtui.tui.screens.lens_words import possible

if TYPE_CHECKING:
    from memtui.tui.screens.curating import CuratingScreen

_GONE_LATER = "The demo's store is there until memtui is left."
_SORTED_HERE = "The order is the screen's alone: no service takes one."


def asked_of(screen: CuratingScreen) -> Asked:
    """What the pane with the keyboard shows: the entities, one memory or its history, a search, or a page."""
    state, rows = screen.state, screen.loading_list.rows
    if screen.pane is screen.entities:
        return AllEntities()
    is_coming = screen.loading_list.is_coming
    memory = None if is_coming else screen.memories.memory_at_cursor()
    if screen.pane is screen.detail and memory is not None and state.view != "score":
        if state.view == "history":
            return OneHistory(memory.id)
        return OneMemory(memory.id, as_json=state.view == "json")
    query = state.query()
    if not state.question:
        can = screen.adapter.capabilities
        page_size = min(PAGE_SIZE, can.max_page_size)
        # What is sorted here, or not here yet, is on no page of the service's.
        is_paged = isinstance(rows, MemoryWindow) and not is_coming and rows.length > 0
        page = state.cursor // page_size + 1 if is_paged else 1
        return Listing(replace(query, order=state.order if can.orders else None), page, page_size)
    lens = possible(state.lens, state.lacks)
    return Searching(
        SearchQuery(
            state.question,
            query.filter,
            top_k=lens.top_k,
            threshold=lens.threshold,
            rerank=lens.rerank,
            keyword=lens.keyword,
            show_expired=query.show_expired,
        )
    )


def copy_as_command(screen: CuratingScreen) -> None:
    """Ask for the form, showing each, and copy it."""
    profile = screen.profile
    asked = asked_of(screen)
    service = service_of(screen.adapter, profile, flags_of(profile), key_variable_of(profile))
    forms = (
        CommandForm("m", "memtui", "a command for a shell", lambda: as_memtui(asked, service)),
        CommandForm("c", "curl", "a request for a shell", lambda: as_curl(asked, service, screen.clock())),
        CommandForm("p", "Python", "a short program", lambda: as_python(asked, service, screen.clock())),
    )

    def chosen(text: str | None) -> None:
        if text is not None:
            screen.copy(text)

    screen.app.push_screen(CommandMenu(what_of(asked), forms, _note(screen, asked)), chosen)


def _note(screen: CuratingScreen, asked: Asked) -> str:
    """What else is to be known of the command."""
    is_lost = isinstance(asked, Searching) or (isinstance(asked, Listing) and asked.query.order is None)
    if is_lost and screen.state.order_now is not None:
        return _SORTED_HERE
    path = screen.profile.path
    return _GONE_LATER if path is not None and is_throwaway(path) else ""
