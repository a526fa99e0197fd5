"""The wrapper that makes a server fail does what its words say: other tests rest on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.server.conftest import Running
from tests.server.faults import Fault, Mishap, too_many, web_page

ADD = "/v3/memories/add/"
BODY = {"messages": "Likes tea", "user_id": "zoe", "infer": False}


@pytest.fixture
def http(changing: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=changing.url, verify=False) as client:
        yield client


def count(http: httpx.Client) -> int:
    return int(http.post("/v3/memories/", json={"filters": {"user_id": "zoe"}}).json()["count"])


def add(http: httpx.Client) -> httpx.Response:
    return http.post(ADD, json=BODY)


def test_the_nth_request_of_a_kind_fails(changing: Running, http: httpx.Client) -> None:
    changing.faulty.mishaps.append(Mishap("POST", ADD, nth=2, times=2, answer=web_page()))
    statuses = []
    for _ in range(4):
        http.get("/v1/ping/")
        statuses.append(add(http).status_code)
    assert statuses == [200, 500, 500, 200]
    assert count(http) == 2
    assert changing.faulty.asked.count(f"POST {ADD}") == 4


def test_too_many_with_and_without_a_word_on_when(changing: Running, http: httpx.Client) -> None:
    changing.faulty.mishaps += [
        Mishap(path="/v1/ping", answer=too_many(7)),
        Mishap(path="/v1/ping", nth=2, answer=too_many()),
    ]
    first, second, third = (http.get("/v1/ping/") for _ in range(3))
    assert (first.status_code, first.headers["retry-after"]) == (429, "7")
    assert (second.status_code, "retry-after" in second.headers) == (429, False)
    assert second.json()["detail"]
    assert third.status_code == 200


def test_a_web_page_instead_of_an_answer(changing: Running, http: httpx.Client) -> None:
    changing.faulty.mishaps.append(Mishap(answer=web_page(502)))
    answer = add(http)
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")
    assert count(http) == 0


def test_a_connection_that_is_cut_before_the_work(changing: Running, http: httpx.Client) -> None:
    changing.faulty.mishaps.append(Mishap("POST", ADD, drop=True))
    with pytest.raises(httpx.TransportError):
        add(http)
    assert count(http) == 0
    assert add(http).status_code == 200


def test_a_connection_that_is_cut_after_the_work(changing: Running, http: httpx.Client) -> None:
    changing.faulty.mishaps.append(Mishap("POST", ADD, drop=True, after=True))
    with pytest.raises(httpx.TransportError):
        add(http)
    assert count(http) == 1


def test_work_that_is_done_and_answered_with_an_error(changing: Running, http: httpx.Client) -> None:
    changing.faulty.mishaps.append(Mishap("POST", ADD, after=True, answer=web_page(504)))
    assert add(http).status_code == 504
    assert count(http) == 1


@pytest.mark.parametrize(("after", "done"), [(False, 0), (True, 1)])
def test_an_answer_that_is_waited_for_too_long(changing: Running, after: bool, done: int) -> None:
    mishap = Mishap("POST", ADD, after=after, drop=True, hold=threading.Event())
    changing.faulty.mishaps.append(mishap)
    with httpx.Client(base_url=changing.url, verify=False) as http, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(httpx.post, changing.url + ADD, json=BODY, timeout=30, verify=False)
        assert mishap.reached.wait(10)
        assert count(http) == done
        assert mishap.hold is not None
        mishap.hold.set()
        with pytest.raises(httpx.TransportError):
            waiting.result()
        assert count(http) == done


def test_somebody_else_comes_in_between(changing: Running, http: httpx.Client) -> None:
    async def other() -> None:
        async with httpx.AsyncClient(base_url=changing.url, verify=False) as second:
            await second.delete("/v1/memories/?user_id=zoe")

    add(http)
    changing.faulty.mishaps.append(Mishap("POST", "/v3/memories/", nth=1, hook=other))
    assert count(http) == 0
    changing.faulty.mishaps.append(Mishap("POST", ADD, after=True, delay=0.001, hook=other))
    assert add(http).json()["status"] == "SUCCEEDED"
    assert count(http) == 0


def test_older_faults_come_first(changing: Running, http: httpx.Client) -> None:
    changing.faulty.faults.append(Fault(503))
    changing.faulty.mishaps.append(Mishap(times=2, answer=web_page(500)))
    assert [http.get("/v1/ping/").status_code for _ in range(3)] == [503, 500, 200]
