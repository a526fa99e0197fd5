"""The key that goes with every request, and with nothing else."""

from __future__ import annotations

from memtui.adapters.http_errors import redact
from memtui.core.errors import UsageError
from memtui.core.profile import Secret


class Keys:
    """The key that is sent now, empty for none, and those before it: an answer may repeat any of them."""

    def __init__(self, api_key: Secret | None) -> None:
        """Raises UsageError for a key that cannot be sent."""
        self.current = ""
        self._all: set[str] = set()
        self.use(api_key)

    def use(self, api_key: Secret | None) -> None:
        """Send this one from now on. Raises UsageError."""
        key = api_key.reveal().strip() if api_key is not None else ""
        if not (key.isascii() and key.isprintable() and " " not in key):
            raise UsageError(
                "The API key holds characters that cannot be sent.",
                hint="Copy it again, without line breaks.",
            )
        self.current = key
        self._all |= {key} - {""}

    def redacted(self, text: str) -> str:
        """`text` without any of them."""
        for key in self._all:
            text = redact(text, key)
        return text
