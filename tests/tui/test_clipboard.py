from __future__ import annotations

import asyncio
import base64
import os
import re
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from memtui.core.errors import MemtuiError
from memtui.tui import clipboard
from memtui.tui.clipboard import LONGEST, MOST_KEPT, copy_text, keep_copy, wrapped
from memtui.tui.terminal.driver import cells_driver

SSH = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}
TEXT = "a — b\r\nc"
SENT = "sent 8 characters (1 hidden; a shell would run its lines) to the terminal's clipboard (OSC 52)"


def osc52(text: str) -> str:
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"


@asynccontextmanager
async def terminal(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> AsyncIterator[tuple[App[None], list[str]]]:
    """An app, and what it writes to the terminal."""
    written: list[str] = []

    class Recorder(HeadlessDriver):
        def write(self, data: str) -> None:
            written.append(data)

    # The driver of every app under test, looked up when it starts.
    driver = cells_driver(Recorder, environment)
    monkeypatch.setattr("textual.drivers.headless_driver.HeadlessDriver", driver)
    app: App[None] = App()
    async with app.run_test():
        written.clear()
        yield app, written


@pytest.fixture
def pyperclip(tmp_path: Path) -> Callable[[str], dict[str, str]]:
    """Put a pyperclip in the place of the real one, and give back the environment that has it."""

    def install(source: str) -> dict[str, str]:
        folder = tmp_path / "lib"
        folder.mkdir()
        (folder / "pyperclip.py").write_text(source)
        return {"PYTHONPATH": str(folder), "KEPT": str(tmp_path / "kept"), "PATH": ""}

    return install


WORKS = """
import os, pathlib
kept = pathlib.Path(os.environ["KEPT"])
def copy(text): kept.write_bytes(text.encode())
def paste(): return kept.read_bytes().decode()
"""
FAILS = "class PyperclipException(RuntimeError): pass\ndef copy(text): raise PyperclipException"
FORGETS = "def copy(text): pass\ndef paste(): return ''"
HANGS = """
import os, pathlib, time
def copy(text):
    pathlib.Path(os.environ["KEPT"]).write_text(f"{os.getpid()} ")
    time.sleep(60)
"""
LEAVES_A_CHILD = """
import os, pathlib, subprocess, sys
held = []
def copy(text):
    held.append(text)
    # As xclip does: it goes on in the background and has inherited everything that was open.
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], close_fds=False)
    pathlib.Path(os.environ["KEPT"]).write_text(str(child.pid))
def paste(): return held[0]
"""


def kept(environment: dict[str, str]) -> bytes:
    """What a pyperclip of these wrote down."""
    path = Path(environment["KEPT"])
    return path.read_bytes() if path.exists() else b""


def program(folder: Path, name: str, source: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{source}\n")
    (folder / name).chmod(0o755)


async def test_a_local_clipboard_gets_the_text_as_it_is(
    monkeypatch: pytest.MonkeyPatch, pyperclip: Callable[[str], dict[str, str]]
) -> None:
    environment = pyperclip(WORKS)
    async with terminal(monkeypatch, environment) as (app, written):
        said = await copy_text(app, TEXT, environment)
    assert said == "copied 8 characters (1 hidden; a shell would run its lines)"
    assert kept(environment) == TEXT.encode()
    assert not any("\x1b]52" in data for data in written)


@pytest.mark.parametrize("source", [FAILS, FORGETS], ids=["no helper", "a helper that fails in silence"])
async def test_without_a_local_clipboard_the_terminal_is_told(
    monkeypatch: pytest.MonkeyPatch, pyperclip: Callable[[str], dict[str, str]], source: str
) -> None:
    environment = pyperclip(source)
    async with terminal(monkeypatch, environment) as (app, written):
        assert await copy_text(app, TEXT, environment) == SENT
        assert written == [osc52(TEXT)]


async def test_a_clipboard_that_hangs_is_given_up(
    monkeypatch: pytest.MonkeyPatch, pyperclip: Callable[[str], dict[str, str]]
) -> None:
    monkeypatch.setattr(clipboard, "PATIENCE", 0.2)
    environment = pyperclip(HANGS)
    async with terminal(monkeypatch, environment) as (app, written):
        assert await copy_text(app, TEXT, environment) == SENT
        assert written == [osc52(TEXT)]


async def test_leaving_ends_what_hangs(
    monkeypatch: pytest.MonkeyPatch, pyperclip: Callable[[str], dict[str, str]]
) -> None:
    environment = pyperclip(HANGS)
    async with terminal(monkeypatch, environment) as (app, _):
        copying = asyncio.ensure_future(copy_text(app, TEXT, environment))
        while not kept(environment).endswith(b" "):
            await asyncio.wait([copying], timeout=0.01)
        copying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await copying
    with pytest.raises(ProcessLookupError):
        os.kill(int(kept(environment)), 0)


async def test_a_helper_that_stays_in_the_background_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, pyperclip: Callable[[str], dict[str, str]]
) -> None:
    environment = pyperclip(LEAVES_A_CHILD)
    async with terminal(monkeypatch, environment) as (app, _):
        assert (await copy_text(app, "plain", environment)) == "copied 5 characters"
    os.kill(int(kept(environment)), signal.SIGKILL)


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"])
async def test_over_ssh_the_clipboard_of_that_machine_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, pyperclip: Callable[[str], dict[str, str]], name: str
) -> None:
    environment = pyperclip(WORKS) | {name: "x", "DISPLAY": ":10"}
    async with terminal(monkeypatch, environment) as (app, written):
        assert await copy_text(app, TEXT, environment) == SENT
        assert written == [osc52(TEXT)]
    assert not kept(environment)


