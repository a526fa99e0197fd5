"""A glance at the files of this account finds those that are read properly later."""

from __future__ import annotations

from pathlib import Path

import pytest

from memtui.cli.early_files import are_panes_moved, configuration
from memtui.state.pane_sizes import PaneSizes, keep_sizes
from memtui.state.paths import config_file, sizes_file


@pytest.fixture(params=["", "relative", "{home}/elsewhere"])
def _base(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("MEMTUI_CONFIG", raising=False)
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, request.param.format(home=tmp_path))


@pytest.mark.usefixtures("_base")
def test_the_configuration_is_found_where_it_is() -> None:
    assert configuration() == b""
    config_file().parent.mkdir(parents=True)
    config_file().write_text('theme = "light"')
    assert configuration() == b'theme = "light"'


@pytest.mark.usefixtures("_base")
def test_another_configuration_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.toml").write_text("mouse = false")
    monkeypatch.setenv("MEMTUI_CONFIG", str(tmp_path / "own.toml"))
    assert configuration() == b"mouse = false"
    monkeypatch.setenv("MEMTUI_CONFIG", str(tmp_path))
    assert configuration() == b"", "a folder is told of by who reads it properly"


@pytest.mark.usefixtures("_base")
def test_other_sizes_of_panes_are_noticed() -> None:
    assert not are_panes_moved()
    keep_sizes(sizes_file(), PaneSizes(zoom=1))
    assert are_panes_moved()
    keep_sizes(sizes_file(), PaneSizes())
    assert not are_panes_moved()
