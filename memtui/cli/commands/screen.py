"""`memtui` without a command: the screen."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from typing import TYPE_CHECKING

from memtui.cli.early_files import are_panes_moved, configuration
from memtui.cli.early_frame import EarlyFrame
from memtui.core.errors import UsageError
from memtui.tui.terminal.signs import speaks_utf8

if TYPE_CHECKING:
    from memtui.core.profile import Profile
    from memtui.state.screen_settings import ScreenSettings

_FRAMES_A_SECOND = "240"
_NO_SCREEN = {"", "dumb"}
"""What TERM is where nothing but lines can be written."""
_LOOKS = (b"theme", b"borders", b"layout")
"""Settings by which the screen may look otherwise than its outline."""


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the screen on the service that the flags name."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        _refuse(arguments, "The screen needs a terminal.")
    if os.environ.get("TERM", "") in _NO_SCREEN and sys.platform != "win32":
        named = os.environ.get("TERM")
        _refuse(arguments, f"The screen needs a terminal that can place text; TERM is {named or 'not set'}.")
    # Everything that is loaded stays: looking through it again and again takes a tenth of the start.
    gc.disable()
    # Textual gathers changes for up to a sixtieth of a second before it draws them, and reads this once.
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES_A_SECOND)
    # The terminal knows its size; a shell may have written down one of an earlier time.
    for stale in ("COLUMNS", "LINES"):
        os.environ.pop(stale, None)
    said = configuration()
    outlined = speaks_utf8(os.environ) and not any(word in said for word in _LOOKS)
    with EarlyFrame(outlined=outlined, with_panes=not are_panes_moved()) as frame:
        return _run(arguments, said, frame)


def _refuse(arguments: argparse.Namespace, why: str) -> None:
    """Raise UsageError: for a service that is not there, else because there is no such terminal."""
    from memtui.cli.service import profile_of

    profile_of(arguments)
    raise UsageError(why, hint="Elsewhere, use `memtui list`.")


def _run(arguments: argparse.Namespace, said: bytes, frame: EarlyFrame) -> int:
    # Loaded while the outline stands.
    from dataclasses import replace

    from memtui.cli.service import DEMO_SIZE, make_default_folder, profile_of

    profile = profile_of(arguments)
    keys = _keys(said)
    tree = None
    if arguments.filter is not None:
        from memtui.cli.filter_source import read_either

        tree = read_either(arguments.filter)
    make_default_folder(profile)
    settings = _settings(said)
    from memtui.tui.run import run_tui

    size = DEMO_SIZE if arguments.size is None else arguments.size
    return run_tui(
        profile,
        demo_size=size if arguments.demo else None,
        tree=tree,
        is_first_run=_is_first_run(arguments, profile),
        keys=keys,
        settings=replace(settings, mouse=settings.mouse and not arguments.no_mouse),
        take_terminal=frame.hand_over,
    )


def _keys(said: bytes) -> dict[str, tuple[str, ...]]:
    """The actions that the configuration gives other keys than their own. Raises UsageError."""
    # Most configurations say nothing of keys, and to read one takes time.
    if b"keys" not in said:
        return {}
    from memtui.tui.keymap import configured_keys

    return configured_keys()


def _settings(said: bytes) -> ScreenSettings:
    """What the configuration says of the screen. Raises UsageError."""
    from memtui.state.screen_settings import SETTINGS, ScreenSettings

    if not any(name.encode() in said for name in SETTINGS):
        return ScreenSettings()
    from memtui.state.config.screen_table import load_settings

    return load_settings()


def _is_first_run(arguments: argparse.Namespace, profile: Profile) -> bool:
    """Whether it is the embedded store only because nobody has ever said anything else."""
    from memtui.state.paths import default_store
    from memtui.state.target import is_configured

    is_named = arguments.db is not None or arguments.demo
    return not is_named and profile.path == default_store() and not is_configured()
