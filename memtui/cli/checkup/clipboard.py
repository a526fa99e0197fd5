"""Where `y` can put a text: the ways that the screen tries, in their order."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence

from memtui.cli.checkup.terminal import AREA, is_remote
from memtui.core.diagnosis import Check, Diagnosis

_CHECK = Check(AREA, "clipboard")
_PATIENCE = 5.0
# In a process of its own: looking for a clipboard can load a whole toolkit, which may write to the terminal.
_LOOK = """
import pyperclip
copy, paste = pyperclip.determine_clipboard()
print(getattr(copy, "__name__", ""))
"""


def check_clipboard(environment: Mapping[str, str]) -> Diagnosis:
    """The first way that there is, with what stands in its way."""
    if not is_remote(environment) and (name := mechanism(environment)):
        return _CHECK.ok(name)
    if environment.get("TMUX"):
        return _of_tmux(_said(["tmux", "show-options", "-sv", "set-clipboard"], environment))
    if environment.get("TERM", "") in {"", "dumb", "linux"}:
        return _CHECK.warning(
            "none; what is copied goes into a file",
            "Use a terminal window, or install xclip, xsel or wl-clipboard where there is a desktop.",
        )
    why = "over SSH" if is_remote(environment) else "no program for it is here"
    return _CHECK.ok(f"the terminal's own, if it takes OSC 52 ({why})")


def mechanism(environment: Mapping[str, str]) -> str:
    """The name of the program or library that copies on this machine; empty where there is none."""
    return _said([sys.executable, "-P", "-c", _LOOK], environment).removeprefix("copy_").replace("_", " ")


def _of_tmux(option: str) -> Diagnosis:
    if option == "off":
        return _CHECK.warning(
            "tmux keeps it from the terminal (set-clipboard off)",
            "Run `tmux set -s set-clipboard external`, or write `set -s …` into ~/.tmux.conf to keep it so.",
        )
    if not option:
        return _CHECK.warning(
            "tmux does not answer; a text is sent to the terminal through it",
            "See whether `tmux show-options -s set-clipboard` works here.",
        )
    return _CHECK.ok(f"that of tmux, which tells the terminal (set-clipboard {option})")


def _said(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """The first line that a program prints; empty when it fails or is not there."""
    try:
        done = subprocess.run(  # noqa: S603 - constants
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout.decode("utf-8", "replace").strip().partition("\n")[0]
