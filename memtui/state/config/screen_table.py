"""What the configuration says of the screen: a few keys at its top."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from memtui.state.config.reading import error_of, parsed, text_of
from memtui.state.config.tables import Mistakes, Table
from memtui.state.paths import config_file
from memtui.state.screen_settings import Borders, LayoutName, ScreenSettings, ThemeName

_BORDERS: tuple[Borders, ...] = get_args(Borders)
_THEMES: tuple[ThemeName, ...] = get_args(ThemeName)
_LAYOUTS: tuple[LayoutName, ...] = get_args(LayoutName)


def load_settings(path: Path | None = None) -> ScreenSettings:
    """The settings of the usual configuration, or of the one at `path`; nothing else in it is looked at.

    Raises ConfigError, UsageError.
    """
    path = path or config_file()
    text = text_of(path, may_miss=True)
    top = Table((), parsed(text, path), Mistakes())
    found = ScreenSettings(
        restore_session=top.switch("restore_session", otherwise=True),
        mouse=top.switch("mouse", otherwise=True),
        borders=top.word("borders", _BORDERS, also="auto"),
        theme=top.word("theme", _THEMES),
        layout=top.word("layout", _LAYOUTS, also="auto"),
    )
    if top.mistakes.found:
        raise error_of(path, text, top.mistakes)
    return found
