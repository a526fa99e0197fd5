"""The flags that name a service lead back to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from memtui.core.profile import Profile, Secret
from memtui.state.naming import ANY_KEY, flags_of, key_variable_of
from memtui.state.target import resolve_profile
from tests.state.conftest import written

CONFIG = """
[profiles.usual]
base_url = "https://usual.example"
api_key_env = "MEM0_API_KEY"

[profiles.asked]
base_url = "https://asked.example"
api_key_command = "pass show MEM0_API_KEY"

[profiles.ring]
base_url = "https://ring.example"
api_key_keyring = "MEM0_API_KEY"

[profiles.filed]
base_url = "https://filed.example"
api_key_file = "MEM0_API_KEY"

[profiles.work]
base_url = "https://work.example"
api_key_env = "WORK_KEY"

[profiles.box]
kind = "selfhosted"
base_url = "http://box"

[profiles.notes]
kind = "local"
path = "/notes.db"

[profiles.mine]
kind = "local"
"""


@pytest.fixture
def configured(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("MEM0_API_KEY", "MEM0_BASE_URL", "MEMTUI_PROFILE", "MEMTUI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    return written(home / ".config/memtui/config.toml", CONFIG)


def resolved(flags: tuple[str, ...]) -> Profile:
    words: dict[str, Any] = dict(zip(flags[::2], flags[1::2], strict=True))
    return resolve_profile(
        **{flag.removeprefix("--").replace("-", "_"): word for flag, word in words.items()}
    )


@pytest.mark.parametrize(
    ("given", "flags"),
    [
        ({"profile": "work"}, ("--profile", "work")),
        ({"profile": "work", "kind": "selfhosted"}, ("--profile", "work", "--kind", "selfhosted")),
        ({"profile": "box"}, ("--profile", "box")),
        ({"profile": "notes"}, ("--profile", "notes")),
        ({"profile": "mine"}, ("--profile", "mine")),
        ({"base_url": "http://box:80"}, ("--base-url", "http://box:80")),
        ({"base_url": "http://work"}, ("--base-url", "http://work")),
        ({"base_url": "http://b", "kind": "selfhosted"}, ("--base-url", "http://b", "--kind", "selfhosted")),
        ({"db": "/x/a b.db"}, ("--db", "/x/a b.db")),
        ({"db": "/x/notes"}, ("--db", "/x/notes")),
    ],
)
def test_the_flags_lead_back(configured: Path, given: dict[str, Any], flags: tuple[str, ...]) -> None:
    profile = resolve_profile(**given)
    assert flags_of(profile) == flags
    again = resolved(flags)
    assert (again.kind, again.base_url, again.path, again.name) == (
        profile.kind, profile.base_url, profile.path, profile.name
    )  # fmt: skip


def test_a_file_is_named_from_everywhere(
    configured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert flags_of(resolve_profile(db="m.db")) == ("--db", str(tmp_path / "m.db"))


def test_a_service_that_only_shares_a_name_is_not_the_profile(configured: Path) -> None:
    other = replace(resolve_profile(profile="work"), base_url="http://else")
    assert flags_of(other) == ("--base-url", "http://else")
    store = Profile("work", "local", path=Path("/s.db"))
    assert flags_of(store) == ("--db", "/s.db")


@pytest.mark.parametrize("text", ["broken", '[profiles.work]\nkind = "nonsense"'])
def test_a_broken_configuration_names_nothing(configured: Path, text: str) -> None:
    profile = resolve_profile(profile="work")
    written(configured, text)
    assert flags_of(profile) == ("--base-url", "https://work.example")


@pytest.mark.parametrize(
    ("given", "variable"),
    [
        ({"profile": "work"}, "WORK_KEY"),
        ({"profile": "work", "kind": "selfhosted"}, "WORK_KEY"),
        ({"profile": "usual"}, "MEM0_API_KEY"),
        ({"profile": "asked"}, ANY_KEY),
        ({"profile": "ring"}, ANY_KEY),
        ({"profile": "filed"}, ANY_KEY),
        ({"profile": "box"}, ANY_KEY),
        ({"profile": "mine"}, ANY_KEY),
        ({"base_url": "http://work"}, "MEM0_API_KEY"),
        ({"base_url": "http://b:8000/mem0/", "kind": "selfhosted"}, "MEM0_API_KEY"),
        ({"db": "/x/notes"}, ANY_KEY),
    ],
)
def test_the_keys_variable_is_the_profiles(configured: Path, given: dict[str, Any], variable: str) -> None:
    assert key_variable_of(resolve_profile(**given)) == variable


def test_a_service_of_the_environment_has_its_key(configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_API_KEY", "m0-key")
    assert key_variable_of(resolve_profile()) == "MEM0_API_KEY"
    monkeypatch.setenv("MEM0_BASE_URL", "http://mem0.test")
    assert key_variable_of(resolve_profile()) == "MEM0_API_KEY"


@pytest.mark.parametrize("text", ["", "broken", '[profiles.work]\nbase_url = "https://else.example"'])
def test_a_profile_that_was_changed_since_does_not_get_the_platforms_key(configured: Path, text: str) -> None:
    profile = resolve_profile(profile="work")
    written(configured, text)
    assert key_variable_of(profile) == ANY_KEY


def test_the_key_of_the_mem0_cli_is_in_no_variable(configured: Path, home: Path) -> None:
    written(home / ".mem0/config.json", '{"platform": {"api_key": "m0-cli"}}')
    assert key_variable_of(resolve_profile(profile="mem0-cli")) == ANY_KEY


def test_the_key_is_not_looked_at() -> None:
    def find() -> str:
        raise AssertionError

    assert key_variable_of(Profile("x", "platform", base_url="http://y", api_key=Secret(find))) == ANY_KEY
