"""What was measured, as a table and as JSON: each figure with its peer, the ratio of both and the aim."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure shall be: at most (or at least) `limit`, its own value or its ratio to the peer's."""

    limit: float
    of: Literal["value", "ratio"] = "value"
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured: memtui's value beside a peer's from the same run.

    `ratio` is the median of the ratios of single rounds, where there were rounds.
    """

    topic: str
    what: str
    value: float
    unit: str = "ms"
    peer: float | None = None
    peer_name: str = ""
    ratio: float | None = None
    aim: Aim | None = None

    @property
    def is_ok(self) -> bool | None:
        """Whether the aim is reached; None where there is none, or nothing to hold against it."""
        measured = self.ratio if self.aim and self.aim.of == "ratio" else self.value
        if self.aim is None or measured is None:
            return None
        return measured >= self.aim.limit if self.aim.at_least else measured <= self.aim.limit


def as_table(figures: Sequence[Figure]) -> str:
    """The figures in aligned columns, a blank line between topics."""
    rows = [("what", "memtui", "peer", "ratio", "aim", "ok"), *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines, topic = [_line(rows[0], widths), "-" * (sum(widths) + 10)], ""
    for figure, row in zip(figures, rows[1:], strict=True):
        if topic not in ("", figure.topic):
            lines.append("")
        topic = figure.topic
        lines.append(_line(row, widths))
    return "\n".join(lines) + "\n"


def as_json(figures: Sequence[Figure]) -> str:
    """The figures as a JSON list, each with `ok` beside its fields; what never came is null."""
    told = [asdict(figure) | {"ok": figure.is_ok} for figure in figures]
    for fields in told:
        for name in ("value", "peer", "ratio"):
            if fields[name] is not None and math.isnan(fields[name]):
                fields[name] = None
    return json.dumps(told, indent=1) + "\n"


def _row(figure: Figure) -> tuple[str, ...]:
    peer = "" if figure.peer is None else f"{_number(figure.peer)} {figure.unit}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    return (
        f"{figure.topic}: {figure.what}",
        f"{_number(figure.value)} {figure.unit}".rstrip(),
        f"{peer} ({figure.peer_name})" if peer and figure.peer_name else peer,
        ratio,
        _aim(figure),
        {True: "yes", False: "over" if figure.aim and not figure.aim.at_least else "under", None: ""}[
            figure.is_ok
        ],
    )


def _aim(figure: Figure) -> str:
    if figure.aim is None:
        return ""
    sign = ">=" if figure.aim.at_least else "<="
    unit = " x" if figure.aim.of == "ratio" else f" {figure.unit}"
    return f"{sign} {figure.aim.limit:,g}{unit}".rstrip()


def _number(value: float) -> str:
    if math.isnan(value):
        return "never"
    return (
        f"{value:,.0f}"
        if value == int(value) or abs(value) >= 1000
        else f"{value:.{1 if value >= 10 else 2}f}"
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [row[0].ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(row[1:5], widths[1:5], strict=True)]
    return "  ".join([*cells, row[5]]).rstrip()
