"""The person's own editor, for a text that is more than a box is made for.

The text goes to a file that only its owner can read, in a folder of its own, and both are gone afterwards,
whatever happens in between. While the editor has the terminal, nothing else of memtui runs.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from textual.app import App, SuspendNotSupported

from memtui.core.display import one_line
from memtui.core.errors import DataError, MemtuiError, RefusedError, UsageError

PATIENCE = 2.0
"""Seconds that an editor has to end by itself when memtui is ended."""

_USUAL = ("nano", "vi")
_ENDING = ("SIGTERM", "SIGHUP")
_FOR_THE_EDITOR = ("SIGINT", "SIGQUIT")
Suspend = Callable[[], AbstractContextManager[None]]


def edit_externally(app: App[Any], text: str, *, suffix: str = ".txt") -> str | None:
    """What an editor made of `text`; None when it left it as it was, or ended with an error.

    A line end that the editor put behind the last line is no change. Raises UsageError when there is no
    editor, RefusedError when the terminal cannot be handed over, DataError when its file cannot be used.
    """

    @contextmanager
    def suspended() -> Iterator[None]:
        try:
            with app.suspend():
                yield
        except SuspendNotSupported:
            raise RefusedError("This terminal cannot be handed to an editor.") from None

    return edited_by(editor_command(), text, suffix=suffix, suspended=suspended)


def editor_command(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The words that start the editor: VISUAL, EDITOR, or one that most machines have. Raises UsageError."""
    for name in ("VISUAL", "EDITOR"):
        try:
            words = shlex.split(environment.get(name, ""))
        except ValueError:
            raise UsageError(f"{name} cannot be read: a quote in it is not closed.") from None
        if words:
            if shutil.which(words[0], path=environment.get("PATH")) is None:
                raise UsageError(
                    f"The editor {one_line(words[0])} is not there.", hint=f"Set {name} to another one."
                )
            return words
    for usual in _USUAL:
        if shutil.which(usual, path=environment.get("PATH")) is not None:
            return [usual]
    raise UsageError("There is no editor here.", hint="Name one in VISUAL or EDITOR.")


def edited_by(command: Sequence[str], text: str, *, suffix: str, suspended: Suspend) -> str | None:
    """What a command, which gets the file as its last word, made of `text`; None as above.

    `suspended` gives the terminal away for as long as the command runs. A signal that ends memtui ends
    the command first; then the file is removed, and whoever waited for the signal gets it.
    """
    problem: MemtuiError | None = None
    after = text
    with suspended():
        # An error that left this block would leave the terminal with it.
        with _signals_held() as held:
            try:
                after = _edit_file(command, text, suffix, held)
            except OSError as error:
                problem = DataError(f"The editor cannot be used: {error.strerror}.")
            except MemtuiError as error:
                problem = error
        for number in held.came:
            signal.raise_signal(number)
    if problem is not None:
        raise problem
    return None if held.came or after == text else after


def _edit_file(command: Sequence[str], text: str, suffix: str, held: _Held) -> str:
    # A folder that nobody else can enter hides what editors put beside the file as well.
    with tempfile.TemporaryDirectory(prefix="memtui-edit-") as folder:
        path = Path(folder) / f"memory{suffix}"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode("utf-8", "surrogatepass"))
        if _run([*command, str(path)], held) != 0:
            return text
        try:
            after = path.read_bytes().decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise DataError("The editor did not write UTF-8: nothing was taken.") from None
    return _without_last_line_end(text, after)


def _without_last_line_end(before: str, after: str) -> str:
    """`after` without the one line end that an editor puts behind a last line that has none."""
    if before.endswith("\n") or not after.endswith("\n"):
        return after
    return after[:-2] if "\r\n" in before and after.endswith("\r\n") else after[:-1]


class _Ended(BaseException):
    """A signal that ends memtui came while the editor had the terminal."""


class _Held:
    """The signals that came, which interrupt nothing but the waiting for the editor."""

    def __init__(self) -> None:
        self.came: list[int] = []
        self._waiting = False

    def end(self, number: int, _: FrameType | None) -> None:
        """Handle a signal."""
        self.came.append(number)
        if self._waiting:
            self._waiting = False
            raise _Ended

    def wait(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for the editor. Raises _Ended when a signal came, before or meanwhile."""
        self._waiting = True
        if self.came:
            raise _Ended
        try:
            return process.wait()
        finally:
            self._waiting = False


def _run(command: Sequence[str], held: _Held) -> int:
    process = subprocess.Popen(command)  # noqa: S603  (the person named it)
    try:
        return held.wait(process)
    except _Ended:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return 1


@contextmanager
def _signals_held() -> Iterator[_Held]:
    """Keep signals from ending memtui before the file is removed.

    Those of the keyboard are for the editor; ignoring them outright would make it ignore them too.
    """
    held = _Held()
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        handlers = [
            *((name, held.end) for name in _ENDING),
            *((name, _do_nothing) for name in _FOR_THE_EDITOR),
        ]
        for name, handler in handlers:
            number = getattr(signal, name, None)
            if number is not None:
                before[number] = signal.signal(number, handler)
    try:
        yield held
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _do_nothing(_: int, __: FrameType | None) -> None:
    pass
