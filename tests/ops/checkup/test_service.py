"""The service that answers, with a clock that the test turns."""

from __future__ import annotations

import socket
from itertools import count

from memtui.core.profile import Profile, Secret
from memtui.ops.checkup.service import FoundNow, check_service
from tests.server.conftest import StartServer
from tests.server.conftest import start as start
from tests.server.conftest import store as store


async def test_a_service_that_answers(start: StartServer) -> None:
    server = start("m0-token")
    ticks = count()
    profile = Profile("work", "platform", base_url=server.url, api_key=Secret("m0-token"))
    found = await check_service(profile, lambda: next(ticks) * 0.25)
    assert [(one.check, one.state) for one in found] == [("answer", "ok"), ("key", "ok"), ("kind", "ok")]
    assert found[0].found == f"{server.url} in 250 ms"
    assert found[2].found.endswith(", API v3")
    assert "m0-token" not in repr(found)


async def test_a_service_that_does_not_take_the_key(start: StartServer) -> None:
    server = start("m0-token")
    profile = Profile("work", "platform", base_url=server.url, api_key=Secret("m0-other"))
    found = await check_service(profile)
    assert [(one.check, one.state) for one in found] == [("answer", "ok"), ("key", "failed")]
    assert found[1].remedy
    assert "m0-other" not in repr(found)


async def test_a_service_that_needs_no_key_in_its_older_routes(start: StartServer) -> None:
    server = start(None, "v1", "v2")
    found = await check_service(Profile("old", "platform", base_url=server.url))
    assert [one.found for one in found[1:2]] == ["it answers without one"]
    assert found[2].found.endswith(", API v2")


async def test_nobody_there() -> None:
    (found,) = await check_service(Profile("box", "selfhosted", base_url="http://127.0.0.1:9"))
    assert (found.check, found.state) == ("answer", "failed")
    assert found.remedy


async def test_somebody_there_who_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (found,) = await check_service(Profile("box", "platform", base_url=address), patience=0.01)
    assert (found.state, found.found) == ("failed", f"{address} does not answer within 0.01 s")


def test_what_is_found_now_is_forgotten_with_it() -> None:
    found = FoundNow()
    found.remember("kind", "platform")
    assert found.recall("kind") == "platform"
    found.remember("kind", None)
    assert found.recall("kind") is None
