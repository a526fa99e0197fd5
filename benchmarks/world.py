"""What every benchmark stands on: the programs that are measured, stores of each size, homes that are new."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from benchmarks import data
from benchmarks.peers import FIRST_ROWS as PEERS_SHOW
from benchmarks.rounds import tell
from benchmarks.terminal import Terminal, environment

_BIN = Path(sys.executable).parent
MEMTUI = str(_BIN / "memtui")
_ROOT = Path(__file__).parent.parent
PEERS = str(Path(__file__).with_name("peers.py"))


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ended well: how many seconds it took, and the most memory it had, in MiB."""

    seconds: float
    memory: float


@dataclass(slots=True)
class World:
    """One run of the benchmarks.

    `size` is how many memories the large store has and `sizes` all that are put side by side, from the
    smallest; `folder` keeps stores; `imports` are the seconds that making each took.
    """

    folder: Path
    homes: Path
    sizes: tuple[int, ...]
    runs: int
    seed: int
    imports: dict[int, Ran] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many memories the large store has."""
        return self.sizes[-1]

    def rounds(self, share: float) -> int:
        """How many rounds a benchmark takes that has time for that share of all."""
        return max(round(self.runs * share), 1)

    def lines(self, size: int) -> Path:
        """The memories as JSON Lines, made when they are missing."""
        return self.made(f"memories-{size}.jsonl", lambda path: _write(path, size))

    def store(self, size: int) -> Path:
        """An embedded store with so many memories, imported by `memtui import` when it is missing."""
        return self.made(f"store-{size}.db", lambda path: self._import(path, size))

    def home(self) -> Path:
        """A new, empty home."""
        return Path(tempfile.mkdtemp(dir=self.homes))

    @contextmanager
    def memtui(self, size: int = 0, typed: bytes = b"") -> Iterator[Terminal]:
        """memtui on the large store, or on that of another size."""
        command = [MEMTUI, "--db", str(self.store(size or self.size))]
        with Terminal(command, environment(self.home()), typed) as terminal:
            yield terminal

    @contextmanager
    def peer(self, name: str) -> Iterator[Terminal]:
        """A peer, by its name in `peers.py`."""
        with Terminal([sys.executable, "-P", PEERS, name], environment(self.home())) as terminal:
            yield terminal

    def run(self, *command: str) -> Ran:
        """Run a command to its end. Raises CalledProcessError."""
        with tempfile.TemporaryFile() as said:
            start = perf_counter()
            process = subprocess.Popen(
                command, env=environment(self.home()), cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=said
            )
            _, status, used = os.wait4(process.pid, 0)
            taken = perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                tell(said.read().decode(errors="replace"))
                raise subprocess.CalledProcessError(process.returncode, command)
        return Ran(taken, used.ru_maxrss / 1024)

    def run_module(self, name: str, *arguments: str) -> Ran:
        """Run a module of the benchmarks in a process of its own. Raises CalledProcessError."""
        return self.run(sys.executable, "-m", f"benchmarks.{name}", *arguments)

    def told(self, name: str, *arguments: str) -> dict[str, float]:
        """The figures that such a module prints as JSON. Raises CalledProcessError."""
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        variables = environment(self.home())
        done = subprocess.run(command, env=variables, cwd=_ROOT, stdout=subprocess.PIPE, check=True)
        return {key: float(value) for key, value in json.loads(done.stdout).items()}

    def _import(self, path: Path, size: int) -> None:
        lines = self.lines(size)
        tell(f"importing {size:,} memories")
        self.imports[size] = self.run(MEMTUI, "import", str(lines), "--db", str(path), "--yes")

    def made(self, name: str, make: Callable[[Path], None]) -> Path:
        """What `make` puts into that place, unless an earlier run has kept it there."""
        path = self.folder / name
        if not path.exists():
            # Whatever is interrupted must not be taken for a whole one the next time.
            begun = path.with_name(f"begun-{name}")
            for left in self.folder.glob(f"{begun.name}*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            make(begun)
            begun.rename(path)
        return path


def first_rows(name: str) -> str:
    """What the screen of memtui or of a peer shows when its rows stand there."""
    return data.FIRST_ROWS if name == "memtui" else PEERS_SHOW[name]


def compile_memtui() -> None:
    """Make memtui's bytecode, as an installation does, and the peers' and the harness's own."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    found = importlib.util.find_spec("memtui")
    folders = list(found.submodule_search_locations or []) if found else []
    command: Sequence[str] = [sys.executable, "-m", "compileall", "-q", *folders, str(Path(__file__).parent)]
    subprocess.run(command, check=True)


def _write(path: Path, size: int) -> None:
    tell(f"making {size:,} memories")
    with path.open("w", encoding="utf-8") as out:
        data.write(out, size)
