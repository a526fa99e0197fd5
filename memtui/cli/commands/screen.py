"""`memtui` without a command: the screen."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from typing import TYPE_CHECKING

from memtui.cli.early_frame import EarlyFrame
from memtui.core.errors import UsageError

if TYPE_CHECKING:
    from memtui.core.profile import Profile

_FRAMES_A_SECOND = "240"


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the screen on the service that the flags name."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        _refuse(arguments)
    # Everything that is loaded stays: looking through it again and again takes a tenth of the start.
    gc.disable()
    # Textual gathers changes for up to a sixtieth of a second before it draws them, and reads this once.
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES_A_SECOND)
    with EarlyFrame() as frame:
        return _run(arguments, frame)


def _refuse(arguments: argparse.Namespace) -> None:
    """Raise UsageError: for a service that is not there, else because there is no terminal."""
    from memtui.cli.service import profile_of

    profile_of(arguments)
    raise UsageError("The screen needs a terminal.", hint="Elsewhere, use `memtui list`.")


def _run(arguments: argparse.Namespace, frame: EarlyFrame) -> int:
    # Loaded while the outline stands.
    from memtui.cli.service import DEMO_SIZE, make_default_folder, profile_of

    profile = profile_of(arguments)
    tree = None
    if arguments.filter is not None:
        from memtui.cli.filter_source import read_either

        tree = read_either(arguments.filter)
    make_default_folder(profile)
    from memtui.tui.app import run_tui

    size = DEMO_SIZE if arguments.size is None else arguments.size
    return run_tui(
        profile,
        demo_size=size if arguments.demo else None,
        tree=tree,
        is_first_run=_is_first_run(arguments, profile),
        take_terminal=frame.hand_over,
    )


def _is_first_run(arguments: argparse.Namespace, profile: Profile) -> bool:
    """Whether it is the embedded store only because nobody has ever said anything else."""
    from memtui.state.paths import default_store
    from memtui.state.target import is_configured

    is_named = arguments.db is not None or arguments.demo
    return not is_named and profile.path == default_store() and not is_configured()
