"""The body of an answer, read with a limit: what cannot be trusted must not fill the memory."""

from __future__ import annotations

import zlib

import httpx

from memtui.core.display import one_line
from memtui.core.values import dataclass

LARGEST_BODY = 64 * 1024 * 1024
_PLAIN = {"", "identity", "utf-8"}
_PACKED = {"gzip", "x-gzip", "deflate"}
_EITHER_HEADER = zlib.MAX_WBITS | 32


@dataclass(frozen=True, slots=True)
class Body:
    """What came, unpacked. Where that is not the whole, `fault` completes "answered with …"."""

    content: bytes
    fault: str = ""


async def read_body(response: httpx.Response, *, at_most: int = LARGEST_BODY) -> Body:
    """The body of an answer whose headers have come, up to so many bytes. Raises httpx.RequestError.

    It is unpacked here and not by httpx, which would unpack a piece as a whole, however large it becomes.
    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in _PLAIN | _PACKED:
        return Body(b"", f"bytes in the encoding {one_line(encoding[:40])}, which was not asked for")
    unpacker = zlib.decompressobj(_EITHER_HEADER) if encoding in _PACKED else None
    content, came = bytearray(), 0
    assert isinstance(response.stream, httpx.AsyncByteStream)
    try:
        async for piece in response.stream:
            came += len(piece)
            room = at_most + 1 - len(content)
            if unpacker is None:
                content += piece[:room]
            elif not unpacker.eof:
                # What follows the end would be kept by the unpacker, however much it is.
                content += unpacker.decompress(piece, room)
            if max(came, len(content)) > at_most:
                return Body(bytes(content[:at_most]), f"more than {at_most >> 20} MB")
    except zlib.error:
        return Body(bytes(content), f"bytes that are no {encoding}")
    cut_off = came > 0 and unpacker is not None and not unpacker.eof
    return Body(bytes(content), f"{encoding} that is cut off" if cut_off else "")
