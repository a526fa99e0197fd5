"""The filters that a person saved, for each service apart, in one file of this account."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from memtui.core.errors import DataError
from memtui.core.values import dataclass
from memtui.state.files import alone_in, whole_file
from memtui.state.paths import private_folder

MOST_RECENT = 50
_MEND = "Mend it, or move it away."


class SavedFilters:
    """Saved filters by name, and the ones used last, of one service; each is a line of filter text.

    Every call reads the file anew and every change is made under a lock, so that what another memtui
    saves meanwhile is not lost. A file that cannot be understood is never written.
    """

    def __init__(self, path: Path, service: str) -> None:
        self._path = path
        self._service = service

    def named(self) -> dict[str, str]:
        """The saved filters in the order of the file. Raises DataError."""
        return self._kept(self._all()).named

    def recent(self) -> list[str]:
        """The filters that were used, the last one first. Raises DataError."""
        return self._kept(self._all()).recent[:MOST_RECENT]

    def save(self, name: str, text: str, *, at: int | None = None) -> None:
        """Save a filter under a name, in the place of one of that name; a new one as number `at` from 0.

        Without `at` a new one comes last. Raises DataError.
        """
        name = _real_name(name)
        with self._changing() as kept:
            if at is None or name in kept.named:
                kept.named[name] = text
            else:
                named = list(kept.named.items())
                named.insert(at, (name, text))
                kept.named = dict(named)

    def rename(self, name: str, new: str) -> None:
        """Give a saved filter another name. Raises DataError when that name is taken, or the old one gone."""
        new = _real_name(new)
        with self._changing() as kept:
            if name not in kept.named:
                raise DataError(f"There is no filter {name!r} any more.")
            if new != name and new in kept.named:
                raise DataError(f"There is a filter {new!r} already.")
            kept.named = {new if key == name else key: text for key, text in kept.named.items()}

    def delete(self, name: str) -> None:
        """Forget a saved filter. Raises DataError."""
        with self._changing() as kept:
            kept.named.pop(name, None)

    def use(self, text: str) -> None:
        """Remember that this filter was used last. Raises DataError."""
        with self._changing() as kept:
            kept.recent = [text, *(other for other in kept.recent if other != text)][:MOST_RECENT]

    def _all(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            raise DataError(f"{self._path} cannot be read as saved filters.", hint=_MEND) from error
        if not isinstance(found, dict):
            raise DataError(f"{self._path} holds no saved filters.", hint=_MEND)
        return found

    def _kept(self, everything: dict[str, Any]) -> _Kept:
        own = everything.get(self._service, {})
        named = own.get("named", {}) if isinstance(own, dict) else None
        recent = own.get("recent", []) if isinstance(own, dict) else None
        if not isinstance(named, dict) or not isinstance(recent, list):
            raise DataError(f"{self._path} holds no saved filters for this service.", hint=_MEND)
        if not all(isinstance(text, str) for text in (*named.values(), *recent)):
            raise DataError(f"{self._path} holds a saved filter that is no text.", hint=_MEND)
        return _Kept(named, recent)

    @contextmanager
    def _changing(self) -> Iterator[_Kept]:
        """What is kept, to be changed; it is written when the block ends well."""
        # A link to a file elsewhere stays a link.
        path = self._path.resolve()
        private_folder(path.parent)
        with alone_in(path.parent):
            everything = self._all()
            kept = self._kept(everything)
            before = replace(kept, named=dict(kept.named))
            yield kept
            if kept == before and list(kept.named) == list(before.named):
                return
            own = everything.get(self._service, {})
            everything[self._service] = {**own, "named": kept.named, "recent": kept.recent}
            with whole_file(path, overwrite=True) as file:
                file.write(_as_json(everything))


@dataclass(slots=True)
class _Kept:
    named: dict[str, str]
    recent: list[str]


def _real_name(name: str) -> str:
    if not name.strip():
        raise DataError("A saved filter needs a name.")
    return name.strip()


def _as_json(everything: dict[str, Any]) -> str:
    text = json.dumps(everything, ensure_ascii=False, indent=1)
    # Half a surrogate pair can stand in JSON, and in UTF-8 only as an escape.
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text)
