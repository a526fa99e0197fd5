"""JSON, one value a line: written so that any stream can carry it, and read strictly."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from memtui.core.errors import DataError

LONGEST_LINE = 50_000_000
_encode = json.JSONEncoder(ensure_ascii=False).encode
_CONTROL = re.compile("[\x7f-\x9f\u2028\u2029]")
_BOM = b"\xef\xbb\xbf"


def dumps(value: Any, *, encoding: str = "utf-8", indent: int | None = None) -> str:
    """`value` as JSON: its characters as they are, or as `\\u` escapes where `encoding` cannot carry them.

    Escaped is also what a terminal obeys and what is the end of a line to some who read lines.
    """
    text = _encode(value) if indent is None else json.dumps(value, ensure_ascii=False, indent=indent)
    if _CONTROL.search(text):
        text = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    if text.isascii():
        return text
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text


def loads(line: bytes) -> Any:
    """The value that one line holds. Raises DataError with the reason.

    Stricter than `json.loads`: no NaN or infinity, no key twice in an object, no half of a surrogate
    pair, since none of these could be written out again as they came.
    """
    try:
        text = line.decode("utf-8")
        value = _DECODER.decode(text)
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise DataError(f"not UTF-8 text (byte {error.start + 1})") from None
    except UnicodeEncodeError:
        raise DataError("half of a surrogate pair, which is no character") from None
    except json.JSONDecodeError as error:
        if error.pos >= len(error.doc.rstrip()):
            raise DataError("not JSON: the line ends too early; a whole memory stands on one line") from None
        raise DataError(f"not JSON: {error.msg} (character {error.pos + 1})") from None
    except RecursionError:
        raise DataError("nested too deeply") from None
    except ValueError:
        raise DataError("a number with too many digits") from None
    return value


def numbered_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not blank, numbered from 1; None for one longer than LONGEST_LINE bytes."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield number, None
            continue
        if number == 1:
            line = line.removeprefix(_BOM)
        line = line.strip(b" \t\r\n")
        if line:
            yield number, line


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise DataError(f"the key {twice!r} twice in one object")
    return value


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise DataError(f"the number {text[:40]} is too large")
    return number


def _no_constant(name: str) -> Any:
    raise DataError(f"{name} is no JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_finite, parse_constant=_no_constant)
