"""Which service the screen is opened on, and when it begins with the first steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from memtui.core.profile import Profile
from memtui.state.paths import default_store
from memtui.tui import run
from tests.cli.conftest import Memtui

Open = Callable[..., tuple[Profile, bool]]


@pytest.fixture
def opened(memtui: Memtui, monkeypatch: pytest.MonkeyPatch, terminal: Callable[..., None]) -> Open:
    """Open the screen with these words: on what, and whether with the first steps."""
    kept: list[tuple[Profile, bool]] = []

    def run_tui(profile: Profile, *, is_first_run: bool, **_: Any) -> int:
        kept.append((profile, is_first_run))
        return 0

    def opened(*argv: str | Path) -> tuple[Profile, bool]:
        terminal("stdin", "stdout")
        ran = memtui(*argv)
        assert ran.code == 0, ran.err
        return kept.pop()

    monkeypatch.setattr(run, "run_tui", run_tui)
    return opened


def test_whoever_has_said_nothing_sees_the_first_steps(opened: Open) -> None:
    for argv in ([], ["--read-only"]):
        profile, first = opened(*argv)
        assert (profile.path, first) == (default_store(), True)


@pytest.mark.parametrize(
    "argv", [["--db", "x.db"], ["--demo"], ["--base-url", "http://x"], ["--profile", "own"]]
)
def test_whoever_names_a_service_does_not(memtui: Memtui, opened: Open, argv: list[str]) -> None:
    if "own" in argv:
        assert memtui("profiles", "add", "own", "--db", "own.db").code == 0
    assert not opened(*argv)[1]


def test_the_usual_store_that_is_named_is_a_choice(opened: Open) -> None:
    assert not opened("--db", default_store())[1]


def test_a_key_in_the_environment_is_a_choice(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_API_KEY", "m0-abc")
    profile, first = opened()
    assert (profile.kind, first) == ("platform", False)


def test_the_default_profile_is_opened(memtui: Memtui, opened: Open, home: Path) -> None:
    memtui("profiles", "add", "own", "--db", home / "own.db", "--default", "--read-only")
    profile, first = opened()
    assert (profile.name, profile.path, profile.read_only, first) == ("own", home / "own.db", True, False)
