"""The form in which an export is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from memtui.adapters.features import ExportsAdapter, feature
from memtui.core.display import one_line
from memtui.core.errors import DataError, MemtuiError
from memtui.core.exports import ExportRequest
from memtui.core.filter_text import format_filter
from memtui.core.typed_json import TypingError, read_object
from memtui.tui.lines import Line, line
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.service.context import PageContext
from memtui.tui.service.exports.jobs import Job, Jobs
from memtui.tui.service.form_page import FieldError, FormField, FormPage

_LARGEST = 1_000_000
_FILE = "file"
"""Bytes of a file that may be a schema."""
SCHEMA = """{
  "type": "object",
  "properties": {
    "summary": {
      "type": "string",
      "description": "What is known, in two sentences"
    },
    "preferences": {
      "type": "array",
      "items": { "type": "string" },
      "description": "What is liked and disliked"
    }
  }
}"""


class ExportForm(FormPage[Job]):
    """Asks for an export and gives the job; begins with what was asked for last."""

    TITLE = "New export"
    DOES = "starts it"

    def __init__(self, context: PageContext, jobs: Jobs) -> None:
        tree = context.tree
        fields = [
            FormField(
                "schema", "schema", jobs.schema or SCHEMA, kind="json",
                about="the form that the memories are put into, as a JSON schema",
            ),
            FormField(
                "instructions", "instructions", jobs.instructions, kind="text",
                placeholder="how to do it, in words; may be empty",
            ),
        ]  # fmt: skip
        if tree is not None:
            told = f"only memories with {one_line(format_filter(tree))}"
            fields.append(FormField("filtered", "filter", "on", kind="toggle", on=told, off="all memories"))
        super().__init__(context, fields)
        self._jobs = jobs
        self._file = ""

    def head_lines(self) -> Sequence[Line]:
        """What becomes of it, and of which memories where there is no choice."""
        of = "" if self.context.tree is not None else " of all memories; a filter in the list narrows them"
        return [line((f"A restructured copy made by the service{of}. For a backup: memtui export", "dim"))]

    def acts(self) -> Sequence[ModalKey]:
        """A schema may stand in a file."""
        return [ModalKey("ctrl+o", ("ctrl+o",), "schema from a file", self._ask_file)]

    def check(self, typed: Mapping[str, str]) -> None:
        """A schema is an object that says something."""
        try:
            schema = read_object(typed["schema"])
        except TypingError as error:
            raise FieldError.of("schema", error) from None
        if not schema:
            raise FieldError("schema", "The schema is empty.", hint='Say its "properties".')
        if not isinstance(schema.get("properties", {}), dict):
            raise FieldError("schema", "The schema's properties are no object.")

    async def submit(self, typed: Mapping[str, str]) -> Job:
        """Ask for it."""
        request = ExportRequest(
            read_object(typed["schema"]),
            self.context.tree if typed.get("filtered") else None,
            typed["instructions"].strip() or None,
        )
        job = await feature(self.context.adapter, "exports", ExportsAdapter).start_export(request)
        self._jobs.schema, self._jobs.instructions = typed["schema"], typed["instructions"]
        return Job(job.id, self.context.clock(), request, job.note)

    def _ask_file(self) -> None:
        self.prompt("schema in", self._read_file, self._file, does="reads it")

    def _read_file(self, name: str) -> None:
        self._file = name.strip()
        if self._file:
            self.ask_service(
                lambda: asyncio.to_thread(_read, Path(name.strip())),
                self._take,
                group=_FILE,
                doing="reading",
            )

    def failed_to_ask(self, group: str, error: MemtuiError) -> None:
        """Say it; a file that could not be read is asked for again."""
        super().failed_to_ask(group, error)
        if group == _FILE:
            self._ask_file()

    def _take(self, text: str) -> None:
        self.put("schema", text)
        self.say("taken from the file; ctrl+z brings back what was here")


def _read(path: Path) -> str:
    try:
        path = path.expanduser()
        with path.open("rb") as file:
            read = file.read(_LARGEST + 1)
        if len(read) > _LARGEST:
            raise DataError(f"{path} is too large to be a schema.")
        return read.decode("utf-8-sig")
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "there is no home folder"
        raise DataError(f"{path} cannot be read: {reason}.") from None
    except UnicodeDecodeError:
        raise DataError(f"{path} is no text in UTF-8.") from None
