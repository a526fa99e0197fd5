"""The first steps with memtui: where memories are, a first one, a first question."""

from __future__ import annotations

from typing import get_args

from memtui.tui.actions import key_of
from memtui.tui.lines import Line, line
from memtui.tui.state import BrowseState, Step

_STEPS: tuple[Step, ...] = get_args(Step)


def all_taken() -> str:
    """What is said when the last step is taken."""
    return f"that is all it takes; {key_of('help')} shows every key"


def next_step(state: BrowseState, total: int | None) -> Step | None:
    """The step that is next once a list of `total` memories has come; None when all are taken."""
    if state.walk == "search" and state.question:
        return None
    if state.walk in {"connect", "add"} and total:
        return "search"
    return state.walk


def first_steps(state: BrowseState, *, local: bool) -> list[Line]:
    """What stands in an empty list for somebody who takes the first steps."""
    taken = 0 if state.walk is None else _STEPS.index(state.walk)
    stays = "   or stay: this store is a file, with no key"
    steps = [
        (key_of("profiles"), "connects to Mem0, or to a server of yours"),
        (key_of("add"), "adds a first memory about somebody"),
        (key_of("search"), "asks for it, and ranks what is remembered"),
    ]
    lines = [line(("Welcome to memtui", "heading"))]
    lines += [line("See, question and mend what your agents remember."), Line()]
    for at, (key, does) in enumerate(steps):
        if at < taken:
            lines.append(line((f"✓ {key}  {does}: done", "dim")))
        else:
            lines.append(line((f"{at + 1} ", "dim"), (key, "accent"), f"  {does}"))
        if at == 0 and local:
            lines.append(line((stays, "dim")))
    looks = (" looks around in made-up memories", "dim")
    look = line((key_of("profiles"), "accent"), (" then ", "dim"), "demo", looks)
    keys = ((key_of("help"), "accent"), (" shows every key   ", "dim"), (key_of("quit"), "accent"))
    return [*lines, Line(), look, line(*keys, (" quits", "dim"))]
