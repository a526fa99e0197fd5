"""Where an export goes: a file that appears when it is whole, and never in the place of another unasked."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TextIO

from memtui.core.errors import DataError
from memtui.ops.aside import aside, aside_as_asked
from memtui.state.files import whole_file


def place_of(name: str) -> Path:
    """The file that a name means; `~` is the home folder. Raises DataError where none can be made."""
    if not name.strip():
        raise DataError("Name a file.")
    try:
        path = Path(name.strip()).expanduser().absolute()
        if path.is_dir():
            raise DataError("This is a folder.", hint="Name a file in it.")
        if name.strip().endswith(os.sep):
            raise DataError(f"There is no folder {path}.", hint="Name one that is there, and a file in it.")
        if not path.parent.is_dir():
            raise DataError(f"There is no folder {path.parent}.", hint="Name one that is there.")
        with suppress(FileNotFoundError):
            path.lstat()
    except (OSError, ValueError, RuntimeError):
        raise DataError("No file can have this name.") from None
    if not os.access(path.parent, os.W_OK):
        raise DataError(f"Nothing can be written in {path.parent}.", hint="Name another folder.")
    return path


def is_there(path: Path) -> bool:
    """Whether something has this name already."""
    return os.path.lexists(path)


@asynccontextmanager
async def whole_file_aside(path: Path, *, overwrite: bool) -> AsyncIterator[TextIO]:
    """`whole_file`, beside the screen: a large file takes the disk a while. Raises DataError.

    Being cancelled leaves no file; where that comes when everything is written, it is done as asked.
    """
    opened = whole_file(path, overwrite=overwrite)
    try:
        yield await aside(opened.__enter__)
    except BaseException as error:
        # What was written of it goes, also where it was stopped the moment it was opened.
        await aside(opened.__exit__, type(error), error, error.__traceback__)
        raise
    await aside_as_asked(opened.__exit__, None, None, None)
