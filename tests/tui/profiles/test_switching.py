"""From one service to another, without leaving memtui."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.app import App

from memtui.ops.demo import fill_store
from memtui.state.config import ProfileEntry, load_config, save_profile
from memtui.state.keys import KeySource, write_key_file
from memtui.state.paths import config_file, default_store, key_file, log_file, private_folder
from memtui.tui.messages import RowsInView
from memtui.tui.profiles.opening import Opened, open_place
from memtui.tui.profiles.places import Place
from tests.server.conftest import Running
from tests.tui.profiles.conftest import KEY, started


def kept(name: str, url: str, *, key: KeySource | None = None, read_only: bool = False) -> None:
    """Configure a profile, with its key in a file unless it is elsewhere."""
    source = key or write_key_file(key_file(name), KEY)
    save_profile(ProfileEntry(name, "platform", url, key=source, read_only=read_only))


async def test_profiles_are_listed_with_where_they_lead(home: Path, service: Running) -> None:
    kept("work", service.url)
    kept("look", service.url, key=KeySource("env", "NO_SUCH_KEY"), read_only=True)
    async with started() as memtui:
        await memtui.press("P")
        assert memtui.row.startswith("● embedded store")
        await memtui.press("home")
        assert [row.split()[0] for row in memtui.rows] == ["work", "look", "●", "demo"]
        assert f"work Platform {service.url}" in memtui.rows[0]
        assert "read-only" in memtui.rows[1]
        assert "embedded store" in memtui.rows[2]
        assert "open, default" in memtui.rows[2]
        assert "from a file" in memtui.text
        assert KEY not in memtui.drawn


async def test_to_a_demo_and_back(home: Path) -> None:
    async with started() as memtui:
        await memtui.press("P", "end", "enter")
        assert memtui.where.startswith("memtui  demo")
        assert "1 of 1000" in memtui.status
        folder = Path(str(memtui.browse.profile.path)).parent
        assert folder.exists()
        await memtui.press("P", "home", "enter")
        assert memtui.where.startswith("memtui  local")
        assert "of 1000" not in memtui.status
        assert not folder.exists()
        for _ in range(3):
            await memtui.press("P", "end", "enter", "P", "home", "enter")
        # Services that were left are not kept.
        assert len(memtui.app.screen_stack) == 2


async def test_panes_stay_as_they_are_on_another_service(home: Path) -> None:
    async with started() as memtui:
        await memtui.press("ctrl+b", "P", "end", "enter")
        assert memtui.browse.sizes.hidden
        assert not memtui.browse.entities.region
        await memtui.press("left_square_bracket")
        assert "nothing to go back to" in memtui.status, "its places are its own"


async def test_the_keys_work_on_the_service_that_is_shown(home: Path, service: Running) -> None:
    kept("work", service.url)
    async with started() as memtui:
        await memtui.press("P", "home", "enter", "a")
        await memtui.type("Only at work")
        await memtui.press("tab")
        await memtui.type("alice")
        await memtui.press("ctrl+s")
        assert "Only at work" in memtui.listed
        await memtui.press("P", "down", "enter")
        assert "Only at work" not in memtui.listed
        await memtui.press("P", "home", "enter")
        assert "Only at work" in memtui.listed
        await memtui.press("u")
        await memtui.press("y")
        assert "Only at work" not in memtui.listed


async def test_a_profile_that_cannot_be_opened_leaves_this_one_on_the_screen(home: Path) -> None:
    kept("work", "http://127.0.0.1:1", key=KeySource("env", "NO_SUCH_KEY"))
    async with started() as memtui:
        await memtui.press("P", "home", "enter")
        assert "NO_SUCH_KEY, which is not set" in memtui.said
        await memtui.press("exclamation_mark")
        assert "NO_SUCH_KEY" in memtui.text
        await memtui.press("escape", "escape")
        assert memtui.where.startswith("memtui  local")
        await memtui.press("exclamation_mark")
        assert "NO_SUCH_KEY" in memtui.text


async def test_nothing_is_begun_on_the_service_that_is_left_while_another_is_opened(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = asyncio.Event()

    async def open_later(app: App[None], place: Place) -> Opened:
        await go.wait()
        return await open_place(app, place)

    monkeypatch.setattr("memtui.tui.profiles.controller.open_place", open_later)
    async with started() as memtui:
        await memtui.press("P", "end")
        await memtui.pilot.press("enter", "a", "d", "q")
        # The keys meant nothing, and the last of them gave it up.
        assert memtui.keys.startswith("enter opens it")
        assert memtui.where.startswith("memtui  local")
        go.set()
        await memtui.press("enter")
        assert memtui.where.startswith("memtui  demo")


async def test_a_service_that_is_left_is_asked_nothing_any_longer(home: Path) -> None:
    private_folder(default_store().parent)
    await fill_store(default_store(), 2000)
    async with started() as memtui:
        left = memtui.browse
        await memtui.press("P", "end", "enter")
        assert memtui.where.startswith("memtui  demo")
        left.memories.post_message(RowsInView(1900, 1950, "memories"))
        await memtui.idle()
        assert not log_file().exists()


async def test_a_service_that_is_away_is_said_to_be(home: Path) -> None:
    kept("work", "http://127.0.0.1:1")
    async with started() as memtui:
        await memtui.press("P", "home", "enter")
        assert memtui.where.startswith("memtui  work")
        assert "Offline" in memtui.listed
        await memtui.press("P", "down", "enter")
        assert memtui.where.startswith("memtui  local")


async def test_a_key_from_a_command(home: Path, service: Running) -> None:
    kept("work", service.url, key=KeySource("command", f"{sys.executable} -c 'print(\"{KEY}\")'"))
    async with started() as memtui:
        await memtui.press("P", "home", "c")
        assert memtui.said.startswith("it answers: ")
        await memtui.press("enter")
        assert "0 memories" in memtui.status


async def test_a_command_has_the_terminal_to_itself(
    home: Path, service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept("work", service.url, key=KeySource("command", f"{sys.executable} -c 'print(\"{KEY}\")'"))
    handed_over = 0

    @contextmanager
    def suspend(_: App[None]) -> Iterator[None]:
        nonlocal handed_over
        handed_over += 1
        yield

    monkeypatch.setattr(App, "suspend", suspend)
    async with started() as memtui:
        await memtui.press("P", "home", "c")
        assert (memtui.said[:10], handed_over) == ("it answers", 1)
        await memtui.press("enter")
        assert handed_over == 2


async def test_checking_says_what_answers_or_why_nothing_does(home: Path, service: Running) -> None:
    kept("work", service.url)
    kept("gone", "http://127.0.0.1:1")
    async with started() as memtui:
        await memtui.press("P", "home", "c")
        assert "It answers: Mem0 Platform" in memtui.text
        await memtui.press("down", "c")
        assert "Nothing answers" in memtui.text
        await memtui.press("end", "c", "up", "c")
        assert memtui.said.startswith("it answers: ")


async def test_the_default_and_removing(home: Path, service: Running) -> None:
    kept("work", service.url)
    kept("other", service.url)
    async with started() as memtui:
        await memtui.press("P", "home", "asterisk")
        assert load_config().default == "work"
        assert "default" in memtui.rows[0]
        await memtui.press("d")
        assert "with the key that memtui keeps for it" in memtui.said
        await memtui.press("n")
        assert "work" in load_config().entries
        await memtui.press("d", "y")
        assert "work" not in load_config().entries
        assert not key_file("work").exists()
        assert [row.split()[0] for row in memtui.rows] == ["other", "●", "demo"]
        await memtui.press("end", "d")
        assert "is off: it needs no configuration" in memtui.said


async def test_a_broken_configuration_is_told_with_its_line(home: Path) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text('[profiles.work]\nbase_ur = "http://host"\n')
    config_file().chmod(0o600)
    async with started() as memtui:
        await memtui.press("P")
        assert "config.toml:2" in memtui.said
        assert "base_url" in memtui.said


async def test_a_name_that_is_taken_is_refused(home: Path, service: Running) -> None:
    kept("work", service.url)
    async with started() as memtui:
        await memtui.connect(service.url, KEY, "", "work")
        assert "There is a profile work already" in memtui.said


async def test_a_service_stands_out_by_its_colour(home: Path) -> None:
    save_profile(ProfileEntry("prod", "platform", "http://127.0.0.1:1", color="red"))
    async with started() as memtui:
        grounds = [segment.style.bgcolor for segment in memtui.browse.where.render_line(0) if segment.style]
        await memtui.press("P", "home", "enter")
        (name,) = [one for one in memtui.browse.where.render_line(0) if "prod" in one.text]
        assert name.style is not None
        assert name.style.bgcolor not in grounds


async def test_the_key_of_a_profile_that_could_not_be_listed_stays(home: Path, service: Running) -> None:
    kept("work", service.url)
    right = config_file().read_text()
    async with started() as memtui:
        config_file().write_text(f"{right}base_ur = 1\n")
        await memtui.connect(service.url, f"{KEY} ", "", "work")
        assert "config.toml" in memtui.said
        assert key_file("work").read_text() == f"{KEY}\n"
        config_file().write_text(right)
        key_file("work").write_text("m0-another\n")
        await memtui.press("ctrl+s")
        assert "There is a profile work already" in memtui.said
        assert key_file("work").read_text() == "m0-another\n"
