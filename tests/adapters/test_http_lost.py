from __future__ import annotations

import socket
import ssl

import httpx
import pytest

from memtui.adapters.http_lost import loss
from memtui.core.errors import UnreachableError

ADDRESS = "http://127.0.0.1:1"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def chained(error: httpx.RequestError, cause: BaseException) -> httpx.RequestError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "message", "words", "passes"),
    [
        (httpx.ConnectError("x"), "Nothing answers at", "no connection", True),
        (httpx.ConnectTimeout("x"), "Nothing answers at", "no connection", True),
        (
            chained(httpx.ConnectTimeout("x"), ssl.SSLWantReadError()),
            "Nothing answers at",
            "no connection",
            True,
        ),
        (
            chained(httpx.ConnectError("x"), socket.gaierror(-2, "y")),
            "The host of http://127.0.0.1:1 is unknown.",
            "unknown host",
            True,
        ),
        (
            chained(httpx.ConnectError("CERT"), ssl.SSLCertVerificationError("z")),
            "secure connection",
            "no secure connection",
            False,
        ),
        (
            chained(httpx.ConnectError("g"), ExceptionGroup("g", [OSError(), ssl.SSLError("z")])),
            "failed: ('z',).",
            "no secure connection",
            False,
        ),
        (ssl.SSLError(1, "bad record mac"), "bad record mac", "no secure connection", False),
        (httpx.ReadTimeout("x"), "in time", "no answer in time", False),
        (httpx.PoolTimeout("x"), "in time", "no answer in time", False),
        (httpx.ReadError("x"), "broke off", "broken off", True),
        (httpx.WriteError("x"), "broke off", "broken off", True),
        (httpx.RemoteProtocolError("x"), "broke off", "broken off", True),
        (httpx.LocalProtocolError("x"), "broke off", "broken off", False),
        (httpx.ProxyError("407 Proxy\x1b"), "The proxy did not connect", "proxy failed", False),
        (httpx.UnsupportedProtocol("x"), "broke off", "broken off", False),
    ],
)
def test_requests_without_an_answer(
    error: httpx.RequestError | ssl.SSLError, message: str, words: str, passes: bool
) -> None:
    found = loss(error, address=ADDRESS)
    assert type(found.error) is UnreachableError
    assert message in found.error.message
    assert ADDRESS in found.error.message
    assert "\x1b" not in found.error.message
    assert found.error.hint
    assert (found.words, found.passes) == (words, passes)
