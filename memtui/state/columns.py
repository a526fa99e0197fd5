"""Which columns the list of each service shows, in one file of this account."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from memtui.core.errors import DataError, MemtuiError
from memtui.core.profile import Profile
from memtui.state.files import alone_in, read_own, whole_file
from memtui.state.paths import private_folder

MOST = 200
"""Services whose columns are kept: those that were changed last."""
_MOST_COLUMNS, _LONGEST_NAME = 200, 1000
_LONGEST = 4_000_000
_VERSION = 1


class KeptColumns:
    """The names of the columns of one service, by its profile.

    A file that cannot be read or understood is ignored, with a line in the log, and one that cannot be
    written is left.
    """

    def __init__(self, path: Path, profile: Profile) -> None:
        self._path = path
        self._service = f"{profile.name} {profile.base_url or (profile.path and profile.path.absolute())}"

    def recall(self) -> tuple[str, ...]:
        """The names in their order; none where nothing was chosen that makes sense."""
        try:
            names = self._all().get(self._service, [])
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                raise DataError("Columns in it are no list of names.")
            return tuple(names[:_MOST_COLUMNS])
        except FileNotFoundError:
            return ()
        except (MemtuiError, ValueError, RecursionError) as error:
            # Loaded when first needed, which is hardly ever.
            from memtui.state.log import record_crash

            record_crash(DataError(f"{self._path} was ignored: {error}"))
            return ()

    def keep(self, names: Sequence[str]) -> None:
        """Keep the names, or forget what was chosen where there are none; never raises."""
        kept = [name for name in names if len(name) <= _LONGEST_NAME][:_MOST_COLUMNS]
        with suppress(OSError, MemtuiError, ValueError):
            private_folder(self._path.parent)
            with alone_in(self._path.parent):
                try:
                    everything = self._all()
                except (OSError, MemtuiError, ValueError, RecursionError):
                    # It was told when it was read, and holds nothing that is missed.
                    everything = {}
                if everything.pop(self._service, None) is None and not kept:
                    return
                if kept:
                    # The last one stands last.
                    everything[self._service] = kept
                services = dict(list(everything.items())[-MOST:])
                with whole_file(self._path, overwrite=True) as file:
                    json.dump({"version": _VERSION, "services": services}, file, indent=1)

    def _all(self) -> dict[str, Any]:
        """Raises FileNotFoundError, MemtuiError, ValueError and RecursionError."""
        found = json.loads(read_own(self._path, most=_LONGEST))
        services = found.get("services") if isinstance(found, dict) else None
        if not isinstance(services, dict) or found.get("version") != _VERSION:
            raise DataError("It holds no columns of this version.")
        return services
