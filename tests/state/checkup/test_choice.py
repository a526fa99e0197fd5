"""Why a service is the one that is meant: each reason is given exactly where it is the one that counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from memtui.core.errors import UsageError
from memtui.state.checkup.choice import Named, check_choice, choose, reason
from memtui.state.target import resolve_profile


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("MEM0_API_KEY", "MEM0_BASE_URL", "MEMTUI_PROFILE", "MEMTUI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "memtui"
    folder.mkdir()
    return folder / "config.toml"


def chosen(named: Named) -> tuple[str, str]:
    """The name of what is opened, and the reason."""
    profile = resolve_profile(
        db=named.db, base_url=named.base_url, demo=named.demo, profile=named.profile
    )  # fmt: skip
    return profile.name, reason(named)


def test_each_reason_is_that_of_the_choice(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen(Named()) == ("local", "nothing else is named anywhere")
    monkeypatch.setenv("MEM0_API_KEY", "m0-key")
    assert chosen(Named()) == ("api.mem0.ai", "MEM0_API_KEY is set")
    monkeypatch.setenv("MEM0_BASE_URL", "http://elsewhere.example")
    assert chosen(Named()) == ("elsewhere.example", "MEM0_BASE_URL names it")
    profiles = '[profiles.work]\nkind = "platform"\n[profiles.box]\npath = "box.db"\n'
    config.write_text(profiles)
    assert chosen(Named()) == ("elsewhere.example", "MEM0_BASE_URL names it")
    config.write_text(f'default = "work"\n{profiles}')
    assert chosen(Named()) == ("work", "it is the default of the configuration")
    monkeypatch.setenv("MEMTUI_PROFILE", "box")
    assert chosen(Named()) == ("box", "MEMTUI_PROFILE names it")
    assert chosen(Named(profile="work")) == ("work", "--profile names it")
    assert chosen(Named(db="x.db")) == ("x.db", "--db names it")
    assert chosen(Named(base_url="http://there.example")) == ("there.example", "--base-url names it")
    assert chosen(Named(demo=True)) == ("demo", "--demo asks for it")


@pytest.mark.parametrize(
    ("settings", "state", "words"),
    [
        ('api_key_env = "K"', "ok", "from env K, found"),
        ('api_key_env = "NONE"', "failed", "Profile work has its key in NONE, which is not set."),
        ('api_key_command = "echo m0-key"', "ok", "from a command, found"),
        (
            'api_key_command = "false"',
            "failed",
            "The api_key_command of profile work failed with exit code 1.",
        ),
        ("", "ok", "none; it is asked without one"),
    ],
)
def test_where_the_key_is(
    config: Path, monkeypatch: pytest.MonkeyPatch, settings: str, state: str, words: str
) -> None:
    monkeypatch.setenv("K", "m0-key")
    # Not for a profile that does not name it.
    monkeypatch.setenv("MEM0_API_KEY", "m0-other")
    config.write_text(f'[profiles.work]\nkind = "platform"\n{settings}\n')
    named = Named(profile="work")
    _, key = check_choice(named, resolve_profile(profile="work"))
    assert (key.state, key.found) == (state, words)
    assert "m0-" not in key.found + key.remedy


def test_who_is_at_fault(config: Path) -> None:
    config.write_text("[profiles.work\n")
    found = choose(resolve_profile, by_flags=False)
    assert getattr(found, "found", "") == "the configuration has mistakes"
    with pytest.raises(UsageError):
        choose(lambda: resolve_profile(db="", base_url=None), by_flags=True)
