"""What every test needs: files of a person's own account are left alone, and little time is lost."""

from __future__ import annotations

import asyncio
import gc
import inspect
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

import tests.strategies  # noqa: F401  (its settings are those of every property test)

_MEMORY = Path("/dev/shm")
_ROOM = 4 << 30
"""Bytes that must be free in memory before files are made there; a whole run makes less than 1 GiB."""
_LONGEST = 200.0
"""Seconds after which a test that waits for ever is ended where it waits, so that its report says where.

The timeout in `pyproject.toml`, which ends all others, would show nothing but the event loop.
"""


def pytest_configure() -> None:
    """Make the files of tests in memory where there is room: on a disk, every store waits for it."""
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)
    # What is drawn depends on what the terminal can do.
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    os.environ.pop("NO_COLOR", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.obj = _ended(item.obj)


def _ended(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    @wraps(test)
    async def ended(*args: Any, **kwargs: Any) -> None:
        async with asyncio.timeout(_LONGEST):
            await test(*args, **kwargs)

    return ended


def pytest_collection_finish() -> None:
    """Keep the garbage collector off what lives to the end, and let it wait for more than a few objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep logs, stores and saved filters of the tests apart from those of whoever runs them."""
    patch = pytest.MonkeyPatch()
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        patch.setenv(variable, str(tmp_path_factory.mktemp(variable.lower())))
    for variable in (
        "MEM0_API_KEY", "MEM0_BASE_URL", "MEMTUI_PROFILE", "MEMTUI_CONFIG", "MEMTUI_SERVE_TOKEN",
        "COLUMNS", "NO_COLOR",
    ):  # fmt: skip
        patch.delenv(variable, raising=False)


@pytest.fixture(autouse=True)
def _own_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the secrets of other tests, of which some are one letter long, out of what a log is to say."""
    monkeypatch.setattr("memtui.state.log._concealed", set())
