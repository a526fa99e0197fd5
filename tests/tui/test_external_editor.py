"""A text in the person's own editor, and back."""

from __future__ import annotations

import os
import signal
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App

from memtui.core.errors import DataError, RefusedError, UsageError
from memtui.tui import external_editor
from memtui.tui.external_editor import edit_externally, edited_by, editor_command
from tests.strategies import broken_texts, law

Script = Callable[[str], list[str]]
LEFT = "path.write_bytes(path.read_bytes())"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go; empty again when the test is over."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def editor(tmp_path: Path, temporary: Path) -> Iterator[Script]:
    """Makes an editor of some lines of Python, in which `path` is the file."""

    def make(lines: str) -> list[str]:
        script = tmp_path / "editor.py"
        head = "import os, signal, sys, time\nfrom pathlib import Path\npath = Path(sys.argv[-1])\n"
        script.write_text(head + lines, encoding="utf-8")
        return [sys.executable, "-S", str(script)]

    yield make
    assert not list(temporary.iterdir()), "something was left behind"


@contextmanager
def nothing() -> Iterator[None]:
    yield


def edit(command: list[str], text: str) -> str | None:
    return edited_by(command, text, suffix=".txt", suspended=nothing)


def test_what_the_editor_writes_comes_back(editor: Script) -> None:
    assert edit(editor("path.write_bytes(path.read_bytes() + b' and milk')"), "tea") == "tea and milk"


@pytest.mark.parametrize(
    "text",
    [
        "tea",
        "",
        "a\r\nb\rc\n",
        "\u202e\x1b[31m\x00\x85\u2028",
        "\ud800 half",
        "é 東京 👩\u200d💻",
        "no end",
        "end\n\n",
    ],
)
def test_the_file_holds_the_text_byte_for_byte(editor: Script, tmp_path: Path, text: str) -> None:
    copy = tmp_path / "copy"
    assert edit(editor(f"Path({str(copy)!r}).write_bytes(path.read_bytes())"), text) is None
    assert copy.read_bytes() == text.encode("utf-8", "surrogatepass")


@law(8)
@given(text=broken_texts, typed=st.sampled_from(["", "x", "\r\n", "\n"]))
def test_what_the_editor_keeps_stays_byte_for_byte(text: str, typed: str) -> None:
    command = [sys.executable, "-S", "-c", "import sys; open(sys.argv[1], 'ab').write(b'!')"]
    assert edit(command, text + typed) == f"{text}{typed}!"


def test_only_the_owner_can_read_it(editor: Script, tmp_path: Path) -> None:
    modes = tmp_path / "modes"
    lines = "modes = [oct(p.stat().st_mode & 0o777) for p in (path, path.parent)]\n"
    edit(editor(f"{lines}Path({str(modes)!r}).write_text(' '.join([*modes, path.suffix]))"), "secret")
    assert modes.read_text(encoding="utf-8") == "0o600 0o700 .txt"
    assert stat.S_IMODE(modes.stat().st_mode) != 0o600, "the editor's own files are its own affair"


@pytest.mark.parametrize(
    ("before", "added", "after"),
    [
        ("tea", "\n", None),
        ("tea", "\n\n", "tea\n"),
        ("tea\n", "", None),
        ("tea\n", "\n", "tea\n\n"),
        ("a\r\nb", "\r\n", None),
        ("a\r\nb", "\n", None),
        ("a\nb", "\r\n", "a\nb\r"),
        ("", "\n", None),
        ("tea", " too\n", "tea too"),
    ],
)
def test_a_line_end_behind_the_last_line_is_no_change(
    editor: Script, before: str, added: str, after: str | None
) -> None:
    assert edit(editor(f"path.write_bytes(path.read_bytes() + {added.encode()!r})"), before) == after


def test_a_last_line_end_that_is_taken_away_is_a_change(editor: Script) -> None:
    assert edit(editor("path.write_bytes(path.read_bytes()[:-1])"), "tea\n") == "tea"


@pytest.mark.parametrize(
    "end", ["sys.exit(1)", "os.kill(os.getpid(), signal.SIGKILL)", "os.kill(os.getpid(), signal.SIGTERM)"]
)
def test_an_editor_that_does_not_end_well_changes_nothing(editor: Script, end: str) -> None:
    assert edit(editor(f"path.write_bytes(b'half')\n{end}"), "tea") is None


def test_what_an_editor_puts_beside_the_file_is_removed_too(editor: Script) -> None:
    lines = "(path.parent / '.memory.swp').write_bytes(b'x')\n(path.parent / 'undo').mkdir()\n"
    assert edit(editor(lines + "path.write_bytes(b'new')"), "tea") == "new"


def test_a_text_that_is_no_utf_8_is_refused(editor: Script) -> None:
    with pytest.raises(DataError, match="did not write UTF-8: nothing was taken"):
        edit(editor("path.write_bytes(b'caf\\xe9')"), "café")


def test_a_file_that_is_gone_is_told(editor: Script) -> None:
    with pytest.raises(DataError, match="The editor cannot be used: No such file or directory"):
        edit(editor("path.unlink()"), "tea")


