"""A service that speaks in a stranger's words, and the embedded store behind `memtui serve`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from memtui.core.display import is_plain
from tests.hostile.home import made
from tests.hostile.raw import OURS, hidden, obeyed
from tests.hostile.server import hostile_service
from tests.hostile.texts import FORMS
from tests.hostile.walking import ENTER, ESC, MEMTUI, Walk, walk
from tests.terminal import ROOT, running

KEY = "m0-verysecret-0123456789"
PAGES = {"e": "─ Events ─", "x": "─ Exports ─", "m": "─ Summary ─", "p": "─ Project ─", "w": "─ Webhooks ─"}


def look_at_pages(on: Walk) -> None:
    """Every page of the service that the menu names."""
    for key, title in PAGES.items():
        on.press("S", "─ Service ─")
        on.press(key, title, gone="─ Service ─")
        on.press("j", title)
        on.press(ESC, gone=title)
    on.press("@", "─ Requests sent ─", "/v3/memories/")
    on.press("jjj", "request id")
    on.press(ESC, gone="─ Requests sent ─")


def assert_harmless(sent: bytes) -> None:
    """Only memtui itself speaks to the terminal, and the key does not reach it."""
    assert obeyed(sent) <= OURS
    assert hidden(sent) == set()
    assert KEY.encode() not in sent


def test_what_a_hostile_service_says_is_drawn_and_never_obeyed(tmp_path: Path) -> None:
    last = len(FORMS)
    with (
        hostile_service() as url,
        walk(tmp_path, "--base-url", url, "--kind", "platform", MEM0_API_KEY=KEY) as on,
    ):
        on.sees("n01~", f"1 of {last + 1}")
        on.press("h", "refuses the request")
        for number in range(1, 20):
            on.press("j", "refuses the request", f"{number + 1} of {last + 1}")
        on.press("!", "─ Last error ─")
        on.press(ESC, gone="─ Last error ─")
        on.press("h", "created")
        on.press("G", f"n{last}~<U+D83D> half <U+DC00>")
        look_at_pages(on)
        on.press("d", "holds bytes that are not text")
        on.press("k", f"{last} of")
        on.press("d", "─ Plan")
        on.press("y", "What came of it", "refuses")
        on.press(ESC, gone="What came of it")
        on.press("J", "─ Journal ─", "Delete 1 memory")
        on.press(ESC, gone="─ Journal ─")
        for _ in range(8):
            on.press("s", "enter asks")
            on.press("tea", " tea")
            on.press(ENTER, "That did not work")
            on.press(ESC, gone="That did not work")
        on.leave()
    assert_harmless(on.sent)
    for path in (tmp_path / "memtui").iterdir():
        assert KEY.encode() not in path.read_bytes(), path.name
        assert path.stat().st_mode & 0o077 == 0


def test_what_commands_repeat_of_a_hostile_service_is_never_obeyed(tmp_path: Path) -> None:
    asked = [["list"], ["list", "--json"], ["entities"], ["profiles"]]
    asked += [["get", f"x{number}"] for number in range(len(FORMS) + 1)]
    asked += [["search", "tea"], ["history", "x"], ["add", "x", "--user-id", "u", "--yes"]]
    file = tmp_path / "commands.json"
    with hostile_service() as url:
        file.write_text(
            json.dumps([[*argv, "--base-url", url, "--kind", "platform"] for argv in asked]), "utf-8"
        )
        with running(
            ["-m", "tests.hostile.commands", file], tmp_path, columns=120, MEM0_API_KEY=KEY
        ) as terminal:
            assert terminal.end() == 0
    assert obeyed(terminal.sent) == set()
    assert_harmless(terminal.sent)
    assert b"made a mistake" not in terminal.sent
    assert terminal.sent.count(b"refuses the request") > len(FORMS)


def test_a_hostile_store_behind_serve_is_shown_as_marks_and_logged_as_marks(tmp_path: Path) -> None:
    store = made(tmp_path / "home", hostile=True)
    with served(store, tmp_path / "home") as (url, process):
        with walk(tmp_path / "home", "--base-url", url, MEM0_API_KEY=KEY) as on:
            on.sees(f"1 of {len(FORMS)}")
            for number in range(5, len(FORMS), 4):
                on.press("jjjj", f"{number} of {len(FORMS)}")
                on.press("h", "● UPDATE")
                on.press("h", gone="● UPDATE")
            look_at_pages(on)
            on.leave()
        process.terminate()
        assert process.stderr is not None
        said = process.stderr.read()
    assert_harmless(on.sent)
    assert is_plain(said)
    assert KEY not in said
    assert "GET /v1/memories/" in said


@contextmanager
def served(store: Path, home: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The store behind `memtui serve`, with its access log."""
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"), str(home))
    process = subprocess.Popen(
        [sys.executable, *MEMTUI, "serve", "--db", str(store), "--port", "0", "--access-log"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8", **folders},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        found = None
        while found is None:
            line = process.stderr.readline()
            assert line, "it has ended"
            found = re.search(r"http://127\.0\.0\.1:[0-9]+", line)
        yield found[0], process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
