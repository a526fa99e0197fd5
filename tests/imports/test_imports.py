"""What each entry point loads, read from `sys.modules` in a process of its own, and the layers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINE = {"id": "00000000-0000-4000-8000-000000000001", "memory": "likes tea", "user_id": "alice"}
THIRD_PARTIES = {"textual", "rich", "httpx", "pydantic", "starlette", "uvicorn", "rapidfuzz"}

_RUN = """
import sys
from memtui.cli.main import main
code = main(sys.argv[1:])
print("\\n" + " ".join(sys.modules))
sys.exit(code)
"""

_OUTLINE = """
import sys
from memtui.cli.main import main
from memtui.cli.commands import screen
screen._run = lambda *_: print("\\n" + " ".join(sys.modules)) or 0
sys.stdin.isatty = sys.stdout.isatty = lambda: True
sys.exit(main([]))
"""
"""Where the terminal is none, nothing is drawn; what would have been is loaded all the same."""


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MEM0_", "MEMTUI_"))}
    return {**kept, "HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_STATE_HOME": str(home)}


def loaded(program: str, home: Path, *argv: str | Path) -> set[str]:
    """The modules that are loaded when the program ends; its last line of output names them."""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, argv)],
        cwd=ROOT,
        env=_environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def command(home: Path, *argv: str | Path) -> set[str]:
    return loaded(_RUN, home, *argv)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imports")
    (folder / "lines.jsonl").write_text(json.dumps(LINE))
    command(folder, "import", folder / "lines.jsonl", "--db", folder / "store.db", "--yes")
    return folder / "store.db"


def test_the_package_itself_loads_nothing(tmp_path: Path) -> None:
    names = loaded("import sys, memtui; print(*sys.modules)", tmp_path)
    assert {name for name in names if name.startswith("memtui")} == {"memtui"}
    assert not names & THIRD_PARTIES


def test_version_loads_next_to_nothing(tmp_path: Path) -> None:
    names = command(tmp_path, "--version")
    assert not names & (THIRD_PARTIES | {"asyncio", "sqlite3", "dataclasses", "json", "typing_extensions"})
    assert {name for name in names if name.startswith("memtui")} <= {
        "memtui",
        "memtui.cli",
        "memtui.cli.main",
        "memtui.cli.parser",
        "memtui.cli.output",
        "memtui.core",
        "memtui.core.errors",
    }


def test_the_outline_waits_for_nothing_that_takes_time(tmp_path: Path) -> None:
    names = loaded(_OUTLINE, tmp_path)
    assert "memtui.cli.early_frame" in names
    assert not names & (
        THIRD_PARTIES | {"asyncio", "dataclasses", "inspect", "logging", "pathlib", "sqlite3"}
    )


@pytest.mark.parametrize(
    "argv",
    [
        ["list"],
        ["list", "--filter", "user_id = alice", "--all", "--json"],
        ["search", "tea"],
        ["get", LINE["id"], "--json"],
        ["entities"],
        ["export", "-"],
    ],
    ids=lambda argv: argv[0],
)
def test_reading_an_embedded_store_needs_no_third_party(store: Path, argv: list[str]) -> None:
    names = command(store.parent, *argv, "--db", store)
    assert not names & THIRD_PARTIES
    assert "memtui.adapters.platform" not in names


@pytest.mark.parametrize(
    "argv",
    [
        ["add", "likes mate", "--user-id", "alice", "--yes"],
        ["update", "--user-id", "alice", "--set", "seen=true", "--yes"],
        ["delete", "--filter", "user_id = alice and keywords contains mate", "--yes"],
        ["undo", "--yes", "--json"],
        ["journal"],
    ],
    ids=lambda argv: argv[0],
)
def test_changing_an_embedded_store_needs_no_third_party(store: Path, argv: list[str]) -> None:
    own = store.with_name(f"{argv[0]}.db")
    shutil.copy(store, own)
    if argv[0] == "undo":
        command(store.parent, "delete", "--user-id", "alice", "--db", own, "--yes")
    assert not command(store.parent, *argv, "--db", own) & THIRD_PARTIES


def test_history_needs_only_the_differ(store: Path) -> None:
    assert command(store.parent, "history", LINE["id"], "--db", store) & THIRD_PARTIES <= {"rapidfuzz"}


def test_importing_needs_no_third_party(store: Path) -> None:
    names = command(store.parent, "import", store.parent / "lines.jsonl", "--db", store, "--yes")
    assert names & THIRD_PARTIES == set()


class _Empty(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"count": 0, "next": null, "previous": null, "results": []}'
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the base class names it

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _service() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Empty) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_serving_needs_no_screen_and_no_client(store: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN, "serve", "--db", store, "--port", "0"],
        cwd=ROOT,
        env=_environment(store.parent),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 0, said + err
    names = set(out.splitlines()[-1].split())
    assert {"starlette", "uvicorn"} <= names
    assert not names & {"textual", "rich", "httpx"}


def test_a_service_needs_no_screen_and_no_server(tmp_path: Path) -> None:
    with _service() as address:
        names = command(tmp_path, "list", "--base-url", address)
    assert "httpx" in names
    assert not names & {"textual", "starlette", "uvicorn"}
    assert not any(
        name.startswith(("memtui.tui", "memtui.server", "memtui.adapters.local")) for name in names
    )
