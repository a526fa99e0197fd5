from __future__ import annotations

import os
from pathlib import Path

import pytest

from memtui.core.errors import UsageError
from memtui.core.profile import Profile, Secret
from memtui.state.config import ConfigError, ProfileEntry, load_config, profile_of_entry
from memtui.state.keys import KeySource
from memtui.state.paths import default_store
from tests.state.conftest import written

FULL = """\
default = "work"

[profiles.work]
kind = "platform"
api_key_env = "WORK_KEY"
api_version = "v2"
color = "#f00"

[profiles.box]
base_url = "http://127.0.0.1:8888/"
api_key_command = "pass show mem0/box"
read_only = true

[profiles.team]
base_url = "https://mem0.example"
email = "ada@example.org"
api_key_keyring = "team"

[profiles.notes]
path = "notes.db"

[profiles."with.dot"]
kind = "selfhosted"
base_url = "https://mem0.example/api"
api_key_file = "~/keys/dot"
api_version = "auto"

[profiles.own]
kind = "local"
color = "green"

[keys]
quit = "x"
"""


def mistakes(config: Path, text: str) -> list[str]:
    """The lines of the complaint, from the file's name on."""
    with pytest.raises(ConfigError) as caught:
        load_config(written(config, text))
    assert caught.value.exit_code == 2
    return [line.removeprefix(f"{config.parent}/") for line in caught.value.message.splitlines()]


def test_without_a_file_nothing_is_configured(config: Path) -> None:
    found = load_config()
    assert (found.path, dict(found.entries), found.default) == (config, {}, "")


def test_an_empty_file_configures_nothing(config: Path) -> None:
    assert dict(load_config(written(config, "# nothing yet\n")).entries) == {}


def test_every_key_is_read(config: Path, home: Path) -> None:
    found = load_config(written(config, FULL))
    assert found.default == "work"
    assert list(found.entries.values()) == [
        ProfileEntry(
            "work", "platform", key=KeySource("env", "WORK_KEY"), api_version="v2", color="#f00"
        ),
        ProfileEntry(
            "box", None, base_url="http://127.0.0.1:8888", key=KeySource("command", "pass show mem0/box"),
            read_only=True,
        ),
        ProfileEntry(
            "team", "selfhosted", base_url="https://mem0.example", key=KeySource("keyring", "team"),
            email="ada@example.org",
        ),
        ProfileEntry("notes", "local", path=config.parent / "notes.db"),
        ProfileEntry(
            "with.dot", "selfhosted", base_url="https://mem0.example/api",
            key=KeySource("file", str(home / "keys/dot")),
        ),
        ProfileEntry("own", "local", color="green"),
    ]  # fmt: skip


def test_another_file_can_be_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(home / "other.toml", "[profiles.a]\nkind = 'local'\n")
    monkeypatch.setenv("MEMTUI_CONFIG", str(path))
    assert list(load_config().entries) == ["a"]
    monkeypatch.setenv("MEMTUI_CONFIG", str(home / "missing.toml"))
    with pytest.raises(UsageError, match="MEMTUI_CONFIG names a file that is missing"):
        load_config()


def test_the_folder_of_the_configuration_can_be_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "c"))
    written(home / "c/memtui/config.toml", "[profiles.a]\nkind = 'local'\n")
    assert list(load_config().entries) == ["a"]


