"""The verdicts that can be given on a memory, with their keys and words."""

from __future__ import annotations

from memtui.core.feedback import Verdict
from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One verdict; `verdict` None takes back what was said before."""

    verdict: Verdict | None
    keys: tuple[str, str]
    label: str
    about: str


CHOICES: tuple[Choice, ...] = (
    Choice("POSITIVE", ("g", "1"), "good", "true, and worth remembering"),
    Choice("NEGATIVE", ("b", "2"), "bad", "wrong, or not worth it"),
    Choice("VERY_NEGATIVE", ("v", "3"), "very bad", "it should never have been remembered"),
    Choice(None, ("n", "4"), "take back", "what was said of it before"),
)
BY_KEY = {key: at for at, choice in enumerate(CHOICES) for key in choice.keys}


def place_of(verdict: Verdict | None) -> int:
    """Which of the choices this is."""
    return next(at for at, choice in enumerate(CHOICES) if choice.verdict == verdict)
