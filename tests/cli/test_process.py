"""The real command in processes of its own: pipes, signals, closed streams, and a round trip."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

MEMTUI = Path(sys.executable).with_name("memtui")
LOCOMO = Path(__file__).parents[3] / "shared" / "data" / "locomo.jsonl"


def shell(script: str, *arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a bash script in which $memtui is the command and $1, $2… the arguments."""
    return subprocess.run(
        ["bash", "-c", script, "bash", *map(str, arguments)],
        env={**os.environ, "memtui": str(MEMTUI), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not LOCOMO.exists(), reason="the LoCoMo memories are not here")
def test_real_memories_make_the_round_trip(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in LOCOMO.read_text("utf-8").splitlines()]
    done = shell(
        """
        set -e
        "$memtui" import "$1" --db "$2" --yes --json
        cat "$1" | "$memtui" --db "$2" import - --yes --json
        "$memtui" list --db "$2" --count
        "$memtui" search 'LGBTQ support group' --db "$2" --jsonl --top-k 1
        "$memtui" history "$3" --db "$2" --jsonl
        "$memtui" export "$4" --db "$2"
        """,
        LOCOMO, tmp_path / "store.db", lines[0]["id"], tmp_path / "out.jsonl",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, again, count, found, *events = map(json.loads, done.stdout.splitlines())
    assert first == {"added": 1210, "unchanged": 0, "replaced": 0, "conflicts": []}
    assert again == {"added": 0, "unchanged": 1210, "replaced": 0, "conflicts": []}
    assert count == 1210
    assert found["id"] == lines[0]["id"]
    assert events == lines[0]["history"]
    assert (tmp_path / "out.jsonl").read_bytes() == LOCOMO.read_bytes()


def test_a_reader_that_leaves_is_no_error(store: Path) -> None:
    done = shell(
        '"$memtui" export - --db "$1" | head -n 1; echo "${PIPESTATUS[0]}";'
        ' "$memtui" list --db "$1" --all | true; echo "${PIPESTATUS[0]}"',
        store,
    )
    line, *codes = done.stdout.splitlines()
    assert json.loads(line)["memory"]
    assert codes == ["0", "0"]
    assert "Error" not in done.stderr
    assert "Exception" not in done.stderr


def test_streams_that_are_full_or_closed(store: Path) -> None:
    full = shell('"$memtui" list --db "$1" --all > /dev/full', store)
    assert full.returncode == 1
    assert full.stderr == "memtui: The output cannot be written: No space left on device.\n"
    closed = shell('"$memtui" list --db "$1" --count >&- 2>&- <&-', store)
    assert (closed.returncode, closed.stdout, closed.stderr) == (0, "", "")


def test_an_encoding_that_cannot_carry_a_text(store: Path) -> None:
    done = shell('"$memtui" export - --db "$1"', store, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "日本語の記憶 café 🍵" in [json.loads(line)["memory"] for line in done.stdout.splitlines()]


def test_the_module_is_the_command_and_the_screen_needs_a_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "memtui", "--demo"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "memtui: The screen needs a terminal. Elsewhere, use `memtui list`.\n"


def is_made(db: Path) -> bool:
    """Whether the store has its tables, so that memories are being read into it."""
    try:
        with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT 1 FROM memories")
    except sqlite3.OperationalError:
        return False
    return True


def heeds_interrupts() -> None:
    """Tests that run in the background are often told to ignore ctrl+c, and would hand that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_import_stores_nothing(tmp_path: Path, number: signal.Signals) -> None:
    """There are more memories than can be read before the signal comes."""
    source, db = tmp_path / "many.jsonl", tmp_path / "store.db"
    text = "many words " * 20
    source.write_text("".join(f'{{"id": "{n}", "memory": "{n} {text}"}}\n' for n in range(200_000)))
    process = subprocess.Popen(
        [MEMTUI, "import", source, "--db", db, "--yes"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeds_interrupts,
    )
    while not is_made(db):
        assert process.poll() is None, process.communicate()
    process.send_signal(number)
    out, err = process.communicate()
    assert (process.returncode, out, err) == (128 + number, "", "")
    assert shell('"$memtui" list --db "$1" --count', db).stdout == "0\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_demo_is_removed(tmp_path: Path, number: signal.Signals) -> None:
    """The demo is large enough to be still in the making when the signal comes."""
    process = subprocess.Popen(
        [MEMTUI, "list", "--demo", "--size", "1000000", "--count"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeds_interrupts,
    )
    while not list(tmp_path.glob("memtui-demo-*/memories.db")):
        assert process.poll() is None, process.communicate()
    process.send_signal(number)
    out, err = process.communicate()
    assert (process.returncode, out, err) == (128 + number, "", "")
    assert list(tmp_path.iterdir()) == []
