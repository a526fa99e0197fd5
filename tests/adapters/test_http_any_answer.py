"""Whatever a server answers, it is a value or an error that a person can read."""

from __future__ import annotations

import asyncio
import json

import httpx
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.http import HttpClient
from memtui.adapters.http_errors import RAW_LIMIT
from memtui.core.display import is_plain
from memtui.core.errors import MemtuiError
from memtui.core.profile import Secret
from tests.adapters.http_service import KEY
from tests.strategies import json_values, law

HEADERS = (
    "Location", "Content-Encoding", "Content-Type", "Retry-After", "X-RateLimit-Remaining",
    "X-RateLimit-Reset", "X-Request-ID", "X-Mem0-Notice-Message", "Set-Cookie",
)  # fmt: skip
values = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0")) | st.sampled_from(
    (
        "0",
        "gzip",
        "br",
        f"http://[::1/{KEY}",
        f"//{KEY}",
        "http://:80",
        "http://xn--a",
        f"https://{KEY}@x/",
        "mailto:x",
    )
)
bodies = (
    st.binary()
    | json_values.map(lambda value: json.dumps(value).encode())
    | st.sampled_from((KEY.encode(), b"[", b"<", b"[NaN]", b"[1e999]", b"[[" * 500, b"\xff"))
)


@law(400)
@given(
    st.integers(100, 999) | st.sampled_from((200, 302, 429, 502)),
    st.dictionaries(st.sampled_from(HEADERS), values),
    bodies,
)
def test_any_answer(status: int, headers: dict[str, str], body: bytes) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]

    async def ask() -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            return httpx.Response(status, headers=raw, stream=httpx.ByteStream(body))

        async def sleep(seconds: float) -> None:
            assert 0 < seconds <= 20

        client = HttpClient("http://h", Secret(KEY), sleep=sleep, transport=httpx.MockTransport(answer))
        try:
            await client.request("GET", "/v1/x/")
        except MemtuiError as error:
            assert error.message
            assert is_plain(str(error)) and "\n" not in str(error)
            assert len(str(error)) < 5000 and len(error.raw) <= RAW_LIMIT
            assert KEY not in str(error) + error.raw
        (row,) = client.sent_requests()
        assert row.status == status or row.failure
        assert is_plain(client.notice) and KEY not in client.notice
        assert KEY not in repr(row)
        await client.close()

    asyncio.run(ask())
