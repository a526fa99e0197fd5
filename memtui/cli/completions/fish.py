"""The script for fish."""

from __future__ import annotations

from collections.abc import Iterator

from memtui.cli.completions.values import (
    PROFILE_NAMES,
    UNKNOWN,
    Values,
    lengths,
    next_words,
    place_of,
    places,
    values_of,
)
from memtui.cli.outline import COMMON, Argument, Command

_HEAD = f"""\
# Completion of memtui's words for fish. Now: memtui completions fish | source. For good:
#   memtui completions fish > ~/.config/fish/completions/memtui.fish

function __memtui_profiles
    {PROFILE_NAMES}
end

function __memtui_is --argument-names place
    set -l at ''
    set -l left 0
    set -l tokens (commandline -opc)
    set -e tokens[1]
    for earlier in $tokens
        if test $left -gt 0
            set left (math $left - 1)
            continue
        end
        switch "$at/$earlier"
"""
_MIDDLE = """\
        end
    end
    test "$at" = "$place"
end

complete -c memtui -f
"""


def script(program: Command) -> str:
    """The whole script."""
    cases = [
        line
        for length, patterns in sorted(lengths(program).items())
        for line in (f"            case {_quoted(patterns)}", f"                set left {length}")
    ]
    cases += [f"            case {_quoted(places(program))}", '                set at "$at/$earlier"']
    lines = [_option(program, one, condition="") for one in program.arguments if _is_common(program, one)]
    lines += [line for command in program.walk() for line in _command(program, command)]
    return _HEAD + _joined(cases) + _MIDDLE + _joined(lines)


def _command(program: Command, command: Command) -> Iterator[str]:
    condition = f"-n '__memtui_is \"{place_of(command)}\"' "
    following = next_words(command)
    if command.actions:
        for action in command.actions:
            yield f"complete -c memtui {condition}-a {action.path[-1]} -d {_one(action.purpose)}"
    elif following != UNKNOWN:
        yield f"complete -c memtui {condition}{_said(following, flag=False)}".rstrip()
    for argument in command.arguments:
        if argument.flags and not _is_common(program, argument):
            yield _option(command, argument, condition)


def _is_common(program: Command, argument: Argument) -> bool:
    """Whether every command has it, so that it can stand anywhere."""
    return (
        any(argument in section.arguments for section in program.sections if section.title == COMMON)
        or set(argument.flags) & {"--help", "--version"} != set()
    )


def _option(command: Command, argument: Argument, condition: str) -> str:
    flags = " ".join(
        f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in argument.flags
    )
    values = _said(values_of(command, argument), flag=True) if argument.values else ""
    return f"complete -c memtui {condition}{flags} {values}{' ' * bool(values)}-d {_one(argument.help)}"


def _said(values: Values, *, flag: bool) -> str:
    """Where values come from; a flag's own must be told that there are any."""
    match values.source:
        case "words":
            return f"{'-x ' * flag}-a '{' '.join(values.words)}'"
        case "profiles":
            return f"{'-x ' * flag}-a '(__memtui_profiles)'"
        case "files":
            return f"{'-r ' * flag}-F"
        case "unknown":
            return "-x" * flag


def _quoted(patterns: list[str]) -> str:
    return " ".join(f"'{pattern}'" for pattern in patterns)


def _one(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{quoted}'"


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
