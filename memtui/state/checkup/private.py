"""Whether files and folders are their owner's alone, and can be written."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from pathlib import Path

from memtui.core.diagnosis import Check, Diagnosis

_OTHERS, _OTHERS_WRITE = 0o077, 0o022


def check_file(check: Check, path: Path, *, said: str = "", is_read_only: bool = False) -> Diagnosis:
    """A file: missing is well, as long as it could be made; `said` is added to what was found.

    One that `is_read_only` is never written, and need not be writable.
    """
    return _checked(check, path, 0o600, said, is_read_only=is_read_only)


def check_folder(check: Check, path: Path) -> Diagnosis:
    """A folder: missing is well, as long as it could be made."""
    return _checked(check, path, 0o700, "")


def check_all(check: Check, folder: Path) -> Diagnosis:
    """Every file in a folder that is there, and in those below it."""
    if sys.platform == "win32":
        return check.ok(f"not looked at in {folder} on Windows")
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    shared = [path for path in files if path.stat().st_mode & _OTHERS]
    if not shared:
        return check.ok(f"{len(files)} in {folder}, for nobody else" if files else f"none in {folder}")
    names = " ".join(shlex.quote(str(path)) for path in shared)
    return check.warning(
        f"others can open {len(shared)} of {len(files)} in {folder}", f"Run `chmod 600 {names}`."
    )


def _checked(check: Check, path: Path, wanted: int, said: str, *, is_read_only: bool = False) -> Diagnosis:
    try:
        found = path.stat()
    except FileNotFoundError:
        return _missing(check, path)
    except OSError as error:
        return check.failed(f"{path} cannot be looked at: {error.strerror}", "Check the folders above it.")
    is_right, what = (stat.S_ISDIR, "folder") if wanted == 0o700 else (stat.S_ISREG, "file")
    if not is_right(found.st_mode):
        return check.failed(f"{path} is no {what}", "Move it away, or name another.")
    shown = f"{path}, {stat.S_IMODE(found.st_mode):04o}{said}"
    name = shlex.quote(str(path))
    if not is_read_only and not os.access(path, os.W_OK):
        return check.failed(f"{shown}: it cannot be written", f"Run `chmod u+w {name}`, or see who owns it.")
    if sys.platform == "win32":
        return check.ok(shown)
    if found.st_uid != os.geteuid():
        return check.warning(f"{shown}: it belongs to somebody else", f"Run `chown $(id -un) {name}`.")
    if open_to_others := found.st_mode & _OTHERS:
        what = "change" if open_to_others & _OTHERS_WRITE else "read"
        return check.warning(f"{shown}: others can {what} it", f"Run `chmod {wanted:o} {name}`.")
    return check.ok(shown)


def _missing(check: Check, path: Path) -> Diagnosis:
    above = path.parent
    while not os.path.lexists(above) and above != above.parent:
        above = above.parent
    if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
        return check.ok(f"{path} is made when it is needed")
    return check.failed(
        f"{path} cannot be made: {above} cannot be written", f"Make {above} a folder that you can write to."
    )
