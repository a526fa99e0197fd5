"""The registry of actions, the help and the palette that are made from it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from textual.command import CommandPalette
from textual.keys import format_key
from textual.widgets import OptionList

from memtui.adapters.local.adapter import LocalAdapter
from memtui.tui.actions import ACTIONS, BY_ID, key_names
from memtui.tui.modals.help import HelpModal
from memtui.tui.screens import words
from memtui.tui.screens.browse import BrowseScreen
from memtui.tui.state import BrowseState
from tests.tui.driver import BrowseDriver, browse


def test_every_id_and_every_key_belongs_to_one_action() -> None:
    assert len(BY_ID) == len(ACTIONS)
    keys = Counter(key for action in ACTIONS for key in action.keys)
    assert [key for key, times in keys.items() if times > 1] == []
    # The pages of a service are reached from its menu.
    assert all(action.keys or action.id.startswith("service.") for action in ACTIONS)


def test_every_word_is_a_sentence_and_every_label_is_short() -> None:
    for action in ACTIONS:
        assert action.help.endswith("."), action.id
        assert len(action.label) <= 16, action.id
        assert action.help[0].isupper(), action.id


def test_the_groups_stand_together() -> None:
    groups = [action.group for action in ACTIONS]
    starts = [group for at, group in enumerate(groups) if at == 0 or groups[at - 1] != group]
    assert len(starts) == len(set(starts))


def test_no_key_is_named_by_its_inner_name() -> None:
    named = " ".join(key_names(action) for action in ACTIONS)
    for inner in ("slash", "stop", "question", "colon", "escape", "page", "than", "g>g"):
        assert inner not in named
    assert format_key("question_mark") in named


def test_what_is_off_gives_its_reason() -> None:
    nothing, searching = BrowseState(), BrowseState(question="tea")
    reasons = {action.id: action.disabled_reason(nothing) for action in ACTIONS}
    assert {action_id for action_id, reason in reasons.items() if reason} == {
        "mark.clear", "everything", "filter.repair", "search.why", "search.stricter", "search.looser",
        "search.rerank", "search.keyword", "pane.unzoom", "go.back", "go.forward", "go.last",
    }  # fmt: skip
    assert BY_ID["mark.clear"].disabled_reason(replace(nothing, marks=frozenset("1"))) == ""
    assert BY_ID["filter.expired"].disabled_reason(searching).startswith("not in a search")
    assert BY_ID["search.rerank"].disabled_reason(searching) == ""
    lacking = replace(searching, lacks={"rerank": "it has none", "feedback": "it takes none"})
    assert BY_ID["search.rerank"].disabled_reason(lacking) == "it has none"
    assert BY_ID["search.keyword"].disabled_reason(lacking) == ""
    assert BY_ID["feedback"].disabled_reason(lacking) == "it takes none"
    assert BY_ID["feedback"].disabled_reason(replace(nothing, cannot_write="read-only")) == "read-only"


def test_the_footer_fits_in_eighty_columns() -> None:
    hints = "".join(text for side in words.key_hints() for text, _ in side)
    assert len(hints) <= 80
    expected = "/ find f filter e edit d delete u undo space mark ? help q quit"
    assert hints.split() == expected.split()


async def test_every_action_has_a_handler_and_every_key_a_binding(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        assert set(ui.screen.handlers) == set(BY_ID)
        bound = ui.screen.active_bindings
        for action in ACTIONS:
            for key in action.keys:
                if ">" not in key:
                    # Some do the same everywhere: the app has them.
                    expected = {"ctrl+p": "command_palette", "ctrl+q": "quit", "ctrl+l": "repaint"}.get(key)
                    assert bound[key].binding.action == (expected or f"perform('{action.id}')"), key


@pytest.mark.parametrize("size", [(80, 24), (90, 30), (120, 40)])
async def test_the_help_gives_each_action_one_line(store: LocalAdapter, size: tuple[int, int]) -> None:
    async with browse(store, size=size) as ui:
        await ui.press("question_mark")
        options = ui.app.screen.query_one(OptionList)
        groups = {action.group for action in ACTIONS}
        assert options.option_count == options.virtual_size.height == len(ACTIONS) + len(groups)
        seen = list(ui.help)
        for _ in range(12):
            await ui.press("pagedown")
            seen += ui.help
        for action in ACTIONS:
            line = re.compile(rf"{re.escape(key_names(action))}\s*{re.escape(action.label)}  +(.*)")
            said = next(found[1] for shown in seen if (found := line.fullmatch(shown)))
            reason = action.disabled_reason(ui.screen.state)
            words = f"off: {reason}" if reason else action.help
            # A service's reason may be longer than the line.
            assert said == words or (reason and said.endswith("…") and words.startswith(said[:-1]))


def highlighted(ui: BrowseDriver) -> str:
    options = ui.app.screen.query_one(OptionList)
    assert options.highlighted is not None
    return options.get_option_at_index(options.highlighted).id or ""


async def test_the_help_is_searched_by_word_and_by_key_and_runs_what_is_chosen(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("question_mark")
        await ui.type("TIMELINE")
        assert ui.help[0].startswith("h")
        assert len([line for line in ui.help if line]) == 1
        await ui.press("enter")
        assert "● ADD" in ui.detail
        assert ui.focused == "memories"
        for key, action_id in (("h", "view.history"), ("G", "move.last"), ("s", "search"), ("?", "help")):
            await ui.press("question_mark")
            await ui.type(key)
            assert highlighted(ui) == action_id
            await ui.press("escape")
        await ui.press("question_mark")
        await ui.type("last row")
        await ui.press("enter")
        assert ui.status.startswith("1000 of 1000")


async def test_the_help_is_walked_with_the_keyboard_while_one_types(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("question_mark")
        walk = [highlighted(ui)]
        keys = "down down up up up pagedown pageup pageup pagedown pagedown down"
        for key in keys.split():
            await ui.press(key)
            walk.append(highlighted(ui))
        assert walk == [
            "move.down", "move.up", "move.page_down", "move.up", "move.down", "move.down", "pane.previous",
            "move.down", "move.down", "pane.previous", "pane.taller", "go.back",
        ]  # fmt: skip
        await ui.press(*["pagedown"] * 12, "down")
        assert highlighted(ui) == ACTIONS[-1].id


async def test_the_help_closes_without_doing_anything(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        before = (ui.status, ui.memories, ui.detail)
        await ui.press("question_mark")
        await ui.type("xyzzy[/foo]")
        assert [line for line in ui.help if line] == []
        await ui.press("down", "pageup", "enter")
        assert isinstance(ui.app.screen, HelpModal), "nothing to run"
        await ui.press("escape")
        assert (ui.status, ui.memories, ui.detail) == before
        assert ui.focused == "memories"


async def test_the_help_tells_why_an_action_is_off_and_so_does_running_it(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("question_mark")
        await ui.type("clear")
        assert "off: nothing is marked; space marks a row" in ui.help[0]
        await ui.press("enter")
        assert "Clear marks is off: nothing is marked" in ui.status
        await ui.press("space", "question_mark")
        await ui.type("clear")
        assert "Unmark everything." in ui.help[0]
        await ui.press("enter")
        assert ui.marked == 0


async def test_a_click_in_the_help_runs_an_action(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("question_mark")
        await ui.type("last row")
        await ui.click(ui.app.screen.query_one(OptionList), -1)
        assert ui.status.startswith("1000 of 1000")


@pytest.mark.parametrize("key", ["colon", "ctrl+p"])
async def test_the_palette_runs_an_action(store: LocalAdapter, key: str) -> None:
    async with browse(store) as ui:
        await ui.press(key)
        assert isinstance(ui.app.screen, CommandPalette)
        await ui.type("timeline")
        assert [line for line in ui.help if line] == ["History  (h)", BY_ID["view.history"].help]
        await ui.press("enter")
        assert isinstance(ui.app.screen, BrowseScreen)
        assert "● ADD" in ui.detail


async def test_the_palette_offers_every_action_and_closes(store: LocalAdapter) -> None:
    async with browse(store, size=(120, 300)) as ui:
        await ui.press("colon")
        offered = "\n".join(ui.help)
        for action in ACTIONS:
            assert (f"{action.label}  ({key_names(action)})" if action.keys else action.label) in offered
        await ui.type("[/foo]")
        await ui.press("escape", "escape")
        assert isinstance(ui.app.screen, BrowseScreen)
        assert ui.focused == "memories"


async def test_every_theme_that_is_offered_can_be_worn(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        assert {"memtui-dark", "memtui-light"} <= ui.app.available_themes.keys()
        for name in ui.app.available_themes:
            ui.app.theme = name
            await ui.idle()
            assert ui.status.startswith("1 of 1000")


async def test_the_help_is_walked_with_the_keys_of_a_finder_too(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("question_mark", "ctrl+j", "ctrl+n", "ctrl+k")
        assert highlighted(ui) == "move.up"
        await ui.press("ctrl+end")
        assert highlighted(ui) == ACTIONS[-1].id
        await ui.press("ctrl+home")
        assert highlighted(ui) == ACTIONS[0].id
