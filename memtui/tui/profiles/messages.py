"""What comes of opening another service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from memtui.core.values import dataclass
from memtui.tui.state import Step

if TYPE_CHECKING:
    from memtui.tui.profiles.opening import Opened


@dataclass
class ServiceOpened(Message):
    """A service is open and can be shown; `walk` is the next of the first steps, where they are taken."""

    opened: Opened
    walk: Step | None
