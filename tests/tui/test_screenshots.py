"""The pictures in the project's folder show what memtui looks like now."""

from __future__ import annotations

import pytest

from memtui.tui.screenshots import (
    FOLDER,
    PICTURES,
    SIZES,
    THEMES,
    Picture,
    draw_forms,
    file_name,
    words_of_picture,
)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_no_picture_is_stale(picture: Picture) -> None:
    # Colours are all that themes change in a picture.
    for size, (_, svg) in zip(SIZES, draw_forms(picture, THEMES[:1]), strict=True):
        for theme in THEMES:
            name = file_name(picture, theme, size)
            kept = (FOLDER / name).read_text(encoding="utf-8")
            assert words_of_picture(kept) == words_of_picture(svg), f"{name} is stale: make screenshots"


def test_there_are_no_pictures_of_what_is_gone() -> None:
    drawn = {file_name(picture, theme, size) for picture in PICTURES for theme in THEMES for size in SIZES}
    assert {path.name for path in FOLDER.glob("*.svg")} == drawn, "make screenshots draws them again"
