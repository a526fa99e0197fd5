"""What `memtui doctor` finds: one check, how it came out, what was seen, and what mends it."""

from __future__ import annotations

from typing import Literal

from memtui.core.errors import MemtuiError
from memtui.core.values import dataclass

State = Literal["ok", "warning", "failed"]
"""`warning`: memtui works, and something is lost or at risk. `failed`: something does not work."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What came of one check; `remedy` is one sentence, empty where all is well. No key is ever in it."""

    area: str
    check: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """The name of a check, under which it says what it found."""

    area: str
    name: str

    def ok(self, found: str) -> Diagnosis:
        """All is well."""
        return Diagnosis(self.area, self.name, "ok", found)

    def warning(self, found: str, remedy: str) -> Diagnosis:
        """It works, and could be better or safer."""
        return Diagnosis(self.area, self.name, "warning", found, remedy)

    def failed(self, found: str, remedy: str) -> Diagnosis:
        """It does not work."""
        return Diagnosis(self.area, self.name, "failed", found, remedy)

    def error(self, error: MemtuiError, remedy: str) -> Diagnosis:
        """It does not work, for this reason; `remedy` is for errors without a hint."""
        return self.failed(error.message, error.hint or remedy)


def size_in_words(size: int) -> str:
    """A number of bytes as people say it: `312 B`, `4.2 MiB`."""
    if size < 1024:
        return f"{size} B"
    amount, units = size / 1024, ["KiB", "MiB", "GiB", "TiB"]
    while amount >= 1024 and len(units) > 1:
        amount /= 1024
        units.pop(0)
    return f"{amount:.1f} {units[0]}"
