"""`docs/keys.md`, made from the tables that bind the keys: `make docs`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from memtui.tui.actions import ACTIONS, key_name
from memtui.tui.modals.add.keys import KEYS as ADD_KEYS
from memtui.tui.modals.builder.keys import COPY_KEYS, PASTE_KEYS, PICKER_KEYS, TREE_KEYS, Key, shown_keys
from memtui.tui.modals.saved.keys import ACTIONS as SAVED_KEYS

PAGE = Path(__file__).parents[2] / "docs" / "keys.md"

_HEAD = """# Keys

Made by `make docs` from the tables that bind the keys; `?` shows the same on the screen, with the keys that
you have given.

## The browse screen

Each key can be changed under `[keys]` in the configuration, by the id of its action
([Configuration](configuration.md), "Keys of the screen").
"""
_MOVES = """
## Lists and pages

`j` `k` `↓` `↑` `PgDn` `PgUp` `Home` `End` move in every list, and so do `gg` and `G`, and by half a
screenful `ctrl+d` and `ctrl+u`, where they mean nothing else; beside a pane of its own those two scroll that.
`enter` opens, `esc` or `q` goes back. Where one types, letters are typed, and `↓` `↑` `PgDn` `PgUp` move.
What else there is stands at the foot of each page, and can be clicked.
"""


def keys_page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for group, actions in groupby(ACTIONS, key=lambda action: action.group):
        rows = (
            (_keys(key_name(key) for key in action.keys), f"`{action.id}`", action.label, action.help)
            for action in actions
        )
        parts.append(f"### {group}\n\n{_table(('key', 'id', 'action', 'what it does'), rows)}")
    parts.append(_MOVES.lstrip("\n"))
    parts.append("## The filter builder\n")
    for title, keys in (
        ("The tree", TREE_KEYS),
        ("A condition", PICKER_KEYS),
        ("Copy", COPY_KEYS),
        ("Paste", PASTE_KEYS),
    ):
        parts.append(f"### {title}\n\n{_table(('key', 'action', 'what it does'), map(_builder_row, keys))}")
    saved = ((_keys(key_name(press) for press in key.presses), key.label) for key in SAVED_KEYS)
    parts.append(f"## Saved filters\n\n{_table(('key', 'what it does'), saved)}")
    add = ((_keys([key.key]), key.label) for key in ADD_KEYS)
    parts.append(f"## Adding memories\n\n{_table(('key', 'what it does'), add)}")
    return "\n".join(parts)


def _builder_row(key: Key) -> tuple[str, ...]:
    return _keys(shown_keys(key).split()), key.label, key.help


def _keys(names: Iterable[str]) -> str:
    return " ".join(f"`{name}`" for name in names)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_row(head), _row(["---"] * len(head)).replace(" ", ""), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> int:
    """Write the page."""
    PAGE.write_text(keys_page(), encoding="utf-8")
    sys.stderr.write("wrote docs/keys.md\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
