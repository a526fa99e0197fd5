"""The log: tracebacks of memtui's own mistakes, without local variables and without keys."""

from __future__ import annotations

import json
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, quote_plus

from memtui import __version__
from memtui.core.display import neutralise
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
    # What is said of a mistake may repeat a stranger's text, and a log is read in a terminal.
    text = neutralise(text)
    try:
        path = log_file()
        private_folder(path.parent)
        if path.exists() and path.stat().st_size > _LARGEST:
            path.replace(path.with_name(path.name + ".1"))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with suppress(OSError):
            path.chmod(0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
            log.write(text)
    except (OSError, MemtuiError):
        return None
    return path


def _redacted(text: str) -> str:
    kept = (os.environ.get(variable, "").strip() for variable in _SECRET_VARIABLES)
    forms = {form for secret in filter(None, {*kept, *_concealed}) for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, "[redacted]")
    return text


def _forms(secret: str) -> set[str]:
    """How a secret may stand in what is said of a mistake: as it is, in quotes, in an address."""
    return {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], quote(secret, safe=""), quote_plus(secret)}
