"""What the parts of the Platform beyond memories have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memtui.adapters.base import Feature
from memtui.adapters.http import HttpClient
from memtui.adapters.http_errors import MissingRouteError, reason
from memtui.adapters.platform.account import Account, KeyOwner
from memtui.adapters.platform.asking import Filtering
from memtui.adapters.platform.batches import any_good
from memtui.adapters.platform.one import OneMemory
from memtui.adapters.platform.self_hosted import self_hosted_named
from memtui.core.errors import MemtuiError, NotFoundError

_WORDS: Mapping[Feature, str] = {
    "exports": "exports of memories",
    "summary": "summary of memories",
    "usage": "usage figures",
    "project": "projects",
}


class Part:
    """One part of a service that speaks the Platform's language, which need not have it.

    A part of which the service has been found to have nothing is in `absent`, with the reason.
    """

    def __init__(self, client: HttpClient) -> None:
        self._client = client
        self._account = Account(client)
        self._filtering = Filtering()
        self._one = OneMemory(client)
        self.absent: dict[Feature, str] = {}

    async def _ask(
        self,
        part: Feature,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Mapping[str, str | int] | None = None,
        is_read: bool = False,
        scoped_by_query: bool = False,
        is_first: bool = False,
        one: str = "",
    ) -> Any:
        """What the service answers.

        `is_first` says that a service without this route has nothing of the part; `one` what the address
        names, so that a 404 with a reason means that it is not there. Raises NotFoundError for that, and
        MissingRouteError for the route.
        """
        try:
            async with self_hosted_named(self._client):
                return await self._client.request(
                    method,
                    path,
                    json=json,
                    params=params,
                    is_read=is_read,
                    scoped_by_query=scoped_by_query,
                )
        except MissingRouteError as error:
            if one and error.status == 404 and reason(error.raw):
                raise NotFoundError(f"There is no {one} on this service.", raw=error.raw) from None
            if is_first:
                raise self._without(part, error) from None
            raise MissingRouteError(
                f"{self._client.address} cannot do this: it has no route {method} {path}.",
                status=error.status,
                raw=error.raw,
            ) from None

    async def _tell(
        self,
        part: Feature,
        method: str,
        path: str,
        json: Any = None,
        *,
        is_first: bool = False,
        one: str = "",
    ) -> None:
        """Change something; any good answer will do, also one that cannot be read."""
        await any_good(self._ask(part, method, path, json=json, is_first=is_first, one=one))

    async def _owner(self, part: Feature) -> KeyOwner:
        """Whose the key is. Raises MemtuiError where the service does not tell."""
        try:
            async with self_hosted_named(self._client):
                owner = await self._account.known()
        except MissingRouteError as error:
            raise self._without(part, error) from None
        if not (owner.organization and owner.project):
            raise MemtuiError(f"{self._client.address} does not say which project the key belongs to.")
        return owner

    def _without(self, part: Feature, error: MissingRouteError) -> MissingRouteError:
        self.absent[part] = "the service has no route for it"
        return MissingRouteError(
            f"{self._client.address} has no {_WORDS.get(part, part)}.",
            status=error.status,
            hint="The Mem0 Platform has; this service has only some of its routes.",
            raw=error.raw,
        )
