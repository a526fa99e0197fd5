"""What the service's pages look like, compared with pictures that somebody has looked at."""

from __future__ import annotations

import pytest

from tests.snapshots.test_snapshots import Compare, Size, at, looks_right
from tests.tui.service_pages.conftest import _soon
from tests.tui.service_pages.pictures import SCENES

__all__ = ["_soon", "looks_right"]


@at((60, 20), (80, 24), (120, 40))
@pytest.mark.parametrize("name", SCENES)
def test_the_service(looks_right: Compare, name: str, size: Size) -> None:
    make, keys = SCENES[name]
    assert looks_right(make(), size, keys)
