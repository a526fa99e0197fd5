"""The manual page, made from the outline of the command line and from what stands nowhere in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from memtui import __version__
from memtui.cli.outline import COMMON, Argument, Command
from memtui.cli.roff import bold, example, heading, italic, paragraph, plain, smaller_heading, term

FILES = (
    ("~/.config/memtui/config.toml", "the profiles"),
    ("~/.config/memtui/keys/", "keys that memtui was given to keep, one a file"),
    ("~/.local/share/memtui/memories.db", "the embedded store"),
    ("~/.local/share/memtui/filters.json", "saved filters"),
    ("~/.local/state/memtui/journal.db", "what memtui changed, with what was there before"),
    (
        "~/.local/state/memtui/services.json",
        "which kind and version answered at an address, for a week; it can be deleted",
    ),
    ("~/.local/state/memtui/session.json", "where somebody was when memtui was left"),
    ("~/.local/state/memtui/panes.json", "how large somebody likes the panes, where that is not as usual"),
    ("~/.local/state/memtui/columns.json", "the columns that were chosen for the list of each service"),
    ("~/.local/state/memtui/clipboard/", "what was too large for a clipboard, the newest 20"),
    ("~/.local/state/memtui/memtui.log", "what went wrong in a way nobody foresaw"),
    ("~/.mem0/config.json", "the account of the mem0 CLI, which is the profile mem0-cli; only read"),
)
VARIABLES = (
    ("MEMTUI_PROFILE", "the profile to open"),
    ("MEMTUI_CONFIG", "the configuration, in the place of config.toml"),
    ("MEM0_API_KEY", "the key that is sent to the service that no profile describes"),
    ("MEM0_BASE_URL", "the address of that service; the Mem0 Platform when it is not set"),
    ("MEMTUI_SERVE_TOKEN", "the key that clients of `memtui serve` must send"),
    ("MEMTUI_WHOLE_FRAMES", "set to anything, whole frames are sent to the terminal"),
    (
        "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME",
        "where configuration, stores and what memtui remembers are kept",
    ),
    ("VISUAL, EDITOR", "the editor that the screen opens"),
    ("NO_COLOR", "set to anything, no colours are used"),
)
EXIT_CODES = (
    ("0", "done"),
    ("1", "failed, not found or declined"),
    ("2", "wrong usage or configuration"),
    ("3", "a part of a plan failed"),
    ("4", "refused: read-only, or unsafe"),
    ("130", "interrupted"),
)
_EVERYWHERE = {"--help", "--version"}
_EXAMPLES = "examples:"


def man_page(program: Command) -> str:
    """The page in roff, for `man -l -`."""
    return "".join(f"{line}\n" for line in _page(program))


def _page(program: Command) -> Iterator[str]:
    yield f'.TH MEMTUI 1 "" "memtui {plain(__version__)}" "User Commands"'
    yield heading("Name")
    yield plain(f"memtui - {program.purpose}")
    yield heading("Synopsis")
    yield from paragraph(f"{bold('memtui')} [{italic('options')}] [{italic('COMMAND')} ...]", is_roff=True)
    yield heading("Description")
    yield from paragraph(
        "See, question and mend what agents remember: on the Mem0 Platform, on a self-hosted Mem0 server, or"
        " in an embedded store in one SQLite file. Without a command the screen is opened; ? lists its keys."
    )
    common = [argument for argument in program.arguments if _is_common(program, argument)]
    yield heading("Options")
    yield from paragraph("These stand before or after a command.")
    yield from _terms(common)
    yield from paragraph("Without a command:")
    yield from _terms(argument for argument in program.arguments if argument not in common)
    yield heading("Commands")
    for command in program.actions:
        yield from _command(command, common)
    yield from _others(program)


def _others(program: Command) -> Iterator[str]:
    yield heading("Files")
    for name, meaning in FILES:
        yield from term(italic(name), meaning)
    yield from paragraph("What memtui writes there is its owner's alone (0600, in folders of 0700).")
    yield heading("Environment")
    for name, meaning in VARIABLES:
        yield from term(bold(name), meaning)
    yield heading("Exit status")
    for code, meaning in EXIT_CODES:
        yield from term(bold(code), meaning)
    yield heading("Examples")
    for title, lines in _blocks(program.epilog):
        if title == _EXAMPLES:
            yield from example(lines)


def _command(command: Command, common: list[Argument]) -> Iterator[str]:
    yield smaller_heading(f"memtui {' '.join(command.path)}")
    yield from paragraph(f"{command.purpose[:1].upper()}{command.purpose[1:]}.")
    yield from paragraph(f"Usage: {_usage(command)}", is_roff=True)
    for argument in command.arguments:
        if argument not in common and not set(argument.flags) & _EVERYWHERE:
            yield from _term(argument)
    for title, lines in _blocks(command.epilog):
        if title:
            yield from paragraph(f"{title[:1].upper()}{title[1:]}")
            yield from example(lines)
        else:
            yield from paragraph(" ".join(lines))
    for action in command.actions:
        yield from _command(action, common)


def _usage(command: Command) -> str:
    words = [plain(_shown(argument)) for argument in command.arguments if not argument.flags]
    following = " | ".join(action.path[-1] for action in command.actions)
    parts = [
        bold(f"memtui {' '.join(command.path)}"),
        *([plain(f"[{following}]")] if following else []),
        *words,
    ]
    return " ".join([*parts, f"[{italic('options')}]"])


def _is_common(program: Command, argument: Argument) -> bool:
    shared = [section for section in program.sections if section.title == COMMON]
    return bool(set(argument.flags) & _EVERYWHERE) or any(argument in one.arguments for one in shared)


def _terms(arguments: Iterable[Argument]) -> Iterator[str]:
    for argument in arguments:
        yield from _term(argument)


def _term(argument: Argument) -> Iterator[str]:
    values = "".join(f" {italic(value)}" for value in argument.values)
    if not argument.flags:
        yield from term(values.strip(), argument.help)
    else:
        yield from term(", ".join(f"{bold(flag)}{values}" for flag in argument.flags), argument.help)


def _shown(argument: Argument) -> str:
    return " ".join(argument.values)


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """The paragraphs of an epilog: with a title those whose lines stand as they are, without one prose."""
    for block in text.strip("\n").split("\n\n"):
        lines = block.splitlines()
        if lines and lines[0].endswith(":") and all(line.startswith("  ") for line in lines[1:]):
            yield lines[0], [line.removeprefix("  ") for line in lines[1:]]
        elif lines:
            yield "", lines
