"""What can be taken with enter while a condition is typed, and why nothing can.

The first offer is what enter takes. Where the store holds a value that begins with what was typed, that
comes before the text as it was typed; where a part of a text is looked for, the text itself comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from memtui.core.filter_fields import OPERATOR_SIGNS, Field, field_of
from memtui.core.filters import Condition, Filter, Operator
from memtui.core.profile import ServiceKind
from memtui.core.values import dataclass
from memtui.core.words import fold
from memtui.tui.lines import number
from memtui.tui.modals.builder.picker import Picker
from memtui.tui.modals.builder.typed_values import (
    condition_typed,
    instant_note,
    parts_of,
    value_text,
    with_last_part,
)

_DATES = ("today", "yesterday", "-7d", "-30d", "-24h", "-12w")
_AMOUNT, _YEAR, _MONTH = re.compile(r"-\d{1,6}"), re.compile(r"\d{4}"), re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_WORDS: dict[Operator, str] = {
    "eq": "is", "ne": "is not", "gt": "more than, after", "gte": "at least, from", "lt": "less than, before",
    "lte": "at most, until", "in": "is one of", "contains": "has this in it",
    "icontains": "has this in it, in any case", "exists": "is set",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """One row: what taking it chooses (a field, an operator, or a finished filter), as a stranger wrote it.

    `line` is what the line becomes when it is completed with it.
    """

    label: str
    note: str = ""
    field: str = ""
    operator: Operator | None = None
    tree: Filter | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """The rows, the first being what enter takes; without any, `problem` says why.

    `hint` is about the rows as a whole. `unsettled` says that what the store holds decides what enter
    takes, and is not known yet.
    """

    rows: tuple[Offer, ...] = ()
    problem: str = ""
    hint: str = ""
    unsettled: bool = False

    def at(self, chosen: int | None) -> Offer | None:
        """The row that enter takes when the arrows went to this one; None when there is none."""
        return self.rows[min(chosen or 0, len(self.rows) - 1)] if self.rows else None


def operator_offers(picker: Picker, kind: ServiceKind) -> Offers:
    """The operators that the field takes, by their signs and by what they are called."""
    text = fold(picker.line.text.strip())
    rows = [
        Offer(OPERATOR_SIGNS[operator], _WORDS[operator], operator=operator)
        for operator in picker.operators(kind)
    ]

    def rank(row: Offer) -> int:
        if row.label.startswith(text):
            return 1 if row.label != text else 0
        return 2 if any(word.startswith(text) for word in row.note.split()) else 3

    found = sorted((row for row in rows if rank(row) < 3), key=rank)
    problem = "" if found else f"{picker.field} takes {', '.join(row.label for row in rows)}."
    return Offers(tuple(found), problem)


def value_offers(picker: Picker, kind: ServiceKind, now: datetime) -> Offers:
    """The value as it is typed, and what it may be completed to."""
    field = field_of(picker.field)
    if field is None:
        return Offers(problem=f"{picker.field} is not a field.")
    entered = picker.signed(kind, entered=True).operator
    if entered != picker.operator:
        # A sign alone: enter makes it the operator.
        return Offers((Offer(OPERATOR_SIGNS[entered], _WORDS[entered], operator=entered),))
    typed = condition_typed(picker.field, picker.operator, picker.line.text, kind, now)
    if isinstance(typed, Condition) and typed.operator == "exists":
        return Offers((Offer("*", "is set", tree=typed),))
    own = [_own(picker, field, typed, now)] if isinstance(typed, Condition) else []
    found = list(_completions(picker, field, kind, now))
    wanted = fold(picker.last_part.strip('"'))
    starting = [offer for offer in found if fold(offer.label.strip('"')).startswith(wanted)]
    rest = [offer for offer in found if offer not in starting]
    asks = picker.question is not None
    goes_on = picker.operator not in {"contains", "icontains"} and bool(picker.last_part or not own)
    is_own_first = bool(own) and (field.kind == "time" or not goes_on)
    rows = [*own, *starting, *rest] if is_own_first else [*starting, *own, *rest]
    return Offers(
        tuple({repr(row.tree): row for row in reversed(rows)}.values())[::-1],
        problem=typed if isinstance(typed, str) and not rows else "",
        hint=_hint(picker) if asks else "",
        unsettled=asks and goes_on and not picker.is_fresh,
    )


def _own(picker: Picker, field: Field, typed: Condition, now: datetime) -> Offer:
    """What was typed, as it is."""
    note = ""
    if field.kind == "time":
        note = instant_note(picker.last_part, now)
    elif field.kind == "scope" and picker.operator == "eq" and _is_unheard_of(picker, typed):
        note = f"no {field.name.removesuffix('_id')} is called that"
    return Offer(picker.line.text.strip(), note, tree=typed)


def _is_unheard_of(picker: Picker, typed: Condition) -> bool:
    asked = picker.is_fresh and not picker.known.problem
    return asked and all(known.value != typed.value for known in picker.known.values)


def _completions(picker: Picker, field: Field, kind: ServiceKind, now: datetime) -> Iterator[Offer]:
    """What the last part of the value may become."""
    in_list = picker.operator == "in"
    before = parts_of(picker.line.text)[:-1] if in_list else []
    for text, note in _values(picker, field, now, in_list=in_list):
        line = with_last_part(picker.line.text, text) if in_list else text
        condition = condition_typed(picker.field, picker.operator, line, kind, now)
        if text not in before and isinstance(condition, Condition):
            yield Offer(text, note, tree=condition, line=line)


def _values(picker: Picker, field: Field, now: datetime, *, in_list: bool) -> Iterator[tuple[str, str]]:
    typed = fold(picker.last_part.strip('"'))
    if field.kind == "time":
        for date in dict.fromkeys((*_dates_from(typed), *_DATES)):
            if date.startswith(typed):
                yield date, instant_note(date, now)
    elif field.kind == "edited":
        yield from ((word, "") for word in ("true", "false") if word.startswith(typed))
    elif picker.known_for is not None and picker.known_for[0] == picker.field:
        for known in picker.known.values:
            text = value_text(picker.field, known.value, in_list=in_list)
            if typed in fold(text):
                yield text, "" if known.count is None else number(known.count)


def _dates_from(typed: str) -> list[str]:
    """The dates that a beginning of one may become."""
    if _AMOUNT.fullmatch(typed):
        return [typed + unit for unit in "dhwm"]
    start = typed.removesuffix("-")
    if _YEAR.fullmatch(start):
        return [f"{start}-01-01"]
    return [f"{start}-01"] if _MONTH.fullmatch(start) else []


def _hint(picker: Picker) -> str:
    if not picker.is_fresh:
        return "looking up …"
    if picker.known.problem:
        return f"nothing to complete with: {picker.known.problem}"
    if picker.known.sampled is not None:
        return f"counted over the newest {number(picker.known.sampled)} memories"
    return ""
