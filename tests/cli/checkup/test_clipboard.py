"""Where a text would go; the programs are stand-ins in a folder of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from memtui.cli.checkup.clipboard import check_clipboard

SSH = {"SSH_TTY": "/dev/pts/1", "TERM": "xterm"}


def stand_in(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have their own")
def test_a_program_of_this_machine(tmp_path: Path) -> None:
    stand_in(tmp_path, "xclip", "exit 0")
    here = {"DISPLAY": ":9", "PATH": f"{tmp_path}:/usr/bin:/bin", "TERM": "xterm"}
    assert check_clipboard(here).found == "xclip"
    # Over SSH this machine's is not the person's.
    assert "OSC 52" in check_clipboard({**here, **SSH}).found


@pytest.mark.parametrize(
    ("said", "state", "word"),
    [
        ("echo external", "ok", "set-clipboard external"),
        ("echo on", "ok", "set-clipboard on"),
        ("echo off", "warning", "set-clipboard off"),
        ("exit 1", "warning", "does not answer"),
    ],
)
def test_tmux(tmp_path: Path, said: str, state: str, word: str) -> None:
    stand_in(tmp_path, "tmux", said)
    found = check_clipboard({**SSH, "TMUX": "x", "PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert found.state == state
    assert word in found.found


@pytest.mark.parametrize("term", ["linux", "dumb", ""])
def test_where_there_is_none(term: str) -> None:
    found = check_clipboard({**SSH, "TERM": term})
    assert (found.state, found.found) == ("warning", "none; what is copied goes into a file")
