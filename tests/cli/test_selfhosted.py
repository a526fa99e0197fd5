"""The command line on a self-hosted server that is recognised by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.conftest import Memtui
from tests.selfhosted.data import fill
from tests.selfhosted.imitation import ADMIN, Imitation
from tests.server.conftest import running
from tests.server.faults import Faulty


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an imitation with some memories."""
    service = Imitation()
    fill(service)
    monkeypatch.setenv("MEM0_API_KEY", ADMIN)
    with running(Faulty(service.app())) as found:
        yield found.url


@pytest.mark.parametrize("command", [["list", "--count"], ["search", "tea"], ["delete"]])
def test_what_only_the_platform_refuses_is_not_refused(
    memtui: Memtui, server: str, command: list[str]
) -> None:
    text = "length > 1 and user_id = alice"
    for _ in range(2):
        # The second time the kind is known from the first.
        ran = memtui(*command, "--base-url", server, "--filter", text)
        assert "Platform" not in ran.err
        assert ran.code == 0 or command == ["delete"]


def test_what_is_learned_is_counted_in_memories(memtui: Memtui, server: str) -> None:
    add = ("add", "Likes mate. Hates rain.", "--user-id", "carol", "--infer", "--base-url", server, "--yes")
    assert "\n2 added · undo with" in memtui(*add).err
    again = memtui(*add)
    assert again.code == 0
    assert "nothing was added" in again.err
    assert "the service found nothing new to remember" in again.err
    assert memtui("list", "--user-id", "carol", "--base-url", server, "--count").out == "2\n"
