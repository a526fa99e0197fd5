"""How a search came to rank a memory where it stands, as lines."""

from __future__ import annotations

from rich.cells import cell_len

from memtui.core.display import one_line
from memtui.core.models import Memory
from memtui.core.values import dataclass
from memtui.ops.score_reasons import Reason, WordsFound, reasons_told, words_found
from memtui.tui.lines import Line, Span, fit, line, number
from memtui.tui.screens.lens_words import results_told, threshold_told
from memtui.tui.state import Lens

_LABEL_WIDTH, _BAR_WIDTH, _LONGEST_NAME = 12, 20, 24


@dataclass(frozen=True, slots=True)
class Ranking:
    """Where a memory stands among the `total` that a search found; `rank` counts from 1.

    `counts_words` says that its score is the share of the question's words that it holds.
    """

    question: str
    rank: int
    total: int
    lens: Lens
    counts_words: bool


def score_view(memory: Memory, ranking: Ranking) -> list[Line]:
    """The score, the rank and the threshold, then what the service says of them, or what memtui can tell."""
    lens = ranking.lens
    score: list[Span] = [("this service gives none", "dim")]
    if memory.score is not None:
        score = [(f"{memory.score:.3f}  ", ""), *_bar(memory.score)]
    rank = f"{number(ranking.rank)} of {number(ranking.total)} {results_told(ranking.total)}"
    least = f"{threshold_told(lens.threshold)}; lower scores are hidden" if lens.threshold else "none"
    lines = [_field("score", *score), _field("rank", (rank, "")), _field("threshold", (least, ""))]
    if lens.rerank:
        lines.append(_field("rerank", ("asked for: the order need not follow the scores", "")))
    lines.append(Line())
    reasons = reasons_told(memory)
    if reasons:
        return [*lines, line(("how the service came to it", "heading")), *_reasons(reasons)]
    if ranking.counts_words:
        return [*lines, *_words(words_found(ranking.question, memory.memory))]
    return [*lines, line(("This service does not say how it came to the score.", "dim"))]


def _reasons(reasons: tuple[Reason, ...]) -> list[Line]:
    names = [fit(one_line(one.name), _LONGEST_NAME).rstrip() for one in reasons]
    width = max(map(cell_len, names))
    lines = []
    for name, one in zip(names, reasons, strict=True):
        bar = [("  ", ""), *_bar(one.share)] if one.share is not None else []
        value = one_line(one.value)
        label = name + " " * (width - cell_len(name)) + "  "
        lines.append(line(value.ljust(7) if bar else value, *bar, indent=2 + 2 * one.depth, label=label))
    return lines


def _words(words: WordsFound) -> list[Line]:
    found, all_of_them = len(words.found), len(words.found) + len(words.missing)
    told = f"{number(found)} of the question's {number(all_of_them)} words stand in it: that is the score."
    return [
        line(told),
        _field("found", (_listed(words.found), "string")),
        _field("not found", (_listed(words.missing), "warning")),
    ]


def _listed(words: tuple[str, ...]) -> str:
    return one_line(", ".join(words)) or "none"


def _bar(share: float) -> list[Span]:
    full = round(min(max(share, 0.0), 1.0) * _BAR_WIDTH) if share == share else 0
    return [("#" * full, "string"), ("-" * (_BAR_WIDTH - full), "dim")]


def _field(name: str, *spans: Span) -> Line:
    return Line(spans, label=name.ljust(_LABEL_WIDTH))
