"""The configuration's text, read strictly: every mistake at once, with its line and what was meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from memtui.core.display import one_line
from memtui.core.errors import UsageError
from memtui.state.config.entries import ProfileEntry, checked_profile_name
from memtui.state.config.profile_table import read_entry
from memtui.state.config.statements import lines_of
from memtui.state.config.tables import Mistakes, Table, meant
from memtui.state.files import read_own

_TOP = ("default", "profiles", "keys", "restore_session", "mouse", "borders", "theme", "layout")
"""What may stand at the top; `keys` are those of the screen (`key_table.py`), the last ones its settings
(`screen_table.py`).
"""
_LONGEST = 1_000_000
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class ConfigError(UsageError):
    """The configuration cannot be used; its message has a line for each mistake, with file and line.

    `mistakes` are the sentences alone.
    """

    def __init__(self, message: str, *, hint: str = "", mistakes: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.mistakes = mistakes


def read_config(text: str, path: Path, others: Collection[str] = ()) -> tuple[list[ProfileEntry], str]:
    """The profiles in their order, and the name of the default one, empty for none.

    `path` is the text's file; `others` are profiles that are not in it. Raises ConfigError.
    """
    top = Table((), parsed(text, path), Mistakes())
    top.only(_TOP, {})
    entries = list(_entries(top, path.parent))
    default = top.text("default")
    names = {entry.name for entry in entries} | set(others)
    if default and default not in names:
        top.wrong("default", f"names no profile: {one_line(default)!r}{meant(default, names)}")
    if top.mistakes.found:
        raise error_of(path, text, top.mistakes)
    return entries, default


def text_of(path: Path, *, may_miss: bool) -> str:
    """The text of a configuration; empty where it `may_miss` and does. Raises ConfigError, UsageError."""
    try:
        raw = read_own(path, most=_LONGEST)
    except FileNotFoundError:
        if may_miss:
            return ""
        raise UsageError(f"MEMTUI_CONFIG names a file that is missing: {path}.") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: this is no UTF-8 text.") from None


def parsed(text: str, path: Path) -> dict[str, Any]:
    """The text as TOML; `path` is its file. Raises ConfigError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        line = int(found[1]) if found and found[1] else text.rstrip("\n").count("\n") + 1
        reason = _PLACE.sub("", str(error))
        raise ConfigError(f"{path}:{line}: this is no TOML: {one_line(reason)}.") from None
    except (ValueError, RecursionError):
        raise ConfigError(
            f"{path} cannot be read as TOML.", hint="A value in it is too large, or nested too deep."
        ) from None


def _entries(top: Table, folder: Path) -> Iterator[ProfileEntry]:
    """The profiles that are sound, or nearly."""
    profiles = top.values.get("profiles", {})
    if not isinstance(profiles, dict):
        top.wrong("profiles", "must hold tables, each written as [profiles.NAME]")
        return
    for name, values in profiles.items():
        place = ("profiles", name)
        try:
            checked_profile_name(name)
        except UsageError as error:
            top.mistakes.sentence(place, str(error))
            continue
        if isinstance(values, dict):
            yield read_entry(name, Table(place, values, top.mistakes), folder)
        else:
            top.mistakes.add(place, f"must be a table, written as [profiles.{name}]")


def error_of(path: Path, text: str, mistakes: Mistakes) -> ConfigError:
    """These mistakes in the text of a file, each with its line."""
    lines = lines_of(text)
    placed = []
    for key, sentence in mistakes.found:
        # What is missing stands nowhere: then it is the line of its table.
        depth = next((depth for depth in range(len(key), 0, -1) if key[:depth] in lines), 0)
        placed.append((lines.get(key[:depth], 0), sentence))
    placed.sort()
    said = [f"{path}{f':{line}' if line else ''}: {sentence}" for line, sentence in placed]
    return ConfigError("\n".join(said), mistakes=tuple(sentence for _, sentence in placed))
