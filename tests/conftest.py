"""What every test needs: files of a person's own account are left alone."""

from __future__ import annotations

import pytest

import tests.strategies  # noqa: F401  (its settings are those of every property test)


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
