from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from memtui.cli.main import main
from tests.cli.data import LINES, write_lines

VARIABLES = (
    "MEM0_API_KEY", "MEM0_BASE_URL", "MEMTUI_PROFILE", "MEMTUI_CONFIG", "MEMTUI_SERVE_TOKEN",
    "COLUMNS", "LINES",
)  # fmt: skip


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)

    def jsonl(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    def rows(self) -> list[list[str]]:
        return [line.split("\t") for line in self.out.splitlines()]


Memtui = Callable[..., Ran]
Typed = Callable[[str], None]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test, with nothing in the environment that names a service."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name in ("DATA", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def memtui(capsys: pytest.CaptureFixture[str]) -> Memtui:
    """Run the command in this process."""

    def run(*argv: str | Path) -> Ran:
        code = main([str(word) for word in argv])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the memories of tests.cli.data; nothing may write to it."""
    folder = tmp_path_factory.mktemp("store")
    return filled(folder / "memories.db", LINES)


def filled(path: Path, lines: Sequence[dict[str, Any]]) -> Path:
    source = write_lines(path.with_suffix(".jsonl"), lines)
    with redirect_stdout(io.StringIO()):
        code = main(["import", str(source), "--db", str(path), "--yes"])
    assert code == 0
    return path


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make the named standard streams say that they are terminals."""

    def pretend(*names: str, columns: int = 100) -> None:
        monkeypatch.setenv("COLUMNS", str(columns))
        for name in names:
            monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True)

    return pretend


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch, terminal: Callable[..., None]) -> Typed:
    """Sit at a terminal and type."""

    def typed(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        terminal("stdin", "stderr")

    return typed


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Pipe these bytes in."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@dataclass(frozen=True)
class Own:
    """A store that may be written to, and what stands in it."""

    path: Path
    memtui: Memtui

    def run(self, *argv: str | Path) -> Ran:
        return self.memtui(*argv, "--db", self.path)

    def done(self, *argv: str | Path) -> Any:
        """What a command that goes well says in JSON."""
        ran = self.run(*argv, "--yes", "--json")
        assert ran.code == 0, ran.err
        return ran.json()

    def lines(self) -> list[Any]:
        """Every memory as it is exported, without its history, in the order of ids."""
        found = [{**memory, "history": None} for memory in self.run("export", "-").jsonl()]
        return sorted(found, key=lambda memory: str(memory["id"]))

    def get(self, memory_id: str) -> Any:
        return self.run("get", memory_id, "--json").json()

    def journal(self) -> list[Any]:
        """The operations, newest first."""
        results: list[Any] = self.run("journal", "--json").json()["results"]
        return results


@pytest.fixture
def own(store: Path, tmp_path: Path, memtui: Memtui) -> Own:
    """A copy of the store that a test may change."""
    path = tmp_path / "own.db"
    shutil.copy(store, path)
    return Own(path, memtui)
