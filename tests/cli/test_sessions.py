"""memtui comes back where it was left."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.terminal import Terminal, running

MEMTUI = ("-c", "import sys; from memtui.cli.main import run; run()")
_IMPORT = (
    "import sys; from memtui.cli.main import main; "
    "sys.exit(main(['import', sys.argv[1], '--db', sys.argv[2], '--yes']))"
)
COUNT = 500


def _line(number: int) -> dict[str, str]:
    return {
        "id": f"m{number:03}",
        "memory": f"Memory {number:03} of {'tea' if number % 2 else 'coffee'}",
        "created_at": f"2026-01-01T{number // 60:02}:{number % 60:02}:00Z",
        "user_id": "alice" if number % 4 else "bob",
    }


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "lines.jsonl").write_text("\n".join(json.dumps(_line(number)) for number in range(COUNT)))
    with running(("-c", _IMPORT, tmp_path / "lines.jsonl", tmp_path / "store.db"), tmp_path) as terminal:
        assert terminal.end() == 0
    return tmp_path / "store.db"


def _open(store: Path, *flags: str) -> tuple[tuple[str | Path, ...], Path]:
    return (*MEMTUI, "--db", store, *flags), store.parent


def _says(terminal: Terminal, *words: str) -> None:
    terminal.until(lambda found: any(all(word in line for word in words) for line in found.lines))


def _type(terminal: Terminal, key: str, text: str) -> None:
    terminal.type(key)
    _says(terminal, "enter")
    terminal.type(text)
    _says(terminal, text)
    terminal.type("\r")


def _leave_at(store: Path, keys: str, *words: str) -> None:
    with running(*_open(store)) as terminal:
        _says(terminal, f"of {COUNT}")
        terminal.type(keys)
        _says(terminal, *words)
        terminal.type("q")
        assert terminal.end() == 0


def test_filter_scope_and_cursor_come_back_in_the_first_rows(store: Path) -> None:
    with running(*_open(store)) as terminal:
        _says(terminal, f"of {COUNT}")
        _type(terminal, "=", "user_id = alice and keywords contains tea")
        _says(terminal, "▸ user_id = alice")
        _says(terminal, "1 of 250")
        terminal.type("j" * 130)
        _says(terminal, "131 of 250")
        terminal.type("q")
        assert terminal.end() == 0
    with running(*_open(store)) as terminal:
        _says(terminal, "131 of 250", "back where you were", "0 for everything")
        assert "alice" in terminal.lines[0]
        rows = [line for line in terminal.lines if "Memory" in line and "coffee" in line]
        assert not rows
        assert b"coffee" not in terminal.sent, "nothing else was shown first"
        terminal.type("0")
        _says(terminal, f"1 of {COUNT}")
        assert "alice" not in terminal.lines[0]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_also_after_a_signal(store: Path, number: signal.Signals) -> None:
    with running(*_open(store)) as terminal:
        _says(terminal, f"of {COUNT}")
        terminal.type("jjj")
        _says(terminal, f"4 of {COUNT}")
        terminal.process.send_signal(number)
        assert terminal.end() == 128 + number
    with running(*_open(store)) as terminal:
        _says(terminal, f"4 of {COUNT}", "back where you were")


def test_also_when_the_terminal_was_gone(store: Path) -> None:
    with running(*_open(store)) as terminal:
        _says(terminal, f"of {COUNT}")
        terminal.type("jjj")
        _says(terminal, f"4 of {COUNT}")
        terminal.close()
        assert terminal.process.wait(30) == 128 + signal.SIGHUP
    with running(*_open(store)) as terminal:
        _says(terminal, f"4 of {COUNT}")


def test_a_question_is_asked_again(store: Path) -> None:
    with running(*_open(store)) as terminal:
        _says(terminal, f"of {COUNT}")
        _type(terminal, "s", "tea 003")
        _says(terminal, "search “tea 003”")
        _says(terminal, "1 of")
        terminal.type("q")
        assert terminal.end() == 0
    with running(*_open(store)) as terminal:
        _says(terminal, "search “tea 003”")
        _says(terminal, "1 of", "back where you were")
        assert any("Memory 003" in line for line in terminal.lines)


def test_the_filter_of_the_command_line_wins(store: Path) -> None:
    with running(*_open(store)) as terminal:
        _says(terminal, f"of {COUNT}")
        _type(terminal, "=", "user_id = bob")
        _says(terminal, "▸ user_id = bob")
        _says(terminal, "1 of 125")
        terminal.type("q")
        assert terminal.end() == 0
    with running(*_open(store, "--filter", "user_id = alice")) as terminal:
        _says(terminal, "1 of 375")
        assert not any("back where" in line for line in terminal.lines)


def _delete(store: Path, *ids: str) -> None:
    program = "import sys; from memtui.cli.main import main; sys.exit(main(sys.argv[1:]))"
    with running(("-c", program, "delete", "--db", store, "--yes", "--ids", *ids), store.parent) as terminal:
        assert terminal.end() == 0


def test_where_the_memory_is_gone_the_nearest_row_is_taken(store: Path) -> None:
    _leave_at(store, "G", f"{COUNT} of {COUNT}")
    _delete(store, "m000", "m001", "m002")
    with running(*_open(store)) as terminal:
        _says(terminal, f"{COUNT - 3} of {COUNT - 3}", "back where you were")
        _says(terminal, "Memory 003")


def test_where_it_has_moved_the_cursor_is_on_it(store: Path) -> None:
    _leave_at(store, "jjjjj", f"6 of {COUNT}")
    _delete(store, "m499", "m498")
    with running(*_open(store)) as terminal:
        _says(terminal, f"4 of {COUNT - 2}")


@pytest.mark.parametrize("content", ["{", "[]", '{"version": 1, "services": 3}'])
def test_a_damaged_file_never_stops_the_start(store: Path, content: str) -> None:
    file = store.parent / "memtui" / "session.json"
    file.parent.mkdir(exist_ok=True, mode=0o700)
    file.write_text(content)
    file.chmod(0o600)
    with running(*_open(store)) as terminal:
        _says(terminal, f"1 of {COUNT}")
        terminal.type("q")
        assert terminal.end() == 0
    assert "session.json was ignored" in (store.parent / "memtui" / "memtui.log").read_text()


def test_a_demo_keeps_nothing(tmp_path: Path) -> None:
    with running((*MEMTUI, "--demo", "--size", "50"), tmp_path) as terminal:
        _says(terminal, "1 of 50")
        terminal.type("j")
        _says(terminal, "2 of 50")
        terminal.type("q")
        assert terminal.end() == 0
    assert not list(tmp_path.rglob("session.json"))


def test_it_can_be_switched_off(store: Path) -> None:
    config = store.parent / "memtui" / "config.toml"
    config.parent.mkdir(exist_ok=True, mode=0o700)
    config.write_text("restore_session = false\n")
    config.chmod(0o600)
    _leave_at(store, "jjj", f"4 of {COUNT}")
    assert not list(store.parent.rglob("session.json"))
    with running(*_open(store)) as terminal:
        _says(terminal, f"1 of {COUNT}")