def test_all_mistakes_are_told_in_the_order_of_the_file(config: Path) -> None:
    assert mistakes(
        config,
        """\
defualt = "x"
default = "wrok"

[profiles.work]
kind = "platfrom"
base_ur = "http://host"
api_key_env = "A"
api_key_file = "f"

[profiles.home]
path = 3
read_only = "yes"
""",
    ) == [
        "config.toml:1: defualt is not known; did you mean default?",
        "config.toml:2: default names no profile: 'wrok'; did you mean work?",
        "config.toml:5: profiles.work.kind must be one of local, platform, selfhosted;"
        " did you mean platform?",
        "config.toml:6: profiles.work.base_ur is not known; did you mean base_url?",
        "config.toml:8: profiles.work has several places for its key: api_key_env, api_key_file",
        "config.toml:11: profiles.home.path must be a text, not a number",
        "config.toml:12: profiles.home.read_only must be true or false, not a text",
    ]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("", ":1: profiles.a needs a base_url"),
        ("api_key_env = 'A'", ":1: profiles.a needs a base_url"),
        ("kind = 'selfhosted'", ":1: profiles.a needs a base_url"),
        ("kind = ''", ":2: profiles.a.kind is empty"),
        ("kind = 1.5", ":2: profiles.a.kind must be a text, not a number"),
        ("kind = true", ":2: profiles.a.kind must be a text, not true or false"),
        ("kind = ['local']", ":2: profiles.a.kind must be a text, not a list"),
        ("kind.x = 1", ":2: profiles.a.kind must be a text, not a table"),
        ("kind = 2024-01-01", ":2: profiles.a.kind must be a text, not a date"),
        ("kind = 'local'\nread_only = 1", ":3: profiles.a.read_only must be true or false, not a number"),
        ("kind = 'local'\nbase_url = 'http://x'", ":3: profiles.a.base_url is not for an embedded store"),
        ("path = 'x'\napi_key_env = 'A'", ":3: profiles.a.api_key_env is not for an embedded store"),
        ("path = 'x'\napi_version = 'v3'", ":3: profiles.a.api_version is not for an embedded store"),
        ("kind = 'platform'\npath = 'x'", ":3: profiles.a.path is for an embedded store only"),
        ("kind = 'local'\npath = '~nobody-of-that-name/x'", ":3: profiles.a.path begins with a home folder"),
        ("path = 'a\\u0000b'".replace("'", '"'), ":2: profiles.a.path holds a null character"),
        ("base_url = 'example.com'", ":2: profiles.a.base_url is no web address: 'example.com'."),
        (
            "base_url = 'http://x'\napi_version = '3'",
            ":3: profiles.a.api_version must be one of auto, v3, v2, v1",
        ),
        ("kind = 'platform'\ncolor = 'gren'", ":3: profiles.a.color must be #rrggbb or one of red,"),
        ("kind = 'platform'\ncolor = '#12345'", ":3: profiles.a.color must be #rrggbb or one of red,"),
        ("base_url = 'http://x'\nemail = 'a@b'", ":3: profiles.a.email needs a password."),
        (
            "kind = 'platform'\napi_key_env = 'A'\nemail = 'a@b'",
            ":4: profiles.a.email is for a self-hosted server only",
        ),
        (
            "kind = 'selfhosted'\nbase_url = 'http://x'\napi_version = 'v3'",
            ":4: profiles.a.api_version is for the Platform only",
        ),
        ("kind = 'platform'\napi_key_command = '\"'", ":3: profiles.a.api_key_command cannot be read as a"),
        ("kind = 'platform'\napi_key_command = '#x'", None),
        ("kind = 'platform'\napi_key_env = 'A-B'", ":3: profiles.a.api_key_env is no name of a variable"),
        (
            "kind = 'platform'\napi_key_evn = 'A'",
            ":3: profiles.a.api_key_evn is not known; did you mean api_key_env?",
        ),
        ("base_url = 'http://x'\nwhat = 1", ":3: profiles.a.what is not known"),
    ],
)
def test_a_mistake_is_told_with_its_line(config: Path, table: str, says: str | None) -> None:
    text = f"[profiles.a]\n{table}\n"
    if says is None:
        load_config(written(config, text))
        return
    (found,) = mistakes(config, text)
    assert found.startswith(f"config.toml{says}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("default = ", "config.toml:1: this is no TOML"),
        ("[a]\n\n[profiles.a\n", "config.toml:3: this is no TOML"),
        ("[profiles.a]\nkind = 'local'\nkind = 'local'\n", "config.toml:3: this is no TOML"),
        ("a = [\n1,\n", "config.toml:2: this is no TOML"),
        ("a = '\x1b[2J'", "config.toml:1: this is no TOML"),
        ("a = " + "[" * 5000, "config.toml cannot be read as TOML"),
        ("a = 1" + "0" * 5000, "config.toml cannot be read as TOML"),
        ("profiles = 3", "config.toml:1: profiles must hold tables"),
        ("[[profiles]]\nkind = 'local'", "config.toml:1: profiles must hold tables"),
        ("[profiles]\na = 3", "config.toml:2: profiles.a must be a table, written as [profiles.a]"),
        ("[profiles.'a b']\nkind = 'local'", "config.toml:1: 'a b' is no name for a profile."),
        ("[profiles.'../x']\nkind = 'local'", "config.toml:1: '../x' is no name for a profile."),
        ('[profiles."\\u001b[2J"]\n', "config.toml:1: '^[[2J' is no name for a profile."),
        ('"\\u202e" = 1', "config.toml:1: <U+202E> is not known"),
        ("default = true", "config.toml:1: default must be a text, not true or false"),
        ("[profile.a]\n", "config.toml:1: profile is not known; did you mean profiles?"),
        ("x = '''\n\n\n'''\ny = 1", "config.toml:1: x is not known"),
        ("profiles = { a = { kind = 'x' } }", "config.toml:1: profiles.a.kind must be one of"),
        ("\n\nprofiles.a.kind = 'x'", "config.toml:3: profiles.a.kind must be one of"),
        ("[profiles]\n[profiles.a]\npath='x'\ny = [\n 1,\n]\nz = 2", "config.toml:4: profiles.a.y is not"),
    ],
)
def test_hostile_files(config: Path, text: str, says: str) -> None:
    assert mistakes(config, text)[0].startswith(says)


