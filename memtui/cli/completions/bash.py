"""The script for bash 3.2 and later, which needs no other package."""

from __future__ import annotations

from memtui.cli.completions.values import (
    PROFILE_NAMES,
    Values,
    flags_of,
    lengths,
    next_words,
    place_of,
    places,
    sources,
)
from memtui.cli.outline import Command

_HEAD = f"""\
# Completion of memtui's words for bash. Now: eval "$(memtui completions bash)". For good:
#   memtui completions bash > ~/.local/share/bash-completion/completions/memtui

_memtui_profiles() {{ {PROFILE_NAMES}; }}

_memtui_files() {{
    # Readline's own way knows of quotes and of ~; an older bash cannot be told to take it.
    compopt -o default 2>/dev/null && return
    local name
    while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$1")
}}

_memtui() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} at= option= words= flags= earlier i
    local -i left=0
    COMPREPLY=()
    # --profile=work comes as three words.
    [[ $word == '=' ]] && word=
    for ((i = 1; i < COMP_CWORD; i++)); do
        earlier=${{COMP_WORDS[i]}}
        [[ $earlier == '=' ]] && continue
        if ((left > 0)); then
            left=left-1
            continue
        fi
        case "$at/$earlier" in
"""
_MIDDLE = """\
        esac
    done
    if ((left > 0)); then
        case "$at/$option" in
"""
_LAST = """\
        esac
        COMPREPLY+=($(compgen -W "$words" -- "$word"))
        return
    fi
    case "$at" in
"""
_END = """\
    esac
    [[ $word == -* ]] && words=$flags
    COMPREPLY+=($(compgen -W "$words" -- "$word"))
}

complete -F _memtui memtui
"""


def script(program: Command) -> str:
    """The whole script."""
    lines = [
        f"            {_any(patterns)}) option=$earlier left={length} ;;"
        for length, patterns in sorted(lengths(program).items())
    ]
    lines.append(f"            {_any(places(program))}) at=$at/$earlier ;;")
    values = [
        f"            {_any(patterns)}) {_said(found)} ;;" for found, patterns in sources(program).items()
    ]
    commands = [_command(command) for command in program.walk()]
    return _HEAD + _joined(lines) + _MIDDLE + _joined(values) + _LAST + _joined(commands) + _END


def _command(command: Command) -> str:
    following = _said(next_words(command), unless_flag=True)
    flags = f"flags='{' '.join(flags_of(command))}'"
    return f"        '{place_of(command)}') {'; '.join(filter(None, (flags, following)))} ;;"


def _said(values: Values, *, unless_flag: bool = False) -> str:
    match values.source:
        case "words":
            return f"words='{' '.join(values.words)}'"
        case "profiles":
            return "words=$(_memtui_profiles)"
        case "files":
            return f'{"[[ $word == -* ]] || " * unless_flag}_memtui_files "$word"'
        case "unknown":
            return ""


def _any(patterns: list[str]) -> str:
    return " | ".join(patterns)


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
