from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from memtui.core.errors import UsageError
from memtui.state.config import MEM0_CLI, ProfileEntry, load_config, profile_of_entry
from tests.state.conftest import written

SECRET = "m0-hunter2"
# What `mem0 init` of version 0.2.13 writes.
WRITTEN = {
    "version": 1,
    "defaults": {"user_id": "", "agent_id": "", "app_id": "", "run_id": ""},
    "platform": {
        "api_key": SECRET, "base_url": "https://api.mem0.ai", "user_email": "ada@example.org",
        "agent_mode": False, "created_via": "api_key", "agent_caller": "", "claimed_at": "",
        "default_user_id": "",
    },
    "telemetry": {"anonymous_id": "x"},
    "agent_rush": {"acknowledged_at": ""},
}  # fmt: skip


def entry(home: Path, content: Any, mode: int = 0o600) -> ProfileEntry | None:
    text = content if isinstance(content, str) else json.dumps(content)
    written(home / ".mem0/config.json", text, mode)
    return load_config().entries.get(MEM0_CLI)


def test_the_official_account_is_a_profile_that_is_read_only(home: Path) -> None:
    found = entry(home, WRITTEN)
    assert found is not None
    assert (found.kind, found.address, found.read_only, found.source, found.problem) == (
        "platform", "https://api.mem0.ai", True, "mem0-cli", ""
    )  # fmt: skip
    assert SECRET not in repr(found)
    profile = profile_of_entry(found)
    assert (profile.name, profile.read_only) == ("mem0-cli", True)
    assert profile.api_key is not None
    assert profile.api_key.reveal() == SECRET


@pytest.mark.parametrize(
    ("content", "address"),
    [
        ({"api_key": SECRET}, "https://api.mem0.ai"),
        ({"api_key": SECRET, "base_url": "http://x/"}, "http://x"),
        ({"platform": {"api_key": SECRET}}, "https://api.mem0.ai"),
        ({"platform": {"api_key": SECRET, "base_url": None}}, "https://api.mem0.ai"),
        ({"platform": None, "api_key": SECRET}, "https://api.mem0.ai"),
    ],
)
def test_older_and_shorter_files(home: Path, content: Any, address: str) -> None:
    found = entry(home, content)
    assert found is not None
    assert (found.address, found.problem) == (address, "")
    profile = profile_of_entry(found)
    assert profile.api_key is not None
    assert profile.api_key.reveal() == SECRET


@pytest.mark.parametrize("content", [{}, {"platform": {}}, {"platform": {"api_key": ""}}, {"telemetry": {}}])
def test_without_a_key_there_is_no_account(home: Path, content: Any) -> None:
    assert entry(home, content) is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is no JSON"),
        ("", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no configuration of the mem0 CLI"),
        ({"platform": [SECRET]}, "is no configuration of the mem0 CLI"),
        ({"platform": {"api_key": [SECRET]}}, "a key or an address that is no text"),
        ({"platform": {"api_key": SECRET, "base_url": 3}}, "a key or an address that is no text"),
        ({"platform": {"api_key": SECRET, "base_url": f"http://me:{SECRET}@x"}}, "must not hold a user name"),
        ({"platform": {"api_key": SECRET, "base_url": "x"}}, "is no web address"),
    ],
)
def test_a_broken_file_is_listed_with_the_reason(home: Path, content: Any, says: str) -> None:
    found = entry(home, content)
    assert found is not None
    assert says in found.problem
    assert SECRET not in found.problem
    with pytest.raises(UsageError, match="Profile mem0-cli cannot be used"):
        profile_of_entry(found)


@pytest.mark.parametrize("mode", [0o644, 0o666])
def test_a_file_that_others_can_read_is_listed_with_the_reason(home: Path, mode: int) -> None:
    found = entry(home, WRITTEN, mode)
    assert found is not None
    assert "chmod 600" in found.problem


def test_the_configuration_has_the_last_word(home: Path, config: Path) -> None:
    written(config, "default = 'mem0-cli'\n[profiles.mem0-cli]\nread_only = false\ncolor = 'red'\n")
    found = entry(home, WRITTEN)
    assert found is not None
    assert (found.read_only, found.color, found.address) == (False, "red", "https://api.mem0.ai")


def test_what_is_said_of_an_account_that_is_not_there(home: Path, config: Path) -> None:
    written(config, "[profiles.mem0-cli]\nread_only = false\n")
    assert load_config().entries[MEM0_CLI].problem == "The mem0 CLI is not set up here."
    found = entry(home, {})
    assert found is not None
    assert "has no key" in found.problem


def test_its_own_file_says_where_it_is(home: Path, config: Path) -> None:
    written(config, "[profiles.mem0-cli]\nbase_url = 'http://x'\n")
    with pytest.raises(
        UsageError, match=r":2: profiles\.mem0-cli\.base_url is said by the mem0 CLI's own file"
    ):
        load_config()


def test_it_can_be_the_default_only_while_it_is_there(home: Path, config: Path) -> None:
    written(config, "default = 'mem0-cli'\n")
    with pytest.raises(UsageError, match="default names no profile"):
        load_config()
    assert entry(home, WRITTEN) is not None
    assert load_config().default == "mem0-cli"
