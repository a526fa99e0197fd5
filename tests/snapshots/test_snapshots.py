"""What the screen looks like, compared with pictures that somebody has looked at.

After a change that is meant to be seen: `pytest tests/snapshots --snapshot-update`, and look at each.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import UnreachableError
from memtui.tui.theme import DARK, LIGHT
from tests.tui.driver import BrowseDriver, app_on
from tests.tui.made_up import MadeUp
from tests.tui.service import Service

Compare = Callable[..., bool]
"""Whether an app, after something was done on it, looks like the picture that is kept."""
Size = tuple[int, int]
SIZES: list[Size] = [(80, 24), (120, 40), (200, 50)]

_FILTER = "user_id = alice and (categories contains food or updated_at <= 2026-06-30) and not agent_id = *"
Keys = Sequence[str | list[str]]
"""What is pressed one after another, and in a list of its own what is typed without waiting."""
FULL: dict[str, Keys] = {
    "browse": [],
    "detail": ["j", "j", "3"],
    "history": ["h"],
    "json": ["i"],
    "search": ["s", [*"who is allergic to nuts"], "enter"],
    "why": ["s", [*"who is allergic to nuts"], "enter", *">>>>>>", "w"],
    "marked": ["space", "j", "space", "j", "j", "v", "j", "j", "j"],
    "help": ["question_mark"],
    "builder": ["equals_sign", [*_FILTER], "enter", "f", "j", "j"],
    "builder-field": ["equals_sign", [*_FILTER], "enter", "f", "j", "a", [*"cat"]],
    "saved": ["F", "j"],
    "nothing-matches": ["equals_sign", [*"user_id = alice and categories contains zebra"], "enter"],
}
"""The keys that lead to each picture of a full store."""
ONCE: dict[str, tuple[Size, Keys]] = {
    "scope-and-filter": ((120, 40), ["1", "j", "j", "enter", "slash", *"coffee", "enter"]),
    "nothing-found": ((120, 40), ["slash", [*"xyzzy"], "enter"]),
    "filter-line": ((120, 40), ["equals_sign", [*"user_id = alice and categories contains fo"]]),
    "filter-mistake": ((80, 24), ["equals_sign", *"user_id = alice and mood = good"]),
    "filter-warning": ((120, 40), ["equals_sign", [*"run_id != x"], "enter"]),
    "lens": ((80, 24), ["s", [*"who is allergic to nuts"], "enter", "L"]),
    "lens-mistake": ((120, 40), ["L", [*"5000"], "enter"]),
    "none-scores-enough": ((80, 24), ["s", [*"who is allergic to nuts"], "enter", "L", "tab", "1", "enter"]),
    "feedback": ((80, 24), ["j", "space", "b", "v", [*"This is out of date."]]),
    "typing": ((80, 24), ["slash", [*"coff"]]),
    "dates": ((120, 40), ["T", "G"]),
    "entities": ((120, 40), ["1", "G", "enter", "G"]),
    "palette": ((120, 40), ["colon", [*"mark"]]),
    "reason": ((80, 24), ["ctrl+backslash"]),
    "columns": ((80, 24), ["c", "j", "j", "j", "space"]),
    "columns-list": ((120, 40), ["c", "j", "j", "j", "space", "G", "space", "enter"]),
    "sort": ((80, 24), ["o", "j"]),
    "sorted": ((120, 40), ["o", "j", "enter", "O"]),
    "activity": ((120, 40), ["A"]),
    "activity-split": ((80, 24), ["A", "m", "e"]),
    "zoomed": ((120, 40), ["j", "plus"]),
    "hidden": ((120, 40), ["j", "ctrl+b"]),
    "portrait": ((80, 50), ["j"]),
    "tiny-list": ((50, 14), ["j"]),
    "tiny-detail": ((50, 14), ["j", "enter"]),
    "tiny-entities": ((50, 14), ["1", "j"]),
}
"""The same for pictures of which one size says enough."""
CHANGING: dict[str, Keys] = {
    "plan": ["space", "space", "space", "d"],
    "plan-counted": ["slash", [*"the"], "enter", "ctrl+a", "d", "4"],
    "plan-entity": ["1", "j", "j", "d"],
    "edit": ["e", [*" Not in May."]],
    "rewrite": ["space", "space", "space", "e", "r", [*"Alice"], "tab", [*"Alicia"]],
    "add": ["a", [*"Likes tea"]],
    "copy": ["y"],
    "versions": ["h", "R"],
    "journal": ["space", "space", "d", "y", "x", "J"],
    "journal-open": ["e", [*" Not in May."], "ctrl+s", "J", "enter"],
}
"""The keys that lead to each picture of something that is being changed."""


def at(*sizes: Size) -> pytest.MarkDecorator:
    """Run a test on terminals of these sizes."""
    return pytest.mark.parametrize("size", sizes, ids=[f"{width}x{height}" for width, height in sizes])


@pytest.fixture
def looks_right(snap_compare: Compare, tmp_path: Path) -> Compare:
    """Compares memtui on a service, once some keys were pressed, with the picture of this test."""

    def compare(
        adapter: MemoryAdapter,
        size: Size,
        keys: Keys,
        *,
        theme: str = DARK.name,
        read_only: bool = False,
    ) -> bool:
        app = app_on(adapter, tmp_path, name="demo", read_only=read_only)
        app.theme = theme

        async def press(pilot: Pilot[None]) -> None:
            driver = BrowseDriver(app, pilot, adapter)
            # What a service holds open is part of the picture.
            wait = driver.settle if isinstance(adapter, Service) else driver.idle
            await wait()
            for key in keys:
                driver.send(*key if isinstance(key, list) else [key])
                await wait()

        return snap_compare(app, terminal_size=size, run_before=press)

    return compare


@at(*SIZES)
@pytest.mark.parametrize("name", FULL)
def test_a_full_store(looks_right: Compare, demo_path: Path, name: str, size: Size) -> None:
    assert looks_right(LocalAdapter.open(demo_path), size, FULL[name])


@pytest.mark.parametrize("name", ONCE)
def test_a_full_store_once(looks_right: Compare, demo_path: Path, name: str) -> None:
    assert looks_right(LocalAdapter.open(demo_path), *ONCE[name])


@at((80, 24), (120, 40))
@pytest.mark.parametrize("name", CHANGING)
def test_changing(looks_right: Compare, demo_path: Path, tmp_path: Path, name: str, size: Size) -> None:
    path = tmp_path / "memories.db"
    shutil.copy(demo_path, path)
    assert looks_right(LocalAdapter.open(path), size, CHANGING[name])


@at(*SIZES)
@pytest.mark.parametrize("name", ["browse", "history", "marked"])
def test_light(looks_right: Compare, demo_path: Path, name: str, size: Size) -> None:
    assert looks_right(LocalAdapter.open(demo_path), size, FULL[name], theme=LIGHT.name)


@at(*SIZES)
def test_an_empty_store(looks_right: Compare, tmp_path: Path, size: Size) -> None:
    assert looks_right(LocalAdapter.open(tmp_path / "memories.db"), size, [])


@at(*SIZES)
def test_offline(looks_right: Compare, size: Size) -> None:
    service = Service(MadeUp(100))
    error = UnreachableError(
        "No answer from https://mem0.example.com: the connection was refused.",
        hint="Check that the address is right and that the service is running.",
    )
    service.fail(error, "page", "count", "entities")
    assert looks_right(service, size, [])


@at(*SIZES)
def test_offline_later(looks_right: Compare, demo_path: Path, size: Size) -> None:
    service = Service(LocalAdapter.open(demo_path))
    error = UnreachableError(
        "No answer from https://mem0.example.com: the connection was refused.",
        hint="Check that the address is right and that the service is running.",
    )
    service.fail(error, "page", about=3)
    assert looks_right(service, size, ["G"])


@at(*SIZES)
def test_loading(looks_right: Compare, size: Size) -> None:
    service = Service(MadeUp(100))
    service.hold("page")
    service.hold("entities")
    assert looks_right(service, size, [])


def test_rows_on_their_way(looks_right: Compare, demo_path: Path) -> None:
    service = Service(LocalAdapter.open(demo_path), totals=False)
    service.hold("page", 2)
    service.hold("count")
    assert looks_right(service, (120, 40), ["G"])


def test_read_only(looks_right: Compare, demo_path: Path) -> None:
    assert looks_right(LocalAdapter.open(demo_path), (80, 24), [], read_only=True)
