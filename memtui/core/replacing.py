"""Finding a text or a pattern in a text, and writing something else in its place.

Patterns are those of the `regex` library. They meet texts of strangers, so that a search has only so
much time; and a pattern is refused that would fill the memory before it meets any.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from memtui.core.errors import UsageError

if TYPE_CHECKING:
    from regex import Match, Pattern

Part = Literal["find", "replacement", "text", "key", "value", "date"]
"""What a person says of a rule: one field of a form, one flag of a command."""

_MOST_PARTS = 20_000
_PIECE = re.compile(r"(?P<open>\()|(?P<close>\))|(?P<times>\{[^}]*\})|\\.|\[(?:\\.|[^\]\\])*\]?|.", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:g<(?P<group>[^>]*)>|(?P<number>\d{1,2})|(?P<char>.?))", re.DOTALL)
_ESCAPED = {"\\": "\\", "n": "\n", "t": "\t"}
_MISTAKE = re.compile(r"(.*?) at position (\d+)", re.DOTALL)


class RuleError(UsageError):
    """A rule cannot be meant so: which part of it is wrong, and at which column, counted from 1, if known."""

    def __init__(self, message: str, *, part: Part, column: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.part = part
        self.column = column


def pattern_of(find: str, *, is_regex: bool, ignore_case: bool) -> Pattern[str]:
    """The pattern that finds a text, or itself a pattern. Raises RuleError with the column of the mistake."""
    return _compiled(find, is_regex, ignore_case)


def writer_of(replacement: str, pattern: Pattern[str]) -> Callable[[Match[str]], str]:
    r"""What writes the replacement of a match. Raises RuleError with the column of the mistake.

    `\1` and `\g<name>` stand for the pattern's groups and `\g<0>` for the whole match; `\n`, `\t` and
    `\\` for a new line, a tab and a backslash.
    """
    parts = _template(replacement, pattern)

    def written(match: Match[str]) -> str:
        return "".join(before + ("" if group is None else match[group] or "") for before, group in parts)

    return written


# Booleans by place: a cache does not know that two orders of keywords are the same.
@lru_cache(maxsize=64)
def _compiled(find: str, is_regex: bool, ignore_case: bool, /) -> Pattern[str]:
    # Loaded on first use: most commands never need it.
    import regex

    # As filters compare without case: STRASSE is straße.
    flags = regex.IGNORECASE | regex.FULLCASE if ignore_case else 0
    if not is_regex:
        return regex.compile(regex.escape(find), flags)
    _check_size(find)
    try:
        return regex.compile(find, flags)
    except regex.error as error:
        told = _MISTAKE.match(str(error))
        reason, at = (told[1], int(told[2])) if told else (str(error), 0)
        raise _wrong("find", min(at, len(find) - 1), reason) from None
    except (ValueError, IndexError) as error:
        raise _wrong("find", 0, str(error)) from None
    except RecursionError:
        raise _wrong("find", 0, "it is nested too deep") from None


def _check_size(pattern: str) -> None:
    """Refuse what would fill the memory: the library writes `a{1000}` out as a thousand parts.

    Counts the parts of each open group, and of what stood last in it, and errs towards more.
    """
    sizes, last = [0], [0]
    for piece in _PIECE.finditer(pattern):
        if piece["open"]:
            sizes.append(1)
            last.append(0)
        elif piece["close"]:
            # One that closes nothing, as in a comment, is taken for the end of all there is.
            group = sizes.pop() if len(sizes) > 1 else sizes[0]
            last = last[:-1] or [0]
            sizes[-1] += group
            last[-1] = group
        elif piece["times"]:
            digits = re.sub(r"\D", "", piece["times"].partition(",")[0])
            more = last[-1] * max(int(digits[:9] or 1) - 1, 0)
            sizes[-1] += more
            last[-1] += more
        else:
            sizes[-1] += 1
            last[-1] = 1
        if sizes[-1] > _MOST_PARTS:
            raise _wrong("find", piece.start(), "it repeats too much")


@lru_cache(maxsize=64)
def _template(replacement: str, pattern: Pattern[str]) -> tuple[tuple[str, int | str | None], ...]:
    """The replacement as texts, each with the group that follows it."""
    parts: list[tuple[str, int | str | None]] = []
    before, at = "", 0
    for escape in _ESCAPE.finditer(replacement):
        before += replacement[at : escape.start()]
        at = escape.end()
        if escape["char"] is not None and escape["char"] in _ESCAPED:
            before += _ESCAPED[escape["char"]]
        else:
            parts.append((before, _group(escape, pattern)))
            before = ""
    return (*parts, (before + replacement[at:], None))


def _group(escape: re.Match[str], pattern: Pattern[str]) -> int | str:
    at, number, name = escape.start(), escape["number"], escape["group"]
    if number is None and name is None:
        hint = r"A backslash is written \\."
        raise _wrong("replacement", at, f"{escape[0]} means nothing here", hint)
    digits = number or (name if re.fullmatch(r"[0-9]{1,4}", name) else "")
    if not digits:
        if name in pattern.groupindex:
            return name
        raise _wrong("replacement", at, f"the pattern has no group {name!r}")
    if number is not None and not int(number):
        raise _wrong("replacement", at, f"{escape[0]} is no group", r"The whole match is written \g<0>.")
    if int(digits) > pattern.groups:
        groups = {0: "no groups", 1: "one group"}.get(pattern.groups, f"{pattern.groups} groups")
        raise _wrong("replacement", at, f"the pattern has {groups}")
    return int(digits)


def _wrong(part: Literal["find", "replacement"], at: int, reason: str, hint: str = "") -> RuleError:
    where = "pattern" if part == "find" else "replacement"
    column = at + 1
    return RuleError(f"Column {column} of the {where}: {reason}.", part=part, column=column, hint=hint)
