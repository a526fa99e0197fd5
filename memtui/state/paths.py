"""Where memtui keeps its files, by the XDG base directory rules."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from memtui.core.errors import StoreError, UsageError

COLUMNS_NAME = "columns.json"
"""The file that holds the columns of lists, beside the journal: a demo's goes with the demo."""


def default_store() -> Path:
    """The embedded store that is used when no other service is named."""
    return _base("XDG_DATA_HOME", ".local/share") / "memtui" / "memories.db"


def config_file() -> Path:
    """The file that holds the profiles: MEMTUI_CONFIG, else `config.toml` of this account."""
    if named := os.environ.get("MEMTUI_CONFIG"):
        return Path(named).absolute()
    return _base("XDG_CONFIG_HOME", ".config") / "memtui" / "config.toml"


def filters_file() -> Path:
    """The file that holds saved filters."""
    return _base("XDG_DATA_HOME", ".local/share") / "memtui" / "filters.json"


def log_file() -> Path:
    """The file that holds what memtui does not show: tracebacks of its own mistakes."""
    return _base("XDG_STATE_HOME", ".local/state") / "memtui" / "memtui.log"


def key_file(profile: str) -> Path:
    """The file that memtui itself makes to keep the key of this profile."""
    return config_file().parent / "keys" / f"{profile}.key"


def findings_file() -> Path:
    """The file that holds what was found out about services, so that it need not be asked again."""
    return _base("XDG_STATE_HOME", ".local/state") / "memtui" / "services.json"


def session_file() -> Path:
    """The file that holds where somebody was when memtui was left."""
    return _base("XDG_STATE_HOME", ".local/state") / "memtui" / "session.json"


def sizes_file() -> Path:
    """The file that holds how somebody likes the panes, where that is not as usual."""
    return _base("XDG_STATE_HOME", ".local/state") / "memtui" / "panes.json"


def journal_file() -> Path:
    """The file that holds what memtui changed, with what was there before."""
    return _base("XDG_STATE_HOME", ".local/state") / "memtui" / "journal.db"


def private_folder(path: Path) -> Path:
    """The folder `path`, made for its owner alone if it is missing. Raises StoreError.

    One of memtui's own that others may look into, because it was copied or unpacked, is closed to them.
    """
    try:
        # Of several folders that are missing, `parents` would make all but the last for everybody.
        for folder in [one for one in reversed(path.parents) if not one.exists()]:
            folder.mkdir(mode=0o700, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
        if (
            sys.platform != "win32"
            and path.stat().st_mode & 0o077
            and not _own_folders().isdisjoint((path, *path.parents))
        ):
            # It may be somebody else's, or on a disk that cannot be written to.
            with suppress(OSError):
                path.chmod(0o700)
    except OSError as error:
        raise StoreError(f"The folder {path} cannot be made: {error.strerror}.") from error
    return path


def _own_folders() -> set[Path]:
    bases = (
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_STATE_HOME", ".local/state"),
        ("XDG_CONFIG_HOME", ".config"),
    )
    return {_base(variable, fallback) / "memtui" for variable, fallback in bases}


def _base(variable: str, fallback: str) -> Path:
    """The variable's folder; the rules say that an empty or relative value is ignored."""
    value = os.environ.get(variable, "")
    if Path(value).is_absolute():
        return Path(value)
    try:
        return Path.home() / fallback
    except RuntimeError:
        raise UsageError("There is no home folder to keep files in.", hint="Set HOME.") from None
