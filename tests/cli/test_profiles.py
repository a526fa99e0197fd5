"""`memtui profiles`: the list, and changes of the configuration."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import pytest

from memtui.core.errors import UsageError
from tests.cli.conftest import Memtui, Typed, stdin

SECRET = "m0-hunter2"


@pytest.fixture
def config(home: Path) -> Path:
    return home / "config/memtui/config.toml"


def add(memtui: Memtui, name: str, *argv: str | Path) -> None:
    ran = memtui("profiles", "add", name, *argv)
    assert (ran.code, ran.out) == (0, ""), ran.err
    assert f"`memtui profiles check {name}` tries it." in ran.err


def test_nothing_is_configured(memtui: Memtui) -> None:
    ran = memtui("profiles")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "There are no profiles. `memtui profiles add NAME --base-url URL` makes one.\n"
    assert memtui("profiles", "--json").json() == {"count": 0, "next": None, "previous": None, "results": []}


def test_profiles_are_listed_without_their_keys(
    memtui: Memtui, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORK_KEY", SECRET)
    add(memtui, "work", "--kind", "platform", "--key-env", "WORK_KEY", "--default", "--api-version", "v2")
    add(memtui, "team", "--base-url", "https://mem0.example/", "--key-command", f"echo {SECRET}")
    add(memtui, "own", "--db", home / "own.db", "--read-only")
    (home / ".mem0").mkdir()
    (home / ".mem0/config.json").write_text(json.dumps({"platform": {"api_key": SECRET}}))
    (home / ".mem0/config.json").chmod(0o600)
    ran = memtui("profiles", "--json")
    assert SECRET not in ran.out
    listed = ran.json()
    assert (listed["count"], listed["next"], listed["previous"]) == (4, None, None)
    assert listed["results"] == [
        {
            "name": "work", "kind": "platform", "address": "https://api.mem0.ai", "source": "config",
            "default": True, "read_only": False, "key": "from env WORK_KEY", "email": None,
            "api_version": "v2", "problem": None,
        },
        {
            "name": "team", "kind": None, "address": "https://mem0.example", "source": "config",
            "default": False, "read_only": False, "key": "from a command", "email": None,
            "api_version": "auto", "problem": None,
        },
        {
            "name": "own", "kind": "local", "address": str(home / "own.db"), "source": "config",
            "default": False, "read_only": True, "key": None, "email": None, "api_version": "auto",
            "problem": None,
        },
        {
            "name": "mem0-cli", "kind": "platform", "address": "https://api.mem0.ai", "source": "mem0-cli",
            "default": False, "read_only": True, "key": "from the mem0 CLI", "email": None,
            "api_version": "auto", "problem": None,
        },
    ]  # fmt: skip
    assert memtui("profiles", "list", "--jsonl").jsonl() == listed["results"]
    assert memtui("profiles").rows() == [
        ["work", "platform", "https://api.mem0.ai", "from env WORK_KEY", "default"],
        ["team", "detected", "https://mem0.example", "from a command", ""],
        ["own", "local", str(home / "own.db"), "", "read-only"],
        ["mem0-cli", "platform", "https://api.mem0.ai", "from the mem0 CLI", "read-only"],
    ]


def test_a_profile_that_cannot_be_used_says_why(memtui: Memtui, home: Path) -> None:
    (home / ".mem0").mkdir()
    (home / ".mem0/config.json").write_text("{")
    (home / ".mem0/config.json").chmod(0o600)
    (row,) = memtui("profiles").rows()
    assert row[-1] == f"read-only, cannot be used: {home}/.mem0/config.json is no JSON."
    ran = memtui("list", "--profile", "mem0-cli")
    assert (ran.code, ran.out) == (2, "")
    assert "Profile mem0-cli cannot be used" in ran.err


def test_on_a_terminal_there_are_columns(memtui: Memtui, terminal: Typed) -> None:
    add(memtui, "work", "--kind", "platform", "--key-env", "WORK_KEY")
    terminal("stdout")
    assert [line.split() for line in memtui("profiles").out.splitlines()] == [
        ["NAME", "KIND", "ADDRESS", "KEY", "NOTE"],
        ["work", "platform", "https://api.mem0.ai", "from", "env", "WORK_KEY"],
    ]


def test_mistakes_in_the_file_are_told_with_their_lines(memtui: Memtui, config: Path) -> None:
    config.parent.mkdir(parents=True)
    config.write_text("default = 'a'\n\n[profiles.work]\nkind = 'platform'\nbase_ur = 'x'\n")
    config.chmod(0o600)
    for argv in (
        ["profiles"],
        ["list"],
        ["serve"],
        ["profiles", "default", "work"],
        ["list", "--profile", "work"],
    ):
        ran = memtui(*argv)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            f"memtui: {config}:1: default names no profile: 'a'\n"
            f"{config}:5: profiles.work.base_ur is not known; did you mean base_url?\n"
        )


def test_a_profile_is_used_by_its_name(memtui: Memtui, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(memtui, "own", "--db", store, "--read-only")
    count = memtui("list", "--count", "--db", store).out
    assert memtui("list", "--count", "--profile", "own").out == count
    assert memtui("--profile", "own", "list", "--count").out == count
    assert memtui("list", "--count").out == "0\n"
    monkeypatch.setenv("MEMTUI_PROFILE", "own")
    assert memtui("list", "--count").out == count
    monkeypatch.delenv("MEMTUI_PROFILE")
    assert memtui("profiles", "default", "own").code == 0
    assert memtui("list", "--count").out == count
    ran = memtui("add", "x", "--user-id", "a", "--yes")
    assert ran.code == 4
    assert ran.err.startswith(
        "memtui: Profile own is read-only. Say `read_only = false` under [profiles.own] in "
    )


def test_a_name_that_is_not_there(memtui: Memtui) -> None:
    add(memtui, "work", "--kind", "platform")
    for argv in (
        ["list", "--profile", "wrok"],
        ["profiles", "remove", "wrok"],
        ["profiles", "default", "wrok"],
    ):
        ran = memtui(*argv)
        assert ran.code == 2
        assert "there is no profile 'wrok'. Did you mean work?" in ran.err


def test_a_profile_is_removed_and_is_the_default_no_more(memtui: Memtui, config: Path) -> None:
    add(memtui, "work", "--kind", "platform", "--default")
    add(memtui, "team", "--base-url", "http://x")
    ran = memtui("profiles", "remove", "work")
    assert (ran.code, ran.out, ran.err) == (0, "", "Removed. No profile is the default now.\n")
    assert config.read_text() == '[profiles.team]\nbase_url = "http://x"\n'


# Keys -----------------------------------------------------------------------------------------------


def test_a_key_on_stdin_is_kept_in_a_file(
    memtui: Memtui, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin(monkeypatch, f"{SECRET}\nmore\n".encode())
    add(memtui, "work", "--kind", "platform", "--key-stdin")
    path = config.parent / "keys/work.key"
    assert path.read_text() == f"{SECRET}\n"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert config.read_text() == '[profiles.work]\nkind = "platform"\napi_key_file = "keys/work.key"\n'
    assert memtui("profiles", "remove", "work").code == 0
    assert not path.exists()


def test_a_key_is_typed_unseen(
    memtui: Memtui, answer: Typed, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return "correct horse" if "Password" in prompt else SECRET

    answer("")
    monkeypatch.setattr(getpass, "getpass", typed)
    add(memtui, "work", "--kind", "platform", "--key-stdin")
    add(memtui, "box", "--base-url", "http://x", "--email", "ada@example.org", "--key-stdin")
    assert asked == ["API key: ", "Password of ada@example.org: "]
    assert (config.parent / "keys/box.key").read_text() == "correct horse\n"


def test_a_key_goes_into_the_keyring(memtui: Memtui, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "memtui.cli.profile_adding.write_to_keyring", lambda user, key: kept.append((user, key))
    )
    stdin(monkeypatch, SECRET.encode())
    add(memtui, "work", "--kind", "platform", "--key-stdin", "--key-keyring", "me")
    assert kept == [("me", SECRET)]
    assert config.read_text() == '[profiles.work]\nkind = "platform"\napi_key_keyring = "me"\n'
    assert memtui("profiles", "remove", "work").err == "Removed. Its key is still in the keyring.\n"


def test_a_profile_whose_key_cannot_be_kept_is_not_kept(
    memtui: Memtui, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(user: str, key: str) -> None:
        raise UsageError("The keyring cannot be used (KeyringLocked).")

    monkeypatch.setattr("memtui.cli.profile_adding.write_to_keyring", locked)
    stdin(monkeypatch, SECRET.encode())
    ran = memtui("profiles", "add", "work", "--kind", "platform", "--key-stdin", "--key-keyring", "me")
    assert (ran.code, ran.err) == (2, "memtui: The keyring cannot be used (KeyringLocked).\n")
    assert config.read_text() == ""


@pytest.mark.parametrize(
    "typed", [b"", b"\n", b"  \n", b"m0 hunter2", b"\xff", b"m0-hunter2\x00", b"x" * 70_000]
)
def test_what_is_no_key_is_not_kept(
    memtui: Memtui, config: Path, typed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin(monkeypatch, typed)
    ran = memtui("profiles", "add", "work", "--kind", "platform", "--key-stdin")
    assert (ran.code, ran.out) == (2, "")
    assert "hunter2" not in ran.err
    assert not config.exists()
    assert not (config.parent / "keys").exists()


# What makes no sense --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["add"], "the following arguments are required: NAME"),
        (["add", "x"], "Which service? Give --base-url URL, --kind platform or --db PATH."),
        (["add", "a b", "--kind", "platform"], "'a b' is no name for a profile."),
        (["add", "../x", "--kind", "platform"], "'../x' is no name for a profile."),
        (["add", "mem0-cli", "--kind", "platform"], "mem0-cli is the account of the mem0 CLI."),
        (["add", "work", "--kind", "platform"], "There is a profile work already."),
        (["add", "x", "--kind", "selfhosted"], "profiles.x needs a base_url"),
        (["add", "x", "--base-url", "nonsense"], "profiles.x.base_url is no web address: 'nonsense'."),
        (["add", "x", "--base-url", "http://me:hunter2@h"], "profiles.x.base_url must not hold a user name"),
        (
            ["add", "x", "--base-url", "http://h", "--db", "x"],
            "profiles.x.base_url is not for an embedded store",
        ),
        (["add", "x", "--base-url", "http://h", "--email", "e"], "profiles.x.email needs a password."),
        (["add", "x", "--kind", "platform", "--key-env", "m0-hunter2"], "seems to be the key itself"),
        (["add", "x", "--kind", "platform", "--key-env", ""], "--key-env is empty."),
        (["add", "x", "--kind", "platform", "--key-command", "'"], "cannot be read as a command"),
        (["add", "x", "--kind", "platform", "--key-env", "A", "--key-command", "b"], "not allowed with"),
        (["add", "x", "--kind", "platform", "--key-env", "A", "--key-stdin"], "Name one place only."),
        (["add", "x", "--kind", "platform", "--api-version", "v9"], "invalid choice"),
        (["add", "x", "--kind", "platform", "--profile", "work"], "--profile is not for this."),
        (["add", "x", "--kind", "platform", "--demo"], "--demo is not for this."),
        (["remove"], "the following arguments are required: NAME"),
        (["remove", "work", "--db", "x"], "--db is not for this."),
        (["remove", "work", "--read-only"], "--read-only is not for this."),
        (["default", "work", "extra"], "unrecognized arguments: extra"),
        (["list", "--base-url", "http://x"], "--base-url is not for this."),
        (["check", "work", "--profile", "work"], "--profile is not for this."),
        (["check", "work", "--db", "x"], "--db and --profile name different services."),
        (["nonsense"], "invalid choice: 'nonsense'"),
    ],
)
def test_usage(memtui: Memtui, config: Path, argv: list[str], says: str) -> None:
    add(memtui, "work", "--kind", "platform")
    before = config.read_text()
    ran = memtui("profiles", *argv)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert "hunter2" not in ran.err
    assert config.read_text() == before


def test_the_mem0_cli_keeps_its_own_account(memtui: Memtui, home: Path) -> None:
    (home / ".mem0").mkdir()
    (home / ".mem0/config.json").write_text(json.dumps({"platform": {"api_key": SECRET}}))
    (home / ".mem0/config.json").chmod(0o600)
    ran = memtui("profiles", "remove", "mem0-cli")
    assert ran.code == 2
    assert "mem0-cli is the account of the mem0 CLI, which keeps it." in ran.err
    assert memtui("profiles", "default", "mem0-cli").code == 0
    assert memtui("profiles").rows()[0][-1] == "default, read-only"
