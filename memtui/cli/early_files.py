"""What the files of this account say of the screen, looked at before pathlib is loaded.

It is only a glance: what there is to say of a file, who reads it properly says (`memtui.state`).
"""

from __future__ import annotations

import os

_MOST = 1_000_000


def configuration() -> bytes:
    """The configuration as it stands in its file; nothing where it cannot be read."""
    named = os.environ.get("MEMTUI_CONFIG")
    try:
        with open(named or _own("XDG_CONFIG_HOME", ".config", "config.toml"), "rb") as file:  # noqa: PTH123
            return file.read(_MOST)
    except (OSError, ValueError):
        return b""


def are_panes_moved() -> bool:
    """Whether somebody has given the panes other sizes: the file that says so is there only then."""
    return os.path.exists(_own("XDG_STATE_HOME", ".local/state", "panes.json"))  # noqa: PTH110


def _own(variable: str, otherwise: str, name: str) -> str:
    """A file of memtui's, as `memtui.state.paths` names it."""
    folder = os.environ.get(variable, "")
    if not os.path.isabs(folder):  # noqa: PTH117
        folder = os.path.join(os.path.expanduser("~"), otherwise)  # noqa: PTH111, PTH118
    return os.path.join(folder, "memtui", name)  # noqa: PTH118
