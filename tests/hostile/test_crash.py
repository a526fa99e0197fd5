"""A mistake of memtui's own on the screen: one sentence, no key, no variables, and the terminal as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from memtui.core.display import is_plain
from tests.hostile.raw import obeyed
from tests.terminal import running

KEY = "m0-verysecret-0123456789"
_LEAVE = b"\x1b[?1049l"
_PRESSED = {"handler": "h", "drawn": "h", "unmount": "q", "loop": "q"}
"""The keys after which it happens; elsewhere it happens by itself."""


@pytest.mark.parametrize(
    "place", ["compose", "mount", "render", "handler", "drawn", "worker", "thread", "twice", "unmount"]
)
def test_a_mistake_is_one_sentence_after_the_terminal_is_given_back(place: str, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    command = ["-m", "tests.hostile.crashing", place, "--demo", "--size", "20"]
    with running(command, tmp_path, MEM0_API_KEY=KEY) as terminal:
        settings = terminal.settings
        if place in _PRESSED:
            terminal.until(lambda it: "1 of 20" in it.text)
            terminal.type(_PRESSED[place])
        assert terminal.end() == 1
        assert terminal.settings == settings
        sent = terminal.sent
    log = tmp_path / "memtui" / "memtui.log"
    kind = "DrawsItselfError" if place == "drawn" else "RuntimeError"
    said = sent[sent.rindex(_LEAVE) :].decode()
    sentence = f"memtui: memtui made a mistake ({kind}). The details are in {log}.\r\n"
    assert said.endswith(sentence)
    assert "\n" not in said.removesuffix(sentence), "nothing else is said"
    assert obeyed(sent[sent.rindex(_LEAVE) :]) <= {"CSI ?l", "CSI ?h", "CSI <u", "CSI m", "OSC 22"}

    written = log.read_text("utf-8")
    assert kind in written
    assert KEY not in written
    assert KEY.encode() not in sent
    assert is_plain(written)
    assert (log.stat().st_mode & 0o777, log.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_what_nobody_waits_for_is_no_noise(tmp_path: Path) -> None:
    with running(["-m", "tests.hostile.crashing", "loop", "--demo", "--size", "20"], tmp_path) as terminal:
        terminal.until(lambda it: "1 of 20" in it.text)
        terminal.type("q")
        assert terminal.end() == 0
        assert b"Traceback" not in terminal.sent
