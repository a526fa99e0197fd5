from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from memtui.core.errors import UsageError
from memtui.state import keys, log
from memtui.state.keys import KeySource, find_key, write_key_file, write_to_keyring
from tests.state.conftest import written

SECRET = "m0-hunter2"


def found(source: KeySource) -> str:
    return find_key(source, "work").reveal()


def refused(source: KeySource) -> str:
    with pytest.raises(UsageError) as caught:
        find_key(source, "work")
    said = str(caught.value)
    assert "hunter2" not in said
    assert "work" in said
    return said


def test_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    source = KeySource("env", "WORK_KEY")
    monkeypatch.delenv("WORK_KEY", raising=False)
    assert refused(source) == "Profile work has its key in WORK_KEY, which is not set. Set WORK_KEY."
    monkeypatch.setenv("WORK_KEY", "  ")
    assert "which is not set" in refused(source)
    monkeypatch.setenv("WORK_KEY", f" {SECRET}\n")
    assert found(source) == SECRET
    monkeypatch.setenv("WORK_KEY", f"{SECRET} x")
    assert "characters that no key has" in refused(source)


def test_a_command_gives_its_first_line() -> None:
    assert found(KeySource("command", f"printf '{SECRET}\\nuser: me\\n'")) == SECRET
    assert found(KeySource("command", f"sh -c 'echo {SECRET} | cat'")) == SECRET


def test_a_command_needs_no_shell() -> None:
    assert find_key(KeySource("command", "echo $HOME | cat"), "work", password=True).reveal() == "$HOME | cat"


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (f"sh -c 'echo {SECRET}; exit 3'", "The api_key_command of profile work failed with exit code 3."),
        (f"sh -c 'echo {SECRET}; kill -9 $$'", "was ended by signal 9"),
        ("no-such-program-hunter2 x", "cannot be run: No such file or directory"),
        ("/etc/passwd", "cannot be run: Permission denied"),
        ("true", "The key of profile work, from a command, is empty."),
        ("printf '\\n\\n'", "is empty"),
        ("printf '\\377'", "gives no UTF-8 text"),
        ("printf 'hunter2 hunter2'", "holds characters that no key has"),
        ("'hunter2", "cannot be read: No closing quotation"),
        ("echo \0hunter2", "holds a null character"),
    ],
)
def test_a_command_that_gives_no_key(command: str, says: str) -> None:
    assert says in refused(KeySource("command", command))


def test_a_command_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(words: object, *, timeout: float, **_: object) -> None:
        raise subprocess.TimeoutExpired(f"{words}", timeout, output=SECRET.encode())

    monkeypatch.setattr(subprocess, "run", late)
    assert "was still running after 30 seconds" in refused(KeySource("command", f"echo {SECRET}"))


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_command_may_ask_at_a_terminal_but_eats_no_data(
    is_terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[object] = []

    def ran(words: list[str], *, stdin: object, stderr: object = None, **_: object) -> object:
        given.extend((stdin, stderr))
        return subprocess.CompletedProcess(words, 0, SECRET.encode())

    stdin = io.StringIO()
    monkeypatch.setattr(stdin, "isatty", lambda: is_terminal)
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(subprocess, "run", ran)
    assert found(KeySource("command", "pass show x")) == SECRET
    assert given == [None if is_terminal else subprocess.DEVNULL, None]


def test_a_key_file(home: Path) -> None:
    path = home / "keys/work.key"
    source = write_key_file(path, SECRET)
    assert source == KeySource("file", str(path))
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert found(source) == SECRET
    write_key_file(path, "m0-other")
    assert found(source) == "m0-other"
    path.unlink()
    assert refused(source) == f"The api_key_file of profile work is missing: {path}."


@pytest.mark.parametrize(
    ("mode", "can"), [(0o640, "read"), (0o604, "read"), (0o620, "change"), (0o666, "change"), (0o644, "read")]
)
def test_a_key_file_that_others_can_use_is_refused(home: Path, mode: int, can: str) -> None:
    path = written(home / "a b.key", SECRET, mode)
    with pytest.raises(UsageError) as caught:
        found(KeySource("file", str(path)))
    assert str(caught.value) == f"Others can {can} {path}. chmod 600 '{path}'"


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff", b"x" * 70_000, b"hunter2 hunter2"])
def test_a_key_file_without_a_key(home: Path, content: bytes) -> None:
    path = home / "work.key"
    path.write_bytes(content)
    path.chmod(0o600)
    refused(KeySource("file", str(path)))


class KeyringError(Exception):
    pass


class Keyring(ModuleType):
    """What stands in for the package, which is an optional one."""

    def __init__(self, *, is_broken: bool = False) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self._is_broken = is_broken

    def get_password(self, service: str, user: str) -> str | None:
        if self._is_broken:
            raise KeyringError(SECRET)
        return self.kept.get((service, user))

    def set_password(self, service: str, user: str, password: str) -> None:
        if self._is_broken:
            raise KeyringError(SECRET)
        self.kept[service, user] = password


def put_in(monkeypatch: pytest.MonkeyPatch, keyring: Keyring) -> Keyring:
    errors = ModuleType("keyring.errors")
    monkeypatch.setattr(errors, "KeyringError", KeyringError, raising=False)
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return keyring


def test_a_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = put_in(monkeypatch, Keyring())
    source = KeySource("keyring", "me")
    assert "The keyring holds no key for profile work. `keyring set memtui NAME`" in refused(source)
    assert write_to_keyring("me", SECRET) == source
    assert keyring.kept == {("memtui", "me"): SECRET}
    assert found(source) == SECRET


def test_a_keyring_that_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(monkeypatch, Keyring(is_broken=True))
    for use in (lambda: find_key(KeySource("keyring", "me"), "work"), lambda: write_to_keyring("me", SECRET)):
        with pytest.raises(UsageError) as caught:
            use()
        assert str(caught.value) == "The keyring cannot be used (KeyringError)."


def test_the_package_for_keyrings_is_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(UsageError, match=r"pip install 'memtui\[keyring\]'"):
        find_key(KeySource("keyring", "me"), "work")


def test_a_key_that_was_found_is_not_written_to_the_log(home: Path) -> None:
    find_key(KeySource("command", "echo m0-never-logged"), "work")
    path = log.record_crash(RuntimeError("Illegal header m0-never-logged"))
    assert path is not None
    assert "never-logged" not in path.read_text()
    assert "Illegal header [redacted]" in path.read_text()


def test_where_a_key_is_is_said_without_it() -> None:
    sources = [KeySource(place, "X") for place in ("env", "command", "keyring", "file", "mem0-cli")]
    assert [source.words for source in sources] == [
        "from env X", "from a command", "from the keyring", "from a file", "from the mem0 CLI"
    ]  # fmt: skip
    assert keys.looks_like_key(" m0-x")
    assert not keys.looks_like_key("MEM0_API_KEY")
