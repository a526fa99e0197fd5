"""The keys of the configuration, from the file to the screen; a mistake in them keeps it from opening."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import Terminal, running

_STARTS = ("-m", "memtui", "--demo", "--size", "20")


def configured(folder: Path, keys: str) -> Path:
    path = folder / "own.toml"
    path.write_text(f"[keys]\n{keys}")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('undo = "d"', "keys: d is the key of both delete and undo"),
        ('undoo = "d"', "keys.undoo is not known; did you mean undo?"),
        ('undo = "crtl+x"', '"crtl+x" is no key; did you mean ctrl+x?'),
    ],
)
def test_a_mistake_in_the_keys_is_told_in_the_place_of_the_screen(
    tmp_path: Path, keys: str, said: str
) -> None:
    path = configured(tmp_path, keys)
    with running(_STARTS, tmp_path, columns=160, MEMTUI_CONFIG=str(path)) as terminal:
        assert terminal.end() == 2
        assert f"own.toml:2: {said}" in terminal.text.replace("keys.undo: ", "")


def test_the_screen_opens_with_the_keys_that_are_given(tmp_path: Path) -> None:
    path = configured(tmp_path, 'quit = "Q"\nhelp = "f5"\n')
    with running(_STARTS, tmp_path, MEMTUI_CONFIG=str(path)) as terminal:

        def shows_keys(there: Terminal) -> bool:
            return "Q quit" in there.text and "f5 help" in there.text

        terminal.until(shows_keys)
        terminal.type("q")
        terminal.type("Q")
        assert terminal.end() == 0


def test_without_keys_nothing_is_loaded_for_them(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[profiles.a]\nkind = "local"\n')
    path.chmod(0o600)
    program = (
        "import sys; from memtui.tui import app; from memtui.cli.main import main; "
        "app.MemtuiApp.on_ready = lambda self: self.exit(); code = main(sys.argv[1:]); "
        "print('keymap' if {'memtui.tui.keymap', 'memtui.state.config.key_table', 'memtui.tui.palette'} "
        "& set(sys.modules) else 'none of it'); sys.exit(code)"
    )
    words = ("-c", program, "--demo", "--size", "20")
    with running(words, tmp_path, MEMTUI_CONFIG=str(path)) as terminal:
        assert terminal.end() == 0
        assert "none of it" in terminal.text
