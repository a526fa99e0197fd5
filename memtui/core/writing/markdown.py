"""Markdown in which no text can become markup: what strangers wrote stands in code, and can be read back.

A text stands in a fenced block whose fence is longer than any run of backticks in it. What takes one line
stands in a code span; where such a span would not hold it exactly, or would hide something, it is JSON, and
its name says so. Tables would need escapes, which not every reader of Markdown takes the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from memtui.core.display import is_plain
from memtui.core.typed_json import write_json
from memtui.core.writing.forms import About

_RUNS = re.compile("`+")


def fenced(text: str, info: str = "text") -> str:
    """A block that holds the text exactly: between its fences stand the text and one line end."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{info}\n{text}\n{fence}\n"


def block(label: str, text: str, info: str = "text") -> str:
    """A fenced block under a label, which is memtui's own."""
    return f"{label}:\n\n{fenced(text, info)}\n"


def json_block(label: str, value: Any) -> str:
    """A JSON value under a label; what would not simply be drawn is escaped."""
    return block(label, write_json(value), "json")


def field(name: str, value: str) -> str:
    """One line of a list: a name, which is memtui's own, and a value."""
    if value and is_plain(value) and not re.search("[\n\r\t]", value):
        return f"- {name}: {_code(value)}\n"
    return f"- {name} (JSON): {_code(write_json(value))}\n"


def names_field(name: str, values: Sequence[str]) -> str:
    """The same for several values: one after another, or a JSON array."""
    if all(value and is_plain(value) and not re.search("[\n\r\t]", value) for value in values):
        return f"- {name}: {', '.join(map(_code, values))}\n"
    return f"- {name} (JSON): {_code(write_json(list(values), indent=None))}\n"


def fields(known: Mapping[str, str | None] | Iterable[tuple[str, str | None]]) -> str:
    """A list of those values that there are."""
    pairs = known.items() if isinstance(known, Mapping) else known
    return "".join(field(name, value) for name, value in pairs if value is not None)


def heading(about: About) -> str:
    """The beginning of a file: its title and what it says of itself."""
    listed = fields(about.facts)
    text = f"# {about.title}\n\n"
    if listed:
        text += f"{listed}\n"
    return text + (block("Which means", about.meaning) if about.meaning else "")


def _code(text: str) -> str:
    """A code span that holds a text of one line; it is not empty."""
    fence = "`" * (_longest_run(text) + 1)
    # A blank at both ends is taken away again by whoever reads it.
    edges = text[0] + text[-1]
    blank = " " if "`" in edges or (edges == "  " and text.strip(" ")) else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in _RUNS.findall(text)), default=0)
