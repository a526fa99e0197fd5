"""Pictures of the builder on demo data, to be looked at: `python -m tests.tui.builder.pictures FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from memtui.adapters.factory import open_adapter
from memtui.core.profile import Profile
from memtui.ops.demo import throwaway_store
from memtui.tui.theme import LIGHT
from tests.tui.builder.driver import building

_FILTER = (
    "user_id = alice-nguyen and (categories contains food or created_at >= -30d and created_at <= 2024-07-01)"
    " and not agent_id = * and user_id != bob"
)
SCENES: dict[str, tuple[str | None, Sequence[str]]] = {
    "empty": (None, ()),
    "filter": (_FILTER, ("j", "j")),
    "fields": (_FILTER, ("j", "a")),
    "values": (_FILTER, ("j", "a", "u", "enter", "a")),
    "dates": (_FILTER, ("j", "A", "u", "p", "enter", "-", "7")),
    "operator": (_FILTER, ("j", "e", "ctrl+u", "backspace")),
    "wrong": (_FILTER, ("j", "a", *"user_id = alice andd", "enter")),
    "keys": (_FILTER, ("question_mark",)),
    "field": ("user_id = alice", ("p",)),
    "pasted": (_FILTER, ()),
    "copy": (_FILTER, ("C",)),
    "left": ("user_id = alice", ("n", "escape")),
}
SIZES = ((80, 24), (120, 40), (200, 50), (40, 10))


async def draw(path: Path, scene: str, size: tuple[int, int], *, light: bool = False) -> str:
    """One scene as SVG."""
    tree, keys = SCENES[scene]
    adapter = open_adapter(Profile("demo", "local", path=path))
    async with building(adapter, tree, size=size) as builder:
        if light:
            builder.app.theme = LIGHT.name
        if scene == "pasted":
            await builder.paste('{"AND": [{"app_id": "x"}],\n "OR": [{"user_id": "*"}, {"agent_id": "*"}]}')
        await builder.press(*keys)
        await builder.pilot.pause(0.2)
        svg = builder.app.export_screenshot(title="memtui")
    await adapter.close()
    return svg


def main(folder: str, *scenes: str) -> None:
    """Draw scenes, or all of them, in every size."""
    with throwaway_store(1234) as path:
        for scene in scenes or SCENES:
            for size in SIZES:
                svg = asyncio.run(draw(path, scene, size, light=size[0] == 40))
                (Path(folder) / f"{scene}-{size[0]}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
