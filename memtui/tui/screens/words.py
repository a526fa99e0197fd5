"""What the bars and the empty list say, from the state of the browse screen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rich.cells import cell_len

from memtui.adapters.base import MemoryAdapter
from memtui.core.display import one_line
from memtui.core.errors import MemtuiError, UnreachableError
from memtui.core.models import FilteredHere
from memtui.ops.browse import RowSource, SearchResults
from memtui.tui.actions import ACTIONS, key_of, keys_of
from memtui.tui.lines import Line, Span, fit, line, number
from memtui.tui.screens.first_steps import first_steps
from memtui.tui.screens.lens_words import lens_told, possible, results_told, threshold_told
from memtui.tui.state import BrowseState, Scope

_ALWAYS = ("help", "quit")
_OF_SEARCH = ("search", "search.why", "search.lens", "search.stricter", "search.looser", "back")
_SHORTEST_QUESTION = 12
"""Cells that a question has in the top bar at least: it is cut so that the lens can be read behind it."""
_ASKED = {
    "keyword": ("Find", (("enter", "keeps the filter"), ("esc", "removes it"))),
    "entities": ("Entities", (("enter", "keeps the filter"), ("esc", "removes it"))),
    "search": ("Search", (("enter", "asks"), ("esc", "goes back"))),
    "filter": (
        "Filter",
        (("tab", "completes"), ("↑", "earlier filters"), ("enter", "keeps it"), ("esc", "takes it back")),
    ),
}


def where(profile: str, state: BrowseState, *, read_only: bool, width: int) -> tuple[list[Span], list[Span]]:
    """The top bar, `width` cells wide: which service, whose memories, and what narrows them."""
    left: list[Span] = [(" memtui ", "strong"), (f" {one_line(profile)} ", "tinted"), ("▸ ", "dim")]
    left.append((state.scope.label, "accent"))
    if state.filter is not None:
        # Loaded when first asked for: it is not needed to show memories.
        from memtui.core.filter_text import format_filter

        left += [(" ▸ ", "dim"), (one_line(format_filter(state.filter)), "accent")]
    if state.keyword:
        left += [(" ▸ ", "dim"), (f"contains “{one_line(state.keyword)}”", "accent")]
    if state.question:
        lens = f" · {lens_told(possible(state.lens, state.lacks))}"
        used = sum(cell_len(text) for text, _ in left) + cell_len(f" ▸ search “”{lens}")
        question = fit(one_line(state.question), max(width - used, _SHORTEST_QUESTION)).rstrip()
        left += [(" ▸ ", "dim"), (f"search “{question}”", "accent"), (lens, "dim")]
    if not state.show_expired or state.hides_expired:
        left += [(" ▸ ", "dim"), ("expired hidden", "warning")]
    return left, [("read-only ", "warning")] if read_only else []


def position(state: BrowseState, rows: RowSource) -> tuple[list[Span], list[Span]]:
    """The status line: where the cursor is, of how many, what is marked, and what last happened."""
    left: list[Span] = []
    if rows.length:
        here = rows.filtered_here
        total = number(rows.length if rows.total is None else rows.total)
        if rows.total is None and rows.is_capped:
            total = f"{total}+"
        elif rows.total is None or (here is not None and here.more):
            total = f"at least {total}"
        at = state.cursor + 1
        left += [(number(at), "strong"), (f" of {total}", "")]
        if state.question:
            left.append((f" {results_told(rows.length)}", ""))
            if isinstance(rows, SearchResults) and rows.newest is not None:
                left.append((f" · of common words, the newest {number(rows.newest)} were ranked", "dim"))
        elif state.order is not None and (told := _sorted_here(rows)):
            left.append((f" · {told}", "warning"))
        else:
            pages = "…" if rows.total is None else number(-(-rows.total // rows.page_size))
            left.append((f" · page {number(state.cursor // rows.page_size + 1)} of {pages}", ""))
        left += [*_filtered_here(here), *_hidden(rows)]
    elif rows.total == 0 and not state.busy and state.problem is None:
        left += [("0 memories", ""), *_filtered_here(rows.filtered_here), *_hidden(rows)]
    news: list[Span] = []
    if state.anchor is not None:
        news.append((f"range of {number(abs(state.cursor - state.anchor) + 1)}", "warning"))
    if state.all_but is not None:
        but = f" but {number(len(state.all_but))}" if state.all_but else ""
        news.append((f"all that match{but} marked", "accent"))
    elif state.marks:
        news.append((f"{number(len(state.marks))} marked", "accent"))
    if state.work:
        news.append((one_line(state.work), "accent"))
    if state.exporting:
        news.append((one_line(state.exporting), "accent"))
    if state.problem is not None:
        news.append((problem_word(state.problem) + one_line(state.problem.message), "warning"))
        if isinstance(state.problem, UnreachableError) and rows.length:
            news.append((f"{key_of('reload')} tries again", "accent"))
    elif state.notice:
        news.append((one_line(state.notice), "dim"))
    elif state.busy:
        news.append(("loading", "dim"))
    elif state.findings:
        news.append((one_line(state.findings[0].sentence), "warning"))
        if state.remedy is not None and rows.length:
            news.append((f"{key_of('filter.repair')}: {state.remedy.label}", "accent"))
    if state.walk == "search" and state.problem is None and not state.question:
        news.append((f"step 3: {key_of('search')} asks for it", "accent"))
    for text, role in news:
        left.append((" · " + text if left else text, role))
    right: list[Span] = []
    if state.zoomed:
        right.append((f"zoomed, {key_of('back')} leaves ", "accent"))
    elif state.latency_ms is not None:
        right.append((f"{state.latency_ms:.0f} ms ", "dim"))
    return [(" ", ""), *left], right


def _sorted_here(rows: RowSource) -> str:
    """How much of a list is sorted, where that was for memtui to do; empty where it was not."""
    # Loaded when first asked for: most lists are shown in their own order.
    from memtui.ops.loaded import LoadedRows

    if not isinstance(rows, LoadedRows):
        return ""
    of = rows.window.total
    least = "" if of is not None else "at least "
    said = f"{least}{number(rows.window.length if of is None else of)}"
    return "sorted: all of them" if rows.is_whole else f"sorted: the {number(rows.length)} loaded of {said}"


def _filtered_here(here: FilteredHere | None) -> list[Span]:
    if here is None:
        return []
    of = f">= {number(here.looked_at)}" if here.more else number(here.looked_at)
    return [(f" · filtered here, {number(here.looked_at)} of {of}", "warning" if here.more else "dim")]


def _hidden(rows: RowSource) -> list[Span]:
    if not isinstance(rows, SearchResults) or not rows.hidden:
        return []
    return [(f" · {number(rows.hidden)} below {threshold_told(rows.threshold)} hidden", "warning")]


def key_hints(off: Collection[str] = (), *, searching: bool = False) -> tuple[list[Span], list[Span]]:
    """The footer: the keys that a new user needs most; those at the right are shown on any terminal.

    Actions that are `off` keep their place, dimmed; pressing their key says why. While `searching` the keys
    of a search stand at the left.
    """
    sides: tuple[list[Span], list[Span]] = ([(" ", "")], [])
    for action in ACTIONS:
        if not keys_of(action.id):
            continue
        if (action.id in _OF_SEARCH) if searching and action.id not in _ALWAYS else action.footer:
            role = "dim" if action.id in off else "key"
            sides[action.id in _ALWAYS].extend(
                ((key_of(action.id), role), (f" {action.label.lower()}  ", "dim"))
            )
    return sides


def asking_hints(asking: str) -> list[Span]:
    """The footer while one types: what is being typed, and its keys."""
    name, keys = _ASKED[asking]
    return [(f" {name}  ", "strong"), *_hints(keys)]


def _hints(pairs: Iterable[tuple[str, str]]) -> list[Span]:
    return [span for key, does in pairs for span in ((key, "key"), (f" {does}  ", "dim"))]


def offers(line: str, lines: Sequence[str]) -> list[Span]:
    """The footer while a filter is typed: what its last word can be completed to."""
    if not lines:
        return []
    # Loaded when first asked for: it is not needed to show memories.
    from memtui.ops.filter_completion import place_in

    start = place_in(line).start
    spans: list[Span] = [(" ", ""), ("tab", "key"), (f" {one_line(lines[0][start:])}", "accent")]
    return [*spans, *((f"   {one_line(other[start:])}", "dim") for other in lines[1:])]


def cannot_write(adapter: MemoryAdapter) -> str:
    """Why nothing can be changed on a service; empty when something can."""
    return "" if adapter.capabilities.writing is not None else "this service is open read-only"


def mistake(error: MemtuiError) -> list[Span]:
    """The footer while a filter is typed that has a mistake: what it is, and what to do about it."""
    return [(f" {one_line(error.message)}", "warning"), (f" {one_line(error.hint)}", "dim")]


def problem_word(error: MemtuiError) -> str:
    """What stands before an error: whether the service was reached at all."""
    return "offline: " if isinstance(error, UnreachableError) else ""


def placeholder(
    state: BrowseState, *, local: bool, typing: bool = False, hidden: int = 0, cut: int = 0
) -> list[Line]:
    """What stands in the list when it has no rows: why, and the next key.

    `hidden` is how many matches score too low; `cut` how many memories were looked through, where the
    service has more than it lists.
    """
    if state.problem is not None:
        title = "Offline" if isinstance(state.problem, UnreachableError) else "That did not work"
        lines = [line((title, "warning")), Line(), line(one_line(state.problem.message))]
        if state.problem.hint:
            lines.append(line((one_line(state.problem.hint), "dim")))
        return [
            *lines,
            Line(),
            _keys(("reload", "tries again"), ("profiles", "another service"), ("quit", "quits")),
        ]
    if state.busy:
        return [line(("Loading memories …", "dim"))]
    if state.question and hidden:
        least = threshold_told(state.lens.threshold)
        return [
            line(f"{number(hidden)} {results_told(hidden)} scored below {least}."), Line(),
            _keys(
                ("search.looser", "shows lower scores"), ("search.lens", "changes the lens"),
                ("back", "goes back to the list"),
            ),
        ]  # fmt: skip
    if state.question:
        return [
            line(f"No memory answers “{one_line(state.question)}”."), Line(),
            _keys(("search", "asks something else"), ("back", "goes back to the list")),
        ]  # fmt: skip
    if cut:
        return [
            line(f"Not among the {number(cut)} memories that the service lists; it has more."), Line(),
            _keys(
                ("pane.entities", "goes to the entities: one of them has a list of its own"),
                ("back", "goes back"),
            ),
        ]  # fmt: skip
    if state.filter is not None or state.blame:
        return _nothing_matches(state, typing=typing)
    if state.keyword:
        return [
            line(f"Nothing here contains “{one_line(state.keyword)}”."), Line(),
            _keys(("filter.keyword", "changes the filter"), ("back", "removes it")),
        ]  # fmt: skip
    if state.scope != Scope():
        return [
            line(f"{state.scope.label} has no memories."), Line(),
            _keys(("back", "lists everything"), ("pane.entities", "goes to the entities")),
        ]  # fmt: skip
    if state.walk is not None:
        return first_steps(state, local=local)
    hint = "memtui import FILE fills this store; memtui --demo shows one that is full."
    adds = [] if state.cannot_write else [("add", "adds one")]
    return [
        line(("No memories yet", "heading")), Line(),
        line(hint if local else "Nothing has been remembered on this service."), Line(),
        _keys(*adds, ("profiles", "another service"), ("help", "shows every key"), ("quit", "quits")),
    ]  # fmt: skip


def _nothing_matches(state: BrowseState, *, typing: bool) -> list[Line]:
    lines = [line(("Nothing matches.", "heading")), Line()]
    if state.findings:
        lines.append(line((one_line(state.findings[0].sentence), "warning")))
    lines += [line(one_line(said)) for said in state.blame]
    if len(lines) > 2:
        lines.append(Line())
    if typing:
        return lines
    pairs = [("filter.repair", state.remedy.label)] if state.remedy is not None else []
    if state.filter is not None:
        pairs += [("filter.line", "edits the filter"), ("back", "removes it")]
    elif state.keyword:
        pairs += [("filter.keyword", "edits the filter"), ("back", "removes it")]
    else:
        pairs += [("back", "goes back")]
    return [*lines, _keys(*pairs)]


def _keys(*pairs: tuple[str, str]) -> Line:
    """The keys of some actions, by their ids, and what they do here."""
    spans: list[Span] = []
    for action_id, does in pairs:
        spans += [(key_of(action_id), "accent"), (f" {does}   ", "dim")]
    return Line(tuple(spans))
