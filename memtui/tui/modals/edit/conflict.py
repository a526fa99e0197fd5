"""What to do when the memory has changed on the service since it was opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from memtui.core.changes import differences
from memtui.core.models import Memory
from memtui.tui.modals.asking import AskingModal
from memtui.tui.modals.edit.change_lines import change_lines
from memtui.tui.widgets.key_bar import KeyHint
from memtui.tui.widgets.side_lines import SideLine, side

Choice: TypeAlias = Literal["theirs", "yours", "edit"]

_ANSWERS: dict[str, Choice | None] = {"t": "theirs", "y": "yours", "m": "edit", "escape": None}
_HINTS = (
    KeyHint("t", "take theirs", "t"),
    KeyHint("y", "write yours", "y"),
    KeyHint("m", "merge by hand", "m"),
    KeyHint("esc", "keep editing", "escape"),
)
_WORDS = {"memory": "the text", "metadata": "the metadata", "expiration_date": "the expiration"}


class ConflictModal(AskingModal[Choice | None]):
    """Is dismissed with whose version counts, or `edit` to make one of both; None goes on editing.

    `base` is the memory as it was opened, `theirs` as the service has it now, `yours` as it shall be.
    """

    def __init__(self, base: Memory, theirs: Memory, yours: Memory, *, clock: Callable[[], datetime]) -> None:
        lines = list(_lines(base, theirs, yours, clock().astimezone(UTC)))
        super().__init__("Changed by others meanwhile", lines, _HINTS, _ANSWERS)


def _lines(base: Memory, theirs: Memory, yours: Memory, now: datetime) -> Iterator[SideLine]:
    today = now.date()
    nothing = side(("no change of text, metadata or expiration", "dim"))
    yield _outcome(base, theirs, yours)
    yield SideLine()
    yield side(("Theirs", "heading"), ("  what the service has now, against what you opened", "dim"))
    yield from change_lines(base, theirs, today, nothing=nothing)
    yield SideLine()
    yield side(("Yours", "heading"), ("  what you changed in what you opened", "dim"))
    yield from change_lines(base, yours, today, nothing=nothing)


def _outcome(base: Memory, theirs: Memory, yours: Memory) -> SideLine:
    """What writing one's own version does to theirs."""
    changed = differences(base, yours)
    both = [_WORDS.get(name, name) for name in differences(base, theirs) if name in changed]
    if not both:
        return side("The two changes go together: writing yours keeps what they changed.")
    told = f"Both changed {' and '.join(both)}: writing yours takes theirs away."
    return side((told, "warning"), marker=("! ", "warning"))
