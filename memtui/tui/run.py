"""From the command line's wishes to a running screen."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.factory import open_adapter
from memtui.core.filters import Filter
from memtui.core.profile import Profile
from memtui.ops.first_answers import FirstAnswers, first_answers
from memtui.state.findings import findings_of
from memtui.state.paths import filters_file, journal_file, session_file
from memtui.state.saved_filters import SavedFilters
from memtui.state.screen_settings import ScreenSettings
from memtui.state.session import Session, Sessions
from memtui.tui.app import app_of_keys
from memtui.tui.state import BrowseState
from memtui.tui.terminal.driver import TakeTerminal
from memtui.tui.terminal.ending import Ending


def run_tui(
    profile: Profile,
    *,
    demo_size: int | None = None,
    tree: Filter | None = None,
    is_first_run: bool = False,
    keys: Mapping[str, tuple[str, ...]] | None = None,
    settings: ScreenSettings = ScreenSettings(),  # noqa: B008  (a frozen value)
    take_terminal: TakeTerminal = lambda: None,
) -> int:
    """Run memtui until the person leaves; the exit code. Raises StoreError when a store cannot be opened, and
    MemtuiError for a mistake of memtui's own.

    With `demo_size` it shows a throw-away store of that many made-up memories; with `tree` it begins with
    that filter. Where `is_first_run`, an empty store shows the first steps. `keys` are those of the actions
    that have others than their own. `take_terminal` takes the terminal over from whoever drew on it before,
    and gives the settings that it shall have afterwards.
    """
    with ExitStack() as leaving:
        if demo_size is not None:
            from memtui.ops.demo import throwaway_store

            profile = replace(profile, path=leaving.enter_context(throwaway_store(demo_size)))
        is_kept = settings.restore_session and demo_size is None
        kept = Sessions(session_file(), profile) if is_kept else None
        service = "demo" if demo_size is not None else profile.base_url or str(profile.path)
        saved = SavedFilters(filters_file(), service)
        journal = journal_file()
        if demo_size is not None:
            # What is done to made-up memories is of no interest when they are gone.
            journal = Path(str(profile.path)).with_name("journal.db")
        adapter = open_adapter(profile, findings_of(profile))
        ending = Ending()
        session = None if kept is None or tree is not None else kept.recall()
        place = None
        if session is not None:
            from memtui.tui.session import place_of

            place = place_of(session)
        app = app_of_keys(keys or {})(
            adapter,
            profile,
            saved=saved,
            journal=journal,
            tree=tree,
            is_first_run=is_first_run,
            first=_first(adapter, place, session),
            take_terminal=take_terminal,
            ending=ending,
            kept=kept,
            settings=settings,
        )
        if session is not None and place is not None:
            app.come_back(session, place)
        with ending:
            app.run(mouse=settings.mouse)
        if app.mistake is not None:
            raise app.mistake
        app.keep_session()
        return ending.code or app.return_code or 0


def _first(adapter: MemoryAdapter, place: BrowseState | None, session: Session | None) -> FirstAnswers | None:
    """What is known before there is a screen: of the list that was left, where that is shown again."""
    if place is None or session is None:
        return first_answers(adapter)
    # A search takes longer than a screen should wait for, and so may sorting.
    waits = bool(place.question) or place.order is not None
    return first_answers(adapter, None if waits else place.query(), session.row)
