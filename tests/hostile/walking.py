"""A walk through memtui's screens in a terminal, key by key, with what has to be seen after each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.terminal import Terminal, running

MEMTUI = ("-c", "import sys; from memtui.cli.main import run; run()")
ESC, ENTER, TAB = "\x1b", "\r", "\t"


class Walk:
    """One running memtui."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal

    @property
    def sent(self) -> bytes:
        """All that the terminal got."""
        return self._terminal.sent

    @property
    def text(self) -> str:
        """What the terminal shows."""
        return self._terminal.text

    def sees(self, *texts: str, times: int = 1) -> None:
        """Wait until all of these are on the screen, each so often."""
        self._terminal.until(lambda it: all(it.text.count(text) >= times for text in texts))

    def press(self, keys: str, *texts: str, times: int = 1, gone: str = "") -> None:
        """Press keys, and wait for what has to be there then, and no longer there."""
        self._terminal.type(keys)
        self._terminal.until(
            lambda it: all(it.text.count(text) >= times for text in texts) and not (gone and gone in it.text)
        )

    def leave(self) -> None:
        """Leave memtui, which has gone well."""
        self._terminal.type("q")
        assert self._terminal.end() == 0


@contextmanager
def walk(home: Path, *arguments: str | Path, **environment: str) -> Iterator[Walk]:
    """memtui with these arguments; copies go to the terminal, and the editor leaves everything as it is."""
    given = {"SSH_CONNECTION": "here", "EDITOR": "true", "VISUAL": "", **environment}
    with running([*MEMTUI, *arguments], home, columns=120, lines=40, **given) as terminal:
        yield Walk(terminal)
