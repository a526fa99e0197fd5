"""E-mail and password: when the adapter logs in, what it does with a refused token, what it never shows."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter

import pytest

from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.adapters.selfhosted.client import SelfHostedClient
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import (
    DataError,
    MemtuiError,
    RefusedError,
    ServiceError,
    UnauthorizedError,
    UnreachableError,
    UsageError,
)
from memtui.core.filter_text import parse
from memtui.core.profile import Secret
from memtui.core.queries import EntityQuery, MemoryQuery, SearchQuery
from tests.selfhosted.conftest import Clock, Connect
from tests.selfhosted.data import memory_id
from tests.selfhosted.imitation import Imitation
from tests.selfhosted.imitation_access import EMAIL, PASSWORD
from tests.server.conftest import Running
from tests.server.faults import Fault, Mishap

LOGIN, REFRESH = "POST /auth/login", "POST /auth/refresh"
LIST = "GET /memories?top_k=1000&show_expired=true"
HALF_AN_HOUR, A_MONTH = 30 * 60.0, 30 * 24 * 3600.0
NEW = NewMemory("tea", user_id="alice")


async def read_anew(adapter: SelfHostedAdapter, clock: Clock) -> None:
    clock.now += 1
    await adapter.page(MemoryQuery(), 1, 5)


async def test_it_logs_in_when_something_is_asked(account: SelfHostedAdapter, server: Running) -> None:
    assert server.faulty.asked == []
    assert (await account.page(MemoryQuery(), 1, 5)).total == 60
    assert (await account.get(memory_id(1))).id == memory_id(1)
    assert server.faulty.asked == [LOGIN, LIST, f"GET /memories/{memory_id(1)}"]
    assert all(key.startswith("Bearer ") for key in server.faulty.keys)
    assert len(server.faulty.keys) == 2


async def test_no_other_key_is_sent(account: SelfHostedAdapter, service: Imitation) -> None:
    await account.probe()
    assert all("x-api-key" not in headers for headers in service.headers)


async def test_questions_at_the_same_time_share_a_login(account: SelfHostedAdapter, server: Running) -> None:
    page, entities, found = await asyncio.gather(
        account.page(MemoryQuery(), 1, 5), account.entities(EntityQuery()), account.search(SearchQuery("tea"))
    )
    assert (page.total, entities.total, bool(found)) == (60, 7, True)
    assert Counter(server.faulty.asked)[LOGIN] == 1


async def test_a_token_that_has_grown_old_is_refreshed(
    account: SelfHostedAdapter, server: Running, clock: Clock
) -> None:
    for _ in range(3):
        await read_anew(account, clock)
        clock.now += HALF_AN_HOUR
    assert server.faulty.asked == [LOGIN, LIST, *[LIST, REFRESH, LIST] * 2]


async def test_questions_at_the_same_time_share_a_refresh(
    account: SelfHostedAdapter, server: Running, clock: Clock
) -> None:
    await account.probe()
    clock.now += HALF_AN_HOUR
    await asyncio.gather(*(account.get(memory_id(number)) for number in range(8)))
    assert Counter(server.faulty.asked)[REFRESH] == 1
    assert Counter(server.faulty.asked)[LOGIN] == 1


async def test_a_refresh_token_that_has_grown_old_leads_to_a_login(
    account: SelfHostedAdapter, server: Running, clock: Clock
) -> None:
    await account.probe()
    clock.now += A_MONTH
    await account.probe()
    assert [question for question in server.faulty.asked if "auth" in question] == [LOGIN, REFRESH, LOGIN]


async def test_a_refresh_token_is_sent_once(
    account: SelfHostedAdapter, server: Running, clock: Clock
) -> None:
    await account.probe()
    clock.now += HALF_AN_HOUR
    server.faulty.mishaps.append(Mishap(path="/auth/refresh", after=True, drop=True))
    with pytest.raises(UnreachableError):
        await account.probe()
    await account.probe()
    assert [question for question in server.faulty.asked if "auth" in question] == [LOGIN, REFRESH, LOGIN]


@pytest.mark.parametrize("number", range(3))
async def test_a_change_that_was_refused_with_401_is_sent_again(
    account: SelfHostedAdapter, server: Running, service: Imitation, clock: Clock, number: int
) -> None:
    await account.probe()
    clock.now += HALF_AN_HOUR
    changes = (
        lambda: account.add(NEW),
        lambda: account.update(memory_id(1), MemoryEdit(memory="new")),
        lambda: account.delete(memory_id(1)),
    )
    await changes[number]()
    assert len(service.rows) == (61, 60, 59)[number]
    assert [question.split()[0] for question in server.faulty.asked[-3:]][1] == "POST"
    assert server.faulty.asked[-2] == REFRESH


async def test_a_change_whose_answer_was_lost_is_not_sent_again(
    account: SelfHostedAdapter, server: Running, service: Imitation
) -> None:
    await account.probe()
    server.faulty.mishaps.append(Mishap(method="POST", path="/memories", after=True, drop=True))
    with pytest.raises(UnreachableError):
        await account.add(NEW)
    assert len(service.rows) == 61


async def test_a_server_that_refuses_its_own_tokens(account: SelfHostedAdapter, server: Running) -> None:
    server.faulty.mishaps.append(Mishap(path="/memories", times=99, answer=Fault(401, b'{"detail": "no"}')))
    with pytest.raises(UnauthorizedError, match="does not accept the tokens that it gives at a login"):
        await account.page(MemoryQuery(), 1, 5)
    assert server.faulty.asked == [LOGIN, LIST, REFRESH, LIST, LOGIN, LIST]


async def test_what_the_account_may_not_do_is_no_reason_to_log_in(
    account: SelfHostedAdapter, server: Running, service: Imitation
) -> None:
    service.accounts.role = "member"
    with pytest.raises(MemtuiError, match="does not list everyone's memories"):
        await account.page(MemoryQuery(), 1, 5)
    assert (await account.page(MemoryQuery(parse("user_id = alice")), 1, 5)).results
    assert Counter(server.faulty.asked)[LOGIN] == 1


# What goes wrong


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        (EMAIL, "wrong", "does not accept this e-mail and password."),
        ("eve@example.com", PASSWORD, "does not accept this e-mail and password."),
        ("ada", PASSWORD, "value is not a valid email address"),
    ],
)
async def test_a_login_that_is_refused(
    server: Running, connect: Connect, clock: Clock, email: str, password: str, sentence: str
) -> None:
    adapter = connect(server.url, password, email=email)
    for _ in range(3):
        with pytest.raises(ServiceError, match=sentence) as caught:
            await adapter.page(MemoryQuery(), 1, 5)
        assert password not in str(caught.value) + caught.value.raw
    answers = await asyncio.gather(
        adapter.page(MemoryQuery(), 1, 5), adapter.entities(EntityQuery()), return_exceptions=True
    )
    assert all(isinstance(answer, ServiceError) for answer in answers)
    assert server.faulty.asked == [LOGIN]
    clock.now += 61
    with pytest.raises(ServiceError):
        await adapter.page(MemoryQuery(), 1, 5)
    assert server.faulty.asked == [LOGIN, LOGIN]


async def test_too_many_logins(
    server: Running, connect: Connect, clock: Clock, service: Imitation, waits: list[float]
) -> None:
    service.accounts.tried["login"] = [clock.now] * 10
    adapter = connect(server.url, PASSWORD, email=EMAIL)
    for _ in range(3):
        with pytest.raises(ServiceError, match="only so many logins a minute") as caught:
            await adapter.probe()
        assert caught.value.hint.startswith("Wait a minute and try again")
    assert server.faulty.asked == [LOGIN]
    assert waits == []
    clock.now += 61
    await adapter.probe()


async def test_too_many_refreshes_lead_to_a_login(
    account: SelfHostedAdapter, server: Running, service: Imitation, clock: Clock
) -> None:
    await account.probe()
    clock.now += HALF_AN_HOUR
    service.accounts.tried["refresh"] = [clock.now] * 20
    await account.probe()
    assert [question for question in server.faulty.asked if "auth" in question] == [LOGIN, REFRESH, LOGIN]


async def test_a_failing_server_is_asked_again_only_by_the_person(
    account: SelfHostedAdapter, server: Running
) -> None:
    server.faulty.faults.append(Fault(502, b'{"detail": "down"}'))
    with pytest.raises(ServiceError, match=r"The login failed. .* 502: down"):
        await account.probe()
    assert server.faulty.asked == [LOGIN]
    await account.probe()


async def test_a_server_without_accounts(old_server: Running, connect: Connect) -> None:
    with pytest.raises(ServiceError, match="knows no accounts"):
        await connect(old_server.url, PASSWORD, email=EMAIL).probe()


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", b'{"access_token": 3}', b'{"access_token": "two words"}', b'{"access_token": "\\n"}'],
)
async def test_an_answer_that_is_no_token(account: SelfHostedAdapter, server: Running, answer: bytes) -> None:
    server.faulty.faults.append(Fault(200, answer))
    with pytest.raises(DataError, match="does not answer a login with a token"):
        await account.probe()


async def test_nothing_is_logged_in_for_what_is_not_sent(server: Running, connect: Connect) -> None:
    adapter = connect(server.url, PASSWORD, email=EMAIL, read_only=True)
    with pytest.raises(RefusedError):
        await adapter.delete("*")
    assert server.faulty.asked == []
    await adapter.probe()
    with pytest.raises(RefusedError, match="read-only"):
        await adapter.delete(memory_id(1))
    assert server.faulty.asked[0] == LOGIN


@pytest.mark.parametrize("password", [None, ""])
def test_an_account_has_a_password(password: str | None) -> None:
    secret = None if password is None else Secret(password)
    with pytest.raises(UsageError, match="There is no password for http://localhost:8888"):
        SelfHostedClient("http://localhost:8888", secret, email=EMAIL)


async def test_nothing_secret_is_shown(
    account: SelfHostedAdapter,
    server: Running,
    service: Imitation,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    async def error() -> MemtuiError:
        with pytest.raises(MemtuiError) as caught:
            await account.page(MemoryQuery(), 1, 5)
        return caught.value

    echo = {"detail": [{"msg": f"bad {PASSWORD}", "input": {"password": PASSWORD}}]}
    server.faulty.faults.append(Fault(422, json.dumps(echo).encode()))
    told = [await error()]
    clock.now += 61
    await account.probe()
    (access,) = service.accounts.access
    server.faulty.faults.append(Fault(400, json.dumps({"detail": f"What is Bearer {access}?"}).encode()))
    told.append(await error())
    assert told[1].message.endswith("What is Bearer [key]?")
    shown = [text for error in told for text in (str(error), repr(error), error.raw)]
    shown += [repr(account.sent_requests()), caplog.text, repr(vars(account)), repr(account)]
    for secret in (PASSWORD, json.dumps(PASSWORD)[1:-1], access, *service.accounts.refresh):
        assert not any(secret in text for text in shown)


async def test_logins_are_among_the_requests_that_were_sent(account: SelfHostedAdapter) -> None:
    await account.probe()
    sent = account.sent_requests()
    assert [(request.method, request.path, request.status) for request in sent] == [
        ("GET", "/memories", 200),
        ("POST", "/auth/login", 200),
    ]
