"""What happens to the calls of a fake service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from memtui.adapters.base import AddOutcome
from memtui.core.errors import (
    MemtuiError,
    ServiceError,
    UnauthorizedError,
    UnreachableError,
)

if TYPE_CHECKING:
    from tests.ops.fakes import FakeService

Meddle = Callable[["FakeService"], object]


@dataclass(frozen=True, slots=True, repr=False)
class Fault:
    """What happens to one call. Without anything it goes well.

    `before` is raised with nothing done, `after` once it is done; `only` does so many of a batch and then
    raises `after`, or tells `each` of the rest. `meddle` is what another client does before the call,
    `meddle_after` before the answer. `lag` is how many reads after it show what was there before; `answer`
    is what the service says of an addition instead of the truth.
    """

    before: MemtuiError | None = None
    after: MemtuiError | None = None
    only: int | None = None
    each: MemtuiError | None = None
    meddle: Meddle | None = None
    meddle_after: Meddle | None = None
    lag: int = 0
    answer: AddOutcome | None = None

    def __repr__(self) -> str:
        given = {part.name: getattr(self, part.name) for part in fields(self)}
        return f"Fault({', '.join(f'{name}={value}' for name, value in given.items() if value is not None)})"


def lost() -> UnreachableError:
    """No answer."""
    return UnreachableError("The service did not answer in time.")


def status(number: int) -> ServiceError:
    """An answer with this status."""
    kind = UnauthorizedError if number in {401, 403} else ServiceError
    return kind(f"The service failed with status {number}.", status=number)
