"""Where somebody was when memtui was left, for each service apart, in one file of this account."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from memtui.core.errors import DataError, MemtuiError
from memtui.core.profile import Profile
from memtui.core.values import dataclass
from memtui.state.files import alone_in, read_own, whole_file
from memtui.state.paths import private_folder

MOST = 50
"""Services whose place is kept: those that were left last."""
_LONGEST_TEXT = 20_000
_LONGEST = 4_000_000
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Session:
    """A place in one service: whose memories are listed, what narrows them, how, and where the cursor is.

    `scope_type` and `scope_name` are empty for everything, `filter` is a line of filter text, `order` a
    column and its direction, empty for that of the list itself. `memory` is the id of the memory under the
    cursor and `row` where that was, from 0.
    """

    scope_type: str = ""
    scope_name: str = ""
    filter: str = ""
    keyword: str = ""
    question: str = ""
    show_expired: bool = True
    view: str = "memory"
    absolute_times: bool = False
    order: str = ""
    memory: str = ""
    row: int = 0


class Sessions:
    """The place that was left last in one service, by its profile.

    It only saves steps: a file that cannot be read or understood is ignored, with a line in the log, and one
    that cannot be written is left.
    """

    def __init__(self, path: Path, profile: Profile) -> None:
        self._path = path
        self._service = f"{profile.name} {profile.base_url or (profile.path and profile.path.absolute())}"

    def recall(self) -> Session | None:
        """The place; None where none was kept that makes sense."""
        try:
            kept = self._all().get(self._service)
            return None if kept is None else _session(kept)
        except FileNotFoundError:
            return None
        except (MemtuiError, ValueError, RecursionError) as error:
            self._tell(error)
            return None

    def keep(self, session: Session) -> None:
        """Keep the place, unless a text in it is too long for that; never raises."""
        values = asdict(session)
        if any(isinstance(value, str) and len(value) > _LONGEST_TEXT for value in values.values()):
            return
        with suppress(OSError, MemtuiError, ValueError):
            private_folder(self._path.parent)
            with alone_in(self._path.parent):
                try:
                    everything = self._all()
                except (OSError, MemtuiError, ValueError, RecursionError):
                    # It was told when it was read, and holds nothing that is missed.
                    everything = {}
                everything.pop(self._service, None)
                # The last one stands last.
                everything[self._service] = values
                kept = dict(list(everything.items())[-MOST:])
                with whole_file(self._path, overwrite=True) as file:
                    json.dump({"version": _VERSION, "services": kept}, file, indent=1)

    def _all(self) -> dict[str, Any]:
        """Raises FileNotFoundError, MemtuiError, ValueError and RecursionError."""
        found = json.loads(read_own(self._path, most=_LONGEST))
        services = found.get("services") if isinstance(found, dict) else None
        if not isinstance(services, dict) or found.get("version") != _VERSION:
            raise DataError("It holds no sessions of this version.")
        return services

    def _tell(self, error: Exception) -> None:
        # Loaded when first needed, which is hardly ever.
        from memtui.state.log import record_crash

        record_crash(DataError(f"{self._path} was ignored: {error}"))


def _session(kept: object) -> Session:
    if not isinstance(kept, dict):
        raise DataError("A session in it is no object.")
    usual = asdict(Session())
    values = {name: kept[name] for name in usual if name in kept}
    for name, value in values.items():
        if type(value) is not type(usual[name]) or (isinstance(value, int) and not 0 <= value < 2**53):
            raise DataError(f"{name} of a session in it makes no sense.")
    return Session(**values)
