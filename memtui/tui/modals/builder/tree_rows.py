"""The tree as rows: groups and conditions with their counts, and in its place what is being typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from textwrap import wrap

from memtui.core.display import one_line
from memtui.core.filter_dates import is_relative
from memtui.core.filter_draft import FilterDraft, Node
from memtui.core.filter_fields import OPERATOR_SIGNS, field_of
from memtui.core.filter_text import format_comparison, format_field
from memtui.core.filters import Condition, Filter, Path
from memtui.core.values import dataclass
from memtui.tui.lines import Span, number
from memtui.tui.modals.builder.offers import Offer, Offers
from memtui.tui.modals.builder.picker import Picker
from memtui.tui.modals.builder.state import BuilderState, key_of
from memtui.tui.modals.builder.typed_values import instant_note

MOST_OFFERS = 7
_WORDS: dict[tuple[str, bool], str] = {
    ("and", False): "all of", ("or", False): "any of", ("and", True): "not all of", ("or", True): "none of",
}  # fmt: skip
_PLACEHOLDER = Condition("", "exists")


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One row: spans at the left, one at the right, and what it stands for: a node or an offer.

    `under` is the style that lies under the row.
    """

    spans: tuple[Span, ...]
    right: Span = ("", "")
    path: Path | None = None
    offer: int | None = None
    under: str = ""


def tree_rows(state: BuilderState, offers: Offers, now: datetime, width: int) -> list[TreeRow]:
    """The rows of the tree as it is now; what is wrong with the typing is wrapped to `width` cells."""
    picker = state.picker
    draft = state.draft
    if picker is not None and not picker.editing:
        draft = draft.insert(picker.path, _PLACEHOLDER)
    rows: list[TreeRow] = []
    for row in draft.rows():
        guides = _guides(draft, row.path)
        if picker is not None and row.path == picker.path:
            negation = ("not ", "not") if row.node.negated else ("", "")
            rows.append(_line_row(state, picker, offers, (guides, "guide"), negation))
            below = _guides_below(draft, row.path)
            rows += _operator_row(state, picker, below)
            rows += _offer_rows(picker, offers, below, width - len(below) - 4)
        else:
            real = row.path if picker is None or picker.editing else _before_insertion(row.path, picker.path)
            rows.append(_node_row(state, row.node, real, guides, now))
    if not state.draft.root.children and picker is None:
        rows += _first_words()
    return rows


def cursor_row(state: BuilderState, rows: list[TreeRow]) -> int:
    """The row on which the cursor is drawn: the node's, or while one types the offer that enter takes."""
    picker = state.picker
    if picker is None:
        return next((at for at, row in enumerate(rows) if row.path == state.draft.cursor), 0)
    chosen = next((at for at, row in enumerate(rows) if row.offer == (picker.chosen or 0)), None)
    return chosen if chosen is not None else next(at for at, row in enumerate(rows) if row.under == "typing")


def condition_spans(condition: Condition, now: datetime) -> list[Span]:
    """A condition as it is written, in colours; a relative date with what it means."""
    sign = OPERATOR_SIGNS[condition.operator]
    spans: list[Span] = [(one_line(format_field(condition.field)), "field"), (f" {sign}", "sign")]
    value = format_comparison(condition).removeprefix(sign)
    if value:
        spans.append((one_line(value), "value"))
    if isinstance(condition.value, str) and _is_date(condition.field) and is_relative(condition.value):
        spans.append((f"  {instant_note(condition.value, now)}", "dim"))
    return spans


def _node_row(state: BuilderState, node: Node, path: Path, guides: str, now: datetime) -> TreeRow:
    spans: list[Span] = [(guides, "guide")]
    if node.condition is not None:
        spans += [("not ", "not")] if node.negated else []
        spans += condition_spans(node.condition, now)
    else:
        spans.append((_WORDS[node.kind, node.negated], "group"))
        if not node.children and path:
            spans.append(("  nothing in it: left out", "dim"))
    for said in state.findings:
        if said.path == path and said.path is not None:
            spans.append(("  !", "error" if said.finding.level == "error" else "warning"))
            break
    part = state.draft.part(path)
    counted = ("", "") if part is None and path else _count(state, part)
    return TreeRow(tuple(spans), counted, path)


def _count(state: BuilderState, tree: Filter | None) -> Span:
    key = key_of(tree)
    if key not in state.counts:
        return ("…", "dim") if state.counting else ("", "")
    count = state.counts[key]
    if count is None:
        return "?", "dim"
    return number(count), "zero" if count == 0 else "count"


