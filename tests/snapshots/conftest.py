"""A store of demo memories that is made once, and nothing that differs between machines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from memtui.ops.demo import throwaway_store
from memtui.tui.app import MemtuiApp
from tests.tui.conftest import same_everywhere

_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same pictures on every machine, without fonts that they would fetch from elsewhere."""
    same_everywhere(monkeypatch)
    monkeypatch.setattr("memtui.state.journal.journal.iso_now", lambda: "2026-11-21T11:58:00Z")
    export = MemtuiApp.export_screenshot

    def without_fonts(app: MemtuiApp, *, title: str | None = None, simplify: bool = False) -> str:
        picture = export(app, title=title, simplify=simplify)
        # Blanks are a third of a picture; written out they take a third of their room.
        return _FONT_FACE.sub("", picture).replace("&#160;", "\u00a0")

    monkeypatch.setattr(MemtuiApp, "export_screenshot", without_fonts)


@pytest.fixture(scope="session")
def demo_path() -> Iterator[Path]:
    """The file of a store with 300 demo memories."""
    with throwaway_store(300) as path:
        yield path
