"""The pages of settings on services that really answer: `memtui serve`, and the imitation of a server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from memtui.adapters.platform import PlatformAdapter
from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.core.profile import Secret
from tests.selfhosted.conftest import account, clock, connect, server, service, waits
from tests.server.conftest import serving
from tests.tui.service_pages.settings_driver import settings

__all__ = ["account", "clock", "connect", "server", "service", "waits"]


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """An empty store, served as the Platform is."""
    with serving(tmp_path / "served.db", read_only=False) as running:
        yield running.url


@pytest.fixture
async def served(url: str) -> AsyncIterator[PlatformAdapter]:
    """An adapter of it."""
    adapter = PlatformAdapter(url, Secret("any"))
    yield adapter
    await adapter.close()


async def test_a_project(served: PlatformAdapter, tmp_path: Path) -> None:
    async with settings(served, tmp_path, (80, 24), page="project") as ui:
        assert ui.rows[1] == "instructions not set"
        await ui.press("j", "e")
        await ui.type("Be kind.\nAlways.")
        await ui.press("ctrl+s", "y")
        assert ui.said == "done: Edit project served.db"
        assert ui.row == "instructions Be kind.↵Always."
        await ui.press("c")
        await ui.type("food")
        await ui.press("ctrl+s", "y")
        assert "category food" in ui.rows
        await ui.press("m")
        await ui.type("Eve@example.test")
        await ui.press("ctrl+s", "y")
        assert "member Eve@example.test READER" in ui.rows
        for _ in range(3):
            # On the browse screen one after another is taken back.
            await ui.press("escape")
            await ui.press("u", "y")
            await ui.do("service.project")
        assert ui.rows[1:3] == ["instructions not set", "category categories not set"]
        assert "member members the service names none" in ui.rows


async def test_webhooks(served: PlatformAdapter, tmp_path: Path) -> None:
    async with settings(served, tmp_path, (80, 24), page="webhooks") as ui:
        await ui.press("a")
        await ui.type("deploys")
        await ui.press("tab")
        await ui.type("https://example.test/hook")
        await ui.press("tab", "space", "ctrl+s", "y")
        assert ui.rows[0].startswith("deploys idle 1 event https://example.test")
        await ui.press("d", "y")
        assert ui.rows[0] == "No webhooks"
        await ui.press("u", "y")
        assert ui.said == "done: Undo: delete webhook deploys (it gets a new id)"
        assert ui.rows[0].startswith("deploys idle 1 event https://example.test")


async def test_api_keys(account: SelfHostedAdapter, tmp_path: Path) -> None:
    async with settings(account, tmp_path, (80, 24), page="api_keys") as ui:
        await ui.press("a")
        await ui.type("laptop")
        await ui.press("enter")
        assert "m0sk_" in ui.everything
        await ui.press("escape", "y")
        assert ui.rows[0].startswith("laptop m0sk_")
        await ui.press("d")
        await ui.type("laptop")
        await ui.press("enter")
        assert ui.said == "done: Delete API key laptop"
        assert ui.rows[0] == "No API keys"
        await ui.press("escape")
        await ui.do("service.served")
        assert ui.rows
