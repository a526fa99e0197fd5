"""Copying what is shown as a command: which question each pane is, and the menu of forms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import OptionList, Static

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import UsageError
from memtui.core.filter_text import parse
from memtui.core.ordering import Order
from memtui.core.profile import Profile
from memtui.tui.modals.command import CommandForm, CommandMenu
from memtui.tui.screens.browse import BrowseScreen
from tests.tui.data import many, record
from tests.tui.driver import BrowseDriver, browse, store_of
from tests.tui.made_up import MadeUp
from tests.tui.page import ModalHost
from tests.tui.service import Service


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was copied."""
    texts: list[str] = []
    monkeypatch.setattr(BrowseScreen, "copy", lambda _, text: texts.append(text))
    return texts


@pytest.fixture
async def few(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    """A store of 250 memories."""
    adapter = await store_of(many(250), tmp_path / "memories.db")
    yield adapter
    await adapter.close()


def preview(ui: BrowseDriver) -> str:
    return str(ui.app.screen.query_one("#command-preview", Static).render())


async def test_the_list_is_copied_with_three_keys(few: LocalAdapter, copied: list[str]) -> None:
    async with browse(few) as ui:
        await ui.press("y", "c", "m")
        assert copied == ["memtui list"]
        await ui.press("Y", "enter")
        assert copied[1:] == ["memtui list"]
        assert ui.focused == "memories"


async def test_what_narrows_the_list_is_in_the_command(few: LocalAdapter, copied: list[str]) -> None:
    async with browse(few) as ui:
        ui.screen.list_again(filter=parse("user_id = alice or created_at > -30d"))
        await ui.idle()
        await ui.press(".", "G", "Y")
        page = ui.screen.state.cursor // 100 + 1
        command = "memtui list --filter 'user_id = alice or created_at > -30d' --hide-expired"
        assert preview(ui) == command + (f" --page {page}" if page > 1 else "")
        await ui.press("escape", "G")
        ui.screen.list_again(filter=None, keyword="coffee", show_expired=True)
        await ui.idle()
        await ui.press("Y", "m")
        assert copied == ["memtui list --filter 'keywords icontains coffee'"]


async def test_the_page_with_the_cursor_is_the_one(few: LocalAdapter, copied: list[str]) -> None:
    async with browse(few) as ui:
        await ui.press("G", "Y")
        assert "Copy the command for page 3 of this list" in ui.shown
        await ui.press("m")
        assert copied == ["memtui list --page 3"]


async def test_a_search_with_its_lens(few: LocalAdapter, copied: list[str]) -> None:
    async with browse(few) as ui:
        await ui.press("s")
        await ui.type("what about 'coffee'?\n")
        await ui.press(">", "Y", "m")
        expected = "memtui search 'what about '\"'\"'coffee'\"'\"'?' --top-k 100 --threshold 0.05"
        assert copied == [expected]


async def test_the_memory_its_json_its_history_and_the_entities(few: LocalAdapter, copied: list[str]) -> None:
    async with browse(few, size=(170, 40)) as ui:
        memory = ui.screen.memories.memory_at_cursor()
        assert memory is not None
        await ui.press("3", "Y", "m", "i", "Y", "m", "i", "h", "Y", "m", "1", "Y", "m")
        assert copied == [
            f"memtui get {memory.id}",
            f"memtui get {memory.id} --json",
            f"memtui history {memory.id}",
            "memtui entities --all",
        ]
        await ui.press("3", "Y", "c", "Y", "p")
        assert f"/v1/memories/{memory.id}/history/" in copied[4]
        assert f"client.history('{memory.id}')" in copied[5]


async def test_an_empty_list_has_a_command_too(few: LocalAdapter, copied: list[str]) -> None:
    async with browse(few) as ui:
        ui.screen.list_again(keyword="nothing has this")
        await ui.idle()
        await ui.press("y", "i", "c", "m")
        assert copied == ["memtui list --filter 'keywords icontains \"nothing has this\"'"]


async def test_a_list_that_is_on_its_way_has_a_command(few: LocalAdapter, copied: list[str]) -> None:
    service = Service(few, page_size=100)
    async with browse(service) as ui:
        service.hold("page")
        ui.screen.list_again(keyword="coffee")
        for key in ("y", "c", "m"):
            await ui.poke(key)
        assert copied == ["memtui list --base-url '' --filter 'keywords icontains coffee'"]
        service.recover()


async def test_hostile_ids_are_marked_and_told(tmp_path: Path, copied: list[str]) -> None:
    hostile = "a\x1b]52;c;eA==\x07\u202e$(x)"
    adapter = await store_of([record(1, "tea", id=hostile)], tmp_path / "memories.db")
    async with browse(adapter) as ui:
        await ui.press("3", "Y")
        assert preview(ui) == "memtui get 'a^[]52;c;eA==^G<U+202E>$(x)'"
        assert "3 hidden characters" in ui.shown
        assert "\x1b" not in ui.shown
        await ui.press("m")
        assert copied == [f"memtui get '{hostile}'"]
    await adapter.close()


async def test_what_cannot_be_asked_elsewhere_says_why(few: LocalAdapter, copied: list[str]) -> None:
    async with browse(few) as ui:
        ui.screen.list_again(filter=parse("length > 5"))
        await ui.idle()
        await ui.press("Y", "c")
        assert isinstance(ui.app.screen, CommandMenu)
        assert preview(ui).startswith("There is none: Only memtui evaluates this filter")
        await ui.press("enter", "p", "m")
        assert copied == ["memtui list --filter 'length > 5'"]


async def test_the_order_is_in_the_command_where_a_service_takes_one(
    few: LocalAdapter, copied: list[str]
) -> None:
    async with browse(few) as ui:
        ui.screen.list_again(order=Order("updated_at", descending=True))
        await ui.idle()
        await ui.press("Y", "m", "Y", "c")
        assert copied[0] == "memtui list --sort updated"
        assert copied[1].splitlines()[1] == ": 'this is not sorted: no service takes an order'"
    async with browse(MadeUp(5)) as ui:
        ui.screen.list_again(order=Order("updated_at", descending=True))
        await ui.idle()
        await ui.press("Y")
        assert "The order is the screen's alone: no service takes one." in ui.shown
        assert "--sort" not in preview(ui)


async def test_a_page_is_never_larger_than_the_service_takes(copied: list[str]) -> None:
    async with browse(MadeUp(1000)) as ui:
        await ui.press("pagedown", "pagedown", "pagedown", "G", "o", "5", "G")
        assert ui.screen.loading_list.rows.length > 200
        await ui.press("Y")
        assert "Copy the command for this list" in ui.shown
        await ui.press("m", "Y", "c")
        assert copied[0] == "memtui list --base-url ''"
        assert "page=1&page_size=100" in copied[1]


@pytest.mark.parametrize(("most", "flags"), [(1000, ""), (50, " --page-size 50")])
async def test_before_the_first_answer_the_page_has_the_usual_size(
    few: LocalAdapter, copied: list[str], most: int, flags: str
) -> None:
    service = Service(few, page_size=most)
    service.hold("page")
    async with browse(service, answered=False) as ui:
        for key in ("y", "c", "m"):
            await ui.poke(key)
        assert copied == [f"memtui list --base-url ''{flags}"]
        service.recover()


async def test_the_profiles_own_variable_is_in_the_request(
    tmp_path: Path, copied: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[profiles.work]\nbase_url = "http://x.test"\napi_key_env = "WORK_MEM0_KEY"\n')
    config.chmod(0o600)
    monkeypatch.setenv("MEMTUI_CONFIG", str(config))
    async with browse(MadeUp(5)) as ui:
        ui.screen.profile = Profile("work", "platform", base_url="http://x.test")
        await ui.press("Y", "c", "Y", "p")
        assert '"Authorization: Token $WORK_MEM0_KEY"' in copied[0]
        assert 'os.environ["WORK_MEM0_KEY"]' in copied[1]
        config.write_text("")
        await ui.press("Y", "c", "Y", "p")
        assert '"Authorization: Token $MEMTUI_KEY"' in copied[2]
        assert 'os.environ["MEMTUI_KEY"]' in copied[3]
        assert not [text for text in copied if "MEM0_API_KEY" in text]


# The menu by itself

HARMFUL = "x" * 100_000
FORMS = (
    CommandForm("m", "memtui", "a command", lambda: "memtui list"),
    CommandForm("c", "curl", "a request", lambda: HARMFUL),
    CommandForm("p", "Python", "a program", lambda: "[red]a[/]\nb"),
)


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 40)])
async def test_it_fits_every_terminal(size: tuple[int, int]) -> None:
    app: ModalHost[CommandMenu, str | None] = ModalHost(CommandMenu("this list", FORMS, "a note"))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in ("down", "down"):
            region = app.modal.query_one("#command").region
            assert app.modal.region.contains_region(region)
            assert app.modal.query_one(OptionList).region.height == 3
            assert app.modal.query_one("#command-text").region.height >= 1
            await pilot.press(key)
            await pilot.pause()
        assert str(app.modal.query_one("#command-preview", Static).render()) == "[red]a[/]\nb"
        await pilot.press("k", "ctrl+d", "ctrl+u", "enter", "enter")
        assert app.results == [HARMFUL]


