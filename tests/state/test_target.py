from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from memtui.core.errors import UsageError
from memtui.core.profile import Profile
from memtui.state.paths import default_store, log_file, private_folder
from memtui.state.target import resolve_profile
from tests.state.conftest import NAMES, written

KEY = "m0-abc123"


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def key_of(profile: Profile) -> str | None:
    return profile.api_key.reveal() if profile.api_key else None


def test_nothing_named_is_the_embedded_store(environment: Path) -> None:
    profile = resolve_profile()
    assert profile.kind == "local"
    assert profile.path == environment / ".local/share/memtui/memories.db"
    assert (profile.name, profile.read_only) == ("local", False)


def test_a_key_is_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_API_KEY", f" {KEY}\n")
    profile = resolve_profile(read_only=True)
    assert (profile.kind, profile.base_url) == ("platform", "https://api.mem0.ai")
    assert (profile.name, profile.path, profile.read_only) == ("api.mem0.ai", None, True)
    assert key_of(profile) == KEY
    assert KEY not in repr(profile)


def test_an_address_and_a_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_BASE_URL", "http://127.0.0.1:8765/")
    profile = resolve_profile()
    assert (profile.base_url, key_of(profile), profile.name) == (
        "http://127.0.0.1:8765", None, "127.0.0.1:8765"
    )  # fmt: skip
    monkeypatch.setenv("MEM0_API_KEY", KEY)
    assert key_of(resolve_profile()) == KEY


