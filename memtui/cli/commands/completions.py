"""`memtui completions`."""

from __future__ import annotations

import argparse

from memtui.cli.output import put

_SHELLS = ("bash", "zsh", "fish")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `completions`."""
    parser.add_argument("shell", choices=_SHELLS, help="the shell that the script is for")
    parser.epilog = """\
examples:
  eval "$(memtui completions bash)"
  memtui completions bash > ~/.local/share/bash-completion/completions/memtui
  memtui completions zsh > ~/.zfunc/_memtui
  memtui completions fish > ~/.config/fish/completions/memtui.fish

Commands, options and their values are completed, and the names of profiles as they are at that time. The
folder for zsh is one of fpath, named before compinit is run.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    from importlib import import_module

    from memtui.cli.outline import outline

    put(import_module(f"memtui.cli.completions.{arguments.shell}").script(outline()))
    return 0
