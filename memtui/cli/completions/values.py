"""What can be said of a value before it is typed, and which words lead from one command to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Literal, TypeVar

from memtui.cli.outline import Argument, Command
from memtui.core.filter_fields import FIELDS
from memtui.core.values import dataclass

Source = Literal["words", "files", "profiles", "unknown"]

T = TypeVar("T")

_OF_PROFILES = {("profiles", action) for action in ("check", "default", "remove")}
_WORDS: dict[tuple[str, ...], tuple[str, ...]] = {("journal",): ("export", "prune", "purge", "resume")}
"""Words of commands that read them by themselves."""
PROFILE_NAMES = "memtui profiles list 2>/dev/null | cut -f 1"
"""What prints the names of the profiles, when they are completed: the configuration may change."""


@dataclass(frozen=True, slots=True)
class Values:
    """Where the values of an argument come from; `words` are the values themselves."""

    source: Source
    words: tuple[str, ...] = ()


UNKNOWN = Values("unknown")


def values_of(command: Command, argument: Argument) -> Values:
    """What can stand for the argument."""
    if argument.choices:
        return Values("words", argument.choices)
    if argument.dest == "profile" or (not argument.flags and command.path in _OF_PROFILES):
        return Values("profiles")
    if argument.flags and argument.dest == "filter":
        return Values("words", tuple(field.name for field in FIELDS))
    return Values("files") if argument.values and argument.values[0] in {"FILE", "PATH"} else UNKNOWN


def next_words(command: Command) -> Values:
    """What can stand where a word without a flag is expected."""
    if words := (*(action.path[-1] for action in command.actions), *_WORDS.get(command.path, ())):
        return Values("words", words)
    for argument in command.arguments:
        if not argument.flags:
            return values_of(command, argument)
    return UNKNOWN


def flags_of(command: Command) -> tuple[str, ...]:
    """All flags that can stand there, long ones only, since they explain themselves."""
    return tuple(flag for argument in command.arguments for flag in argument.flags if flag.startswith("--"))


def place_of(command: Command) -> str:
    """A command as one word: `/profiles/add`; the program itself is empty."""
    return "".join(f"/{word}" for word in command.path)


def lengths(program: Command) -> dict[int, list[str]]:
    """The patterns of flags that have values, by how many follow."""
    found = _patterns(program, lambda _, argument: len(argument.values))
    return {length: patterns for length, patterns in found.items() if length}


def sources(program: Command) -> dict[Values, list[str]]:
    """The patterns of flags, by where their values come from."""
    found = _patterns(program, lambda command, argument: values_of(command, argument))
    return {values: patterns for values, patterns in found.items() if values != UNKNOWN}


def places(program: Command) -> list[str]:
    """All commands as words."""
    return [place_of(command) for command in program.walk() if command.path]


def _patterns(program: Command, said: Callable[[Command, Argument], T]) -> dict[T, list[str]]:
    """Flags by what is said of them: `*/--db` where that is so in every command that has the flag."""
    by_flag: dict[str, dict[str, T]] = defaultdict(dict)
    for command in program.walk():
        for argument in command.arguments:
            for flag in argument.flags:
                by_flag[flag][place_of(command)] = said(command, argument)
    found: dict[T, list[str]] = defaultdict(list)
    for flag, by_place in by_flag.items():
        if len(set(by_place.values())) == 1:
            found[next(iter(by_place.values()))].append(f"*/{flag}")
        else:
            for place, what in by_place.items():
                found[what].append(f"{place}/{flag}")
    return found
