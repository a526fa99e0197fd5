"""The configuration: its file, every mistake in it, and who can read and change it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from memtui.core.diagnosis import Check, Diagnosis
from memtui.core.errors import UsageError
from memtui.state.checkup.private import check_all, check_file, check_folder
from memtui.state.config import MEM0_CLI, Config, ConfigError, load_config
from memtui.state.paths import config_file, key_file

AREA = "configuration"
_FILE = Check(AREA, "file")
_MEND = "Mend that line; docs/configuration.md lists what may stand there."


def check_configuration() -> Iterator[Diagnosis]:
    """The file, then what it says."""
    try:
        path = config_file()
    except UsageError as error:
        yield _FILE.error(error, "Set HOME.")
        return
    if os.path.lexists(path):
        yield check_file(_FILE, path)
        yield check_folder(Check(AREA, "folder"), path.parent)
    elif not os.environ.get("MEMTUI_CONFIG"):
        yield _FILE.ok(f"none at {path}; memtui works without one")
    if (keys := key_file("any").parent).is_dir():
        yield check_folder(Check(AREA, "folder of keys"), keys)
        yield check_all(Check(AREA, "key files"), keys)
    yield from _content(path)


def _content(path: Path) -> Iterator[Diagnosis]:
    check = Check(AREA, "content")
    try:
        config = load_config()
    except ConfigError as error:
        for mistake in error.message.splitlines():
            yield check.failed(mistake, error.hint or _MEND)
        return
    except UsageError as error:
        yield check.error(error, f"See to {path}.")
        return
    yield check.ok(_said(config))
    for entry in config.entries.values():
        if entry.problem:
            sentence = f"profile {entry.name} cannot be used: {entry.problem}"
            remedy = "`mem0 init` sets it up again." if entry.name == MEM0_CLI else _MEND
            yield check.warning(sentence, remedy)


def _said(config: Config) -> str:
    if not config.entries:
        return "no profiles"
    number = len(config.entries)
    default = f"default {config.default}" if config.default else "no default"
    return f"{number} profile{'' if number == 1 else 's'}, {default}"
