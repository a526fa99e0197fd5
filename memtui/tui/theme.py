"""memtui's own colours: dark, light and none, with every text at least 4.5:1 on its ground."""

from __future__ import annotations

from textual.theme import Theme

from memtui.state.screen_settings import ThemeName

DARK = Theme(
    name="memtui-dark",
    primary="#7aa2f7",
    secondary="#9ece6a",
    accent="#7dcfff",
    warning="#e0af68",
    error="#f7768e",
    success="#9ece6a",
    foreground="#d5daf0",
    background="#14161f",
    surface="#1a1d29",
    panel="#262b3d",
    dark=True,
    variables={"dim": "#9aa3c4", "edge": "#3b4261", "cursor": "#2a3357", "cursor-blurred": "#252b42"},
)
LIGHT = Theme(
    name="memtui-light",
    primary="#2c59bf",
    secondary="#3d6b14",
    accent="#00617f",
    warning="#8a5300",
    error="#b3123f",
    success="#3d6b14",
    foreground="#22263a",
    background="#f6f7fb",
    surface="#ffffff",
    panel="#e3e7f2",
    dark=False,
    variables={"dim": "#565d7b", "edge": "#b4bbd3", "cursor": "#cfdcff", "cursor-blurred": "#e4e9f6"},
)
PLAIN = Theme(
    name="memtui-plain",
    primary="#e0e0e0",
    secondary="#d8d8d8",
    accent="#e8e8e8",
    warning="#f0f0f0",
    error="#f8f8f8",
    success="#d0d0d0",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
    variables={"dim": "#a4a4a4", "edge": "#808080", "cursor": "#383838", "cursor-blurred": "#202020"},
)
"""What stands for attributes, of which alone this theme is made (`memtui.tui.terminal.looks`)."""


def in_256_colours(theme: Theme) -> dict[str, str]:
    """What stands among 256 colours for those of the theme that would come out too near to each other."""
    own = {"primary": theme.primary, "warning": theme.warning or "", **theme.variables}
    return {own[name]: other for name, other in _IN_256.get(theme.name, {}).items()}


_IN_256: dict[str, dict[str, str]] = {
    DARK.name: {"dim": "#afafd7", "edge": "#5f5f87", "cursor": "#303030", "cursor-blurred": "#262626"},
    LIGHT.name: {"primary": "#005faf", "warning": "#5f5f00", "dim": "#4e4e4e", "edge": "#8787af"},
}
THEMES = (DARK, LIGHT, PLAIN)
BY_NAME: dict[ThemeName, Theme] = {"dark": DARK, "light": LIGHT, "plain": PLAIN}
