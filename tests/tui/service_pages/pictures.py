"""Pictures of the service's pages, to be looked at: `python -m tests.tui.service_pages.pictures FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from memtui.core.errors import ServiceError
from memtui.core.exports import ExportResult
from memtui.tui.theme import LIGHT
from tests.tui.service_pages.driver import pages
from tests.tui.service_pages.made_up import HOSTILE, FullService, event, sent

SIZES = ((60, 20), (80, 24), (120, 40), (200, 50))


def full() -> FullService:
    """A service that has something on every page."""
    service = FullService(50, lacks={
        "project": "a self-hosted server has no projects", "webhooks": "a self-hosted server calls nobody",
        "api_keys": "the Platform's keys are made on its site",
    })  # fmt: skip
    results = (
        {"id": "0c3f1f7e-mem-1", "event": "ADD", "data": {"memory": "Alice is allergic to nuts"}},
        {"id": "0c3f1f7e-mem-2", "event": "UPDATE", "data": {"memory": "Alice moved to Lisbon in May"}},
    )
    payload = {"messages": [{"role": "user", "content": "I am allergic to nuts"}], "user_id": "alice"}
    service.all_events = [
        event(0, "RUNNING", latency_ms=None),
        event(1, results=results, payload=payload, started_at="2026-11-21T11:59:01Z",
              completed_at="2026-11-21T11:59:03Z", latency_ms=2311.5),
        event(4, "FAILED", error="The model did not answer in time."),
        event(9, "SUCCEEDED", event_type="SEARCH", latency_ms=83.0),
        event(90, "PENDING", event_type=HOSTILE, latency_ms=None),
        *(event(100 + number, event_type="GET_ALL") for number in range(60)),
    ]  # fmt: skip
    service.requests = [
        sent(0, path="/v3/memories/search/", method="POST", milliseconds=182.0),
        sent(1, 404, path="/v1/memories/0c3f1f7e-8a3b-4f2c-9a55-77b1c1f0a001/"),
        sent(2, None, failure="the connection was reset", retries=2, request_id=None, milliseconds=31_000),
        sent(3, 429, retries=1, failure="asked to wait 2 s"),
        *(sent(number) for number in range(4, 60)),
    ]
    service.said = [
        {"user": "alice", "summary": "Likes green tea and long walks; is allergic to nuts.", "count": 42,
         "topics": ["food", "travel"], "newest": {"text": "Moved to Lisbon", "at": "2026-05-04"}},
    ]  # fmt: skip
    service.made.extend(
        [ExportResult({"summary": "Alice likes tea.", "preferences": ["tea", "walks"], "age": None})] * 9
    )
    return service


def failing() -> FullService:
    """A service that refuses whatever lies beyond its memories."""
    service = full()
    service.failure = ServiceError(
        "The service did not take the request (400).", status=400, hint="A newer memtui may know more.",
        raw=f'{{"detail": "Unknown field", "fields": ["mood"], "more": "{HOSTILE}"}}',
    )  # fmt: skip
    return service


SCENES: dict[str, tuple[Callable[[], FullService], list[str]]] = {
    "menu": (full, ["S", "j"]),
    "events": (full, ["S", "e", "j", "j"]),
    "event": (full, ["S", "e", "j", "enter"]),
    "sent": (full, ["at", "j", "j"]),
    "narrowed": (full, ["at", "slash", *"v1/memories/3"]),
    "summary": (full, ["S", "m"]),
    "exports-empty": (full, ["S", "x"]),
    "export-form": (full, ["S", "x", "n"]),
    "export-mistake": (full, ["S", "x", "n", "end", "enter", "x", "ctrl+s"]),
    "export": (full, ["S", "x", "n", "ctrl+s", "s"]),
    "failed": (failing, ["S", "e"]),
    "error": (failing, ["S", "e", "escape", "exclamation_mark"]),
}
"""The service and the keys of each picture."""


async def draw(scene: str, size: tuple[int, int]) -> str:
    """One scene as SVG."""
    make, keys = SCENES[scene]
    with TemporaryDirectory() as folder:
        async with pages(make(), Path(folder), size) as ui:
            if size[0] == 60:
                ui.app.theme = LIGHT.name
            await ui.press(*keys)
            await ui.pilot.pause(0.2)
            return ui.app.export_screenshot(title=f"{scene} {size[0]}x{size[1]}")


def main(folder: str, *scenes: str) -> None:
    """Draw scenes, or all of them, in every size."""
    for scene in scenes or SCENES:
        for size in SIZES:
            path = Path(folder) / f"{scene}-{size[0]}.svg"
            path.write_text(asyncio.run(draw(scene, size)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
