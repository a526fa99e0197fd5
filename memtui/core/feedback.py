"""What a person thinks of a memory, as a service takes it (`docs/mem0-api.md`, "Feedback")."""

from __future__ import annotations

from typing import Literal, get_args

from memtui.core.values import dataclass

Verdict = Literal["POSITIVE", "NEGATIVE", "VERY_NEGATIVE"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on one memory, with the reason in words; None takes back what was said before."""

    memory_id: str
    verdict: Verdict | None
    reason: str | None = None
