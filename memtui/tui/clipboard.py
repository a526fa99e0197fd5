"""Copying: to this machine's clipboard, or over SSH, tmux and screen to that of the person's terminal.

These ways are tried in turn, and what happened is said in a sentence:

1. pyperclip, unless this is SSH, where "this machine" has no clipboard that the person sees.
2. tmux itself: `tmux load-buffer -w`. With its default options tmux (3.3 and later) drops the sequences
   that a program sends to the terminal, plain or wrapped, and this is the one way that it lets through.
3. OSC 52, the terminal's own sequence, wrapped for an older tmux and for screen by the driver (`wrapped`).
   A terminal never answers it, so the sentence says "sent".
4. A file that only its owner can read: terminals cut off what is too long for them without a word, and
   some have no clipboard at all.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from textual.app import App

from memtui.core.display import hidden_characters, one_line
from memtui.core.errors import DataError, MemtuiError, StoreError
from memtui.state.files import whole_file
from memtui.state.paths import private_folder
from memtui.tui.lines import number

LONGEST = 74_994
"""Bytes of text that terminals take: with its frame, in base64, a sequence of 100,000 bytes."""
MOST_KEPT = 20
"""Copies that are kept in files: the oldest makes room for the next."""
PATIENCE = 5.0
"""Seconds that a program may take to put a text on a clipboard."""

_NO_CLIPBOARD = {"linux", "dumb"}
"""What TERM is on a console and in an editor's shell, which have no clipboard to send anything to."""
_KEPT = re.compile(r"copied-([0-9]{1,9})\.txt")
_SCREEN_CHUNK = 512
"""Characters that screen passes on at once: its own buffer holds 768 bytes."""

# In a process of its own: pyperclip's helpers write their complaints to the terminal, where they would land
# on the screen, and can hang on a display that is gone. It does not look whether they failed: reading back
# what was copied does.
_PYPERCLIP = """
import sys, pyperclip
text = sys.stdin.buffer.read().decode()
pyperclip.copy(text)
sys.exit(pyperclip.paste() != text)
"""


async def copy_text(
    app: App[Any], text: str, environment: Mapping[str, str] = os.environ, *, state: Path | None = None
) -> str:
    """Copy a text as it is, and say in a sentence for the status line what became of it.

    What no clipboard takes goes into a file under `state`, memtui's own folder; without one it is not
    copied.
    """
    if not text:
        return "there is nothing to copy"
    # Half a surrogate pair cannot be written anywhere.
    text = text.encode("utf-8", "replace").decode()
    what = f"{number(len(text))} character{'' if len(text) == 1 else 's'}{_warning(text)}"
    length = len(text.encode())
    is_remote = any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))
    if not is_remote and await _takes([sys.executable, "-P", "-c", _PYPERCLIP], text, environment):
        return f"copied {what}"
    in_tmux = bool(environment.get("TMUX"))
    if in_tmux and await _takes(["tmux", "load-buffer", "-w", "-"], text, environment):
        further = "" if length <= LONGEST else ", too many for most terminals' clipboard"
        return f"copied {what} to tmux, which tells the terminal{further}"
    if environment.get("TERM") in _NO_CLIPBOARD and not in_tmux:
        return await _kept(text, what, "this terminal has no clipboard", environment, state)
    if length > LONGEST:
        reason = f"{number(length)} bytes are more than a terminal takes ({number(LONGEST)})"
        return await _kept(text, what, reason, environment, state)
    app.copy_to_clipboard(text)
    return f"sent {what} to the terminal's clipboard (OSC 52)"


def _warning(text: str) -> str:
    """What may surprise those who paste it; empty where nothing does."""
    hidden = len(hidden_characters(text))
    found = [f"{number(hidden)} hidden"] if hidden else []
    if "\n" in text or "\r" in text:
        found.append("a shell would run its lines")
    return f" ({'; '.join(found)})" if found else ""


def keep_copy(state: Path, text: str) -> Path:
    """Write a text into a new file of its own in the folder `clipboard` of `state`, for its owner alone.

    Raises MemtuiError when it cannot be written.
    """
    folder = private_folder(state / "clipboard")
    try:
        kept = sorted(int(found[1]) for path in folder.iterdir() if (found := _KEPT.fullmatch(path.name)))
        for at in count(kept[-1] + 1 if kept else 1):
            path = folder / f"copied-{at}.txt"
            try:
                with whole_file(path, overwrite=False) as file:
                    file.write(text)
            except DataError:
                # Another memtui took this number meanwhile.
                if not path.exists():
                    raise
            else:
                break
        for at in kept[: len(kept) + 1 - MOST_KEPT if len(kept) >= MOST_KEPT else 0]:
            (folder / f"copied-{at}.txt").unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be used: {error.strerror}.") from error
    return path


async def _kept(text: str, what: str, reason: str, environment: Mapping[str, str], state: Path | None) -> str:
    """Keep in a file what the terminal would not take, and say where: the place first, as lines are cut."""
    if state is None:
        return f"not copied: {reason}"
    try:
        path = await asyncio.to_thread(keep_copy, state, text)
    except MemtuiError as error:
        return f"not copied: {reason}; {one_line(error.message)}"
    home = environment.get("HOME", "")
    shown = f"~{str(path).removeprefix(home)}" if home and path.is_relative_to(home) else str(path)
    return f"written to {one_line(shown)}: {what}; {reason}"


def wrapped(sequence: str, environment: Mapping[str, str]) -> str:
    """A sequence for the terminal in the form that tmux or screen, if there is one, hands on to it."""
    if environment.get("TMUX"):
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if environment.get("STY"):
        chunks = (sequence[at : at + _SCREEN_CHUNK] for at in range(0, len(sequence), _SCREEN_CHUNK))
        return "".join(f"\x1bP{chunk}\x1b\\" for chunk in chunks)
    return sequence


async def _takes(command: Sequence[str], text: str, environment: Mapping[str, str]) -> bool:
    """Whether a program took the text from its standard input and ended well, in time."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, env=environment, start_new_session=True
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(PATIENCE):
            await process.communicate(text.encode())
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                if sys.platform == "win32":
                    process.kill()
                else:
                    # With the helper that it waits for.
                    os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    return process.returncode == 0
