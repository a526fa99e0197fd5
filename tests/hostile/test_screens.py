"""Every screen, full of hostile texts, in a real terminal: sent is what harmless texts send too."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.home import made
from tests.hostile.raw import OURS, copied, hidden, obeyed
from tests.hostile.texts import FORMS
from tests.hostile.walking import ENTER, ESC, TAB, Walk, walk

LAST = len(FORMS)
MOVES = {f"CSI {final}" for final in "ABCDH"}
"""Moves of the cursor: which of them is the shortest depends on what is drawn."""


def read_every_memory(on: Walk, last: int = 1) -> None:
    """Each memory in full, its history and its JSON, down to this number."""
    on.sees(f"n{LAST:02}~", times=2)
    for number in range(LAST - 1, last - 1, -1):
        on.press("j", f" {LAST - number + 1} of {LAST} ")
        on.sees(f"n{number:02}~", times=2)
    on.press("h", "● UPDATE", f"10:{last:02}:00")
    for number in range(last + 1, LAST + 1):
        on.press("k", "● UPDATE", f"10:{number:02}:00")
    on.press("i", f'"n{LAST}')
    for number in range(LAST - 1, last - 1, -1):
        on.press("j", f'"n{number:02}')
    on.press("i", "created", gone='"memory"')


def read_some_memories(on: Walk) -> None:
    """The same of the last few."""
    read_every_memory(on, LAST - 2)


def open_every_window(on: Walk) -> None:
    """Every screen and window of the list, with the memory of each in it."""
    on.sees(f"n{LAST:02}~", times=2)
    on.press("?", "─ Keys ─")
    on.press(ESC, gone="─ Keys ─")
    for tens in "134":
        on.press(":", "Search for commands")
        on.press(f"filter s{tens}", f" filter s{tens}", f" Filter s{tens}")
        on.press(ESC, gone=f" filter s{tens}")
    on.press("=user_id = ", 'tab "u01')
    on.press(f'"u01{TAB}', 'user_id = "u01', "1 of 1 ")
    on.press(ESC, f"of {LAST}")
    on.press("=", "tab completes")
    for _ in range(12):
        on.press(f"{ESC}[A", "run_id = ")
    on.press(ESC, gone="run_id")
    on.press("/n0", "1 of 9")
    on.press(f"{ENTER}{ESC}", f"1 of {LAST}")
    on.press("s", "enter asks")
    on.press("tea", " tea")
    on.press(ENTER, "search “tea”")
    on.press("w", "Why this score")
    on.press(ESC, gone="Why this score")
    on.press(ESC, gone="search “tea”")
    on.press("F", "─ Saved filters ─", "s00")
    for _ in range(4):
        on.press(f"{ESC}[6~" * 2, "─ Saved filters ─")
    on.press(ESC, gone="─ Saved filters ─")
    on.press("X", "─ Export ─", "everything listed")
    on.press(ESC, gone="─ Export ─")
    on.press("f", "Conditions")
    on.press("a", "a field, or a whole condition")
    on.press(f"user_id{ENTER}{ENTER}", 'user_id = "u01', "s show")
    on.press(ENTER, "the next")
    on.press(ESC, "s show", gone="the next")
    on.press("s", "everything ▸ user_id", gone="Conditions")
    on.press(ESC, gone="▸ user_id")


def edit_and_undo(on: Walk) -> None:
    """What changes memories, with what is shown before, meanwhile and afterwards."""
    on.sees(f"n{LAST:02}~", times=2)
    for number in range(LAST, LAST - 10, -1):
        on.press("e", "Edit a memory", f"n{number}~")
        on.press(ESC, gone="Edit a memory")
        on.press("j", f"{LAST - number + 2} of {LAST}")
    on.press("G", f"{LAST} of {LAST}")
    on.sees("n01~", times=2)
    on.press("a", "ctrl+s add")
    on.press(ESC, gone="ctrl+s add")
    on.press("C", "Copy", "ctrl+s")
    on.press(ESC, gone="ctrl+s")
    on.press("R", "Bring back an earlier text")
    on.press(ESC, gone="Bring back")
    on.press("b", "─ Feedback ─")
    on.press(ESC, gone="─ Feedback ─")
    on.press("g g".replace(" ", ""), f"1 of {LAST}")
    on.press(" " * 20, "20 marked")
    on.press("e", "Edit 20 memories")
    on.press(ESC, gone="Edit 20 memories")
    on.press("y", "Copy 20 memories")
    on.press("t", "characters")
    on.press("d", "─ Plan")
    on.press("y", "20 deleted")
    on.press("u", "─ Plan")
    on.press("y", "20 undone")
    on.press("J", "─ Journal ─", "Undo: delete")
    on.press(ENTER, "it was")
    on.press(ESC, "enter opens")
    on.press(ESC, gone="─ Journal ─")


def look_elsewhere(on: Walk) -> None:
    """Entities, profiles, the service's pages, and the person's own editor."""
    on.sees(f"n{LAST:02}~", times=2)
    on.press("1")
    on.press("jjj", "u01")
    on.press(ENTER, "n02~", "10:02:00", gone="n01~")
    on.press("d", "─ Plan")
    on.press(ESC, gone="─ Plan")
    on.press("1", "n02~")
    on.press(f"kkk{ENTER}", f"of {LAST}")
    on.press("2", f"of {LAST}")
    on.press("P", "─ Profiles ─")
    on.press(ESC, gone="─ Profiles ─")
    on.press("S", "─ Service ─")
    on.press(ESC, gone="─ Service ─")
    on.press("!", "─ Last error ─")
    on.press(ESC, gone="─ Last error ─")
    on.press("E", "the editor left the text as it was")


def copy_commands(on: Walk) -> None:
    """What gets the list and each memory elsewhere, in every form, and copies of some."""
    on.sees(f"n{LAST:02}~", times=2)
    title = "─ Copy the command for this"
    on.press("Y", f"{title} list", "memtui list --db")
    on.press("j", "curl -X POST")
    on.press("j", "MemoryClient")
    on.press(ESC, gone=title)
    for number in range(1, LAST + 1, 3):
        on.press("3Y", f"{title} memory")
        on.press("jjk", title)
        on.press(ESC, gone=title)
        on.press("2jjj", f" {min(number + 3, LAST)} of {LAST} ")
    on.press("2Y", f"{title} list")
    on.press("m", "characters", gone=title)


def choose_columns(on: Walk) -> None:
    """Every value of every memory in a column of its own, and every key of the metadata in the chooser."""
    on.sees(f"n{LAST:02}~", times=2)
    on.press("c", "─ Columns ─")
    for _ in range(6):
        on.press(f"{ESC}[6~", "─ Columns ─")
    on.press("gjjj ", "[x] updated")
    on.press(f"anested{ENTER}", "[x] nested")
    # A key that a stranger wrote comes to stand first, and the nested value second.
    on.press("K" * 5 + "G " + "K" * (LAST + 20), "[x] k")
    on.press(ENTER, "nested", "memory ", gone="─ Columns ─")
    for number in range(LAST - 1, 0, -1):
        on.press("j", f" {LAST - number + 1} of {LAST} ")
    on.press("T", "2024-03-01 10:01  ")


WALKS = [
    (read_every_memory, read_some_memories),
    (open_every_window, open_every_window),
    (edit_and_undo, edit_and_undo),
    (look_elsewhere, look_elsewhere),
    (choose_columns, choose_columns),
    (copy_commands, copy_commands),
]
"""What is done among hostile texts, and among harmless ones to see which sequences memtui itself sends."""


@pytest.mark.parametrize(("steps", "harmless"), WALKS, ids=[steps.__name__ for steps, _ in WALKS])
def test_nothing_is_obeyed_that_harmless_texts_do_not_send(
    steps: Callable[[Walk], None], harmless: Callable[[Walk], None], tmp_path: Path
) -> None:
    kinds: dict[bool, set[str]] = {}
    for is_hostile in (False, True):
        home = tmp_path / f"{is_hostile}"
        store = made(home, hostile=is_hostile)
        with walk(home, "--db", store) as on:
            (steps if is_hostile else harmless)(on)
            on.leave()
        kinds[is_hostile] = obeyed(on.sent)
        assert hidden(on.sent) == set()
        for sent in copied(on.sent):
            assert base64.b64decode(sent, validate=True)
    assert kinds[True] - MOVES <= kinds[False] <= OURS
