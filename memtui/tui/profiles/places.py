"""The services that can be opened: those that are configured, the embedded store, and a demo."""

from __future__ import annotations

from memtui.core.profile import Profile
from memtui.core.values import dataclass
from memtui.state.config import ProfileEntry, load_config, profile_of_entry
from memtui.state.paths import default_store

EMBEDDED, DEMO = "embedded store", "demo"
"""The names of those that need no configuration; no configured one can be called so: there are no blanks."""


@dataclass(frozen=True, slots=True)
class Place:
    """One of them; `entry` is what the configuration says of it, None for those that need none."""

    name: str
    entry: ProfileEntry | None = None
    is_default: bool = False

    @property
    def is_demo(self) -> bool:
        """Whether it is made-up memories, in a store that is yet to be made."""
        return self.entry is None and self.name == DEMO

    @property
    def may_ask(self) -> bool:
        """Whether finding its key may ask something at the terminal."""
        return self.entry is not None and self.entry.key is not None and self.entry.key.place == "command"

    def profile(self) -> Profile:
        """What is to be opened, with its key; a demo has no file yet. Raises UsageError."""
        if self.entry is not None:
            return profile_of_entry(self.entry)
        return Profile(
            "demo" if self.is_demo else "local", "local", None if self.is_demo else default_store()
        )


def known_places() -> tuple[Place, ...]:
    """All of them, the configured ones first. Raises UsageError where the configuration is wrong."""
    config = load_config()
    entries = [Place(name, entry, name == config.default) for name, entry in config.entries.items()]
    return (*entries, Place(EMBEDDED, is_default=not config.default), Place(DEMO))
