"""Memories put into the form of a JSON schema by the service (`docs/mem0-api.md`, "Exports")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memtui.adapters.platform.part import Part
from memtui.core.display import one_line
from memtui.core.errors import DataError, MemtuiError, NotFoundError
from memtui.core.exports import ExportJob, ExportRequest, ExportResult
from memtui.core.from_wire_values import first_text, object_of, text_of

_JOB_KEYS = frozenset(
    {"id", "memory_export_id", "status", "message", "error", "detail", "created_at", "updated_at"}
)
"""What an answer about the job itself may hold; anything else is what was made."""
_FAILED = {"FAILED", "FAILURE", "ERROR", "CANCELLED"}
_AT_WORK = {"PENDING", "QUEUED", "RUNNING", "PROCESSING", "IN_PROGRESS"}


class ExportsPart(Part):
    """`exports`: jobs of the service, asked for by their ids."""

    async def start_export(self, request: ExportRequest) -> ExportJob:
        """Ask for it; of everything where there is no filter."""
        body: dict[str, Any] = {"schema": dict(request.schema)}
        if request.instructions is not None:
            body["export_instructions"] = request.instructions

        async def ask(filters: dict[str, Any]) -> Any:
            # A filter without AND or OR around it is refused.
            structured = filters if "AND" in filters else {"AND": [filters]}
            asked = {**body, "filters": structured}
            return await self._ask("exports", "POST", "/v1/exports/", json=asked, is_first=True)

        answer = object_of(await self._filtering.ask(request.filter, ask))
        number = first_text(answer, "id", "memory_export_id")
        if number is None:
            raise DataError("The service does not say under which id the export can be asked for.")
        return ExportJob(number, text_of(answer.get("message")) or "")

    async def export_result(self, export_id: str) -> ExportResult | None:
        """What came of it; None while the service is still at work. Raises MemtuiError where it failed."""
        body = {"memory_export_id": export_id}
        try:
            value = await self._ask("exports", "POST", "/v1/exports/get/", json=body, is_read=True)
        except NotFoundError:
            return None
        if isinstance(value, Mapping) and value.keys() <= _JOB_KEYS:
            status = (text_of(value.get("status")) or "").upper()
            if status in _FAILED:
                said = one_line(first_text(value, "error", "detail", "message") or status.lower())
                raise MemtuiError(f"The service could not make the export: {said}.")
            if status in _AT_WORK:
                return None
        return ExportResult(value)
