"""The palette: everything that can be done and gone to, by a part of its name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.command import CommandPalette

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import UnreachableError
from memtui.state.saved_filters import SavedFilters
from memtui.tui.actions import ACTIONS, key_names
from memtui.tui.profiles.page import ProfilesPage
from memtui.tui.screens.browse import BrowseScreen
from memtui.tui.state import Scope
from tests.tui.data import record
from tests.tui.driver import BrowseDriver, browse, store_of
from tests.tui.service import Service


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No profile of whoever runs the tests."""
    for name in ("MEMTUI_CONFIG", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[Service]:
    """A service with more users than are fetched at once."""
    records = [record(number, f"Memory {number}", user_id=f"user-{number:03d}") for number in range(230)]
    store = await store_of(records, tmp_path / "crowd.db")
    yield Service(store)
    await store.close()


@asynccontextmanager
async def palette(ui: BrowseDriver, text: str) -> AsyncIterator[list[str]]:
    """The lines that are offered for a text."""
    await ui.press("colon")
    await ui.type(text)
    yield [line for line in ui.help if line]


async def test_an_entity_is_found_by_a_part_of_its_name_and_listed(store: LocalAdapter) -> None:
    async with browse(store) as ui, palette(ui, "caro") as offered:
        assert offered == ["User carol", "Lists the 250 memories of this user."]
        await ui.press("enter")
        assert ui.screen.state.scope == Scope("user", "carol")
        assert ui.focused == "memories"
        assert ui.status.startswith("1 of 250")


async def test_an_entity_is_found_by_its_type_and_name(store: LocalAdapter) -> None:
    async with browse(store) as ui, palette(ui, "agent gui") as offered:
        assert offered[0] == "Agent guide"


async def test_what_is_here_is_not_asked_for(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        before = service.times("entities")
        async with palette(ui, "caro") as offered:
            assert offered[0] == "User carol"
            assert service.times("entities") == before


async def test_who_is_not_here_is_asked_for(crowd: Service) -> None:
    async with browse(crowd) as ui:
        last = ui.screen.loading_entities.tree.held("user")
        assert len(last) == 200
        missing = min({f"user-{number:03d}" for number in range(230)} - {entity.name for entity in last})
        before = crowd.times("entities")
        async with palette(ui, missing) as offered:
            assert offered[:2] == [f"User {missing}", "Lists the 1 memory of this user."]
            assert crowd.times("entities", "user") > 0 and crowd.times("entities") > before
            assert crowd.times("entities", "agent") <= 1, "there are none"
            await ui.press("enter")
            assert ui.screen.state.scope == Scope("user", missing)


async def test_who_was_narrowed_away_is_asked_for(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("1", "slash")
        await ui.type("alice\n")
        await ui.press("2")
        async with palette(ui, "caro") as offered:
            assert offered[0] == "User carol"


async def test_a_service_that_is_silent_holds_nothing_up(crowd: Service) -> None:
    async with browse(crowd) as ui:
        held = crowd.hold("entities", "user")
        await ui.press("colon")
        await ui.poke(*"user-01")
        ui.send("escape")
        await ui.settle()
        assert ui.app.screen is ui.screen
        held.set()
        await ui.press("j")
        assert ui.status.startswith("2 of 230")


async def test_a_service_that_fails_says_so_among_what_is_offered(crowd: Service) -> None:
    async with browse(crowd) as ui:
        crowd.fail(UnreachableError("nobody is there"), "entities")
        async with palette(ui, "nobody-at-all") as offered:
            assert offered == ["nobody-at-all: entities not found", "nobody is there"]
            await ui.press("enter")
            assert "nobody is there" in ui.status


async def test_a_saved_filter_is_found_and_applied(store: LocalAdapter, tmp_path: Path) -> None:
    kept = SavedFilters(tmp_path / "filters.json", "test")
    kept.save("people of tea", 'user_id = "carol"')
    kept.save("broken", "user_id = = alice")
    async with browse(store, home=tmp_path) as ui:
        async with palette(ui, "people of") as offered:
            assert offered == ["Filter people of tea", 'user_id = "carol"']
            await ui.press("enter")
        assert ui.status.startswith("1 of 250 ")
        async with palette(ui, "broken"):
            await ui.press("enter")
        assert ui.status.startswith("1 of 250 "), "a filter that makes no sense changes nothing"
        assert ui.app.screen is ui.screen


async def test_saved_filters_that_cannot_be_read_are_not_offered(store: LocalAdapter, tmp_path: Path) -> None:
    (tmp_path / "filters.json").write_text("[")
    async with browse(store, home=tmp_path) as ui, palette(ui, "Filter") as offered:
        assert any(line.startswith("Filter  (f)") for line in offered)


async def test_a_theme_is_found_and_worn(store: LocalAdapter) -> None:
    async with browse(store) as ui, palette(ui, "memtui-light") as offered:
        assert offered == ["Theme memtui-light", "Colours of the screen."]
        await ui.press("enter")
        assert ui.app.theme == "memtui-light"


async def test_a_profile_is_found_and_opened(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        async with palette(ui, "profile dem") as offered:
            assert offered == ["Profile demo", "Opens it in the place of this service."]
            await ui.press("enter")
        opened = ui.app.screen
        assert isinstance(opened, BrowseScreen)
        assert opened is not ui.screen and opened.profile.name == "demo"


async def test_a_profile_of_the_configuration_is_offered(store: LocalAdapter, tmp_path: Path) -> None:
    folder = tmp_path / ".config/memtui"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "config.toml").write_text('[profiles.notes]\npath = "nowhere/at/all.db"\n')
    (folder / "config.toml").chmod(0o600)
    async with browse(store) as ui, palette(ui, "notes") as offered:
        assert offered == ["Profile notes", "Opens it in the place of this service."]
        await ui.press("enter")
        assert isinstance(ui.app.screen, ProfilesPage), "what goes wrong is told on the page of profiles"
        await ui.press("escape")
        assert len(ui.app.screen_stack) == 1


async def test_a_configuration_that_is_wrong_offers_no_profile(store: LocalAdapter, tmp_path: Path) -> None:
    folder = tmp_path / ".config/memtui"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "config.toml").write_text("[")
    (folder / "config.toml").chmod(0o600)
    async with browse(store) as ui, palette(ui, "demo") as offered:
        assert not [line for line in offered if line.startswith("Profile demo")]


async def test_an_action_that_is_off_says_why_and_so_does_choosing_it(store: LocalAdapter) -> None:
    async with browse(store) as ui, palette(ui, "clear marks") as offered:
        assert offered == ["Clear marks  (ctrl+\\)", "off: nothing is marked; space marks a row"]
        await ui.press("enter")
        assert "Clear marks is off: nothing is marked" in ui.status


async def test_the_keys_that_are_given_are_shown(store: LocalAdapter) -> None:
    own = {"undo": ("left_square_bracket",), "redo": (), "go.back": ()}
    async with browse(store, size=(120, 300), keys=own) as ui:
        await ui.press("colon")
        offered = ui.help
        assert "Undo  ([)" in offered
        assert "Redo" in offered
        for action in ACTIONS:
            keys = key_names(action)
            assert (f"{action.label}  ({keys})" if keys else action.label) in offered
        await ui.type("undo")
        assert ui.help[0] == "Undo  ([)"


async def test_what_only_the_help_says_stands_below_what_is_so_called(store: LocalAdapter) -> None:
    async with browse(store) as ui, palette(ui, "delete") as offered:
        assert offered[0] == "Delete  (d)"


async def test_names_of_strangers_are_drawn_as_they_are_harmless(tmp_path: Path) -> None:
    names = ["[/bold]x", "[red]tea", "a\x1b[2Jb-tea", "$HOME tea", "tea\u202ecup", "[@click=q]tea", "tea\\"]
    store = await store_of(
        [record(number, "tea", user_id=name) for number, name in enumerate(names)], tmp_path / "names.db"
    )
    async with browse(store) as ui:
        for text in ("x", "tea", "[", "\\", "$HOME", "user ["):
            async with palette(ui, text):
                assert isinstance(ui.app.screen, CommandPalette), text
                assert "\x1b" not in ui.shown and "\u202e" not in ui.shown
            await ui.press("escape")
            if isinstance(ui.app.screen, CommandPalette):
                await ui.press("escape")
        async with palette(ui, "user [/bold]x") as offered:
            assert offered[0] == "User [/bold]x"
            await ui.press("enter")
            assert ui.screen.state.scope == Scope("user", "[/bold]x")
    await store.close()


async def test_nothing_is_offered_over_another_screen_but_the_colours(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("question_mark", "ctrl+p")
        assert isinstance(ui.app.screen, CommandPalette)
        assert [line for line in ui.help if line] == ["Theme", "Choose the colours of the screen"]


async def test_many_of_a_type_are_offered_only_so_far(tmp_path: Path) -> None:
    store = await store_of(
        [record(number, "tea", user_id=f"name-{number}") for number in range(60)], tmp_path / "names.db"
    )
    async with browse(store, size=(120, 200)) as ui, palette(ui, "name-") as offered:
        assert sum(line.startswith("User name-") for line in offered) == 20
    await store.close()
