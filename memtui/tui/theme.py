"""memtui's own colours: one dark theme, one light, with every text at least 4.5:1 on its ground."""

from __future__ import annotations

from textual.theme import Theme

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
    variables={"dim": "#8f98bb", "edge": "#3b4261", "cursor": "#33406b", "cursor-blurred": "#252b42"},
)
LIGHT = Theme(
    name="memtui-light",
    primary="#2e5cc5",
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
    variables={"dim": "#5a6180", "edge": "#b4bbd3", "cursor": "#cfdcff", "cursor-blurred": "#e4e9f6"},
)
THEMES = (DARK, LIGHT)
