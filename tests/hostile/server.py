"""A small service on the loopback that answers as the Platform does, in a stranger's words."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from typing import Any

from tests.hostile.texts import FORMS, HALF, memory, short

_WORDS = cycle([short(text) for text in FORMS.values()] + [HALF])


class _Hostile(BaseHTTPRequestHandler):
    """Lists memories and entities; everything else is an error with a stranger's text in it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a question."""
        if self.path.startswith("/v1/entities"):
            entities = [
                {"id": number, "name": f"u{number:02}{short(text)}", "type": "user", "total_memories": 1}
                for number, text in enumerate([*FORMS.values(), HALF])
            ]
            self._answer(200, {"count": len(entities), "next": None, "previous": None, "results": entities})
        elif self.path.startswith("/v1/ping"):
            self._answer(
                200, {"status": "ok", "org_id": HALF, "project_id": "\x1b]0;x\x07", "user_email": "\x9b2J"}
            )
        else:
            self._refuse()

    def do_POST(self) -> None:
        """Answer a list; refuse anything else."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/v3/memories/?") or self.path == "/v3/memories/":
            found = [memory(number, short(text)) for number, text in enumerate([*FORMS.values(), HALF])]
            results = [{key: value for key, value in one.items() if key != "history"} for one in found]
            self._answer(200, {"count": len(found), "next": None, "previous": None, "results": results})
        else:
            self._refuse()

    do_PUT = do_DELETE = do_PATCH = do_POST  # noqa: N815

    def _refuse(self) -> None:
        said = next(_WORDS)
        self._answer(422, {"detail": said, "code": said, "error": {said: [said]}})

    def _answer(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response_only(status, "\x1b]0;reason")
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Request-Id", "\x1b]0;request")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def hostile_service() -> Iterator[str]:
    """The address of such a service."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hostile)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
