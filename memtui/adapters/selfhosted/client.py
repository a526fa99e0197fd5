"""HTTP as the self-hosted server wants it: the key in a header of its own."""

from __future__ import annotations

from memtui.adapters.http import HttpClient


class SelfHostedClient(HttpClient):
    """Sends the key as `X-API-Key`.

    The server answers 401 to the Platform's header whatever the key, and to any key of its own header
    where it asks for none: without a key nothing is sent.
    """

    def key_header(self, key: str) -> tuple[str, str]:
        """The server's own header."""
        return "X-API-Key", key
