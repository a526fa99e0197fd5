"""The table of one profile, read into an entry."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from memtui.core.errors import UsageError
from memtui.core.profile import API_VERSIONS, ServiceKind
from memtui.state.addresses import checked_url
from memtui.state.config.entries import MEM0_CLI, ProfileEntry
from memtui.state.config.tables import Table, meant
from memtui.state.keys import KeyPlace, KeySource, looks_like_key

_KINDS: tuple[ServiceKind, ...] = get_args(ServiceKind)
_PLACES: dict[str, KeyPlace] = {
    "api_key_env": "env",
    "api_key_command": "command",
    "api_key_keyring": "keyring",
    "api_key_file": "file",
}
_KEYS = ("kind", "base_url", "path", *_PLACES, "email", "read_only", "api_version", "color")
_OF_LOCAL = ("kind", "path", "read_only", "color")
_OF_MEM0_CLI = ("read_only", "api_version", "color")
_COLORS = ("red", "green", "yellow", "blue", "magenta", "cyan", "orange", "purple", "gray")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEY_GOES = f"Say where the key is: {', '.join(_PLACES)}"


def read_entry(name: str, table: Table, folder: Path) -> ProfileEntry:
    """The entry, nearly sound if the table is not; relative names of files begin at `folder`."""
    in_sight = {"api_key": f"would be in plain sight. {_KEY_GOES}"}
    if name == MEM0_CLI:
        elsewhere = dict.fromkeys(_KEYS, "is said by the mem0 CLI's own file")
        table.only(_OF_MEM0_CLI, elsewhere | in_sight)
        return ProfileEntry(
            name,
            "platform",
            read_only=table.switch("read_only", otherwise=True),
            api_version=table.word("api_version", API_VERSIONS, also="auto"),
            color=table.text("color", _color),
            source="mem0-cli",
        )
    table.only(_KEYS, in_sight)
    entry = ProfileEntry(
        name,
        _kind(table),
        base_url=table.text("base_url", _url),
        path=_file(table, "path", folder),
        key=_key(table, folder),
        email=table.text("email"),
        read_only=table.switch("read_only"),
        api_version=table.word("api_version", API_VERSIONS, also="auto"),
        color=table.text("color", _color),
    )
    _check_together(table, entry)
    return entry


def _kind(table: Table) -> ServiceKind | None:
    if "kind" in table.values:
        return table.word("kind", _KINDS)
    # A file can only be a store, and only a self-hosted server takes e-mail addresses.
    return "local" if "path" in table.values else "selfhosted" if "email" in table.values else None


def _key(table: Table, folder: Path) -> KeySource | None:
    given = [key for key in table.values if key in _PLACES]
    if not given:
        return None
    if len(given) > 1:
        sentence = f"{'.'.join(table.path)} has several places for its key: {', '.join(given)}"
        table.mistakes.sentence((*table.path, given[-1]), sentence)
    key = given[0]
    if key == "api_key_file":
        return KeySource("file", str(_file(table, key, folder) or ""))
    check = {"api_key_env": _variable, "api_key_command": _command}.get(key, _no_key)
    return KeySource(_PLACES[key], table.text(key, check))


def _file(table: Table, key: str, folder: Path) -> Path | None:
    value = table.text(key, _file_name)
    return folder / Path(value).expanduser() if value else None


def _check_together(table: Table, entry: ProfileEntry) -> None:
    given = table.values.keys()
    if entry.kind == "local":
        for key in _KEYS:
            if key in given and key not in _OF_LOCAL:
                table.wrong(key, "is not for an embedded store")
        return
    if "path" in given:
        table.wrong("path", "is for an embedded store only")
    if "base_url" not in given and ("kind" not in given or entry.kind == "selfhosted"):
        table.mistakes.add(table.path, "needs a base_url")
    if "email" in given:
        if entry.kind == "platform":
            table.wrong("email", "is for a self-hosted server only")
        if entry.key is None:
            table.wrong("email", f"needs a password. {_KEY_GOES}")
    if entry.api_version and entry.kind == "selfhosted":
        table.wrong("api_version", "is for the Platform only")


# Checks of one value; what they raise goes on from the key's name.


def _url(value: str) -> str:
    return checked_url(value, "", key_goes=_KEY_GOES)


def _color(value: str) -> str:
    if value not in _COLORS and not _HEX.fullmatch(value):
        raise UsageError(f"must be #rrggbb or one of {', '.join(_COLORS)}{meant(value, _COLORS)}")
    return value


def _no_key(value: str) -> str:
    if looks_like_key(value):
        raise UsageError(f"seems to be the key itself, in plain sight. {_KEY_GOES}")
    return value


def _variable(value: str) -> str:
    if not _VARIABLE.fullmatch(_no_key(value)):
        # Not shown again: it may be the key itself.
        raise UsageError("is no name of a variable in the environment")
    return value


def _command(value: str) -> str:
    import shlex

    try:
        words = shlex.split(_no_key(value))
    except ValueError as error:
        raise UsageError(f"cannot be read as a command: {error}") from None
    if not words:
        raise UsageError("is no command")
    return value


def _file_name(value: str) -> str:
    if "\0" in _no_key(value):
        raise UsageError("holds a null character")
    try:
        Path(value).expanduser()
    except RuntimeError:
        raise UsageError("begins with a home folder that is not known") from None
    return value
