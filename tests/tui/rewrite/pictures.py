"""Pictures of batch edits on demo data, to be looked at: `python -m tests.tui.rewrite.pictures FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from memtui.adapters.factory import open_adapter
from memtui.core.models import Memory
from memtui.core.profile import Profile
from memtui.core.queries import MemoryQuery
from memtui.ops.demo import throwaway_store
from memtui.tui.theme import DARK, LIGHT
from tests.tui.rewrite.driver import KEEPS, MERGES, rewriting

HOSTILE = "\x1b]0;x\x07 likes\r\n tea \u202egnp\u200b.exe [b]bold[/b] 👩‍🚀"
SCENES: dict[str, Sequence[str]] = {
    "list": (),
    "blank": ("r",),
    "plain": ("r", *"work", "tab", *"office"),
    "regex": ("r", "ctrl+r", "ctrl+t", *r"(\w+)ing\b", "tab", *r"<\1>"),
    "wrong": ("r", "ctrl+r", *r"(\w+", "tab", *r"\2"),
    "slow": ("r", "ctrl+r", *r"(.|..)+\d\d\d\d\d$"),
    "prefix": ("p", *"[checked] "),
    "metadata": ("m", *"source", "tab", *"email"),
    "value": ("m", *"a ", "tab", *"[1, 2", "enter"),
    "date": ("e", *"+30d"),
    "never": ("c",),
    "leave": ("p", *"x", "escape", "escape"),
    "off": ("d",),
}
SIZES = ((60, 20), (80, 24), (120, 40))


async def draw(samples: Sequence[Memory], scene: str, size: tuple[int, int]) -> str:
    """One scene as SVG."""
    support = MERGES if scene == "off" else KEEPS
    theme = LIGHT.name if size[0] == 60 else DARK.name
    async with rewriting(samples, size=size, support=support, theme=theme) as rewrite:
        await rewrite.burst(*SCENES[scene])
        if scene == "plain":
            await rewrite.paste("\u200b")
        await rewrite.pilot.pause(0.2)
        return rewrite.app.export_screenshot(title="memtui")


async def some(path: Path) -> list[Memory]:
    """Fifty memories, of which some are hostile, expired, immutable or long."""
    adapter = open_adapter(Profile("demo", "local", path=path))
    page = await adapter.page(MemoryQuery(), 1, 50)
    await adapter.close()
    found = list(page.results)
    found[3] = replace(found[3], memory=HOSTILE)
    found[5] = replace(found[5], memory="at work " * 400, immutable=False)
    found[6] = replace(found[6], immutable=True)
    return found


def main(folder: str, *scenes: str) -> None:
    """Draw scenes, or all of them, in every size."""
    with throwaway_store(1234) as path:
        samples = asyncio.run(some(path))
    for scene in scenes or SCENES:
        for size in SIZES:
            svg = asyncio.run(draw(samples, scene, size))
            (Path(folder) / f"{scene}-{size[0]}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
