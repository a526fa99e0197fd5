"""A store to try memtui on, gone when it is left."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from memtui.adapters.base import ImportingAdapter
from memtui.adapters.factory import demo_records, open_adapter
from memtui.core.models import MemoryRecord
from memtui.core.profile import Profile
from memtui.ops.progress import Progress
from memtui.ops.running import run
from memtui.ops.transfer import stored

_WORTH_TELLING = 50_000


_FOLDER = "memtui-demo-"


def is_throwaway(path: Path) -> bool:
    """Whether this is the file of such a store."""
    return path.parent.name.startswith(_FOLDER)


@contextmanager
def throwaway_store(size: int) -> Iterator[Path]:
    """The file of an embedded store with `size` demo memories, in a folder that is removed at the end.

    Above 50,000 memories a terminal's stderr shows how far it is. Not for use inside an event loop.
    """
    with tempfile.TemporaryDirectory(prefix=_FOLDER) as folder:
        path = Path(folder) / "memories.db"
        run(fill_store(path, size))
        yield path


async def fill_store(path: Path, size: int) -> None:
    """Make an embedded store with `size` demo memories in this file."""
    adapter = open_adapter(Profile("demo", "local", path=path))
    try:
        if size and isinstance(adapter, ImportingAdapter):
            await stored(adapter, _records(size), replace=False, dry_run=False)
    finally:
        await adapter.close()


def _records(size: int) -> Iterator[MemoryRecord]:
    made = demo_records(size)
    if size <= _WORTH_TELLING:
        yield from made
        return
    with Progress("Making demo memories:", size) as progress:
        for number, record in enumerate(made, 1):
            progress(number)
            yield record
