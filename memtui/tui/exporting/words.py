"""What is said of an export in the status line."""

from __future__ import annotations

from pathlib import Path

from memtui.core.writing.forms import FileForm
from memtui.ops.exporting.work import Exported, Written
from memtui.tui.lines import number


def writing(done: int, total: int | None) -> str:
    """How far it is."""
    of = "" if total is None else f" of {number(total)}"
    return f"writing {number(done)}{of} …"


def exported(done: Exported, path: Path) -> str:
    """What came of an export of memories."""
    if done.is_whole:
        of = "" if done.expected is None else f" of {number(done.expected + done.missing)}"
        parts = [f"{number(done.written)}{of} written to {placed(path)}"]
    else:
        expected = number(done.expected or 0)
        parts = [
            f"{number(done.written)} written to {placed(path)}, but {expected} are counted: export again"
        ]
    if done.missing:
        parts.append(f"{number(done.missing)} {'is' if done.missing == 1 else 'are'} not there any more")
    if done.without_history:
        parts.append(f"{number(done.without_history)} came without history")
    return " · ".join([*parts, *_mended(done)])


def plan_exported(done: Written, path: Path, total: int) -> str:
    """What came of an export of a plan's rows."""
    rows = f"{number(total)} {'row' if total == 1 else 'rows'}"
    return " · ".join([f"{number(done.written)} of {rows} written to {placed(path)}", *_mended(done)])


def stopped() -> str:
    """An export was stopped."""
    return "the export was stopped, and no file was made"


def has_history(form: FileForm, *, is_one: bool) -> bool:
    """Whether a form of what is exported holds histories."""
    return is_one or form == "jsonl"


def placed(path: Path) -> str:
    """Where a file is, as short as it can be said."""
    try:
        return path.name if path.parent == Path.cwd() else f"~/{path.relative_to(Path.home())}"
    except (OSError, ValueError, RuntimeError):
        return str(path)


def _mended(done: Written) -> list[str]:
    if not done.mended:
        return []
    return [f"{number(done.mended)} held half a character, for which a mark stands there"]
