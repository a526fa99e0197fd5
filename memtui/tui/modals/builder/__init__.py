"""The filter builder: groups and conditions as a tree, put together on the keyboard."""

from memtui.tui.modals.builder.modal import BuilderModal
from memtui.tui.modals.builder.state import FilterChosen

__all__ = ["BuilderModal", "FilterChosen"]
