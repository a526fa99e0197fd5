"""Draws every main screen, by the app itself on demo data: `make screenshots`.

Every picture is the same on every machine and day: the data is fixed, and so are the clock and the
latency that is shown.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from html import unescape
from itertools import count
from pathlib import Path

from memtui.adapters.factory import open_adapter
from memtui.core.filter_text import parse
from memtui.core.profile import Profile
from memtui.core.times import standing_still
from memtui.core.values import dataclass
from memtui.ops.demo import throwaway_store
from memtui.state.saved_filters import SavedFilters
from memtui.state.screen_settings import ScreenSettings, ThemeName
from memtui.tui.app import MemtuiApp

FOLDER = Path(__file__).parents[2] / "screenshots"
_SIZE = 1234
_NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: its name, the keys that lead to it, and the filter it begins with.

    Of keys in one tuple none waits for what the one before brings about.
    """

    name: str
    keys: Sequence[str | tuple[str, ...]] = ()
    filter: str = ""


def _stopwatch() -> Callable[[], float]:
    """A stopwatch by which every answer takes four milliseconds."""
    ticks = count()
    return lambda: next(ticks) * 0.004


def _typed(text: str) -> tuple[str, ...]:
    return tuple("space" if char == " " else char for char in text)


_FILTER = (
    "user_id = alice and (categories contains food or created_at >= 2026-01-01) "
    "and updated_at <= 2026-06-30 and not agent_id = *"
)
PICTURES = (
    Picture("browse"),
    Picture("history", ("h",)),
    Picture("json", ("i",)),
    Picture("search", ("s", _typed("who is allergic to nuts"), "enter")),
    Picture("builder", ("f", "j"), _FILTER),
    Picture("edit", ("e", _typed(" Not in May."))),
    Picture("add", ("a", _typed("Takes the early train on Mondays."))),
    Picture("plan", ("space", "space", "j", "space", "d")),
    Picture("journal", ("space", "space", "d", "y", "J")),
    Picture("activity", ("A",)),
    Picture("columns", ("c",)),
    Picture("profiles", ("P",)),
    Picture("help", ("question_mark",)),
)
THEMES: Sequence[ThemeName] = ("dark", "light", "plain")
"""The last one is without any colour."""
SIZES = ((80, 24), (120, 40))


def file_name(picture: Picture, theme: ThemeName, size: tuple[int, int]) -> str:
    """The file of a picture in one of its forms."""
    return f"{picture.name}-{theme}-{size[0]}x{size[1]}.svg"


async def draw(picture: Picture, path: Path, theme: ThemeName, size: tuple[int, int]) -> str:
    """The picture as SVG, drawn on the store in `path`."""
    profile = Profile("demo", "local", path=path)
    tree = parse(picture.filter) if picture.filter else None
    saved = SavedFilters(path.with_name("filters.json"), "demo")
    app = MemtuiApp(
        open_adapter(profile),
        profile,
        saved=saved,
        journal=path.with_name("journal.db"),
        tree=tree,
        settings=ScreenSettings(theme=theme),
        clock=lambda: _NOW,
        stopwatch=_stopwatch(),
    )
    async with app.run_test(size=size) as pilot:
        for key in (None, *picture.keys):
            if key is not None:
                await pilot.press(*((key,) if isinstance(key, str) else key))
            while not _is_idle(app):
                await pilot.pause()
            await pilot.pause()
        # The fonts that the picture would fetch from elsewhere are left to the reader's own.
        return _FONT_FACE.sub("", app.export_screenshot(title="memtui"))


def _is_idle(app: MemtuiApp) -> bool:
    return all(getattr(screen, "idle", True) for screen in app.screen_stack)


def draw_forms(picture: Picture, themes: Sequence[ThemeName] = THEMES) -> Iterator[tuple[str, str]]:
    """The picture in these themes and every size: file names, each with the SVG."""
    for theme in themes:
        for size in SIZES:
            # What a picture shows may have been changed on the way to it.
            with throwaway_store(_SIZE) as path, standing_still(_NOW):
                yield file_name(picture, theme, size), asyncio.run(draw(picture, path, theme, size))


def words_of_picture(svg: str) -> str:
    """What a picture says, without how it is drawn: by this a stale one is recognised."""
    return "\n".join(unescape(text).replace("\xa0", " ").rstrip() for text in _TEXT.findall(svg))


def main() -> int:
    """Draw every picture into the project's `screenshots` folder."""
    FOLDER.mkdir(exist_ok=True)
    # Dates are drawn in local time.
    os.environ["TZ"] = "UTC"
    time.tzset()
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    for picture in PICTURES:
        for name, svg in draw_forms(picture):
            (FOLDER / name).write_text(svg, encoding="utf-8")
        sys.stderr.write(f"drew screenshots/{picture.name}-*.svg\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
