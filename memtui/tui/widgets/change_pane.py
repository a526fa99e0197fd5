"""Where modals show what changes."""

from __future__ import annotations

from typing import ClassVar

from memtui.tui.widgets.side_pane import SidePane


class ChangePane(SidePane):
    """Draws lines, with what was removed struck out and what was added underlined."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"side--{name}" for name in ("added", "removed", "born", "gone", "match", "accent")
    }
    DEFAULT_CSS = """
    ChangePane > .side--added { color: $success; text-style: bold underline; }
    ChangePane > .side--removed { color: $error; text-style: strike; }
    ChangePane > .side--dim { color: $dim; }
    ChangePane > .side--heading { color: $primary; text-style: bold; }
    ChangePane > .side--strong { text-style: bold; }
    ChangePane > .side--warning { color: $warning; text-style: bold; }
    ChangePane > .side--error { color: $error; text-style: bold; }
    """
