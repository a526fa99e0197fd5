"""Files that appear whole or not at all, for their owner's eyes alone."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from memtui.core.errors import DataError, UsageError

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV}
_OTHERS_WRITE, _OTHERS_READ = 0o022, 0o044


def read_own(path: Path, *, most: int, secret: bool = False) -> bytes:
    """What a file holds in which nobody else can write; one with a secret nobody else can read either.

    Raises FileNotFoundError, and UsageError for anything else, one with more than `most` bytes included.
    """
    try:
        with path.open("rb") as file:
            _check_owner(path, os.fstat(file.fileno()), secret=secret)
            content = file.read(most + 1)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name is none"
        raise UsageError(f"{path} cannot be read: {reason}.") from None
    if len(content) > most:
        raise UsageError(f"{path} is longer than {most:,} bytes.")
    return content


def _check_owner(path: Path, found: os.stat_result, *, secret: bool) -> None:
    if sys.platform == "win32" or not stat.S_ISREG(found.st_mode):
        return
    if found.st_uid not in {0, os.geteuid()} and os.geteuid() != 0:
        raise UsageError(f"{path} belongs to somebody else.", hint="Use a file of your own.")
    # Those who can write in it could have a command run, or a key sent to them.
    for mode, what in ((_OTHERS_WRITE, "change"), (_OTHERS_READ if secret else 0, "read")):
        if found.st_mode & mode:
            import shlex

            raise UsageError(f"Others can {what} {path}.", hint=f"chmod 600 {shlex.quote(str(path))}")


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let no other memtui change the files of this folder meanwhile, where the system can lock a folder."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise DataError(f"{folder} cannot be opened: {error.strerror}.") from error
    try:
        # Some network file systems lock no folders.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def whole_file(path: Path, *, overwrite: bool) -> Iterator[TextIO]:
    """Write `path` as UTF-8 text, readable by its owner alone; it appears when the block ends well.

    Without `overwrite` a file that is there, or that appears meanwhile, is left alone. Raises DataError.
    """
    if path.is_dir():
        raise DataError(f"{path} is a folder.", hint="Name a file in it.")
    if not overwrite and os.path.lexists(path):
        raise _there_already(path)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _put_in_place(Path(name), path, overwrite=overwrite)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror}.") from error


def _put_in_place(written: Path, path: Path, *, overwrite: bool) -> None:
    if not overwrite:
        try:
            # A link, unlike a rename, never replaces what is there.
            path.hardlink_to(written)
            return
        except FileExistsError:
            raise _there_already(path) from None
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
        if os.path.lexists(path):
            raise _there_already(path)
    written.replace(path)


def _there_already(path: Path) -> DataError:
    return DataError(f"{path} is there already.", hint="Give --force to overwrite it.")
