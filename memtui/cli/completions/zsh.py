"""The script for zsh."""

from __future__ import annotations

from collections.abc import Sequence

from memtui.cli.completions.values import (
    PROFILE_NAMES,
    Values,
    lengths,
    next_words,
    place_of,
    places,
    sources,
)
from memtui.cli.outline import Command

_HEAD = f"""\
#compdef memtui
# Completion of memtui's words for zsh. Now: source <(memtui completions zsh). For good, in a folder of fpath:
#   memtui completions zsh > ~/.zfunc/_memtui

_memtui_profiles() {{
    local -a names
    names=(${{(f)"$({PROFILE_NAMES})"}})
    compadd -a names
}}

_memtui() {{
    local at= option= earlier
    local -i left=0 i
    local -a found flags
    for ((i = 2; i < CURRENT; i++)); do
        earlier=$words[i]
        if ((left > 0)); then
            left=left-1
            continue
        fi
        case "$at/$earlier" in
            (*/--*=*) ;;
"""
_MIDDLE = """\
        esac
    done
    if ((left == 0)) && [[ $PREFIX == --*=* ]]; then
        option=${PREFIX%%=*}
        left=1
        compset -P '*='
    fi
    if ((left > 0)); then
        case "$at/$option" in
"""
_LAST = """\
        esac
        return
    fi
    case "$at" in
"""
_END = """\
    esac
    if [[ $PREFIX == -* ]]; then
        _describe -o option flags
    elif (($#found)); then
        _describe word found
    fi
}

if [[ $funcstack[1] == _memtui ]]; then
    _memtui "$@"
else
    compdef _memtui memtui
fi
"""


def script(program: Command) -> str:
    """The whole script."""
    lines = [
        f"            ({'|'.join(patterns)}) option=$earlier left={length} ;;"
        for length, patterns in sorted(lengths(program).items())
    ]
    lines.append(f"            ({'|'.join(places(program))}) at=$at/$earlier ;;")
    values = [
        f"            ({'|'.join(patterns)}) {_said(found)} ;;"
        for found, patterns in sources(program).items()
    ]
    commands = [line for command in program.walk() for line in _command(command)]
    return _HEAD + _joined(lines) + _MIDDLE + _joined(values) + _LAST + _joined(commands) + _END


def _command(command: Command) -> list[str]:
    lines = [f"        ('{place_of(command)}')"]
    flags = [
        _described(flag, argument.help)
        for argument in command.arguments
        for flag in argument.flags
        if flag.startswith("--")
    ]
    lines += ["            flags=(", *(f"                {flag}" for flag in flags), "            )"]
    following = next_words(command)
    if command.actions:
        found = [_described(action.path[-1], action.purpose) for action in command.actions]
        lines += ["            found=(", *(f"                {word}" for word in found), "            )"]
    elif following.source == "words":
        lines.append(f"            found=({' '.join(following.words)})")
    elif said := _said(following):
        lines.append(f"            [[ $PREFIX == -* ]] || {said}")
    return [*lines, "            ;;"]


def _said(values: Values) -> str:
    match values.source:
        case "words":
            return f"compadd -- {' '.join(values.words)}"
        case "profiles":
            return "_memtui_profiles"
        case "files":
            return "_files"
        case "unknown":
            return ""


def _described(word: str, help_text: str) -> str:
    quoted = f"{word}:{help_text}".replace("'", "'\\''")
    return f"'{quoted}'"


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
