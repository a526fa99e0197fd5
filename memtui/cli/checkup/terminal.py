"""What the terminal is, as far as it says so without being asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress

from memtui.core.diagnosis import Check, Diagnosis

AREA = "terminal"
LEAST = (40, 10)
"""Columns and lines that the screen needs."""
_ALL_COLOURS = {"truecolor", "24bit"}


def check_terminal(environment: Mapping[str, str]) -> Iterator[Diagnosis]:
    """The terminal that memtui was started in, with what lies between it and the person."""
    yield check_streams(stdin=sys.stdin.isatty(), stdout=sys.stdout.isatty())
    yield check_term(environment)
    yield check_colours(environment)
    if sys.stdout.isatty():
        with suppress(OSError):
            yield check_size(*os.get_terminal_size(sys.stdout.fileno()))
    if sys.platform != "win32":
        yield check_locale(environment)
    yield Check(AREA, "between").ok(between(environment) or "neither tmux nor screen nor SSH")


def check_streams(*, stdin: bool, stdout: bool) -> Diagnosis:
    """Whether both ends are a terminal."""
    check = Check(AREA, "streams")
    missing = [name for name, there in (("stdin", stdin), ("stdout", stdout)) if not there]
    if not missing:
        return check.ok("stdin and stdout are a terminal")
    verb = "is" if len(missing) == 1 else "are"
    return check.warning(
        f"{' and '.join(missing)} {verb} no terminal",
        "The screen needs both: run `memtui doctor` without a pipe to have the terminal itself looked at.",
    )


def check_term(environment: Mapping[str, str]) -> Diagnosis:
    """What TERM says that it is."""
    check = Check(AREA, "TERM")
    term = environment.get("TERM", "")
    if not term:
        return check.warning("not set", "Set TERM to what the terminal is, such as xterm-256color.")
    if term == "dumb":
        return check.warning(
            "dumb, which means that nothing can be drawn anywhere", "Use a terminal, or the commands alone."
        )
    if term == "linux":
        return check.warning(
            "linux, a console without a clipboard and with few characters",
            "Use a terminal window, or SSH into this machine from one.",
        )
    return check.ok(term)


def check_colours(environment: Mapping[str, str]) -> Diagnosis:
    """How many colours memtui may use."""
    check = Check(AREA, "colours")
    term, colours = environment.get("TERM", ""), environment.get("COLORTERM", "").lower()
    if environment.get("NO_COLOR"):
        return check.ok("none, as NO_COLOR asks")
    if colours in _ALL_COLOURS:
        return check.ok(f"all, as COLORTERM={colours} says")
    if "256" in term:
        return check.ok("256, as TERM says")
    return check.warning(
        "16 at most are known of", "Set COLORTERM=truecolor if the terminal shows all, as most do."
    )


def check_size(columns: int, lines: int) -> Diagnosis:
    """Whether the screen has room."""
    check = Check(AREA, "size")
    said = f"{columns}x{lines}"
    if columns >= LEAST[0] and lines >= LEAST[1]:
        return check.ok(said)
    if not columns or not lines:
        return check.warning(
            f"{said}: the terminal does not tell its size", "Set it with `stty cols 80 rows 24`."
        )
    return check.failed(f"{said}: too small", f"Make it {LEAST[0]} columns by {LEAST[1]} lines at least.")


def check_locale(environment: Mapping[str, str]) -> Diagnosis:
    """Whether text is UTF-8 here."""
    check = Check(AREA, "locale")
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    name = next((name for name in names if environment.get(name)), None)
    if name is None:
        return check.warning("none is set", "Set LANG to a UTF-8 locale, such as C.UTF-8.")
    said = f"{name}={environment[name]}"
    if "utf8" in said.lower().replace("-", ""):
        return check.ok(said)
    return check.warning(f"{said} is not UTF-8", f"Set {name} to a UTF-8 locale, such as C.UTF-8.")


def between(environment: Mapping[str, str]) -> str:
    """What lies between memtui and the terminal that a person sees, in words; empty for nothing."""
    parts = ["tmux"] * bool(environment.get("TMUX")) + ["screen"] * bool(environment.get("STY"))
    return " in ".join([*parts, *["SSH"] * is_remote(environment)])


def is_remote(environment: Mapping[str, str]) -> bool:
    """Whether this machine is not the one that the person sits at."""
    return any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))