def _line_row(state: BuilderState, picker: Picker, offers: Offers, guides: Span, negation: Span) -> TreeRow:
    spans: list[Span] = [guides, negation]
    if picker.step != "field":
        spans.append((one_line(format_field(picker.field)) + " ", "field"))
    if picker.step == "value":
        spans.append((OPERATOR_SIGNS[picker.operator] + " ", "sign"))
    before, under, after = picker.line.drawn
    spans += [(before, "typed"), (under, "caret"), (after, "typed")]
    if not picker.line.text:
        spans.append((f" {_prompt(picker)}", "dim"))
    elif picker.waiting:
        spans.append(("  looking up … esc stops", "dim"))
    row = offers.at(picker.chosen)
    counted = _count(state, row.tree) if row is not None and row.tree is not None else ("", "")
    return TreeRow(tuple(spans), counted, under="typing")


def _prompt(picker: Picker) -> str:
    if picker.step == "field":
        return "a field, or a whole condition"
    if picker.step == "operator":
        return "how to compare"
    if picker.operator == "exists":
        return ""
    field = field_of(picker.field)
    if field is not None and field.kind == "time":
        return "2024-07-01, today, -7d"
    return "values, parted by commas" if picker.operator == "in" else "a value"


def _operator_row(state: BuilderState, picker: Picker, guides: str) -> Iterator[TreeRow]:
    """What the field can be compared with, where there is a choice."""
    operators = picker.operators(state.setting.kind)
    if picker.step != "value" or len(operators) < 2:
        return
    signs = (
        (f" {OPERATOR_SIGNS[operator]} ", "chosen" if operator == picker.operator else "sign")
        for operator in operators
    )
    spans = ((guides, "guide"), ("  ", ""), *signs, ("  tab", "key"), (" the next", "dim"))
    yield TreeRow(spans, under="offer")


def _offer_rows(picker: Picker, offers: Offers, guides: str, room: int) -> Iterator[TreeRow]:
    edge: Span = (guides, "guide")
    chosen = min(picker.chosen or 0, max(len(offers.rows) - 1, 0))
    first = max(0, min(chosen - MOST_OFFERS + 2, len(offers.rows) - MOST_OFFERS))
    shown = offers.rows[first : first + MOST_OFFERS]
    width = max((len(row.label) for row in shown), default=0)
    for at, row in enumerate(shown, first):
        yield TreeRow((edge, *_offer_spans(row, min(width, 28))), offer=at, under="offer")
    more = len(offers.rows) - first - len(shown)
    told = [f"{number(more)} more" if more > 0 else "", offers.hint]
    for part in wrap(one_line(offers.problem), max(room, 20)):
        yield TreeRow((edge, (f"  {part}", "warning")), under="offer")
    if not offers.problem and any(told):
        yield TreeRow((edge, ("  " + " · ".join(filter(None, map(one_line, told))), "dim")), under="offer")


def _offer_spans(row: Offer, width: int) -> list[Span]:
    label = one_line(row.label)
    role = "field" if row.field else "sign" if row.operator else "value"
    return [("  " + label.ljust(width), role), (f"  {one_line(row.note)}" if row.note else "", "dim")]


def _guides(draft: FilterDraft, path: Path) -> str:
    if not path:
        return " "
    return " " + "".join(_rails(draft, path[:-1])) + ("╰─ " if _is_last(draft, path) else "├─ ")


def _guides_below(draft: FilterDraft, path: Path) -> str:
    return " " + "".join(_rails(draft, path)) + "  "


def _rails(draft: FilterDraft, path: Path) -> Iterator[str]:
    for depth in range(1, len(path) + 1):
        yield "   " if _is_last(draft, path[:depth]) else "│  "


def _is_last(draft: FilterDraft, path: Path) -> bool:
    return path[-1] == len(draft.node_at(path[:-1]).children) - 1


def _before_insertion(path: Path, inserted: Path) -> Path:
    """Where a node stands in the draft before something was put in at a place."""
    *parent, index = inserted
    depth = len(parent)
    if path[:depth] == tuple(parent) and len(path) > depth and path[depth] > index:
        return (*path[:depth], path[depth] - 1, *path[depth + 1 :])
    return path


def _first_words() -> list[TreeRow]:
    return [
        TreeRow(()),
        TreeRow((("   Every memory: nothing is asked for yet.", ""),)),
        TreeRow(()),
        TreeRow((("   a", "key"), (" adds a condition", "dim"))),
        TreeRow((("   g", "key"), (" adds a group: any of several", "dim"))),
        TreeRow((("   p", "key"), (" reads one that is pasted, JSON or text", "dim"))),
    ]


def _is_date(name: str) -> bool:
    field = field_of(name)
    return field is not None and field.kind == "time"