def test_a_statement_of_thousands_of_lines_costs_only_the_line(config: Path) -> None:
    endless = "x = [\n" + "1,\n" * 3000 + "]\n"
    assert mistakes(config, endless + "[profiles.a]\n") == [
        "config.toml: profiles.a needs a base_url",
        "config.toml: x is not known",
    ]


def test_bytes_that_are_no_text_are_told_with_their_line(config: Path) -> None:
    config.write_bytes(b"# fine\n# \xff\n")
    config.chmod(0o600)
    with pytest.raises(ConfigError, match=r"config\.toml:2: this is no UTF-8 text"):
        load_config()


def test_a_file_without_an_end_is_not_read(config: Path) -> None:
    with pytest.raises(UsageError, match="longer than"):
        load_config(written(config, "#" * 1_000_001))


def test_a_folder_is_no_configuration(config: Path) -> None:
    config.mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        load_config()


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666, 0o660])
def test_a_file_that_others_can_change_is_refused(config: Path, mode: int) -> None:
    with pytest.raises(UsageError, match=r"Others can change .*config.toml. chmod 600 /"):
        load_config(written(config, FULL, mode))


def test_a_file_that_others_can_read_is_fine(config: Path) -> None:
    assert load_config(written(config, FULL, 0o644)).default == "work"


@pytest.mark.parametrize(
    "table",
    [
        "api_key = 'm0-hunter2'",
        "api_key_env = 'm0-hunter2'",
        "api_key_env = 'm0sk_hunter2'",
        "api_key_env = 'hunter2!'",
        "api_key_command = 'm0-hunter2'",
        "api_key_keyring = 'm0-hunter2'",
        "api_key_file = 'm0-hunter2'",
        "base_url = 'https://me:hunter2@host'",
    ],
)
def test_a_key_in_the_wrong_place_is_not_shown_again(config: Path, table: str) -> None:
    said = "\n".join(mistakes(config, f"[profiles.a]\nkind = 'platform'\n{table}\n"))
    assert "hunter2" not in said
    assert "config.toml:3: profiles.a." in said


def test_an_entry_becomes_a_profile(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K", " m0-abc\n")
    entry = ProfileEntry(
        "work", None, key=KeySource("env", "K"), read_only=True, api_version="v1", color="red"
    )
    assert profile_of_entry(entry) == Profile(
        "work", "platform", base_url="https://api.mem0.ai", api_key=Secret("m0-abc"), read_only=True,
        api_version="v1", color="red",
    )  # fmt: skip
    assert profile_of_entry(ProfileEntry("own", "local")) == Profile("own", "local", path=default_store())
    path = home / "x.db"
    assert profile_of_entry(ProfileEntry("own", "local", path=path)) == Profile("own", "local", path=path)


def test_a_key_is_fetched_when_it_is_needed_and_once(home: Path) -> None:
    counted = home / "count"
    command = f"sh -c 'echo x >> {counted}; echo m0-abc'"
    entry = ProfileEntry("work", "platform", key=KeySource("command", command))
    profile = profile_of_entry(entry, later=True)
    assert not counted.exists()
    assert profile.api_key is not None
    assert [profile.api_key.reveal(), profile.api_key.reveal()] == ["m0-abc"] * 2
    assert counted.read_text() == "x\n"
    profile_of_entry(entry)
    assert counted.read_text() == "x\nx\n"


def test_a_password_may_hold_what_a_key_may_not(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("P", "correct hörse ")
    key = KeySource("env", "P")
    login = ProfileEntry("box", "selfhosted", base_url="http://x", email="a@b", key=key)
    profile = profile_of_entry(login)
    assert profile.api_key is not None
    assert (profile.email, profile.api_key.reveal()) == ("a@b", "correct hörse ")
    with pytest.raises(UsageError, match="characters that no key has") as caught:
        profile_of_entry(ProfileEntry("box", "selfhosted", base_url="http://x", key=key))
    assert "hörse" not in str(caught.value)


def test_a_problem_keeps_a_profile_from_being_used(home: Path) -> None:
    with pytest.raises(UsageError, match="Profile a cannot be used: It is broken"):
        profile_of_entry(ProfileEntry("a", "platform", problem="It is broken."))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_somebody_elses_file_is_refused(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(config, FULL)
    os.chown(config, 12345, 12345)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(UsageError, match="belongs to somebody else"):
        load_config()
