"""Panes stand as they were left, from the first frame on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal import Terminal, running

MEMTUI = ("-c", "import sys; from memtui.cli.main import run; run()")
_IMPORT = (
    "import sys; from memtui.cli.main import main; "
    "sys.exit(main(['import', sys.argv[1], '--db', sys.argv[2], '--yes']))"
)
CORNER = "╭".encode()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    lines = (
        {"id": f"m{at}", "memory": f"Memory {at}", "created_at": f"2026-01-01T00:00:{50 - at}Z"}
        for at in range(9)
    )
    (tmp_path / "lines.jsonl").write_text("\n".join(map(json.dumps, lines)))
    with running(("-c", _IMPORT, tmp_path / "lines.jsonl", tmp_path / "store.db"), tmp_path) as terminal:
        assert terminal.end() == 0
    return tmp_path / "store.db"


@contextmanager
def _opened(store: Path, *, columns: int = 120, lines: int = 40) -> Iterator[Terminal]:
    """memtui with its first rows on the screen, left at the end."""
    with running((*MEMTUI, "--db", store), store.parent, columns=columns, lines=lines) as terminal:
        terminal.until(lambda found: "Memory 0" in found.text and "? help" in found.text)
        yield terminal
        terminal.type("q")
        assert terminal.end() == 0


def _until(terminal: Terminal, words: str, *, there: bool = True) -> None:
    terminal.until(lambda found: (words in found.text) == there)


def test_what_is_hidden_stays_hidden_and_no_other_layout_is_drawn_first(store: Path) -> None:
    with _opened(store) as terminal:
        assert CORNER in terminal.sent
        terminal.type("\x02")
        _until(terminal, "1 Entities", there=False)
    with _opened(store) as terminal:
        assert "1 Entities" not in terminal.text
        assert terminal.lines[1].startswith("╭─ 2 Memories ─")
        assert terminal.sent.count(CORNER) == 2, "an outline would have drawn more"
        terminal.type("\x02")
        _until(terminal, "1 Entities")
    assert not list(store.parent.rglob("panes.json"))
    with _opened(store) as terminal:
        assert terminal.sent.count(CORNER) > 3, "the outline is drawn again"


def test_a_zoom_and_sizes_come_back(store: Path) -> None:
    with _opened(store) as terminal:
        terminal.type("))++")
        _until(terminal, "zoomed")
        _until(terminal, "3 Memory", there=False)
    with _opened(store) as terminal:
        _until(terminal, "zoomed")
        assert "1 Entities" not in terminal.text and "3 Memory" not in terminal.text
        terminal.type("\x1b")
        _until(terminal, f"╭─ 1 Entities {'─' * 19}╮╭─ 2 Memories")


def test_who_wants_no_session_gets_no_sizes_either(store: Path) -> None:
    with _opened(store) as terminal:
        terminal.type("\x02")
        _until(terminal, "1 Entities", there=False)
    (store.parent / "memtui").mkdir(mode=0o700, exist_ok=True)
    config = store.parent / "memtui" / "config.toml"
    config.write_text("restore_session = false\n")
    config.chmod(0o600)
    with _opened(store) as terminal:
        _until(terminal, "1 Entities")
        terminal.type("+")
        _until(terminal, "zoomed")
    config.unlink()
    with _opened(store) as terminal:
        assert "1 Entities" not in terminal.text and "zoomed" not in terminal.text


@pytest.mark.parametrize(("layout", "columns", "lines"), [("portrait", 120, 40), ("stacked", 80, 24)])
def test_a_layout_of_the_configuration_gets_no_outline_of_another(
    store: Path, layout: str, columns: int, lines: int
) -> None:
    (store.parent / "memtui").mkdir(mode=0o700, exist_ok=True)
    config = store.parent / "memtui" / "config.toml"
    config.write_text(f'layout = "{layout}"\n')
    config.chmod(0o600)
    with _opened(store, columns=columns, lines=lines) as terminal:
        _until(terminal, "3 Memory")
        assert terminal.lines[1].endswith("╮")
        assert ("2 Memories" in terminal.lines[1]) == (layout == "stacked")
        assert terminal.sent.count(CORNER) == 3


def test_a_tall_terminal_has_the_outline_that_it_will_have(store: Path) -> None:
    with _opened(store, columns=80, lines=50) as terminal:
        outline = terminal.sent[: terminal.sent.index(b"1 Entities")]
        assert outline.count(CORNER) >= 3
        assert [at for at, line in enumerate(terminal.lines) if line.startswith("╭")] == [1, 12, 33]
