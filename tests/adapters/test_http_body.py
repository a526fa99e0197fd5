"""Answers that are large, slow, packed, damaged or no JSON, from a real server."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib

import pytest

from memtui.adapters.http_body import LARGEST_BODY
from memtui.adapters.http_errors import RAW_LIMIT
from memtui.adapters.http_json import read_json
from memtui.core.errors import ServiceError, UnreachableError
from tests.adapters.http_loopback import KEY, Answer, Asked, asking, loopback, reply, saying


async def value_of(answer: bytes) -> object:
    async with loopback(saying(answer)) as server, asking(server.url) as client:
        return await client.request("GET", "/v1/x/")


async def error_of(answer: Answer | bytes, *, deadline: float = 90.0) -> ServiceError | UnreachableError:
    """The error, after which the same client is still of use."""
    answer = saying(answer) if isinstance(answer, bytes) else answer

    async def then_well(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await (saying(reply("[1]")) if asked.target == "/well" else answer)(asked, writer)

    async with loopback(then_well) as server, asking(server.url, deadline=deadline) as client:
        with pytest.raises((ServiceError, UnreachableError)) as caught:
            await client.request("GET", "/v1/x/")
        assert isinstance(caught.value, ServiceError | UnreachableError)
        assert KEY not in str(caught.value) + caught.value.raw
        assert caught.value.message.endswith((".", "…")) and "\n" not in caught.value.message
        assert caught.value.hint or isinstance(caught.value, ServiceError)
        assert len(caught.value.raw) <= RAW_LIMIT
        (row,) = client.sent_requests()
        assert row.failure or row.status != 200
        if deadline > 1:
            assert await client.request("GET", "/well") == [1]
    return caught.value


async def test_fifty_megabytes_are_read() -> None:
    rows = [{"id": str(number), "memory": "é" * 700, "score": 0.5} for number in range(35_000)]
    body = json.dumps(rows, ensure_ascii=False).encode()
    assert len(body) > 50_000_000
    assert await value_of(reply(body)) == rows


async def test_others_run_while_a_long_answer_is_understood() -> None:
    body = json.dumps([{"id": str(number), "memory": "x" * 100} for number in range(150_000)]).encode()
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    task = asyncio.create_task(others())
    assert len(await read_json(body)) == 150_000
    task.cancel()
    assert turns > 10


@pytest.mark.parametrize("length", [str(LARGEST_BODY + 1), None])
async def test_more_than_the_limit_is_given_up(length: str | None) -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        head = f"Content-Length: {length}" if length else "Connection: close"
        writer.write(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n[".encode())
        for _ in range(LARGEST_BODY >> 20):
            writer.write(b" " * (1 << 20))
            await writer.drain()
        await asyncio.Event().wait()

    error = await error_of(answer)
    assert "answered with more than 64 MB" in error.message
    assert "less at once" in error.hint
    assert isinstance(error, ServiceError) and error.status == 200


async def test_what_unpacks_without_end_is_given_up() -> None:
    packed = zlib.compressobj(1, zlib.DEFLATED, 31)
    bomb = b"".join(packed.compress(bytes(1 << 20)) for _ in range(200)) + packed.flush()
    assert len(bomb) < 2_000_000
    error = await error_of(reply(bomb, Content_Encoding="gzip"))
    assert "more than 64 MB" in error.message


async def test_what_follows_the_end_of_a_packed_answer_without_end_is_given_up() -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + gzip.compress(b"[1]"))
        for _ in range((LARGEST_BODY >> 20) + 1):
            writer.write(b" " * (1 << 20))
            await writer.drain()
        await asyncio.Event().wait()

    assert "more than 64 MB" in (await error_of(answer)).message


@pytest.mark.parametrize(("encoding", "pack"), [
    ("gzip", gzip.compress), ("x-gzip", gzip.compress), ("GZIP", gzip.compress), ("deflate", zlib.compress),
    ("identity", bytes), ("utf-8", bytes),
])  # fmt: skip
async def test_packed_answers(encoding: str, pack: type[bytes]) -> None:
    rows = list(range(100_000))
    assert await value_of(reply(pack(json.dumps(rows).encode()), Content_Encoding=encoding)) == rows


@pytest.mark.parametrize(
    ("body", "encoding", "words"),
    [
        (b"[1]", "gzip", "bytes that are no gzip"),
        (b"", "br", "the encoding br, which was not asked for"),
        (b"[1]", "gzip, gzip", "the encoding gzip, gzip, which"),
        (b"[1]", "\x9b31m", "the encoding <9B>31m, which"),
        (gzip.compress(json.dumps("x" * 9000).encode(), mtime=0)[:-9], "gzip", "gzip that is cut off"),
        (gzip.compress(b"[1]", mtime=0)[:-4] + b"\0\0\0\0", "gzip", "bytes that are no gzip"),
    ],
)
async def test_what_cannot_be_unpacked(body: bytes, encoding: str, words: str) -> None:
    assert words in (await error_of(reply(body, Content_Encoding=encoding))).message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>hello", "a web page instead of JSON"),
        (b"  <!doctype html>", "a web page instead of JSON"),
        (b'{"results": [{"id', "JSON that is cut off or damaged"),
        (b'["a", "b"', "JSON that is cut off or damaged"),
        (b"[1] and more", "JSON that is cut off or damaged"),
        (b"hello", "text instead of JSON"),
        (b'{"memory": "\xff\xfe\x00"}', "text that is no UTF-8"),
        (b"\x80", "text that is no UTF-8"),
        (b"[" * 200_000, "JSON that is nested too deep"),
        (b"[" * 2_000_000 + b"]" * 2_000_000, "JSON that is nested too deep"),
        (b'{"a":' * 101 + b"1" + b"}" * 101, "JSON that is nested too deep"),
        (b"[" * 500 + b"]" * 500, "JSON that is nested too deep"),
        (b'{"n": ' + b"9" * 5000 + b"}", "a number that is too large"),
        (b'{"n": 1e999}', "a number that is too large"),
        (b'{"score": NaN}', "a number that is too large, or none"),
        (b"[-Infinity]", "a number that is too large, or none"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:12],
)
@pytest.mark.parametrize("padding", [0, 1_000_000])
async def test_what_is_no_json(body: bytes, words: str, padding: int) -> None:
    error = await error_of(reply(body + b" " * padding))
    assert f"answered with {words}" in error.message
    assert isinstance(error, ServiceError) and error.status == 200
    assert error.raw[:1] == body.decode("utf-8", "replace")[:1]


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"", None),
        (b" \r\n", None),
        (b"null", None),
        (b"\xef\xbb\xbf[1]", [1]),
        ('["größe"]'.encode("utf-16"), ["größe"]),
        (b'{"id": 1, "id": 2}', {"id": 2}),
        (b"[123456789012345678901234567890]", [123456789012345678901234567890]),
        (b"[" * 100 + b"]" * 100, json.loads("[" * 100 + "]" * 100)),
        (b'"\\ud800"', "\ud800"),
    ],
)
async def test_what_is_unusual_json(body: bytes, value: object) -> None:
    assert await value_of(reply(body)) == value


async def test_no_content() -> None:
    assert await value_of(b"HTTP/1.1 204 No Content\r\n\r\n") is None
    assert await value_of(b"HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n") is None
    assert await value_of(reply(b"", Content_Encoding="gzip")) is None


async def test_chunks() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert await value_of(head + b"1\r\n[\r\n2;x=y\r\n1]\r\n0\r\n\r\n") == [1]


@pytest.mark.parametrize("start", [
    b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1, 2\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"",
])  # fmt: skip
async def test_a_server_that_drips_is_given_up_at_the_deadline(start: bytes) -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(b"X: y\r\n" if start.endswith(b"OK\r\n") else b"" if not start else b"1\r\n \r\n")
            await writer.drain()
            await asyncio.sleep(0.01)

    error = await error_of(answer, deadline=0.3)
    assert isinstance(error, UnreachableError)
    assert error.message.endswith("did not answer in time.")


@pytest.mark.parametrize("answer", [
    b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[1,",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n[1,",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[1,",
    b"HTTP/1.1 200 OK\r\nX-Y",
    b"HTTP/1.1 099 Huh\r\n\r\n",
    b"HTTP/1.1 20 Huh\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.9\r\n",
    b"\x16\x03\x01",
    b"",
])  # fmt: skip
async def test_what_breaks_off_or_is_no_http(answer: bytes) -> None:
    async def end(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.close()

    error = await error_of(end)
    assert isinstance(error, UnreachableError)
    assert "broke off its answer" in error.message


async def test_interim_answers_are_passed_over() -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    assert await value_of(interim + reply("[1]")) == [1]


async def test_interim_answers_without_end() -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"HTTP/1.1 102 Processing\r\n\r\n")
            await writer.drain()
            await asyncio.sleep(0)

    assert "in time" in (await error_of(answer, deadline=0.3)).message


async def test_an_error_of_many_megabytes_is_read_in_part() -> None:
    error = await error_of(reply('{"detail": "Bad", "x": "' + "y" * 5_000_000 + '"}', 400))
    assert error.message.startswith("http") and len(error.message) < 500
    assert error.raw.startswith('{"detail": "Bad"')


async def test_an_error_that_cannot_be_unpacked_is_told_by_its_status() -> None:
    error = await error_of(reply(b"nonsense", 500, Content_Encoding="br"))
    assert "failed with status 500" in error.message
    packed = gzip.compress(b'{"detail": "no such table"}')
    assert "no such table" in (await error_of(reply(packed, 500, Content_Encoding="gzip"))).message
