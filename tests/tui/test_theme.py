"""memtui's themes can be read: every text on every ground, in true colour and among 256."""

from __future__ import annotations

import pytest
from rich.color import ColorSystem
from textual.color import Color
from textual.theme import Theme

from memtui.tui.terminal.looks import contrast
from memtui.tui.theme import BY_NAME, THEMES, in_256_colours

_TEXTS = ("foreground", "primary", "secondary", "accent", "warning", "error", "success")
_LEAST = 4.5


def _colours(theme: Theme, *, eight_bit: bool) -> tuple[dict[str, Color], dict[str, Color]]:
    """Texts and grounds, as they are shown."""
    others = in_256_colours(theme) if eight_bit else {}

    def shown(value: str | None) -> Color:
        color = Color.parse(others.get(value or "", value or ""))
        if not eight_bit:
            return color
        return Color(*color.rich_color.downgrade(ColorSystem.EIGHT_BIT).get_truecolor())

    texts = {name: shown(getattr(theme, name)) for name in _TEXTS}
    texts |= {name: shown(theme.variables[name]) for name in ("dim", "edge")}
    grounds = {name: shown(getattr(theme, name)) for name in ("background", "surface", "panel")}
    grounds |= {name: shown(theme.variables[name]) for name in ("cursor", "cursor-blurred")}
    return texts, grounds


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("eight_bit", [False, True], ids=["true colour", "256"])
def test_every_text_is_at_least_4_5_to_1_on_every_ground(theme: Theme, eight_bit: bool) -> None:
    texts, grounds = _colours(theme, eight_bit=eight_bit)
    found = {
        f"{text} on {ground}": contrast(color, under)
        for text, color in texts.items()
        for ground, under in grounds.items()
        if text != "edge"
    }
    assert {words: value for words, value in found.items() if value < _LEAST} == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("eight_bit", [False, True], ids=["true colour", "256"])
def test_edges_and_the_cursor_are_seen(theme: Theme, eight_bit: bool) -> None:
    texts, grounds = _colours(theme, eight_bit=eight_bit)
    assert contrast(texts["edge"], grounds["background"]) >= 1.7
    assert contrast(grounds["cursor"], grounds["background"]) >= 1.2
    assert grounds["cursor"] != grounds["background"] != grounds["cursor-blurred"]


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)
    assert contrast(Color(119, 119, 119), Color(255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_every_theme_has_a_short_name() -> None:
    assert [*BY_NAME.values()] == [*THEMES]