async def test_tmux_is_given_the_text_to_hand_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path / "bin", "tmux", 'echo "$@" > "$0.args"; /bin/cat > "$0.text"')
    environment = SSH | {"TMUX": "/tmp/tmux-1/default,1,0", "PATH": str(tmp_path / "bin")}
    async with terminal(monkeypatch, environment) as (app, written):
        said = await copy_text(app, "x" * (LONGEST + 1), environment)
        assert said == (
            "copied 74,995 characters to tmux, which tells the terminal,"
            " too many for most terminals' clipboard"
        )
        assert written == []
        said = await copy_text(app, "é", environment)
        assert said == "copied 1 character to tmux, which tells the terminal"
    assert (tmp_path / "bin" / "tmux.args").read_text() == "load-buffer -w -\n"
    assert (tmp_path / "bin" / "tmux.text").read_text() == "é"


@pytest.mark.parametrize("old", [True, False])
async def test_through_an_old_or_absent_tmux_the_sequence_is_wrapped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, old: bool
) -> None:
    program(tmp_path / "bin", "tmux" if old else "other", "echo 'unknown option -- w' >&2; exit 1")
    environment = SSH | {"TMUX": "/tmp/tmux-1/default,1,0", "PATH": str(tmp_path / "bin")}
    async with terminal(monkeypatch, environment) as (app, written):
        assert await copy_text(app, TEXT, environment) == SENT
    payload = base64.b64encode(TEXT.encode()).decode()
    assert written[0] == f"\x1bPtmux;\x1b\x1b]52;c;{payload}\x07\x1b\\"


async def test_through_screen_the_sequence_goes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = SSH | {"STY": "1.pts-0.host"}
    text = "0123456789" * 200
    async with terminal(monkeypatch, environment) as (app, written):
        await copy_text(app, text, environment)
    pieces = re.findall("\x1bP(.*?)\x1b\\\\", written[0])
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == written[0]
    assert "".join(pieces) == osc52(text)
    assert max(len(piece) for piece in pieces) < 768


async def test_only_the_clipboard_sequence_is_wrapped() -> None:
    written: list[str] = []

    class Recorder(HeadlessDriver):
        def write(self, data: str) -> None:
            written.append(data)

    driver = cells_driver(Recorder, {"TMUX": "x"})
    assert driver.__name__ == "CellsRecorder"
    assert issubclass(driver, Recorder)
    over = driver(App())
    for data in ("\x1b[2J", "\x1b]22;text\x07", "", "]52;c;"):
        over.write(data)
    assert written == ["\x1b[2J", "\x1b]22;text\x07", "", "]52;c;"]


