"""What ends memtui from outside: signals, and a terminal that is gone."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import Terminal, running

MEMTUI = ("-c", "import sys; from memtui.cli.main import run; run()", "--demo", "--size", "300")
_HUNG_UP = 128 + signal.SIGHUP


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """memtui on made-up memories, at rest."""
    with running(MEMTUI, tmp_path) as found:
        found.until(lambda found: any("1 of 300" in line for line in found.lines))
        yield found


def _log(folder: Path) -> str:
    path = folder / "memtui" / "memtui.log"
    return path.read_text() if path.exists() else ""


def _is_given_back(terminal: Terminal) -> bool:
    left = terminal.sent.rindex(b"\x1b[?1049l")
    ends = (b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l")
    return all(end in terminal.sent for end in ends) and b"\x1b[?1049h" not in terminal.sent[left:]


@pytest.mark.parametrize(
    "signals",
    [(signal.SIGTERM,), (signal.SIGHUP,), (signal.SIGHUP, signal.SIGCONT), (signal.SIGHUP, signal.SIGTERM)],
)
def test_a_signal_ends_it_and_the_terminal_is_as_before(
    tmp_path: Path, signals: tuple[signal.Signals, ...]
) -> None:
    with running(MEMTUI, tmp_path) as terminal:
        before = terminal.settings
        terminal.until(lambda terminal: any("1 of 300" in line for line in terminal.lines))
        for number in signals:
            terminal.process.send_signal(number)
        assert terminal.end() in {128 + number for number in signals}
        assert terminal.settings == before
        assert _is_given_back(terminal)
    assert not _log(tmp_path)


def test_what_continues_a_program_that_runs_changes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    terminal.process.send_signal(signal.SIGCONT)
    terminal.type("j")
    terminal.until(lambda found: any("2 of 300" in line for line in found.lines))
    assert terminal.sent.count(b"\x1b[?1049h") == 1
    terminal.type("q")
    assert terminal.end() == 0
    assert not _log(tmp_path)


def test_a_terminal_that_is_gone_ends_it(terminal: Terminal, tmp_path: Path) -> None:
    terminal.close()
    assert terminal.process.wait(30) == _HUNG_UP
    assert not _log(tmp_path)


def test_so_does_one_that_is_gone_while_something_is_drawn(terminal: Terminal, tmp_path: Path) -> None:
    terminal.type("j" * 200)
    terminal.close()
    assert terminal.process.wait(30) == _HUNG_UP
    assert not _log(tmp_path)


def test_a_terminal_that_takes_nothing_does_not_keep_it_from_ending(tmp_path: Path) -> None:
    with running(MEMTUI, tmp_path) as terminal:
        terminal.until(lambda terminal: any("1 of 300" in line for line in terminal.lines))
        # Nobody reads what is drawn from here on: the line is full soon.
        for _ in range(100):
            terminal.type("\x0c")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.process.wait(30) == 128 + signal.SIGTERM
    assert not _log(tmp_path)


def _is_whole(found: Terminal) -> bool:
    """Whether the panes have their edges at both sides of 120 columns and 40 lines."""
    panes = found.lines[1:38]
    left, right = ["╭", *"│" * 35, "╰"], {"╮", "│", "╯"}
    return [line[:1] for line in panes] == left and {line[-1:] for line in panes} == right


def test_sizes_that_change_all_the_time_lose_nothing(terminal: Terminal) -> None:
    terminal.type("jjj ")
    terminal.until(lambda found: any("1 marked" in line for line in found.lines))
    for turn in range(200):
        part = abs(turn % 40 - 20) / 20
        terminal.resize(40 + int(160 * part), 10 + int(40 * part))
    terminal.resize(120, 40)
    terminal.until(_is_whole)
    terminal.until(lambda found: any("5 of 300" in line and "1 marked" in line for line in found.lines))
    terminal.type("q")
    assert terminal.end() == 0


# The store is hung up on in the middle of a deletion, and then takes as long as it is told to.
_DELETING = """
import asyncio, os, signal, sys
from memtui.adapters.local.adapter import LocalAdapter
from memtui.cli.main import run
from memtui.tui.terminal import ending

patience = sys.argv.pop(1)
delete_many = LocalAdapter.delete_many

async def deleting(self, ids):
    os.kill(os.getpid(), signal.SIGHUP)
    if patience == "ends":
        await asyncio.sleep(0.2)
        return await delete_many(self, ids)
    await asyncio.Event().wait()

LocalAdapter.delete_many = deleting
run()
"""


@pytest.mark.parametrize("patience", ["ends", "never ends"])
def test_a_write_that_is_under_way_ends_or_is_in_the_journal(tmp_path: Path, patience: str) -> None:
    fill = "from memtui.cli.main import run; run()"
    store = tmp_path / "store.db"
    for text in ("First memory", "Second memory"):
        words = ("add", text, "--user-id", "a", "--no-infer", "--yes", "--db", store)
        with running(("-c", fill, *words), tmp_path) as terminal:
            assert terminal.end() == 0
    with running(("-c", _DELETING, patience, "--db", store), tmp_path) as terminal:
        before = terminal.settings
        terminal.until(lambda found: any("1 of 2" in line for line in found.lines))
        terminal.type("d")
        terminal.until(lambda found: "y agrees" in found.text)
        terminal.type("y")
        assert terminal.end() == _HUNG_UP
        assert terminal.settings == before
    assert not _log(tmp_path)
    with running(("-c", fill, "journal", "--db", store), tmp_path) as terminal:
        assert terminal.end() == 0
        newest = next(line for line in terminal.lines if "elete" in line)
    assert ("done" in newest) is (patience == "ends"), newest
    with running(("-c", fill, "list", "--count", "--db", store), tmp_path) as terminal:
        assert terminal.end() == 0
        assert terminal.lines[0] == ("1" if patience == "ends" else "2")
