from __future__ import annotations

from pathlib import Path

import pytest

NAMES = (
    "MEM0_API_KEY", "MEM0_BASE_URL", "MEMTUI_PROFILE", "MEMTUI_CONFIG", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
    "XDG_STATE_HOME",
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, with nothing in the environment that names a service or a folder."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def config(home: Path) -> Path:
    """Where the configuration is looked for; its folder is there."""
    path = home / ".config/memtui/config.toml"
    path.parent.mkdir(parents=True, mode=0o700)
    return path


def written(path: Path, text: str, mode: int = 0o600) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    path.chmod(mode)
    return path
