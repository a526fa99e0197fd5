"""An edit box for JSON."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.text import Text

from memtui.tui.widgets.edit_box import EditBox, Press

# Texts in JSON end on the line on which they begin, so that each line can be read by itself.
_PARTS = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*+"(?=\s*:))|(?P<string>"(?:[^"\\]|\\.)*+"?)'
    r"|(?P<value>\b(?:true|false|null)\b|-?\d[\d.eE+-]*)|(?P<mark>[{}\[\],:]+)"
)


class JsonBox(EditBox):
    """Tells keys, texts and other values apart by their colours."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"edit--{name}" for name in ("key", "string", "value", "mark")}

    def __init__(self, text: str, *, press: Press, id: str, placeholder: str = "") -> None:  # noqa: A002
        super().__init__(text, press=press, id=id, placeholder=placeholder)
        self.match_cursor_bracket = True

    def colour(self, line: Text) -> None:
        """Colour a line by what its parts are."""
        for found in _PARTS.finditer(line.plain):
            line.stylize(self.role_style(found.lastgroup or "mark"), *found.span())
