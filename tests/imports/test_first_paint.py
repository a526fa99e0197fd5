"""What is loaded when the first rows stand on the screen of an embedded store."""

from __future__ import annotations

import json

import pytest

from tests.imports.test_imports import LINE, command
from tests.terminal import running

_PROGRAM = """
import sys
from memtui.cli.main import main
from memtui.tui import app

def displayed(self):
    if self.screen.loading_list.rows.length:
        with open(sys.argv[1], "w") as file:
            file.write(" ".join(sys.modules))
        self.exit()

app.MemtuiApp.post_display_hook = displayed
sys.exit(main(["--db", sys.argv[2]]))
"""
NEVER = {
    *("pydantic", "httpx", "starlette", "uvicorn", "mem0", "rapidfuzz"),
    *("regex", "tomlkit", "pygments", "keyring"),
}
LATER = (
    "memtui.adapters.local.sorting",
    "memtui.adapters.local.sorted_lists",
    "memtui.core.ordering",
    "memtui.ops.loaded",
    "memtui.tui.screens.sorting",
    "memtui.tui.activity",
    "memtui.core.activity",
    "memtui.ops.activity",
    "memtui.adapters.local.activity",
    "memtui.tui.modals",
    "memtui.tui.service",
    "memtui.tui.profiles.page",
    "memtui.adapters.platform",
    "memtui.adapters.selfhosted",
    "memtui.adapters.http",
    "memtui.adapters.local.importing",
    "memtui.core.changes",
    "memtui.core.columns",
    "memtui.core.diff",
    "memtui.core.filter_check",
    "memtui.core.projects",
    "memtui.ops.apply",
    "memtui.state.columns",
    "memtui.tui.panes.columns",
    "memtui.tui.places",
    "memtui.tui.screens.going",
    "memtui.tui.screens.sizing",
    "memtui.server",
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("first_paint")
    (folder / "lines.jsonl").write_text(json.dumps(LINE))
    command(folder, "import", folder / "lines.jsonl", "--db", folder / "store.db", "--yes")
    with running(("-c", _PROGRAM, folder / "modules", folder / "store.db"), folder) as terminal:
        assert terminal.end() == 0, "\n".join(terminal.lines)
    return set((folder / "modules").read_text().split())


def test_no_service_and_no_tool_is_loaded_for_the_first_rows(loaded: set[str]) -> None:
    assert "memtui.tui.screens.browse" in loaded
    assert not loaded & NEVER


@pytest.mark.parametrize("package", LATER)
def test_what_is_not_shown_yet_is_not_loaded_yet(loaded: set[str], package: str) -> None:
    assert not [name for name in loaded if name == package or name.startswith(f"{package}.")]
