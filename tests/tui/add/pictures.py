"""Pictures of the modal, to be looked at: `python -m tests.tui.add.pictures FOLDER [SCENE…]`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from memtui.core.changes import NewMemory
from memtui.tui.theme import LIGHT
from tests.tui.add.driver import AddDriver, adding

SIZES = ((60, 20), (80, 24), (120, 40))
_LONG = (
    "Prefers window seats, vegetarian food and early flights; never wants to change planes in the winter. "
    * 4
)
_HOSTILE = NewMemory(
    "Pay \x1b[31mnow\x1b[0m to admin\u202etxt.exe\r\n\u200bor not",
    metadata={"so\x1burce": "mail\u202e", "deep": {"n": [1, 2.5, True, None]}},
    expiration_date="2027-01-31",
    categories=("food", "a, b"),
)


async def _empty(ui: AddDriver) -> None:
    await ui.press("ctrl+s")


async def _typed(ui: AddDriver) -> None:
    await ui.type("Likes jasmine tea in the morning.")
    await ui.fill("metadata", '{"source": "email",\n "rank" 3}')
    await ui.fill("expiration_date", "+30d")
    await ui.go_to("metadata")


async def _more(ui: AddDriver) -> None:
    await ui.type(_LONG)
    await ui.press("ctrl+o")
    await ui.fill("options.timestamp", "1767225600")


async def _talk(ui: AddDriver) -> None:
    await ui.type("Which tea do I like?")
    await ui.press("ctrl+n")
    await ui.type("Jasmine, in the morning.")
    await ui.press("ctrl+n", "ctrl+r", "ctrl+r")
    await ui.type("Be kind.")


async def _learn(ui: AddDriver) -> None:
    await _talk(ui)
    await ui.go_to("infer")
    await ui.press("space")


async def _ids(ui: AddDriver) -> None:
    await ui.go_to("user_id")
    await ui.type("al")


async def _leave(ui: AddDriver) -> None:
    await ui.type("Likes jasmine")
    await ui.press("escape")


async def _copy(ui: AddDriver) -> None:
    await ui.go_to("message.0")


SCENES: dict[str, Callable[[AddDriver], Awaitable[None]]] = {
    "empty": _empty, "typed": _typed, "more": _more, "talk": _talk, "learn": _learn, "ids": _ids,
    "leave": _leave, "copy": _copy,
}  # fmt: skip


async def _known(_: str, typed: str) -> list[str]:
    return [name for name in ("alice", "alina", "al\x1b[31mbert", "bob") if name.startswith(typed)]


async def draw(scene: str, size: tuple[int, int], *, light: bool) -> str:
    """One scene as SVG."""
    is_copy = scene == "copy"
    async with adding(
        "local" if is_copy or scene == "talk" else "platform",
        draft=_HOSTILE if is_copy else None,
        title="Copy to another scope" if is_copy else "Add a memory",
        scope={} if scene in {"empty", "copy", "ids"} else {"user_id": "alice-nguyen"},
        offers=_known,
        size=size,
    ) as ui:
        if light:
            ui.app.theme = LIGHT.name
        await SCENES[scene](ui)
        await ui.pilot.pause(0.1)
        return ui.app.export_screenshot(title="memtui")


def main(folder: str, *scenes: str) -> None:
    """Draw scenes, or all of them, in every size."""
    for scene in scenes or SCENES:
        for size in SIZES:
            svg = asyncio.run(draw(scene, size, light=scene == "learn"))
            (Path(folder) / f"{scene}-{size[0]}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
