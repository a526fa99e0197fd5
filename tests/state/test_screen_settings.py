"""What the configuration says of the screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from memtui.state.config import ConfigError, load_config
from memtui.state.config.screen_table import load_settings
from memtui.state.screen_settings import SETTINGS, ScreenSettings

ALL = """
restore_session = false
mouse = false
borders = "ascii"
theme = "light"
layout = "portrait"

[profiles.notes]
path = "notes.db"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def _written(file: Path, text: str) -> Path:
    file.write_text(text)
    file.chmod(0o600)
    return file


def test_all_of_it_is_read(file: Path) -> None:
    settings = load_settings(_written(file, ALL))
    assert settings == ScreenSettings(
        restore_session=False, mouse=False, borders="ascii", theme="light", layout="portrait"
    )


def test_profiles_are_read_beside_it(file: Path) -> None:
    assert list(load_config(_written(file, ALL)).entries)[:1] == ["notes"]


@pytest.mark.parametrize("text", ["", 'borders = "auto"', 'layout = "auto"', "mouse = true"])
def test_nothing_said_is_the_usual_screen(file: Path, text: str) -> None:
    assert load_settings(_written(file, text)) == ScreenSettings()


def test_a_file_that_is_missing_says_nothing(file: Path) -> None:
    assert load_settings(file) == ScreenSettings()


def test_all_mistakes_are_told_with_their_lines(file: Path) -> None:
    text = 'theme = "dork"\nmouse = "no"\nborders = "square"\nrestore_session = 0\n'
    with pytest.raises(ConfigError) as raised:
        load_settings(_written(file, text))
    lines = str(raised.value).splitlines()
    assert [line.partition(" ")[0] for line in lines] == [f"{file}:{number}:" for number in range(1, 5)]
    assert "did you mean dark?" in lines[0]
    assert "true or false" in lines[1]
    assert "auto, round, ascii" in lines[2]


def test_their_names_are_those_of_the_settings() -> None:
    settings = ScreenSettings()
    assert all(hasattr(settings, name) for name in SETTINGS)
