"""The configuration's file: read, checked and changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from memtui.core.errors import DataError, UsageError
from memtui.core.profile import Profile, Secret
from memtui.core.values import dataclass
from memtui.state.addresses import PLATFORM
from memtui.state.config.entries import MEM0_CLI, ProfileEntry, checked_profile_name, values_of
from memtui.state.config.mem0_cli import mem0_cli_entry
from memtui.state.config.reading import ConfigError, read_config, text_of
from memtui.state.config.writing import with_default, with_profile, without_profile
from memtui.state.files import alone_in, whole_file
from memtui.state.keys import find_key
from memtui.state.paths import config_file, default_store, key_file, private_folder


@dataclass(frozen=True, slots=True)
class Config:
    """The profiles by name, in the order of the file, and the default one's name, empty for none."""

    path: Path
    entries: Mapping[str, ProfileEntry]
    default: str = ""

    def named(self, name: str, source: str) -> ProfileEntry:
        """The profile of this name; `source` is where the name was given. Raises UsageError."""
        if name in self.entries:
            return self.entries[name]
        from difflib import get_close_matches

        close = get_close_matches(name, self.entries, n=1)
        meant = f"Did you mean {close[0]}?" if close else "`memtui profiles` lists them."
        raise UsageError(f"{source}: there is no profile {name!r}.", hint=meant)


def load_config(path: Path | None = None) -> Config:
    """What is configured; nothing when the usual file is missing. Raises ConfigError, UsageError.

    `path` is the file to read in the place of the one that MEMTUI_CONFIG names, or the usual one.
    """
    from_mem0_cli = mem0_cli_entry(None)
    others = () if from_mem0_cli is None else (MEM0_CLI,)
    is_named = path is None and bool(os.environ.get("MEMTUI_CONFIG"))
    path = path or config_file()
    found, default = read_config(text_of(path, may_miss=not is_named), path, others)
    entries = {entry.name: entry for entry in found}
    if MEM0_CLI in entries:
        from_mem0_cli = mem0_cli_entry(entries[MEM0_CLI])
    if from_mem0_cli is not None:
        entries[MEM0_CLI] = from_mem0_cli
    return Config(path, entries, default)


def profile_of_entry(entry: ProfileEntry, *, later: bool = False) -> Profile:
    """The profile that a configured one means, with its key, or with one that is fetched `later`.

    To fetch it a command may be run, which asks at the terminal. Raises UsageError.
    """
    if entry.problem:
        raise UsageError(f"Profile {entry.name} cannot be used: {entry.problem}")
    if entry.kind == "local":
        path = entry.path or default_store()
        return Profile(entry.name, "local", path=path, read_only=entry.read_only, color=entry.color)
    key = None
    if entry.key is not None:
        source = entry.key

        def find() -> Secret:
            return find_key(source, entry.name, password=bool(entry.email))

        # Asked for several times, it is fetched once.
        key = Secret(cache(lambda: find().reveal())) if later else find()
    return Profile(
        entry.name,
        entry.kind or "platform",
        base_url=entry.base_url or PLATFORM,
        api_key=key,
        read_only=entry.read_only,
        api_version=entry.api_version,
        email=entry.email,
        color=entry.color,
    )


def save_profile(entry: ProfileEntry, *, default: bool = False) -> None:
    """Keep a profile, in the place of one of its name. Raises UsageError, DataError, ConfigError."""
    checked_profile_name(entry.name)
    with _changing() as change:
        values = values_of(entry, change.path.parent)
        change.text = with_profile(change.text, entry.name, change.values.get(entry.name), values)
        change.values[entry.name] = values
        if default:
            change.set_default(entry.name)


def remove_profile(name: str) -> None:
    """Forget a profile, also as the default one, with the key file that memtui made for it.

    A key that is anywhere else stays there. Raises as `save_profile`.
    """
    with _changing() as change:
        if name not in change.values:
            raise UsageError(f"There is no profile {name!r} in {change.path}.")
        change.text = without_profile(change.text, name)
        del change.values[name]
        if change.default == name:
            change.set_default(None)
    with suppress(OSError):
        key_file(name).unlink(missing_ok=True)


def set_default(name: str) -> None:
    """Open this profile when nothing else is said. Raises as `save_profile`."""
    with _changing() as change:
        change.set_default(name)


@dataclass(slots=True)
class _Change:
    """A text of the configuration, and what is expected to stand in it."""

    path: Path
    text: str
    values: dict[str, dict[str, Any]]
    default: str

    def set_default(self, name: str | None) -> None:
        self.text = with_default(self.text, name)
        self.default = name or ""

    def check(self) -> None:
        """Raise DataError unless the text says what is expected of it, UsageError if it makes no sense."""
        as_written = DataError(
            f"memtui cannot change {self.path} as it is written.", hint="Change it by hand."
        )
        try:
            found, default = _values(self.path, self.text)
        except ConfigError as error:
            # Its lines are those of a text that nobody has seen.
            raise (UsageError("\n".join(error.mistakes)) if error.mistakes else as_written) from None
        as_expected = found.keys() == self.values.keys() and all(
            wanted.items() <= found[name].items() for name, wanted in self.values.items()
        )
        if not as_expected or default != self.default:
            raise as_written


@contextmanager
def _changing() -> Iterator[_Change]:
    """The configuration, to be changed; it is written when the block ends well."""
    named = config_file()
    # A link to a file elsewhere stays a link; what the file says is still meant from where it was named.
    path = named.resolve()
    private_folder(path.parent)
    with alone_in(path.parent):
        text = text_of(named, may_miss=True)
        values, default = _values(named, text)
        change = _Change(named, text, values, default)
        yield change
        change.check()
        if change.text != text:
            with whole_file(path, overwrite=True) as file:
                file.write(change.text)


def _values(path: Path, text: str) -> tuple[dict[str, dict[str, Any]], str]:
    entries, default = read_config(text, path, [MEM0_CLI])
    return {entry.name: values_of(entry, path.parent) for entry in entries}, default
