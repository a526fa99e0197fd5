"""Colours for terminals that have few of them, or none: what colours tell is told by attributes.

What stands on another ground than the screen's is drawn in reverse; what has a colour of its own is bold or,
where it stands back, dim. The ground and the text have the terminal's own colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

Palette = Literal["none", "sixteen"]
"""What may be sent: no colours, or the terminal's own sixteen."""

_TERMINALS = RichColor.default()
_OTHER_GROUND = 1.35
"""Contrast from which a ground is another one than the screen's; shades below are there for looks."""
_STRONG = ("primary", "accent", "warning", "error")
_FAINT = ("dim", "edge")
_NUMBERS = {"primary": 6, "secondary": 2, "accent": 6, "warning": 3, "error": 1, "success": 2}
"""Which of the terminal's colours stands for which of a theme's; those are seen on dark and light grounds."""


class FewColours(LineFilter):
    """Draws with attributes, and with the terminal's own colours where the palette has any.

    `variables` are the theme's colours by name.
    """

    def __init__(self, variables: Mapping[str, str], palette: Palette) -> None:
        super().__init__()
        self._ground = Color.parse(variables["background"])
        self._blurred = Color.parse(variables["cursor-blurred"])
        self._strong = {Color.parse(variables[name]).rgb for name in _STRONG}
        self._faint = {Color.parse(variables[name]).rgb for name in _FAINT}
        numbers = _NUMBERS if palette == "sixteen" else {}
        self._numbers = {Color.parse(variables[name]).rgb: number for name, number in numbers.items()}
        self._simplified = lru_cache(maxsize=1024)(self._simple)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in simpler styles."""
        simple = self._simplified
        return [
            Segment(text, None if style is None else simple(style), control)
            for text, style, control in segments
        ]

    def _simple(self, style: Style) -> Style:
        text, ground = _rgb(style.color), _rgb(style.bgcolor)
        is_on = bool(style.reverse) or self._is_other(ground)
        number = None if is_on else self._numbers.get(text or (0, 0, 0))
        return style + Style(
            color=_TERMINALS if number is None else RichColor.from_ansi(number),
            bgcolor=_TERMINALS,
            reverse=is_on,
            bold=bool(style.bold) or (text in self._strong and number is None),
            dim=not is_on and text in self._faint,
            underline=bool(style.underline) or (not is_on and ground == self._blurred.rgb),
        )

    def _is_other(self, ground: tuple[int, int, int] | None) -> bool:
        if ground is None or ground == self._blurred.rgb:
            return False
        return contrast(Color(*ground), self._ground) >= _OTHER_GROUND


class OtherColours(LineFilter):
    """Draws some colours as others; both are written as in a theme."""

    def __init__(self, others: Mapping[str, str]) -> None:
        super().__init__()
        self._others = {Color.parse(one).rgb: Color.parse(other).rich_color for one, other in others.items()}
        self._changed = lru_cache(maxsize=1024)(self._change)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in the other colours."""
        changed = self._changed
        return [
            Segment(text, None if style is None else changed(style), control)
            for text, style, control in segments
        ]

    def _change(self, style: Style) -> Style:
        color = self._others.get(_rgb(style.color) or (-1, -1, -1))
        ground = self._others.get(_rgb(style.bgcolor) or (-1, -1, -1))
        return style + Style(color=color, bgcolor=ground)


def _rgb(color: RichColor | None) -> tuple[int, int, int] | None:
    if color is None or color.is_default:
        return None
    red, green, blue = color.get_truecolor()
    return red, green, blue


def contrast(one: Color, other: Color) -> float:
    """How well two colours are told apart, from 1 to 21, as the WCAG measures it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