@pytest.mark.parametrize("keys", ["", "j", "jj", "jjk", "jjkk"])
async def test_each_form_is_drawn_whole(keys: str) -> None:
    texts = ["word " * 40, "one", "a\nb\nc"]
    forms = [CommandForm(key, key, "", partial(str, text)) for key, text in zip("mcp", texts, strict=True)]
    app: ModalHost[CommandMenu, str | None] = ModalHost(CommandMenu("this list", forms))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        at = keys.count("j") - keys.count("k")
        assert app.modal.query_one("#command-preview", Static).region.height == (3, 1, 3)[at]


@pytest.mark.parametrize("key", ["escape", "q", "ctrl+c"])
async def test_it_is_left_without_a_copy(key: str) -> None:
    app: ModalHost[CommandMenu, str | None] = ModalHost(CommandMenu("this list", FORMS))
    async with app.run_test() as pilot:
        await pilot.press("x", "y", key, key)
        assert app.results == [None]


async def test_a_form_is_made_once_and_only_when_it_is_looked_at() -> None:
    made: list[str] = []

    def fails() -> str:
        made.append("c")
        raise UsageError("No \x1b[2J such.", hint="A hint.")

    forms = (FORMS[0], CommandForm("c", "curl", "", fails))
    app: ModalHost[CommandMenu, str | None] = ModalHost(CommandMenu("this list", forms))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert made == []
        await pilot.press("c", "c", "enter")
        await pilot.pause()
        assert made == ["c"]
        assert (
            str(app.modal.query_one("#command-preview", Static).render()) == "There is none: No ^[[2J such."
        )
        await pilot.press("m")
        assert app.results == ["memtui list"]