def test_a_program_that_cannot_run_is_told(tmp_path: Path, temporary: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x7fELF no program")
    broken.chmod(0o700)
    with pytest.raises(DataError, match="The editor cannot be used: "):
        edit([str(broken)], "tea")
    assert not list(temporary.iterdir())


def test_an_error_is_raised_when_the_terminal_is_back(editor: Script) -> None:
    seen: list[str] = []

    @contextmanager
    def suspended() -> Iterator[None]:
        # As textual's own: an error that came through would leave the terminal as it is.
        seen.append("given away")
        yield
        seen.append("back")

    with pytest.raises(DataError):
        edited_by(editor("path.unlink()"), "tea", suffix=".txt", suspended=suspended)
    assert seen == ["given away", "back"]


# Signals


@contextmanager
def noted(number: signal.Signals) -> Iterator[list[int]]:
    came: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        came.append(number)

    before = signal.signal(number, note)
    try:
        yield came
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_editor_removes_the_file_and_goes_on(
    editor: Script, temporary: Path, number: signal.Signals
) -> None:
    waiting = f"path.write_bytes(b'half')\nos.kill(os.getppid(), {int(number)})\ntime.sleep(600)"
    left: list[list[Path]] = []
    with noted(number) as came:

        @contextmanager
        def suspended() -> Iterator[None]:
            yield
            left.append(list(temporary.iterdir()))

        assert edited_by(editor(waiting), "tea", suffix=".txt", suspended=suspended) is None
        assert came == [number], "whoever waited for it got it once"
    assert left == [[]]


def test_an_editor_that_does_not_heed_a_signal_is_killed(
    editor: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external_editor, "PATIENCE", 0.01)
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nos.kill(os.getppid(), signal.SIGTERM)\n"
    with noted(signal.SIGTERM) as came:
        assert edit(editor(f"{deaf}time.sleep(600)"), "tea") is None
        assert came == [signal.SIGTERM]


def test_the_keyboards_signals_are_for_the_editor(editor: Script) -> None:
    lines = "assert signal.getsignal(signal.SIGINT) is signal.default_int_handler\n"
    with noted(signal.SIGINT) as came:
        assert (
            edit(editor(f"{lines}os.kill(os.getppid(), signal.SIGINT)\npath.write_bytes(b'new')"), "tea")
            == "new"
        )
        assert not came
        os.kill(os.getpid(), signal.SIGINT)
        assert came == [signal.SIGINT], "afterwards they are memtui's again"


# Which editor


@pytest.fixture
def programs(tmp_path: Path) -> Callable[..., str]:
    """A PATH with these programs on it."""

    def make(*names: str) -> str:
        folder = tmp_path / "bin"
        folder.mkdir()
        for name in names:
            (folder / name).touch(mode=0o700)
        return str(folder)

    return make


def test_visual_comes_before_editor(programs: Callable[..., str]) -> None:
    path = programs("emacs", "vim", "nano", "vi")
    assert editor_command({"PATH": path, "VISUAL": "emacs -nw", "EDITOR": "vim"}) == ["emacs", "-nw"]
    assert editor_command({"PATH": path, "VISUAL": " ", "EDITOR": "vim -c 'set tw=0'"}) == [
        "vim",
        "-c",
        "set tw=0",
    ]
    assert editor_command({"PATH": path}) == ["nano"]


def test_without_nano_there_is_vi(programs: Callable[..., str]) -> None:
    assert editor_command({"PATH": programs("vi"), "EDITOR": ""}) == ["vi"]


def test_without_any_editor_it_says_so(programs: Callable[..., str]) -> None:
    with pytest.raises(UsageError, match=r"There is no editor here\. Name one in VISUAL or EDITOR\."):
        editor_command({"PATH": programs()})


def test_an_editor_that_is_not_there_is_named(programs: Callable[..., str]) -> None:
    with pytest.raises(UsageError, match=r"The editor myedit\^\[ is not there. Set EDITOR to another one."):
        editor_command({"PATH": programs("vi"), "EDITOR": "myedit\x1b --wait"})


def test_a_quote_that_is_not_closed_is_told(programs: Callable[..., str]) -> None:
    with pytest.raises(UsageError, match="VISUAL cannot be read: a quote in it is not closed"):
        editor_command({"PATH": programs("vi"), "VISUAL": "vim 'x"})


async def test_a_terminal_that_cannot_be_given_away_is_told(
    monkeypatch: pytest.MonkeyPatch, editor: Script
) -> None:
    monkeypatch.setenv("VISUAL", " ".join(editor(LEFT)))
    app = App[None]()
    async with app.run_test():
        with pytest.raises(RefusedError, match="This terminal cannot be handed to an editor"):
            edit_externally(app, "tea")


def test_the_app_gives_the_terminal_away_for_the_editor(
    monkeypatch: pytest.MonkeyPatch, editor: Script
) -> None:
    seen: list[str] = []

    class Suspending(App[None]):
        @contextmanager
        def suspend(self) -> Iterator[None]:
            seen.append("given away")
            yield
            seen.append("back")

    monkeypatch.setenv("VISUAL", " ".join(editor("path.write_bytes(path.suffix.encode())")))
    assert edit_externally(Suspending(), "tea", suffix=".json") == ".json"
    assert seen == ["given away", "back"]
