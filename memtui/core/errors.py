"""The one family of errors that a person reads: a sentence, what to do about it, and the exit code."""

from __future__ import annotations


class MemtuiError(Exception):
    """Something went wrong that a person can understand.

    `message` is one sentence; `hint` says what to do next; `raw` holds what a service answered, for
    those who ask; `exit_code` is what the command line returns (0 done, 1 failed, 2 usage, 3 partly
    done, 4 refused).
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", raw: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.raw = raw

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(MemtuiError):
    """The command line, the configuration or a filter cannot be understood."""

    exit_code = 2


class FilterError(UsageError):
    """A filter cannot be read; `column` counts characters of the filter's text from 1, when known."""

    def __init__(self, message: str, *, column: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.column = column


class RefusedError(MemtuiError):
    """The request is understood and memtui will not do it: read-only, or unsafe."""

    exit_code = 4


class NotFoundError(MemtuiError):
    """No such memory, entity, file or page."""


class ImmutableMemoryError(MemtuiError):
    """An immutable memory cannot be changed, only deleted and added again."""


class StoreError(MemtuiError):
    """The embedded store's file cannot be used: locked, damaged, not a store, or from a newer memtui."""


class DataError(MemtuiError):
    """Data from outside does not have the shape of a memory."""


class ServiceError(MemtuiError):
    """A memory service answered with an error; `status` is its HTTP status."""

    def __init__(self, message: str, *, status: int, hint: str = "", raw: str = "") -> None:
        super().__init__(message, hint=hint, raw=raw)
        self.status = status


class UnauthorizedError(ServiceError):
    """The service does not accept the API key (401 or 403)."""


class UnreachableError(MemtuiError):
    """No answer from the service: refused, timed out, unknown host."""
