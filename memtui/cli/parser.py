"""Arguments: the options that every command takes, and the commands, each loaded when it is named."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from memtui import __version__
from memtui.core.errors import UsageError

# Each module has `configure(parser)`, which adds the command's own arguments and sets `run`.
COMMANDS = {
    "list": ("listing", "list memories, newest first"),
    "search": ("searching", "find the memories that answer a question"),
    "get": ("getting", "show one memory"),
    "history": ("changes", "show how one memory came to be what it is"),
    "entities": ("entities", "list the users, agents, apps and runs that have memories"),
    "activity": ("activity", "show when memories were created or updated"),
    "add": ("adding", "add a memory, or learn from a conversation"),
    "update": ("updating", "change memories"),
    "delete": ("deleting", "delete memories, or whole entities"),
    "undo": ("undoing", "take back what memtui changed"),
    "journal": ("journaling", "show what memtui changed, newest first"),
    "import": ("importing", "bring memories from a JSON Lines file into an embedded store"),
    "export": ("exporting", "write memories to a file, as JSON Lines, CSV or Markdown"),
    "filter": ("filtering", "check, translate and explain a filter"),
    "profiles": ("profiling", "list, add, remove and check the services that have a name"),
    "serve": ("serving", "serve an embedded store over HTTP, as the Mem0 Platform does"),
    "doctor": ("doctor", "look at installation, terminal, configuration and service, and tell what is wrong"),
    "completions": ("completions", "print a script that completes words for bash, zsh or fish"),
    "man": ("man", "print the manual page"),
}

_EPILOG = """\
which service is meant:
  --db, --profile, --base-url or --demo; else the profile in MEMTUI_PROFILE; else the default profile of
  memtui/config.toml in XDG_CONFIG_HOME (~/.config); else the Mem0 Platform when MEM0_API_KEY or MEM0_BASE_URL
  is set; else the embedded store memtui/memories.db in XDG_DATA_HOME (~/.local/share). No key is ever an
  argument: `memtui profiles --help` tells where they can be.

examples:
  memtui --demo                        look around with made-up memories
  memtui list --user-id alice          alice's memories
  memtui list --filter 'user_id = * and created_at > -7d'
                                       what was learned about any user in the last week
  memtui search "allergic to nuts"     the memories with most of these words
  memtui add 'Likes tea' --user-id alice
                                       a new memory; a terminal asks first, elsewhere --yes is needed
  memtui delete --filter 'user_id = alice and created_at < -180d'
                                       what matches, after it was shown
  memtui undo                          take back what was changed last
  memtui export backup.jsonl           everything, history included
  memtui doctor                        what is wrong here, and what mends it

exit codes:
  0 done    1 failed, not found or declined    2 wrong usage or configuration    3 partly done
  4 refused (read-only, unsafe)    130 interrupted

`memtui COMMAND --help` tells more about a command.
"""


class Parser(argparse.ArgumentParser):
    """An argument parser that reports a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(f"{message}.", hint=f"Try `{self.prog} --help`.")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments as a namespace whose `run` takes it and returns an exit code.

    Raises UsageError, and SystemExit after --help and --version.
    """
    arguments = program_parser().parse_args(argv)
    words: list[str] = arguments.command or []
    if words and arguments.filter is not None:
        raise UsageError(
            f"--filter before {words[0]} would start the screen with it.", hint="Write it after the command."
        )
    parser = command_parser(words[0] if words else "")
    return parser.parse_args(words[1:], arguments)


def command_parser(name: str) -> Parser:
    """The parser of what follows a command's name; without one that of the screen. Raises UsageError."""
    module, purpose = (COMMANDS.get(name) or _no_command(name)) if name else ("screen", "")
    parser = Parser(
        prog=f"memtui {name}".rstrip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.description = f"{purpose[:1].upper()}{purpose[1:]}."
    import_module(f"memtui.cli.commands.{module}").configure(parser)
    add_common(parser, fresh=False)
    return parser


def program_parser() -> Parser:
    """The parser of what stands before a command, which it gathers with all that follows it."""
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:{width}}  {purpose}" for name, (_, purpose) in COMMANDS.items())
    parser = Parser(
        prog="memtui",
        usage="memtui [options] [COMMAND ...]",
        description="The terminal workbench for agent memory. Without a command it opens the screen.\n\n"
        f"commands:\n{commands}",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--filter", metavar="TEXT", help="open the screen with this filter")
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")
    add_common(parser, fresh=True)
    command = parser.add_argument("command", nargs=argparse.PARSER, help=argparse.SUPPRESS)
    command.required = False
    return parser


def add_common(parser: argparse.ArgumentParser, *, fresh: bool) -> None:
    """The options that stand before or after the command; only the first place has defaults."""
    group = parser.add_argument_group("which service")
    none, no = (None, False) if fresh else (argparse.SUPPRESS, argparse.SUPPRESS)
    group.add_argument("--db", metavar="PATH", default=none, help="the embedded store in this SQLite file")
    group.add_argument("--profile", metavar="NAME", default=none, help="the service that has this name")
    group.add_argument(
        "--base-url", metavar="URL", default=none, help="a service at this address; its key: MEM0_API_KEY"
    )
    group.add_argument(
        "--kind",
        choices=["platform", "selfhosted"],
        default=none,
        help="what the service is, if it is not to be asked",
    )
    group.add_argument("--demo", action="store_true", default=no, help="made-up memories, gone afterwards")
    group.add_argument(
        "--size", type=_demo_size, metavar="N", default=none, help="how many memories --demo has (1000)"
    )
    group.add_argument("--read-only", action="store_true", default=no, help="refuse to write anything")
    parser.add_argument("--version", action="version", version=f"memtui {__version__}")


def _demo_size(text: str) -> int:
    from memtui.cli.options import number

    return number(text, 0, 1_000_000)


def _no_command(word: str) -> NoReturn:
    from difflib import get_close_matches

    close = get_close_matches(word, COMMANDS, n=1)
    meant = f"Did you mean `memtui {close[0]}`?" if close else "`memtui --help` lists them."
    raise UsageError(f"{word!r} is no command.", hint=meant)
