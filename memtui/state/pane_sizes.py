"""How somebody likes the panes: which is large, which is hidden, how they share the screen.

One for all services, in a file that is there only while it says something: its being there tells the early
outline that the panes will stand otherwise.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from memtui.core.errors import DataError, MemtuiError
from memtui.core.values import dataclass
from memtui.state.files import alone_in, read_own, whole_file
from memtui.state.paths import private_folder

MOST_STEPS = 100
ZOOMS = 3
_LONGEST = 10_000
_VERSION = 1


@dataclass(frozen=True, slots=True)
class PaneSizes:
    """`zoom` is 0, 1 for a larger pane, or 2 for one that fills the screen; `hidden` says that the entities
    are; `entities` and `memories` by how many steps each is larger than usual, or smaller.
    """

    zoom: int = 0
    hidden: bool = False
    entities: int = 0
    memories: int = 0


def recall_sizes(path: Path) -> PaneSizes:
    """The sizes that were kept; the usual ones where none were, or none that make sense, which is logged."""
    try:
        found = json.loads(read_own(path, most=_LONGEST))
        return _checked(found)
    except FileNotFoundError:
        pass
    except (MemtuiError, ValueError, RecursionError) as error:
        # Loaded when first needed, which is hardly ever.
        from memtui.state.log import record_crash

        record_crash(DataError(f"{path} was ignored: {error}"))
    return PaneSizes()


def keep_sizes(path: Path, sizes: PaneSizes) -> None:
    """Keep these sizes; the usual ones leave no file. Never raises."""
    with suppress(OSError, MemtuiError, ValueError):
        if sizes == PaneSizes():
            path.unlink(missing_ok=True)
            return
        private_folder(path.parent)
        with alone_in(path.parent), whole_file(path, overwrite=True) as file:
            json.dump({"version": _VERSION, **asdict(sizes)}, file)


def _checked(found: object) -> PaneSizes:
    if not isinstance(found, dict) or found.get("version") != _VERSION:
        raise DataError("It holds no sizes of this version.")
    usual = asdict(PaneSizes())
    values = {name: found[name] for name in usual if name in found}
    for name, value in values.items():
        if type(value) is not type(usual[name]) or abs(value) > MOST_STEPS:
            raise DataError(f"{name} in it makes no sense.")
    if not 0 <= values.get("zoom", 0) < ZOOMS:
        raise DataError("zoom in it makes no sense.")
    return PaneSizes(**values)
