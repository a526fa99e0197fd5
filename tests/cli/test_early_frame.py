"""The outline that stands before the screen does, and the keys that are typed meanwhile."""

from __future__ import annotations

import json
from pathlib import Path

import pyte
import pytest
from textual.color import Color

from memtui.cli import early_frame
from memtui.cli.early_frame import outline, places
from memtui.tui.screens import arrangement
from memtui.tui.theme import DARK
from tests.terminal import Terminal, running

SIZES = [
    (40, 10),
    (63, 24),
    (64, 24),
    (80, 24),
    (99, 30),
    (40, 45),
    (80, 50),
    (99, 61),
    (100, 30),
    (120, 40),
    (159, 50),
    (160, 50),
    (200, 50),
]
MEMTUI = ("-c", "import sys; from memtui.cli.main import run; run()")
IMPORT = (
    "import sys; from memtui.cli.main import main; "
    "sys.exit(main(['import', sys.argv[1], '--db', sys.argv[2], '--yes']))"
)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_panes_cover_the_screen_between_its_bars(width: int, height: int) -> None:
    taken = [
        (x, y)
        for column, row, across, down in places(width, height)
        for x in range(column, column + across)
        for y in range(row, row + down)
    ]
    assert len(taken) == len(set(taken)), "no pane lies over another"
    assert set(taken) == {(x, y) for x in range(1, width + 1) for y in range(2, height - 1)}


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 5), (20, 4), (2, 40)])
def test_a_tiny_terminal_has_the_bar_alone(width: int, height: int) -> None:
    assert places(width, height) == []
    assert outline(width, height, coloured=False)


@pytest.mark.parametrize("coloured", [True, False])
def test_the_outline_is_where_the_panes_will_be(coloured: bool) -> None:
    screen = pyte.Screen(120, 40)
    pyte.Stream(screen).feed(outline(120, 40, coloured=coloured))
    lines = screen.display
    assert lines[0].startswith(" memtui ")
    assert lines[1] == f"╭{'─' * 28}╮╭{'─' * 88}╮"
    assert lines[37] == f"╰{'─' * 28}╯╰{'─' * 88}╯"
    assert lines[22] == f"│{' ' * 28}│╰{'─' * 88}╯"
    assert not "".join(lines[38:]).strip()


def test_the_outline_is_that_of_the_screen() -> None:
    breaks = (early_frame._TINY, early_frame._STACKED, early_frame._WIDE, early_frame._TALL)
    assert breaks == (arrangement.TINY, arrangement.STACKED, arrangement.WIDE, arrangement.TALL)
    for colour, drawn in (
        (DARK.background, early_frame._GROUND),
        (DARK.variables["edge"], early_frame._EDGE),
    ):
        assert drawn.endswith(";".join(map(str, Color.parse(str(colour)).rgb)))


def test_the_outline_is_light() -> None:
    assert len(outline(120, 40, coloured=True).encode()) < 2300


@pytest.fixture
def store(tmp_path: Path) -> Path:
    lines = [
        {
            "id": f"m{at}",
            "memory": f"Memory {at}",
            "created_at": f"2026-01-01T00:00:{50 - at}Z",
            "user_id": "a",
        }
        for at in range(9)
    ]
    (tmp_path / "lines.jsonl").write_text("\n".join(map(json.dumps, lines)))
    with running(("-c", IMPORT, tmp_path / "lines.jsonl", tmp_path / "store.db"), tmp_path) as terminal:
        assert terminal.end() == 0
    return tmp_path / "store.db"


def _shows_rows(terminal: Terminal) -> bool:
    return any("Memory 0" in line for line in terminal.lines)


def test_keys_typed_ahead_are_neither_lost_nor_echoed(store: Path) -> None:
    with running((*MEMTUI, "--db", store), store.parent) as terminal:
        before = terminal.settings
        terminal.until(lambda terminal: b"\x1b[?1049h" in terminal.sent)
        terminal.type("jjj")
        terminal.until(lambda terminal: any("4 of 9" in line for line in terminal.lines))
        assert b"jjj" not in terminal.sent
        assert terminal.sent.count(b"\x1b[?1049h") == 1, "entered again, the screen would flash"
        terminal.type("q")
        assert terminal.end() == 0
        assert terminal.settings == before


