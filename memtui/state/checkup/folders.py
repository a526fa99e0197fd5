"""The files that memtui keeps of itself: whose they are, and whether there is room for more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from memtui.core.diagnosis import Check, Diagnosis, size_in_words
from memtui.core.errors import UsageError
from memtui.state.checkup.private import check_all, check_file, check_folder
from memtui.state.paths import default_store, filters_file, journal_file, log_file

AREA = "files"
_LITTLE = 100 << 20
_DATA = Check(AREA, "data folder")


def check_files() -> Iterator[Diagnosis]:
    """The folders of stores and of what memtui remembers, and the files in them."""
    try:
        data, state = default_store().parent, journal_file().parent
    except UsageError as error:
        yield _DATA.error(error, "Set HOME.")
        return
    yield check_folder(_DATA, data)
    if (saved := filters_file()).exists():
        yield check_file(Check(AREA, "saved filters"), saved)
    yield check_folder(Check(AREA, "state folder"), state)
    yield check_room(Check(AREA, "free space"), state)
    yield check_file(Check(AREA, "journal"), journal_file(), said=_size(journal_file()))
    yield check_file(Check(AREA, "log"), log_file(), said=_size(log_file()))
    if state.is_dir():
        yield check_all(Check(AREA, "all"), state)


def check_room(check: Check, folder: Path, *, wanted: int = _LITTLE) -> Diagnosis:
    """How many bytes are free on the disk of a folder; fewer than `wanted` are a warning."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return check.failed(
            f"the disk of {folder} cannot be looked at: {error.strerror}", "See to that disk."
        )
    said = f"{size_in_words(free)} at {folder}"
    if free < max(wanted, _LITTLE):
        return check.warning(
            f"{said}: little", f"Make room: {size_in_words(max(wanted, _LITTLE))} may be needed at once."
        )
    return check.ok(said)


def _size(path: Path) -> str:
    try:
        return f", {size_in_words(path.stat().st_size)}"
    except OSError:
        return ""
