"""What can be exported, and what each form of it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from memtui.core.values import dataclass
from memtui.core.writing.forms import FileForm
from memtui.ops.exporting.places import is_there

MEMORIES: Mapping[FileForm, str] = {
    "jsonl": "JSON Lines, with history; memtui import reads it",
    "csv": "CSV, a row a memory, without history",
    "md": "Markdown to read, without history",
}
ONE: Mapping[FileForm, str] = {
    "jsonl": "JSON Lines, one line; memtui import reads it",
    "csv": "CSV, a row an event",
    "md": "Markdown to read, a timeline",
}
ROWS: Mapping[FileForm, str] = {
    "jsonl": "JSON Lines, an object a row",
    "csv": "CSV, before and after in columns",
    "md": "Markdown to read",
}
_MOST_TRIED = 100


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that can be exported: what a person calls it, how its file's name begins, and its forms."""

    label: str
    stem: str
    forms: Mapping[FileForm, str]


def free_name(stem: str, form: FileForm) -> str:
    """A name for a file in the present folder that no file there has, if one is soon found."""
    names = [f"{stem}.{form}", *(f"{stem}-{number}.{form}" for number in range(2, _MOST_TRIED))]
    return next((name for name in names if not is_there(Path(name))), names[0])