def test_the_terminal_knows_its_size_better_than_the_shell_that_wrote_one_down(store: Path) -> None:
    stale = {"COLUMNS": "50", "LINES": "12"}
    with running((*MEMTUI, "--db", store), store.parent, columns=120, lines=40, **stale) as terminal:
        terminal.until(lambda terminal: "q quit" in terminal.lines[39] and _shows_rows(terminal))
        assert terminal.lines[1].endswith("╮")
        assert terminal.lines[37].startswith("╰")


def test_the_outline_goes_when_there_is_nothing_to_show(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("no database, but a letter to somebody" * 100)
    with running((*MEMTUI, "--db", tmp_path / "store.db"), tmp_path) as terminal:
        before = terminal.settings
        assert terminal.end() != 0
        assert terminal.settings == before
        assert terminal.sent.index(b"\x1b[?1049l") < terminal.sent.index(b"memtui: ")
        assert terminal.sent.count(b"\x1b[?1049h") == terminal.sent.count(b"\x1b[?1049l") == 1


@pytest.mark.parametrize("kind", ["dumb", "linux", ""])
def test_a_terminal_without_a_second_screen_gets_no_outline(store: Path, kind: str) -> None:
    with running((*MEMTUI, "--db", store.parent / "missing" / "x.db"), store.parent, TERM=kind) as terminal:
        assert terminal.end() != 0
        assert b"\x1b" not in terminal.sent


def test_a_terminal_without_utf_8_gets_ascii_alone(store: Path) -> None:
    with running((*MEMTUI, "--db", store), store.parent, LC_ALL="C") as terminal:
        terminal.until(_shows_rows)
        assert terminal.sent.isascii()
        assert terminal.lines[1].startswith("+- 1 Entities -")


def test_where_the_panes_will_stand_otherwise_only_the_bar_is_drawn() -> None:
    for coloured in (True, False):
        whole, bar = (outline(120, 40, coloured=coloured, with_panes=drawn) for drawn in (True, False))
        assert whole.startswith(bar.removesuffix("\x1b[0m"))
        assert "memtui" in bar and "╭" not in bar


@pytest.mark.parametrize("setting", ['theme = "plain"', 'borders = "ascii"'])
def test_what_will_look_otherwise_gets_no_outline(store: Path, setting: str) -> None:
    (store.parent / "memtui").mkdir(mode=0o700)
    config = store.parent / "memtui" / "config.toml"
    config.write_text(f"{setting}\n")
    config.chmod(0o600)
    with running((*MEMTUI, "--db", store), store.parent) as terminal:
        terminal.until(_shows_rows)
        assert "╭".encode() not in terminal.sent
        assert terminal.lines[1].startswith("+- 1 Entities -")


def test_the_mouse_can_be_left_to_the_terminal(store: Path) -> None:
    for flags, config in (((), "mouse = false\n"), (("--no-mouse",), "")):
        folder = store.parent / "memtui"
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "config.toml").write_text(config)
        (folder / "config.toml").chmod(0o600)
        with running((*MEMTUI, "--db", store, *flags), store.parent) as terminal:
            terminal.until(_shows_rows)
            terminal.type("q")
            assert terminal.end() == 0
            assert b"\x1b[?100" not in terminal.sent.replace(b"\x1b[?1004", b"")


@pytest.mark.parametrize("kind", ["dumb", ""])
def test_a_terminal_that_cannot_place_text_is_refused(store: Path, kind: str) -> None:
    with running((*MEMTUI, "--db", store), store.parent, TERM=kind) as terminal:
        assert terminal.end() == 2
        assert "memtui list" in terminal.sent.decode()
        assert terminal.sent.count(b"\n") == 1 or terminal.lines[2:] == [""] * 22
