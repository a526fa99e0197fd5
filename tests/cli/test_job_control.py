"""memtui as a job of a shell: ctrl+z stops it, `fg` brings it back."""

from __future__ import annotations

import signal
from functools import partial
from pathlib import Path

from tests.terminal import Terminal, running

_SHELL = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = os.fork()
if not job:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpgrp())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    from memtui.cli.main import run
    sys.argv[1:] = ["--demo", "--size", "300"]
    run()
while True:
    _, status = os.waitpid(job, os.WUNTRACED)
    os.tcsetpgrp(0, os.getpgrp())
    if not os.WIFSTOPPED(status):
        os._exit(os.waitstatus_to_exitcode(status) % 256)
    print("stopped by", os.WSTOPSIG(status), end=" ", flush=True)
    word = sys.stdin.readline().split()
    if word[0] == "fg":
        os.tcsetpgrp(0, job)
    if word[0] == "end":
        os.kill(job, signal.SIGTERM)
    os.kill(job, signal.SIGCONT)
"""
SHELL = ("-c", _SHELL)
STOPPED = f"stopped by {int(signal.SIGSTOP)}".encode()


def _at(terminal: Terminal, row: int) -> bool:
    return any(f" {row} of 300" in line for line in terminal.lines) and terminal.lines[0].startswith(
        " memtui"
    )


def _again(terminal: Terminal, *, before: int, row: int) -> bool:
    return terminal.sent.count(b"2 Memories") > before and _at(terminal, row)


def _stop(terminal: Terminal, times: int = 1) -> None:
    terminal.type("\x1a")
    terminal.until(lambda found: found.sent.count(STOPPED) == times)


def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(tmp_path: Path) -> None:
    with running(SHELL, tmp_path) as terminal:
        before = terminal.settings
        terminal.until(lambda found: _at(found, 1))
        terminal.type("j")
        terminal.until(lambda found: _at(found, 2))
        for times in (1, 2):
            _stop(terminal, times)
            assert terminal.settings == before
            assert terminal.sent.count(b"\x1b[?1049l") == times
            for end in (b"\x1b[?25h", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[<u"):
                assert end in terminal.sent[terminal.sent.rindex(b"\x1b[?2004l") :]
            before_it = terminal.sent.count(b"2 Memories")
            terminal.type("fg\n")
            terminal.until(partial(_again, before=before_it, row=2))
        terminal.type("j")
        terminal.until(lambda found: _at(found, 3))
        terminal.type("q")
        assert terminal.end() == 0
        assert terminal.settings == before


def test_ctrl_z_before_the_screen_stands_waits_for_it(tmp_path: Path) -> None:
    with running(SHELL, tmp_path) as terminal:
        before = terminal.settings
        terminal.until(lambda found: b"\x1b[?1049h" in found.sent)
        _stop(terminal)
        assert terminal.settings == before
        assert terminal.sent.count(b"\x1b[?1049l") == 1
        terminal.type("fg\n")
        terminal.until(lambda found: _at(found, 1))
        terminal.type("q")
        assert terminal.end() == 0


def test_the_terminal_may_have_another_size_by_then(tmp_path: Path) -> None:
    with running(SHELL, tmp_path) as terminal:
        terminal.until(lambda found: _at(found, 1))
        _stop(terminal)
        terminal.resize(120, 40)
        terminal.type("fg\n")
        terminal.until(lambda found: _at(found, 1) and found.lines[37][-1:] == "╯")
        assert [line[:1] for line in terminal.lines[1:38]] == ["╭", *"│" * 35, "╰"]
        terminal.type("q")
        assert terminal.end() == 0


def test_in_the_background_it_stays_stopped(tmp_path: Path) -> None:
    with running(SHELL, tmp_path) as terminal:
        before = terminal.settings
        terminal.until(lambda found: _at(found, 1))
        _stop(terminal)
        at = len(terminal.sent)
        terminal.type("bg\n")
        terminal.until(lambda found: found.sent.count(STOPPED) == 2)
        assert b"\x1b" not in terminal.sent[at:]
        assert terminal.settings == before
        terminal.type("fg\n")
        terminal.until(lambda found: _at(found, 1))


def test_ended_while_it_is_stopped_it_leaves_the_shells_terminal_alone(tmp_path: Path) -> None:
    with running(SHELL, tmp_path) as terminal:
        terminal.until(lambda found: _at(found, 1))
        _stop(terminal)
        at = len(terminal.sent)
        terminal.type("end\n")
        assert terminal.end() == 128 + signal.SIGTERM
        assert b"\x1b" not in terminal.sent[at:]


def test_without_a_shell_it_says_so(tmp_path: Path) -> None:
    command = ("-c", "import sys; from memtui.cli.main import run; run()", "--demo", "--size", "300")
    with running(command, tmp_path) as terminal:
        terminal.until(lambda found: _at(found, 1))
        terminal.type("\x1a")
        terminal.until(lambda found: any("there is no shell to go back to" in line for line in found.lines))
        terminal.process.send_signal(signal.SIGTSTP)
        terminal.type("j")
        terminal.until(lambda found: _at(found, 2))
