"""Secure connections to servers whose certificates are not, or are, to be trusted."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from memtui.core.errors import UnreachableError, UsageError
from tests.adapters.http_loopback import KEY, Asked, asking, loopback, reply, saying

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl makes the certificates")


def certificate(folder: Path, *names: str) -> ssl.SSLContext:
    """What a server shows: a certificate of its own making, in `folder / "cert.pem"`."""
    assert OPENSSL is not None
    command: list[str | Path] = [
        *(OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
        *(
            "-keyout",
            folder / "key.pem",
            "-out",
            folder / "cert.pem",
            "-days",
            "2",
            "-subj",
            "/CN=memtui test",
        ),
        *("-addext", f"subjectAltName={','.join(names)}"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def tls(folder: Path) -> ssl.SSLContext:
    return certificate(folder, "IP:127.0.0.1")


@pytest.fixture
def trusted(folder: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "cert.pem"))
    return tls


async def refused(url: str) -> str:
    async with asking(url) as client:
        with pytest.raises(UnreachableError) as caught:
            await client.request("GET", "/v1/x/")
        (row,) = client.sent_requests()
    assert (row.status, row.failure, row.retries) == (None, "no secure connection", 0)
    assert "SSL_CERT_FILE" in caught.value.hint
    assert KEY not in str(caught.value)
    return caught.value.message


async def test_a_certificate_that_nobody_vouches_for(tls: ssl.SSLContext) -> None:
    async with loopback(saying(reply()), tls=tls) as server:
        assert (
            await refused(server.url)
            == f"The secure connection to {server.url} failed: self-signed certificate."
        )
        assert server.asked == []


async def test_an_authority_of_ones_own(trusted: ssl.SSLContext) -> None:
    async with loopback(saying(reply("[1]")), tls=trusted) as server, asking(server.url) as client:
        for _ in range(3):
            assert await client.request("GET", "/v1/x/") == [1]
        assert server.connections == 1


async def test_a_certificate_for_another_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = certificate(tmp_path, "DNS:elsewhere.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    async with loopback(saying(reply()), tls=other) as server:
        assert "certificate is not valid for '127.0.0.1'" in await refused(server.url)
        assert server.asked == []


async def test_a_plain_server_asked_securely() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as plain:
        address = f"https://127.0.0.1:{plain.sockets[0].getsockname()[1]}"
        assert f"The secure connection to {address} failed: " in await refused(address)


async def test_a_secure_server_asked_plainly(tls: ssl.SSLContext) -> None:
    async with (
        loopback(saying(reply()), tls=tls) as server,
        asking(server.url.replace("https:", "http:")) as client,
    ):
        with pytest.raises(UnreachableError, match="broke off"):
            await client.request("GET", "/v1/x/")


async def test_a_file_of_authorities_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (tmp_path / "none.pem", tmp_path):
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        async with asking("https://127.0.0.1:1") as client:
            with pytest.raises(UsageError) as caught:
                await client.request("GET", "/v1/x/")
            assert client.sent_requests() == ()
        assert "SSL_CERT_FILE" in caught.value.hint


async def test_a_request_that_is_cancelled_at_any_moment(trusted: ssl.SSLContext) -> None:
    async with loopback(saying(reply("[1]")), tls=trusted) as server, asking(server.url) as client:
        for turns in range(0, 120, 3):
            task = asyncio.create_task(client.request("GET", "/v1/x/"))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        assert await client.request("GET", "/v1/x/") == [1]
        await server.until_at_most(1)
        await client.close()
        await server.until_at_most(0)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[1,"])
async def test_a_secure_connection_that_is_tampered_with(trusted: ssl.SSLContext, start: bytes) -> None:
    """What is no part of the encrypted stream comes in the middle of it."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, stop: bytes) -> None:
        while piece := await reader.read(65536):
            writer.write(piece)
            if stop and tampering.is_set():
                writer.write(stop)
                writer.write_eof()
                return

    async def between(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = int(server.url.rpartition(":")[2])
        to_server, from_server = await asyncio.open_connection("127.0.0.1", port)
        pumps = asyncio.gather(
            pump(reader, from_server, b""), pump(to_server, writer, b"\x17\x03\x03\x00\x20" + b"x" * 32)
        )
        try:
            await pumps
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            from_server.close()

    tampering = asyncio.Event()

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        tampering.set()
        writer.write(start or b"HTTP/1.1 200 OK\r\n")
        await writer.drain()
        await asyncio.Event().wait()

    async with (
        loopback(answer, tls=trusted) as server,
        await asyncio.start_server(between, "127.0.0.1", 0) as middle,
    ):
        assert "secure connection" in await refused(f"https://127.0.0.1:{middle.sockets[0].getsockname()[1]}")
