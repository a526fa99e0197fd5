"""The log: tracebacks of memtui's own mistakes, without local variables and without keys."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from memtui import __version__
from memtui.core.errors import MemtuiError
from memtui.core.times import iso_now
from memtui.state.paths import log_file, private_folder

_SECRET_VARIABLES = ("MEM0_API_KEY", "MEMTUI_SERVE_TOKEN")
_LARGEST = 1_000_000
_concealed: set[str] = set()


def conceal(secret: str) -> None:
    """Never write this text to the log."""
    _concealed.add(secret)


def record_crash(error: BaseException) -> Path | None:
    """Append the traceback to the log file; the file, or None where it cannot be written.

    The file is its owner's alone. Past a megabyte it is put aside as `memtui.log.1` and begun anew.
    """
    trace = "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
    version = ".".join(map(str, sys.version_info[:3]))
    text = f"{iso_now()} memtui {__version__}, Python {version} on {sys.platform}\n{_redacted(trace)}\n"
    try:
        path = log_file()
        private_folder(path.parent)
        if path.exists() and path.stat().st_size > _LARGEST:
            path.replace(path.with_name(path.name + ".1"))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
            log.write(text)
    except (OSError, MemtuiError):
        return None
    return path


def _redacted(text: str) -> str:
    kept = (os.environ.get(variable, "").strip() for variable in _SECRET_VARIABLES)
    for secret in sorted(filter(None, {*kept, *_concealed}), key=len, reverse=True):
        text = text.replace(secret, "[redacted]")
    return text
