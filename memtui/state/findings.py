"""What was found out about services, so that it need not be asked again at every start."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from memtui.core.errors import MemtuiError, UsageError
from memtui.core.profile import Findings, Profile
from memtui.state.files import read_own, whole_file
from memtui.state.paths import findings_file, private_folder

_WEEK = 7 * 24 * 3600.0
_LONGEST = 1_000_000


class ServiceFindings:
    """Answers by question, of one service; after a week they are asked again.

    They only save questions: a file that cannot be read holds none, and one that cannot be written is left.
    """

    def __init__(self, path: Path, service: str, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._service = service
        self._clock = clock
        self._own: dict[str, Any] | None = None

    def recall(self, question: str) -> str | None:
        """What was found; None when nothing was, or more than a week ago."""
        if self._own is None:
            self._own = self._all().get(self._service, {})
        found = self._own.get(question)
        return str(found["answer"]) if found else None

    def remember(self, question: str, answer: str | None) -> None:
        """Keep what was found, or forget it; never raises."""
        if self.recall(question) == answer:
            return
        everything = self._all()
        own = {**everything.get(self._service, {}), question: {"answer": answer, "at": int(self._clock())}}
        if answer is None:
            del own[question]
        self._own = everything[self._service] = own
        with suppress(OSError, MemtuiError, ValueError):
            private_folder(self._path.parent)
            with whole_file(self._path, overwrite=True) as file:
                json.dump(everything, file, indent=1)

    def _all(self) -> dict[str, dict[str, Any]]:
        """What is known of every service, without what is too old or makes no sense."""
        try:
            kept = json.loads(read_own(self._path, most=_LONGEST))
        except (OSError, MemtuiError, ValueError, RecursionError):
            return {}
        if not isinstance(kept, dict):
            return {}
        return {
            service: {question: found for question, found in own.items() if self._is_fresh(found)}
            for service, own in kept.items()
            if isinstance(own, dict)
        }

    def _is_fresh(self, found: object) -> bool:
        if not isinstance(found, dict) or not isinstance(found.get("answer"), str):
            return False
        at = found.get("at")
        return isinstance(at, int) and 0 <= self._clock() - at < _WEEK


def findings_of(profile: Profile) -> Findings | None:
    """What was found out about a service of this kind and address; an embedded store needs nothing."""
    if profile.kind == "local":
        return None
    try:
        return ServiceFindings(findings_file(), f"{profile.kind} {profile.base_url}")
    except UsageError:
        # There is no home folder to keep them in.
        return None
