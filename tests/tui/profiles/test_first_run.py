"""Somebody starts memtui for the first time."""

from __future__ import annotations

from pathlib import Path

import pytest

from memtui.state.config import load_config
from memtui.state.paths import config_file, key_file, log_file
from tests.server.conftest import Running
from tests.tui.profiles.conftest import KEY, started

SIZES = [(120, 40), (80, 24), (60, 20)]


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_store_shows_the_three_steps(home: Path, size: tuple[int, int]) -> None:
    async with started(size=size) as memtui:
        for said in ("Welcome to memtui", "1 P", "2 a", "3 s", "demo", "? shows every key"):
            assert said in memtui.listed


async def test_whoever_has_said_what_to_open_sees_an_empty_store(home: Path) -> None:
    async with started(is_first_run=False) as memtui:
        assert "No memories yet" in memtui.listed
        assert "Welcome" not in memtui.listed


async def test_the_three_steps_on_the_embedded_store(home: Path) -> None:
    async with started() as memtui:
        await memtui.press("a")
        await memtui.type("Likes green tea")
        await memtui.press("tab")
        await memtui.type("alice")
        await memtui.press("ctrl+s")
        assert "Likes green tea" in memtui.listed
        assert "step 3: s asks for it" in memtui.status
        await memtui.press("s")
        await memtui.type("tea")
        await memtui.press("enter")
        assert "that is all it takes" in memtui.status
        await memtui.press("escape")
        assert "step" not in memtui.status


@pytest.mark.parametrize("size", SIZES)
async def test_the_three_steps_on_a_service(home: Path, service: Running, size: tuple[int, int]) -> None:
    async with started(size=size) as memtui:
        await memtui.connect(service.url, KEY, "", "work")
        assert memtui.where.startswith("memtui  work")
        assert "✓ P" in memtui.listed
        await memtui.press("a")
        await memtui.type("Likes green tea")
        await memtui.press("tab")
        await memtui.type("alice")
        await memtui.press("ctrl+s")
        assert "Likes green tea" in memtui.listed
    # It is there again when memtui is started anew.
    entry = load_config().entries["work"]
    assert (entry.kind, entry.base_url) == ("platform", service.url)
    assert key_file("work").read_text().strip() == KEY
    assert [path.stat().st_mode & 0o777 for path in (key_file("work"), config_file())] == [0o600, 0o600]
    assert KEY not in config_file().read_text()


async def test_the_key_is_never_drawn(home: Path, service: Running) -> None:
    async with started() as memtui:
        await memtui.press("P", "a", "tab")
        await memtui.type(KEY)
        assert "•" * len(KEY) in memtui.drawn
        assert KEY not in memtui.drawn
        await memtui.press("ctrl+a", "ctrl+c")
        assert KEY not in memtui.app.clipboard
        await memtui.press("ctrl+x")
        assert KEY not in memtui.app.clipboard


async def test_a_mistake_of_memtui_draws_no_key(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def check(key: str, *_: object, **__: object) -> None:
        assert key != KEY

    monkeypatch.setattr("memtui.tui.profiles.connect.checked_key", check)
    with pytest.raises(AssertionError):
        async with started() as memtui:
            await memtui.press("P", "a", "tab")
            await memtui.type(KEY)
    # What is said of it on the terminal, `tests/hostile` reads there.
    assert KEY not in "".join(capsys.readouterr())
    told = log_file().read_text()
    assert "AssertionError" in told
    assert KEY not in told


async def test_a_wrong_key_is_told_and_nothing_is_kept(home: Path, service: Running) -> None:
    async with started() as memtui:
        await memtui.connect(service.url, "m0-not-this-one", "", "work")
        assert "does not accept the API key" in memtui.said
        assert "m0-not-this-one" not in memtui.drawn
        assert not config_file().exists()
        assert not key_file("work").exists()
        # What was typed is still there, and is mended in its place.
        await memtui.press("end", "ctrl+u")
        await memtui.type(KEY)
        await memtui.press("ctrl+s")
        assert memtui.where.startswith("memtui  work")


async def test_nothing_answers(home: Path) -> None:
    async with started() as memtui:
        await memtui.connect("http://127.0.0.1:1", KEY)
        assert "Nothing answers at http://127.0.0.1:1" in memtui.said
        assert not config_file().exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("ftp://host",), "is no web address"),
        (("http://me:secret@host",), "must not hold a user name or a key"),
        (("http://host", "two words"), "characters that no key has"),
        (("http://host", "", "nobody"), "no e-mail address"),
        (("http://host", "", "a@b.example"), "the password is needed"),
        (("http://host", KEY, "", "../name"), "is no name for a profile"),
    ],
)
async def test_what_cannot_be_used_is_told_before_anything_is_asked(
    home: Path, typed: tuple[str, ...], said: str
) -> None:
    async with started() as memtui:
        await memtui.connect(*typed)
        assert said in memtui.said
        assert "secret" not in memtui.said
        assert not config_file().exists()
