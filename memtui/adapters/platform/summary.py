"""What is remembered in short, and what was asked (`docs/mem0-api.md`, "Usage and summary")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memtui.adapters.platform.part import Part
from memtui.core.errors import DataError
from memtui.core.filters import Filter


class SummaryPart(Part):
    """`summary` and `usage`."""

    async def summary(self, tree: Filter | None) -> Any:
        """A JSON value, as the service gives it; of everything where there is no filter."""
        return await self._filtering.ask(
            tree,
            lambda filters: self._ask(
                "summary", "POST", "/v1/summary/", json={"filters": filters}, is_read=True, is_first=True
            ),
        )

    async def usage(self) -> Mapping[str, Any]:
        """Numbers by the service's names for them."""
        answer = await self._ask("usage", "GET", "/v1/stats/", is_first=True)
        if not isinstance(answer, Mapping):
            raise DataError("The service's answer is no table of figures.")
        return answer
