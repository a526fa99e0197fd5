"""`mem0 list`, the official command line, against `memtui serve` on this machine."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.data import FIRST_ROWS
from benchmarks.rounds import Sample
from benchmarks.terminal import Terminal, environment
from benchmarks.world import MEMTUI, World

_KEY = "m0-benchmark"
_MEM0 = str(Path(sys.executable).with_name("mem0"))
_ROW = FIRST_ROWS.replace(" and", "")
"""Its table breaks lines earlier."""


@contextmanager
def served(world: World) -> Iterator[str]:
    """The address of the smallest store, served over HTTP."""
    command = [MEMTUI, "serve", "--db", str(world.store(world.sizes[0])), "--port", "0"]
    variables = environment(world.home()) | {"MEMTUI_SERVE_TOKEN": _KEY}
    server = subprocess.Popen(command, env=variables, stderr=subprocess.PIPE, text=True)
    try:
        said = ""
        for said in server.stderr or ():
            if found := re.search(r"http://127\.0\.0\.1:\d+", said):
                yield found[0]
                return
        raise RuntimeError(f"memtui serve did not start: {said}")
    finally:
        server.terminate()
        server.wait()
        if server.stderr:
            server.stderr.close()


def list_once(world: World, server: str) -> Sample:
    """`mem0 list` of a hundred memories, until its first row."""
    variables = environment(world.home()) | {
        "MEM0_API_KEY": _KEY,
        "MEM0_BASE_URL": server,
        "MEM0_TELEMETRY": "False",
    }
    with Terminal([_MEM0, "list", "--user-id", "user00000", "--page-size", "100"], variables) as terminal:
        return {"rows": (terminal.until(_ROW) - terminal.born) * 1000}
