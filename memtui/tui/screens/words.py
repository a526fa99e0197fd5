"""What the bars and the empty list say, from the state of the browse screen."""

from __future__ import annotations

from memtui.core.display import one_line
from memtui.core.errors import MemtuiError, UnreachableError
from memtui.ops.browse import RowSource
from memtui.tui.actions import ACTIONS, key_name
from memtui.tui.lines import Line, Span, line, number
from memtui.tui.state import BrowseState, Scope


def where(profile: str, state: BrowseState, *, read_only: bool) -> tuple[list[Span], list[Span]]:
    """The top bar: which service, whose memories, and what narrows them."""
    left: list[Span] = [(" memtui ", "strong"), (f" {one_line(profile)} ", "dim"), ("▸ ", "dim")]
    left.append((state.scope.label, "accent"))
    if state.keyword:
        left += [(" ▸ ", "dim"), (f"contains “{one_line(state.keyword)}”", "accent")]
    if state.question:
        left += [(" ▸ ", "dim"), (f"search “{one_line(state.question)}”", "accent")]
    if not state.show_expired:
        left += [(" ▸ ", "dim"), ("expired hidden", "warning")]
    return left, [("read-only ", "warning")] if read_only else []


def position(state: BrowseState, rows: RowSource) -> tuple[list[Span], list[Span]]:
    """The status line: where the cursor is, of how many, what is marked, and what last happened."""
    left: list[Span] = []
    if rows.length:
        total = number(rows.total) if rows.total is not None else f"at least {number(rows.length)}"
        at = state.cursor + 1
        left += [(number(at), "strong"), (f" of {total}", "")]
        if state.question:
            left.append((" best matches", ""))
        else:
            pages = "…" if rows.total is None else number(-(-rows.total // rows.page_size))
            left.append((f" · page {number(state.cursor // rows.page_size + 1)} of {pages}", ""))
    elif rows.total == 0 and not state.busy and state.problem is None:
        left.append(("0 memories", ""))
    news: list[Span] = []
    if state.anchor is not None:
        news.append((f"range of {number(abs(state.cursor - state.anchor) + 1)}", "warning"))
    if state.marks:
        news.append((f"{number(len(state.marks))} marked", "accent"))
    if state.problem is not None:
        news.append((problem_word(state.problem) + one_line(state.problem.message), "warning"))
    elif state.notice:
        news.append((one_line(state.notice), "dim"))
    elif state.busy:
        news.append(("loading", "dim"))
    for text, role in news:
        left.append((" · " + text if left else text, role))
    right: list[Span] = []
    if state.latency_ms is not None:
        right.append((f"{state.latency_ms:.0f} ms ", "dim"))
    return [(" ", ""), *left], right


def key_hints() -> list[Span]:
    """The footer: the keys that a new user needs most."""
    spans: list[Span] = [(" ", "")]
    for action in ACTIONS:
        if action.footer:
            spans += [(key_name(action.keys[0]), "key"), (f" {action.label.lower()}   ", "dim")]
    return spans


def problem_word(error: MemtuiError) -> str:
    """What stands before an error: whether the service was reached at all."""
    return "offline: " if isinstance(error, UnreachableError) else ""


def placeholder(state: BrowseState, *, local: bool) -> list[Line]:
    """What stands in the list when it has no rows: why, and the next key."""
    if state.problem is not None:
        title = "Offline" if isinstance(state.problem, UnreachableError) else "That did not work"
        lines = [line((title, "warning")), Line(), line(one_line(state.problem.message))]
        if state.problem.hint:
            lines.append(line((one_line(state.problem.hint), "dim")))
        return [*lines, Line(), _keys(("ctrl+r", "tries again"), ("q", "quits"))]
    if state.busy:
        return [line(("Loading memories …", "dim"))]
    if state.question:
        return [
            line(f"No memory answers “{one_line(state.question)}”."), Line(),
            _keys(("s", "asks something else"), ("esc", "goes back to the list")),
        ]  # fmt: skip
    if state.keyword:
        return [
            line(f"Nothing here contains “{one_line(state.keyword)}”."), Line(),
            _keys(("/", "changes the filter"), ("esc", "removes it")),
        ]  # fmt: skip
    if state.scope != Scope():
        return [
            line(f"{state.scope.label} has no memories."), Line(),
            _keys(("esc", "lists everything"), ("1", "goes to the entities")),
        ]  # fmt: skip
    hint = "memtui import FILE fills this store; memtui --demo shows one that is full."
    return [
        line(("No memories yet", "heading")), Line(),
        line(hint if local else "Nothing has been remembered on this service."), Line(),
        _keys(("ctrl+r", "looks again"), ("?", "shows every key"), ("q", "quits")),
    ]  # fmt: skip


def _keys(*pairs: tuple[str, str]) -> Line:
    spans: list[Span] = []
    for key, does in pairs:
        spans += [(key, "accent"), (f" {does}   ", "dim")]
    return Line(tuple(spans))
