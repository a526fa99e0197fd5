"""The filters that a person saved, for each service apart, in one file of this account."""

from __future__ import annotations

import json
from pathlib import Path

from memtui.core.errors import DataError
from memtui.state.files import whole_file
from memtui.state.paths import private_folder

MOST_RECENT = 50


class SavedFilters:
    """Saved filters by name, and the ones used last, of one service; each is a line of filter text."""

    def __init__(self, path: Path, service: str) -> None:
        self._path = path
        self._service = service

    def named(self) -> dict[str, str]:
        """The saved filters in the order in which they were saved. Raises DataError."""
        return dict(self._own().get("named", {}))

    def recent(self) -> list[str]:
        """The filters that were used, the last one first. Raises DataError."""
        return list(self._own().get("recent", []))

    def save(self, name: str, text: str) -> None:
        """Save a filter under a name, in the place of one of that name. Raises DataError."""
        if not name.strip():
            raise DataError("A saved filter needs a name.")
        self._change(named={**self.named(), name.strip(): text})

    def rename(self, name: str, new: str) -> None:
        """Give a saved filter another name. Raises DataError when that name is taken."""
        named = self.named()
        if not new.strip():
            raise DataError("A saved filter needs a name.")
        if new.strip() != name and new.strip() in named:
            raise DataError(f"There is a filter {new.strip()!r} already.")
        self._change(named={new.strip() if key == name else key: text for key, text in named.items()})

    def delete(self, name: str) -> None:
        """Forget a saved filter."""
        self._change(named={key: text for key, text in self.named().items() if key != name})

    def use(self, text: str) -> None:
        """Remember that this filter was used last. Raises DataError."""
        recent = [text, *(other for other in self.recent() if other != text)]
        self._change(recent=recent[:MOST_RECENT])

    def _own(self) -> dict[str, dict[str, str]]:
        return self._all().get(self._service, {})

    def _all(self) -> dict[str, dict[str, dict[str, str]]]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise DataError(
                f"{self._path} cannot be read as saved filters.", hint="Mend it, or move it away."
            ) from error
        if not isinstance(found, dict):
            raise DataError(f"{self._path} holds no saved filters.", hint="Mend it, or move it away.")
        return found

    def _change(self, **fields: object) -> None:
        everything = self._all()
        everything[self._service] = {**everything.get(self._service, {}), **fields}  # type: ignore[dict-item]
        private_folder(self._path.parent)
        with whole_file(self._path, overwrite=True) as file:
            json.dump(everything, file, ensure_ascii=False, indent=1)
