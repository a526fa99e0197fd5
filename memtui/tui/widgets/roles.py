"""What the named roles of spans look like: ink, ground and attributes, from the variables of the theme.

Textual's component styles say the same in CSS, but are worked out for every widget and every role, twice
before the first frame, whether a role is drawn or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.style import Style
from textual.color import Color
from textual.widget import Widget


class Roles(Widget):
    """Looks up what its roles look like once for each theme.

    `ROLES` has for each role what `Style.parse` of Rich takes, with `$name` for a colour of the theme, as in
    `bold $foreground on $cursor`. Among the bases it comes late: CSS is inherited from the first alone.
    """

    ROLES: ClassVar[Mapping[str, str]] = {}
    _looked_up: dict[str, Style] | None = None

    def role_style(self, role: str) -> Style:
        """What a role looks like here."""
        if self._looked_up is None:
            self._looked_up = {"": Style.null()}
        if role not in self._looked_up:
            self._looked_up[role] = _style(self.ROLES[role], self.app.theme_variables)
        return self._looked_up[role]

    def notify_style_update(self) -> None:
        """Forget what was looked up: the theme may have changed."""
        self._looked_up = None
        super().notify_style_update()


def _style(written: str, variables: Mapping[str, str]) -> Style:
    """The style that a role's words say."""
    style, on_ground = Style.null(), False
    for word in written.split():
        if word == "on":
            on_ground = True
        elif not word.startswith("$"):
            style += Style.parse(word)
        else:
            colour = Color.parse(variables[word[1:]]).rich_color
            style += Style(bgcolor=colour) if on_ground else Style(color=colour)
    return style