@pytest.mark.parametrize("value", ["", "   "])
def test_an_empty_key_is_no_key(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("MEM0_API_KEY", value)
    assert resolve_profile().kind == "local"
    assert resolve_profile(base_url="http://localhost").api_key is None


def test_flags_come_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_API_KEY", KEY)
    monkeypatch.setenv("MEM0_BASE_URL", "http://elsewhere")
    assert resolve_profile(db="some/x.db") == Profile("x.db", "local", path=Path("some/x.db"))
    assert resolve_profile(demo=True) == Profile("demo", "local")
    assert resolve_profile(embedded_only=True).path == default_store()
    named = resolve_profile(base_url="https://host.example:8443/mem0", kind="platform")
    assert (named.base_url, key_of(named)) == ("https://host.example:8443/mem0", KEY)
    assert resolve_profile(kind="platform").base_url == "http://elsewhere"


def test_a_self_hosted_server_is_named_by_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    named = resolve_profile(base_url="http://127.0.0.1:8888/", kind="selfhosted", read_only=True)
    assert named == Profile(
        "127.0.0.1:8888", "selfhosted", base_url="http://127.0.0.1:8888", read_only=True
    )  # fmt: skip
    # A kind that is not given is found out when the service is asked.
    assert resolve_profile(base_url="http://127.0.0.1:8888").kind == "platform"
    monkeypatch.setenv("MEM0_BASE_URL", "http://mem0.example")
    monkeypatch.setenv("MEM0_API_KEY", KEY)
    named = resolve_profile(kind="selfhosted")
    assert (named.kind, named.base_url, key_of(named)) == ("selfhosted", "http://mem0.example", KEY)


def test_a_key_alone_says_nothing_of_a_self_hosted_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_API_KEY", KEY)
    with pytest.raises(UsageError, match="--kind selfhosted needs an address"):
        resolve_profile(kind="selfhosted")


def test_a_home_in_a_name_is_read() -> None:
    assert resolve_profile(db="~/x.db").path == Path.home() / "x.db"
    assert resolve_profile(db="~nobody-of-that-name/x.db").path == Path("~nobody-of-that-name/x.db")


@pytest.mark.parametrize(
    "flags",
    [
        {"db": "a", "base_url": "http://b"},
        {"db": "a", "demo": True},
        {"base_url": "http://b", "demo": True},
        {"db": "a", "base_url": "http://b", "demo": True},
        {"db": ""},
        {"base_url": ""},
        {"kind": "platform"},
        {"kind": "platform", "db": "a"},
        {"kind": "selfhosted"},
        {"kind": "selfhosted", "db": "a"},
        {"kind": "selfhosted", "demo": True},
        {"db": "bad\udce9.db"},
        {"profile": ""},
        {"profile": "work", "db": "a"},
        {"profile": "work", "demo": True},
        {"profile": "work", "base_url": "http://b"},
    ],
)
def test_flags_that_make_no_sense(flags: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        resolve_profile(**flags)


@pytest.mark.parametrize(
    "address",
    [
        "localhost:8888",
        "example.com",
        "ftp://example.com",
        "http://",
        "http://:80",
        "http://host:port",
        "http://host:99999",
        "http://host:0",
        "http://[::1",
        "http://host/?key=1",
        "http://host/#x",
        "http://ho st",
        "http://host/a b",
        "http://host/\x1b[2J",
        "http://host\u202e",
    ],
)
def test_addresses_that_are_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="--base-url is no web address") as caught:
        resolve_profile(base_url=address)
    assert caught.value.exit_code == 2
    monkeypatch.setenv("MEM0_BASE_URL", address)
    with pytest.raises(UsageError, match="MEM0_BASE_URL is no web address"):
        resolve_profile()


def test_a_password_in_an_address_is_not_shown_again() -> None:
    with pytest.raises(UsageError) as caught:
        resolve_profile(base_url="https://user:hunter2@host")
    assert "hunter2" not in str(caught.value)
    assert "MEM0_API_KEY" in str(caught.value)


@pytest.mark.parametrize("key", ["m0 abc", "m0\nabc", "m0\x00", "ключ", "m0-“quoted”"])
def test_a_key_that_no_header_takes_is_not_shown(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.environ", {**__import__("os").environ, "MEM0_API_KEY": key})
    with pytest.raises(UsageError) as caught:
        resolve_profile()
    assert key not in str(caught.value)


CONFIG = """\
[profiles.work]
base_url = "https://work.example"
api_key_env = "WORK_KEY"

[profiles.box]
kind = "selfhosted"
base_url = "http://box:8888"
read_only = true

[profiles.notes]
path = "/notes.db"
"""


@pytest.fixture
def configured(environment: Path) -> Path:
    return written(environment / ".config/memtui/config.toml", CONFIG)


def test_the_order_in_which_a_service_is_looked_for(
    configured: Path, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resolve_profile().path == default_store()
    monkeypatch.setenv("MEM0_API_KEY", KEY)
    assert resolve_profile().name == "api.mem0.ai"
    monkeypatch.setenv("MEM0_BASE_URL", "http://elsewhere")
    assert resolve_profile().name == "elsewhere"
    written(configured, f'default = "work"\n{CONFIG}')
    assert (resolve_profile().name, resolve_profile().base_url) == ("work", "https://work.example")
    monkeypatch.setenv("MEMTUI_PROFILE", "box")
    assert resolve_profile().name == "box"
    assert resolve_profile(profile="notes").path == Path("/notes.db")
    assert resolve_profile(base_url="http://b").name == "b"
    assert resolve_profile(db="x.db").name == "x.db"
    assert resolve_profile(demo=True).name == "demo"


def test_a_flag_needs_no_configuration(configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(configured, "broken")
    monkeypatch.setenv("MEMTUI_PROFILE", "nobody")
    assert resolve_profile(db="x.db").name == "x.db"
    assert resolve_profile(base_url="http://b").name == "b"
    assert resolve_profile(demo=True).name == "demo"
    with pytest.raises(UsageError, match=r"config\.toml:1: this is no TOML"):
        resolve_profile()


def test_a_profile_that_is_not_there(configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError) as caught:
        resolve_profile(profile="wrok")
    assert str(caught.value) == "--profile: there is no profile 'wrok'. Did you mean work?"
    monkeypatch.setenv("MEMTUI_PROFILE", "xyz")
    with pytest.raises(UsageError) as caught:
        resolve_profile()
    assert str(caught.value) == "MEMTUI_PROFILE: there is no profile 'xyz'. `memtui profiles` lists them."
    monkeypatch.setenv("MEMTUI_PROFILE", "")
    assert resolve_profile().name == "local"


def test_a_profiles_key_is_not_that_of_the_environment(
    configured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEM0_API_KEY", "m0-of-somebody-else")
    assert resolve_profile(profile="box").api_key is None
    found = resolve_profile(profile="work").api_key
    assert found is not None
    with pytest.raises(UsageError, match="WORK_KEY, which is not set"):
        found.reveal()
    monkeypatch.setenv("WORK_KEY", KEY)
    assert found.reveal() == KEY


def test_read_only_is_only_ever_added(configured: Path) -> None:
    assert resolve_profile(profile="box").read_only
    assert resolve_profile(profile="box", read_only=True).read_only
    assert not resolve_profile(profile="work").read_only
    assert resolve_profile(profile="work", read_only=True).read_only
    assert resolve_profile(profile="notes", read_only=True).read_only


def test_a_kind_fills_in_what_a_profile_does_not_say(configured: Path) -> None:
    assert resolve_profile(profile="work").kind == "platform"
    assert resolve_profile(profile="work", kind="selfhosted").kind == "selfhosted"
    assert resolve_profile(profile="box", kind="selfhosted").kind == "selfhosted"
    with pytest.raises(UsageError, match="Profile box is selfhosted, not platform"):
        resolve_profile(profile="box", kind="platform")
    with pytest.raises(UsageError, match="Profile notes is local, not platform"):
        resolve_profile(profile="notes", kind="platform")


def test_only_an_embedded_store_is_served(configured: Path) -> None:
    assert resolve_profile(profile="notes", embedded_only=True).path == Path("/notes.db")
    with pytest.raises(UsageError, match="Profile work is no embedded store"):
        resolve_profile(profile="work", embedded_only=True)
    written(configured, f'default = "work"\n{CONFIG}')
    assert resolve_profile(embedded_only=True).path == default_store()
    written(configured, f'default = "notes"\n{CONFIG}')
    assert resolve_profile(embedded_only=True).path == Path("/notes.db")


@pytest.mark.parametrize("value", ["", "relative/folder", "./x", "~/data"])
def test_the_rules_ignore_empty_and_relative_folders(
    value: str, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", value)
    monkeypatch.setenv("XDG_STATE_HOME", value)
    assert default_store() == environment / ".local/share/memtui/memories.db"
    assert log_file() == environment / ".local/state/memtui/memtui.log"


def test_absolute_folders_are_used(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(environment / "d"))
    monkeypatch.setenv("XDG_STATE_HOME", str(environment / "s"))
    assert default_store() == environment / "d/memtui/memories.db"
    assert log_file() == environment / "s/memtui/memtui.log"


def test_a_private_folder_is_made_with_its_parents(environment: Path) -> None:
    folder = private_folder(environment / "a" / "b")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert private_folder(folder) == folder
