"""The pictures in README show what memtui looks like now."""

from __future__ import annotations

from memtui.tui.screenshots import FOLDER, draw_all, words_of_picture


def test_no_screenshot_is_stale() -> None:
    drawn = draw_all()
    kept = {path.name for path in FOLDER.glob("*.svg")}
    assert kept == set(drawn), "make screenshots draws them again"
    for name, svg in drawn.items():
        old = (FOLDER / name).read_text(encoding="utf-8")
        assert words_of_picture(old) == words_of_picture(svg), f"{name} is stale: make screenshots"
