"""The few macros of a manual page, with text that means nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_MARKS = str.maketrans(
    {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}
)


def plain(text: str) -> str:
    """A text in which no character is taken for a request or for typography."""
    return text.translate(_MARKS)


def bold(text: str) -> str:
    """A text that is typed as it is."""
    return f"\\fB{plain(text)}\\fR"


def italic(text: str) -> str:
    """A text that stands for another."""
    return f"\\fI{plain(text)}\\fR"


def heading(title: str) -> str:
    """The beginning of a section."""
    return f'.SH "{plain(title.upper())}"'


def smaller_heading(title: str) -> str:
    """The beginning of a part of a section."""
    return f'.SS "{plain(title)}"'


def paragraph(text: str, *, is_roff: bool = False) -> Iterator[str]:
    """A paragraph of prose, or of what the functions above made."""
    yield ".PP"
    yield _line(text if is_roff else plain(text))


def term(name: str, meaning: str) -> Iterator[str]:
    """A name, as the functions above made it, with its meaning beside it."""
    yield ".TP"
    yield _line(name)
    yield _line(plain(meaning) or "\\&")


def example(lines: Iterable[str]) -> Iterator[str]:
    """Lines as they are."""
    yield ".PP"
    yield ".RS 4"
    yield ".nf"
    for line in lines:
        yield _line(plain(line))
    yield ".fi"
    yield ".RE"


def _line(text: str) -> str:
    """A line that begins with no request."""
    return f"\\&{text}" if text.startswith(".") else text
