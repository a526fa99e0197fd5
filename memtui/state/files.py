"""Files that appear whole or not at all, for their owner's eyes alone."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from memtui.core.errors import DataError

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV}


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
