"""The command line as its parsers describe it, for completions and the manual page.

What a parser has is read by taking the place of the formatter that it hands everything to for `--help`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from memtui.cli.parser import COMMANDS, command_parser, program_parser
from memtui.core.values import dataclass

COMMON = "which service"
"""The title of the options that every command takes."""


@dataclass(frozen=True, slots=True)
class Argument:
    """An option with its flags, or a word without any.

    `values` are the names of what follows the flag, or of the word itself; none follow a switch. `choices`
    are the only values that it takes, where there are such.
    """

    flags: tuple[str, ...]
    dest: str
    values: tuple[str, ...]
    choices: tuple[str, ...]
    help: str


@dataclass(frozen=True, slots=True)
class Section:
    """Arguments under one title."""

    title: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """A command, or the program itself; `path` are the words that name it, after `memtui`.

    `actions` are the commands that its next word may be.
    """

    path: tuple[str, ...]
    purpose: str
    sections: tuple[Section, ...]
    epilog: str
    actions: tuple[Command, ...]

    @property
    def arguments(self) -> Iterator[Argument]:
        """All its arguments."""
        for section in self.sections:
            yield from section.arguments

    def walk(self) -> Iterator[Command]:
        """Itself, and all that its actions hold."""
        yield self
        for action in self.actions:
            yield from action.walk()


def outline() -> Command:
    """The program with all its commands; every module of a command is loaded."""
    top = _read(program_parser(), ())
    commands = tuple(_read(command_parser(name), (name,)) for name in COMMANDS)
    purpose = "the terminal workbench for agent memory"
    return Command((), purpose, top.sections, top.epilog, commands)


class _Recorder(argparse.HelpFormatter):
    """A formatter that keeps what it is given, in the place of drawing it."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        self.titles: list[str] = []
        self.given: list[list[argparse.Action]] = []

    def start_section(self, heading: str | None) -> None:
        """A group of arguments begins."""
        self.titles.append(heading or "")
        self.given.append([])
        super().start_section(heading)

    def add_arguments(self, actions: Iterable[argparse.Action]) -> None:
        """The arguments of the group."""
        self.given[-1].extend(actions)


def _read(parser: argparse.ArgumentParser, path: tuple[str, ...]) -> Command:
    recorder = _Recorder(parser.prog)
    drawing = parser.formatter_class
    parser.formatter_class = lambda prog: recorder
    try:
        parser.format_help()
    finally:
        parser.formatter_class = drawing
    sections, actions = [], []
    for title, given in zip(recorder.titles, recorder.given, strict=True):
        arguments = []
        for action in given:
            if isinstance(action.choices, dict):
                actions += [_read(inner, (*path, name)) for name, inner in action.choices.items()]
            elif action.help != argparse.SUPPRESS:
                arguments.append(_argument(action))
        if arguments:
            sections.append(Section(title, tuple(arguments)))
    purpose = (parser.description or "").rstrip(".")
    return Command(
        path,
        purpose[:1].lower() + purpose[1:],
        tuple(sections),
        parser.epilog or "",
        tuple(actions),
    )


def _argument(action: argparse.Action) -> Argument:
    choices = tuple(map(str, action.choices or ()))
    named = action.metavar or (f"{{{','.join(choices)}}}" if choices else action.dest.upper())
    number = action.nargs if isinstance(action.nargs, int) else 1
    values = named if isinstance(named, tuple) else (named,) * number
    return Argument(tuple(action.option_strings), action.dest, values, choices, action.help or "")
