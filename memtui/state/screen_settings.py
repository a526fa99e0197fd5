"""How the screen is, as far as the configuration says something of it."""

from __future__ import annotations

from typing import Literal

from memtui.core.values import dataclass

Borders = Literal["round", "ascii"]
ThemeName = Literal["dark", "light", "plain"]
SETTINGS = ("restore_session", "mouse", "borders", "theme")
"""The names of the keys, which stand at the configuration's top."""


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """No `borders` are those that the terminal can show, no `theme` is the one that suits it."""

    restore_session: bool = True
    mouse: bool = True
    borders: Borders | None = None
    theme: ThemeName | None = None
