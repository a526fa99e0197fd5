"""How the screen is, as far as the configuration says something of it."""

from __future__ import annotations

from typing import Literal

from memtui.core.values import dataclass

Borders = Literal["round", "ascii"]
ThemeName = Literal["dark", "light", "plain"]
LayoutName = Literal["stacked", "wide", "portrait"]
SETTINGS = ("restore_session", "mouse", "borders", "theme", "layout")
"""The names of the keys, which stand at the configuration's top."""


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """No `borders` are those that the terminal can show, no `theme` is the one that suits it, and no `layout`
    the one for which there is room.
    """

    restore_session: bool = True
    mouse: bool = True
    borders: Borders | None = None
    theme: ThemeName | None = None
    layout: LayoutName | None = None
