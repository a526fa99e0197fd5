"""The keys that the configuration gives to actions of the screen, as they are written.

Which actions and which keys there are is known where the screen is (`memtui.tui.keymap`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from memtui.core.display import one_line
from memtui.core.values import dataclass
from memtui.state.config.reading import error_of, parsed, text_of
from memtui.state.config.statements import KeyPath
from memtui.state.config.tables import Mistakes
from memtui.state.paths import config_file

TABLE = "keys"


@dataclass(frozen=True, slots=True)
class GivenKeys:
    """The keys of one action, none where it is switched off; `place` is where they are written."""

    action_id: str
    keys: tuple[str, ...]
    place: KeyPath


@dataclass(frozen=True, slots=True)
class KeyTable:
    """The table, and what is wrong with it, which whoever reads on adds to."""

    given: tuple[GivenKeys, ...]
    mistakes: Mistakes
    path: Path
    text: str

    def check(self) -> None:
        """Raise ConfigError where there are mistakes, with the line of each."""
        if self.mistakes.found:
            raise error_of(self.path, self.text, self.mistakes)


def load_keys(path: Path | None = None) -> KeyTable:
    """The keys of the usual configuration, or of the one at `path`; nothing else in it is looked at.

    Raises ConfigError, UsageError.
    """
    path = path or config_file()
    text = text_of(path, may_miss=True)
    values = parsed(text, path).get(TABLE, {})
    mistakes = Mistakes()
    if not isinstance(values, dict):
        mistakes.add((TABLE,), "must be a table, written as [keys]")
        values = {}
    found: dict[str, GivenKeys] = {}
    for given in _given(values, (TABLE,), mistakes):
        if given.action_id in found:
            mistakes.sentence(given.place, f"{TABLE}.{one_line(given.action_id)} is given twice")
        found[given.action_id] = given
    return KeyTable(tuple(found.values()), mistakes, path, text)


def _given(values: Mapping[str, Any], above: KeyPath, mistakes: Mistakes) -> Iterator[GivenKeys]:
    """What stands in the table: move.down without quotes is a table in TOML, and means the same."""
    for name, value in values.items():
        place = (*above, name)
        if isinstance(value, dict):
            yield from _given(value, place, mistakes)
            continue
        keys = [value] if isinstance(value, str) else value
        if isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            found = tuple(dict.fromkeys(key for key in keys if key))
            yield GivenKeys(".".join(place[1:]), found, place)
        else:
            mistakes.add(place, 'must be a key or a list of keys: "d", or ["d", "delete"]')
