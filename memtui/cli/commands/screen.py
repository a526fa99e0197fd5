"""`memtui` without a command: the screen."""

from __future__ import annotations

import argparse
import sys

from memtui.cli.service import DEMO_SIZE, make_default_folder, profile_of
from memtui.core.errors import UsageError
from memtui.core.profile import Profile
from memtui.state.paths import default_store
from memtui.state.target import is_configured


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the screen on the service that the flags name."""
    profile = profile_of(arguments)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("The screen needs a terminal.", hint="Elsewhere, use `memtui list`.")
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
    )


def _is_first_run(arguments: argparse.Namespace, profile: Profile) -> bool:
    """Whether it is the embedded store only because nobody has ever said anything else."""
    is_named = arguments.db is not None or arguments.demo
    return not is_named and profile.path == default_store() and not is_configured()
