"""Many requests at once to a server that fails at random."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import zlib
from collections import Counter

import pytest

from memtui.core.errors import MemtuiError
from tests.adapters.http_loopback import KEY, Answer, Asked, asking, loopback, reply

COUNT = 200


def right(asked: Asked) -> bytes:
    """The answer to this request and to no other."""
    return json.dumps(
        {"path": asked.target, "pad": "é" * (zlib.crc32(asked.target.encode()) % 3000)}
    ).encode()


def stormy(seed: int) -> Answer:
    chance = random.Random(seed)

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        for _ in range(chance.choice((0, 0, 1, 5, 60))):
            await asyncio.sleep(0)
        body = right(asked)
        whole = reply(body)
        match chance.randrange(14):
            case 0:
                writer.transport.abort()
            case 1:
                writer.write(whole[: chance.randrange(1, len(whole))])
                writer.close()
            case 2:
                writer.write(whole[: chance.randrange(1, len(whole))])
                await writer.drain()
                writer.transport.abort()
            case 3:
                writer.write(reply('{"detail": "Slow down."}', 429, Retry_After="1"))
            case 4:
                writer.write(reply("", 429, X_RateLimit_Remaining="0", X_RateLimit_Reset="2"))
            case 5:
                writer.write(reply('{"error": "Rate limit exceeded"}', 429))
            case 6:
                writer.write(reply("<html>Server Error (500)</html>", chance.choice((500, 502, 503, 504))))
            case 7:
                writer.write(reply(body[: chance.randrange(1, len(body))]))
            case 8:
                writer.write(reply(gzip.compress(body), Content_Encoding="gzip"))
            case 9:
                for at in range(len(whole) // 2, len(whole)):
                    writer.write(whole[:at] if at == len(whole) // 2 else whole[at - 1 : at])
                    if at % 100 == 0:
                        await asyncio.sleep(0)
                writer.write(whole[-1:])
            case 10:
                writer.write(reply(body, Connection="close"))
                writer.close()
            case _:
                writer.write(whole)

    return answer


@pytest.mark.parametrize("seed", range(6))
async def test_every_answer_is_the_right_one_or_an_error(seed: int) -> None:
    async with loopback(stormy(seed)) as server, asking(server.url) as client:
        paths = [f"/v1/memories/{number}/" for number in range(COUNT)]
        results = await asyncio.gather(
            *(client.request("GET", path) for path in paths), return_exceptions=True
        )
        ends: Counter[str] = Counter()
        for path, result in zip(paths, results, strict=True):
            if isinstance(result, BaseException):
                assert isinstance(result, MemtuiError), repr(result)
                assert result.hint and KEY not in f"{result}{result.raw}"
                ends[type(result).__name__] += 1
            else:
                assert result["path"] == path
                ends["right"] += 1
        assert ends["right"] > COUNT / 2
        assert len(ends) > 1
        rows = client.sent_requests()
        assert sorted(row.path for row in rows) == sorted(paths)
        assert sum(1 + row.retries for row in rows) == len(server.asked)
        assert sum(row.status == 200 and not row.failure for row in rows) == ends["right"]
        await client.close()
        await server.until_at_most(0)


@pytest.mark.parametrize("seed", range(3))
async def test_writes_are_sent_once_in_any_storm(seed: int) -> None:
    async with loopback(stormy(seed)) as server, asking(server.url) as client:
        paths = [f"/v3/memories/add/{number}" for number in range(COUNT)]
        results = await asyncio.gather(
            *(client.request("POST", path, json={"n": path}) for path in paths), return_exceptions=True
        )
        assert all(isinstance(result, MemtuiError | dict) for result in results)
        assert sorted(asked.target for asked in server.asked) == sorted(paths)
