"""Where the key of a profile is kept, and how it is fetched; no error says anything of the key."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from memtui.core.errors import UsageError
from memtui.core.profile import Secret
from memtui.core.values import dataclass
from memtui.state.files import read_own, whole_file
from memtui.state.log import conceal
from memtui.state.paths import private_folder

if TYPE_CHECKING:
    from types import ModuleType

KeyPlace = Literal["env", "command", "keyring", "file", "mem0-cli"]
KEYRING_SERVICE = "memtui"
"""Under this name memtui's keys stand in a keyring."""
LONGEST = 65_536
"""How many bytes a key file may have; a key is its first line."""
_SECONDS = 30
_PREFIXES = ("m0-", "m0sk_", "mem0_")


@dataclass(frozen=True, slots=True)
class KeySource:
    """A place that holds a key: a variable, a command that prints it, a keyring's user name, or a file."""

    place: KeyPlace
    value: str

    @property
    def words(self) -> str:
        """The place in words, for those who look at the profile."""
        match self.place:
            case "env":
                return f"from env {self.value}"
            case "command":
                return "from a command"
            case "keyring":
                return "from the keyring"
            case "file":
                return "from a file"
            case "mem0-cli":
                return "from the mem0 CLI"


def looks_like_key(text: str) -> bool:
    """Whether somebody may have written a key where its place was asked for."""
    return text.strip().startswith(_PREFIXES)


def find_key(source: KeySource, profile: str, *, password: bool = False) -> Secret:
    """The key of a profile. A command may ask at the terminal, and has half a minute. Raises UsageError.

    A `password` may hold blanks and other letters.
    """
    match source.place:
        case "env":
            text = _from_environment(source.value, profile)
        case "command":
            text = _from_command(source.value, profile)
        case "keyring":
            text = _from_keyring(source.value, profile)
        case "file":
            text = _from_file(Path(source.value), profile)
        case "mem0-cli":
            from memtui.state.config.mem0_cli import key_of_mem0_cli

            text = key_of_mem0_cli()
    return key_in(text, f"The key of profile {profile}, {source.words},", password=password)


def key_in(text: str, what: str, *, password: bool = False) -> Secret:
    """The key in the first line of a text. Raises UsageError; `what` begins the sentence."""
    line = text.split("\n", 1)[0].removesuffix("\r")
    if not line.strip():
        raise UsageError(f"{what} is empty.")
    return checked_key(line if password else line.strip(), what, password=password)


def checked_key(key: str, what: str, *, password: bool = False) -> Secret:
    """The key, if it can be one. Raises UsageError as `key_in` does."""
    is_key = key.isprintable() and (password or (key.isascii() and " " not in key))
    if not is_key:
        raise UsageError(f"{what} holds characters that no key has.", hint="Set it again.")
    conceal(key)
    return Secret(key)


def write_key_file(path: Path, key: str) -> KeySource:
    """Keep a key in a file for its owner's eyes alone; it is replaced if it is there. Raises MemtuiError."""
    private_folder(path.parent)
    with whole_file(path, overwrite=True) as file:
        file.write(f"{key}\n")
    return KeySource("file", str(path))


def write_to_keyring(user: str, key: str) -> KeySource:
    """Keep a key in the keyring of this account. Raises UsageError."""
    keyring = _keyring()
    from keyring.errors import KeyringError

    try:
        keyring.set_password(KEYRING_SERVICE, user, key)
    except KeyringError as error:
        raise _unusable(error) from None
    return KeySource("keyring", user)


def _from_environment(name: str, profile: str) -> str:
    key = os.environ.get(name, "")
    if not key.strip():
        raise UsageError(f"Profile {profile} has its key in {name}, which is not set.", hint=f"Set {name}.")
    return key


def _from_command(command: str, profile: str) -> str:
    import shlex
    import subprocess

    what = f"The api_key_command of profile {profile}"
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"{what} cannot be read: {error}.") from None
    # What is piped into memtui is not for the command.
    stdin = None if sys.stdin.isatty() else subprocess.DEVNULL
    try:
        done = subprocess.run(  # noqa: S603 - the command is what its owner wrote in a file of theirs
            words, stdin=stdin, stdout=subprocess.PIPE, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise UsageError(f"{what} was still running after {_SECONDS} seconds.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it holds a null character"
        raise UsageError(f"{what} cannot be run: {reason}.") from None
    if done.returncode:
        ended = (
            f"failed with exit code {done.returncode}"
            if done.returncode > 0
            else f"was ended by signal {-done.returncode}"
        )
        raise UsageError(f"{what} {ended}.", hint="Run it by itself to see why.")
    return _text(done.stdout, what)


def _from_keyring(user: str, profile: str) -> str:
    keyring = _keyring()
    from keyring.errors import KeyringError

    try:
        key: str | None = keyring.get_password(KEYRING_SERVICE, user)
    except KeyringError as error:
        raise _unusable(error) from None
    if key is None:
        raise UsageError(
            f"The keyring holds no key for profile {profile}.",
            hint=f"`keyring set {KEYRING_SERVICE} NAME` puts it there, under the name in api_key_keyring.",
        )
    return key


def _from_file(path: Path, profile: str) -> str:
    try:
        return _text(read_own(path, most=LONGEST, secret=True), f"The api_key_file of profile {profile}")
    except FileNotFoundError:
        raise UsageError(f"The api_key_file of profile {profile} is missing: {path}.") from None


def _keyring() -> ModuleType:
    try:
        import keyring
    except ImportError:
        raise UsageError(
            "The package that reads keyrings is missing.", hint="`pip install 'memtui[keyring]'` brings it."
        ) from None
    return keyring


def _unusable(error: Exception) -> UsageError:
    # The texts of backends are not repeated: nobody knows what is in them.
    return UsageError(f"The keyring cannot be used ({type(error).__name__}).")


def _text(raw: bytes, what: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{what} gives no UTF-8 text.") from None
