"""What may stand next on a filter's line, so that it can be completed while it is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from memtui.core.filter_fields import OPERATOR_SIGNS, field_of, fields_for, operators_for
from memtui.core.filter_text import Token, format_field, format_value, tokens_of, unquote
from memtui.core.filters import METADATA
from memtui.core.profile import ServiceKind
from memtui.core.values import dataclass

Values = Callable[[str, str], Awaitable[Sequence[str]]]
"""The values that a field has in the store and that hold what was typed so far."""

MOST = 8
_WORD_SIGNS = {"in": "in", "contains": "contains", "icontains": "icontains"}
_DATES = ("today", "yesterday", "-7d", "-30d")


@dataclass(frozen=True, slots=True)
class Place:
    """What belongs at the end of a line: what it is, for which field, and what of it stands there already.

    `start` is the index in the line where that begins.
    """

    what: Literal["field", "operator", "value", "joint", "nothing"]
    start: int
    typed: str = ""
    field: str = ""


def place_in(line: str) -> Place:
    """What belongs at the end of this line."""
    tokens = tokens_of(line)
    bad = next((at for at, token in enumerate(tokens) if token.kind == "bad"), None)
    start, typed, in_quotes = len(line), "", False
    if bad is not None:
        # A quote that is not closed yet is being typed; nothing else that is wrong can be gone on with.
        start, in_quotes = tokens[bad].column - 1, tokens[bad].text == '"'
        typed, tokens = line[start + 1 :], tokens[:bad]
        if not in_quotes:
            return Place("nothing", start)
    elif tokens and tokens[-1].kind in {"word", "field"} and tokens[-1].end - 1 == len(line):
        typing = tokens.pop()
        start, typed = typing.column - 1, typing.text
    what: Literal["field", "operator", "value", "joint", "nothing"] = "field"
    field, takes_list, in_list = "", False, False
    for token in tokens:
        word = token.text.lower()
        if what == "field" and word not in {"not", "("}:
            field, what = _name(token), "operator"
        elif what == "operator":
            if token.kind != "sign" and word not in _WORD_SIGNS:
                return Place("nothing", start)
            what, takes_list = "value", word == "in"
        elif what == "value" and token.kind == "mark" and token.text == "(" and takes_list and not in_list:
            in_list = True
        elif what == "value":
            is_star = token.text == "*" and not takes_list
            if token.kind == "sign" or (token.kind == "mark" and not is_star):
                return Place("nothing", start)
            what = "joint"
        elif what == "joint":
            if in_list and token.text == ",":
                what = "value"
            elif token.text == ")":
                in_list = False
            elif word in {"and", "or"}:
                what, field, in_list = "field", "", False
            else:
                return Place("nothing", start)
    is_before_list = what == "value" and takes_list and not in_list
    if (in_quotes and what != "value") or (what == "joint" and in_list) or is_before_list:
        return Place("nothing", start)
    return Place(what, start, typed, field)


async def completions(line: str, kind: ServiceKind, values: Values) -> list[str]:
    """The whole lines that this one may become with its last word completed, likeliest first."""
    place = place_in(line)
    typed = place.typed.lower()
    if place.what == "joint":
        # Before anything of it is typed it is not yet clear that the line goes on.
        words = [word for word in ("and", "or") if typed and word.startswith(typed)]
    elif place.what == "field":
        words = await _fields(place.typed, kind, values)
    elif place.what == "operator":
        field = field_of(place.field)
        signs = [OPERATOR_SIGNS[operator] for operator in operators_for(field, kind)] if field else []
        words = [sign for sign in signs if sign.startswith(typed)]
    elif place.what == "value":
        words = await _values(place, values)
    else:
        words = []
    found = [word for word in words if word.lower() != typed]
    return [line[: place.start] + word for word in found[:MOST]]


async def _fields(typed: str, kind: ServiceKind, values: Values) -> list[str]:
    if typed.lower().startswith(METADATA):
        keys = await values(METADATA, typed[len(METADATA) :].strip('"'))
        return [format_field(METADATA + key) for key in keys]
    names = [field.name for field in fields_for(kind)]
    starting = [name for name in names if name.startswith(typed.lower())]
    inside = [name for name in names if typed and typed.lower() in name and name not in starting]
    # An inline completion can only go on with what is typed.
    return starting or inside


async def _values(place: Place, values: Values) -> list[str]:
    field = field_of(place.field)
    if field is None:
        return []
    if field.kind == "time":
        return [date for date in _DATES if date.startswith(place.typed.lower())]
    if field.kind == "edited":
        return [word for word in ("true", "false") if word.startswith(place.typed.lower())]
    found = await values(place.field, place.typed)
    starting = [value for value in found if value.lower().startswith(place.typed.lower())]
    return [format_value(value, typed=field.kind == "metadata") for value in starting]


def _name(token: Token) -> str:
    return METADATA + unquote(token.text[len(METADATA) :]) if token.kind == "field" else token.text
