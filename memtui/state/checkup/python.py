"""Python, and the bytecode without which every start compiles all that it loads."""

from __future__ import annotations

import os
import platform
import shlex
import sys
from collections.abc import Sequence
from importlib.util import MAGIC_NUMBER, cache_from_source, find_spec
from pathlib import Path
from typing import Literal

from memtui import __version__
from memtui.core.diagnosis import Check, Diagnosis

AREA = "installation"
SAMPLES = {
    "memtui": ("core/models.py", "cli/service.py", "adapters/local/adapter.py", "tui/app.py"),
    "textual": ("app.py", "screen.py", "widget.py"),
    "rich": ("console.py", "segment.py", "text.py"),
}
"""Modules of each package that the screen loads; they stand for all of it."""
_HEADER = 16
_HASHED = 1

Bytecode = Literal["there", "missing", "stale"]


def check_python() -> Diagnosis:
    """Which memtui runs on which Python."""
    where = f"{platform.python_implementation()} {platform.python_version()}, {sys.executable}"
    return Check(AREA, "versions").ok(f"memtui {__version__} on {where}")


def check_bytecode(package: str, samples: Sequence[str]) -> Diagnosis:
    """Whether some modules of a package are compiled on disk; if not, why, and what compiles them."""
    check = Check(AREA, f"bytecode of {package}")
    # Found, not loaded: Textual alone takes a quarter of a second.
    spec = find_spec(package)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    sources = [Path(folders[0]) / sample for sample in samples] if folders else []
    if not all(source.is_file() for source in sources) or not sources:
        return check.failed(f"{package} is not installed as files", "Install memtui again.")
    states = [bytecode_of(source) for source in sources]
    if set(states) == {"there"}:
        return check.ok("on disk")
    found = "stale" if "missing" not in states else "not on disk"
    return check.warning(
        f"{found}: {_reason(sources)}; without it memtui starts 3.5 times slower", _compile(Path(folders[0]))
    )


def bytecode_of(source: Path) -> Bytecode:
    """Whether Python would take the bytecode of a module from disk."""
    try:
        header = Path(cache_from_source(str(source))).read_bytes()[:_HEADER]
        stat = source.stat()
    except (OSError, NotImplementedError):
        return "missing"
    number, flags, time, size = (header[at : at + 4] for at in range(0, _HEADER, 4))
    if number != MAGIC_NUMBER:
        return "stale"
    # What is compiled by the hash of its source does not depend on when that was written.
    if int.from_bytes(flags, "little") & _HASHED:
        return "there"
    made_of = int.from_bytes(time, "little"), int.from_bytes(size, "little")
    return "there" if made_of == (int(stat.st_mtime) & 0xFFFFFFFF, stat.st_size & 0xFFFFFFFF) else "stale"


def _reason(sources: Sequence[Path]) -> str:
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        return "PYTHONDONTWRITEBYTECODE keeps Python from writing it"
    if sys.dont_write_bytecode:
        return "Python was told not to write it"
    for source in sources:
        folder = _there(Path(cache_from_source(str(source))).parent)
        if not os.access(folder, os.W_OK):
            return f"{folder} cannot be written"
    return "the next start of the screen writes it"


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _compile(folder: Path) -> str:
    if "uv" in folder.parts and "tools" in folder.parts:
        return "Run `uv tool install --reinstall --compile-bytecode memtui`."
    return f"Run `{shlex.quote(sys.executable)} -m compileall -q {shlex.quote(str(folder))}`."
