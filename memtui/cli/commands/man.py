"""`memtui man`."""

from __future__ import annotations

import argparse

from memtui.cli.output import put


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""
    parser.epilog = """\
examples:
  memtui man | man -l -
  memtui man > ~/.local/share/man/man1/memtui.1

All commands with their options and examples, the files and the variables of the environment, in roff. Where
man has no -l: `memtui man | groff -man -Tutf8 | less -R`.
"""
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print the manual page."""
    from memtui.cli.man_page import man_page
    from memtui.cli.outline import outline

    put(man_page(outline()))
    return 0
