"""Which version of a question a service has (`docs/mem0-api.md`, "Versions")."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from memtui.adapters.http_errors import MissingRouteError
from memtui.core.profile import API_VERSIONS, ApiVersion, Findings

T = TypeVar("T")


class Route:
    """One question in its versions, newest first; the one that has answered is kept.

    With `pinned` only that version is asked or, where the question has none of that name, the newest one
    before it. Otherwise an older version than the newest is kept in `findings`, under `name`, until it is
    missing.
    """

    def __init__(
        self,
        name: str,
        versions: Sequence[ApiVersion] = API_VERSIONS,
        *,
        pinned: ApiVersion | None = None,
        findings: Findings | None = None,
    ) -> None:
        self._name = name
        self._pinned = pinned
        self._versions = tuple(versions if pinned is None else [v for v in versions if v <= pinned][:1])
        self._findings = None if pinned else findings
        self._remembered = findings.recall(name) if findings and not pinned else None
        self._found = next((version for version in self._versions if version == self._remembered), None)

    @property
    def version(self) -> ApiVersion:
        """The version that has answered, or the newest while none has."""
        return self._found or self._versions[0]

    async def ask(self, call: Callable[[ApiVersion], Awaitable[T]]) -> T:
        """What `call` answers for the newest version that is there.

        Only a missing route leads to another version; every other error is the answer.
        """
        missing: MissingRouteError
        others = tuple(version for version in self._versions if version != self._found)
        for version in (*([self._found] if self._found else []), *others):
            try:
                answer = await call(version)
            except MissingRouteError as error:
                missing = error
            else:
                self._keep(version)
                return answer
        self._keep(None)
        raise self._missing(missing) from None

    def _keep(self, version: ApiVersion | None) -> None:
        self._found = version
        older = None if version == self._versions[0] else version
        if self._findings is not None and older != self._remembered:
            self._findings.remember(self._name, older)
            self._remembered = older

    def _missing(self, error: MissingRouteError) -> MissingRouteError:
        if self._pinned is None:
            return error
        return MissingRouteError(
            f"{error.message.rstrip('.')}, and the profile asks for the {self._pinned} API alone.",
            status=error.status,
            hint='With api_version = "auto" in the profile the newest version that is there is asked.',
            raw=error.raw,
        )
