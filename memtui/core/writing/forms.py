"""The forms in which something is written to a file, and what every writer of one does."""

from __future__ import annotations

from typing import Literal, Protocol, TypeVar, get_args

from memtui.core.values import dataclass

FileForm = Literal["jsonl", "csv", "md"]
FILE_FORMS: tuple[FileForm, ...] = get_args(FileForm)

T_contra = TypeVar("T_contra", contravariant=True)


class Writer(Protocol[T_contra]):
    """A file that is made piece by piece; the pieces end with a line end."""

    def begin(self) -> str:
        """What stands before everything."""

    def one(self, thing: T_contra, /) -> str:
        """The next thing."""

    def end(self, written: int) -> str:
        """What stands after everything; `written` things stand before it."""


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself, where its form has room for that.

    `facts` are names, which are memtui's own, and values, which may be a stranger's; `meaning` says in plain
    words what was chosen.
    """

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    meaning: str = ""


def form_of_name(name: str) -> FileForm | None:
    """The form that the end of a file's name stands for."""
    end = name.rpartition(".")[2].lower() if "." in name else ""
    return next((form for form in FILE_FORMS if form == end), None)