def test_without_a_multiplexer_nothing_is_wrapped() -> None:
    assert wrapped(osc52("a"), {}) == wrapped(osc52("a"), {"TMUX": "", "STY": ""}) == osc52("a")


async def test_what_terminals_would_cut_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async with terminal(monkeypatch, SSH) as (app, written):
        said = await copy_text(app, "é" * (LONGEST // 2 + 1), SSH)
        assert said == "not copied: 74,996 bytes are more than a terminal takes (74,994)"
        assert written == []
        said = await copy_text(app, "é" * (LONGEST // 2), SSH)
        assert said == "sent 37,497 characters to the terminal's clipboard (OSC 52)"
    assert written[0] == osc52("é" * (LONGEST // 2))
    assert len(written[0]) == 100_000


async def test_half_a_surrogate_pair_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    async with terminal(monkeypatch, SSH) as (app, written):
        assert (
            await copy_text(app, "a\ud800b", SSH) == "sent 3 characters to the terminal's clipboard (OSC 52)"
        )
        assert written == [osc52("a?b")]


async def test_nothing_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    async with terminal(monkeypatch, SSH) as (app, written):
        assert await copy_text(app, "", SSH) == "there is nothing to copy"
        assert written == []


# What no clipboard takes


async def test_what_is_too_long_is_kept_in_a_file_of_its_owner(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = "é\r\n" * (LONGEST // 4 + 1)
    environment = SSH | {"HOME": str(tmp_path)}
    async with terminal(monkeypatch, environment) as (app, written):
        said = await copy_text(app, text, environment, state=tmp_path / "state")
        assert said == (
            "written to ~/state/clipboard/copied-1.txt: 56,247 characters (18,749 hidden; a shell would run"
            " its lines); 74,996 bytes are more than a terminal takes (74,994)"
        )
        assert written == []
    path = tmp_path / "state" / "clipboard" / "copied-1.txt"
    assert path.read_bytes() == text.encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("term", ["linux", "dumb"])
async def test_a_terminal_without_a_clipboard_is_sent_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, term: str
) -> None:
    environment = SSH | {"TERM": term}
    async with terminal(monkeypatch, environment) as (app, written):
        said = await copy_text(app, "plain", environment, state=tmp_path)
        place = tmp_path / "clipboard" / "copied-1.txt"
        assert said == f"written to {place}: 5 characters; this terminal has no clipboard"
        assert await copy_text(app, "plain", environment) == "not copied: this terminal has no clipboard"
        assert written == []
        # Inside tmux the terminal that counts is another.
        environment |= {"TMUX": "x", "PATH": ""}
        assert (await copy_text(app, "plain", environment)).startswith("sent 5 characters")


async def test_a_folder_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with terminal(monkeypatch, SSH) as (app, _):
        said = await copy_text(app, "x" * (LONGEST + 1), SSH, state=tmp_path / "file")
    assert said.startswith("not copied: 74,995 bytes are more than a terminal takes (74,994); The folder ")
    (tmp_path / "clipboard").write_text("")
    with pytest.raises(MemtuiError):
        keep_copy(tmp_path, "text")


def test_copies_have_files_of_their_own_and_the_oldest_go(tmp_path: Path) -> None:
    folder = tmp_path / "clipboard"
    folder.mkdir()
    (folder / "notes.txt").write_text("not ours")
    (folder / "copied-3.txt").write_text("an earlier one")
    paths = [keep_copy(tmp_path, f"text {at}") for at in range(MOST_KEPT + 2)]
    assert paths[0].name == "copied-4.txt"
    assert [path.read_text() for path in paths[2:]] == [f"text {at}" for at in range(2, MOST_KEPT + 2)]
    assert {path.name for path in folder.iterdir()} == {"notes.txt", *(path.name for path in paths[2:])}


def test_a_number_that_was_taken_meanwhile_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = keep_copy(tmp_path, "first")
    monkeypatch.setattr(Path, "iterdir", lambda _: iter(()))
    assert keep_copy(tmp_path, "second").name == "copied-2.txt"
    assert kept.read_text() == "first"
