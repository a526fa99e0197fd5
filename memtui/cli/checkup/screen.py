"""What the configuration says of the screen: its settings and its keys, with all their mistakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from memtui.core.diagnosis import Check, Diagnosis
from memtui.core.errors import UsageError
from memtui.state.config import ConfigError
from memtui.state.config.screen_table import load_settings
from memtui.state.target import is_configured

_CHECK = Check("configuration", "screen")
_MEND = "Mend that line; docs/configuration.md and docs/keys.md list what may stand there."


def check_screen() -> Iterator[Diagnosis]:
    """Each mistake that would keep the screen from opening; nothing where there is no configuration."""
    if not is_configured():
        return
    # Loads the screen, which takes a moment.
    from memtui.tui.keymap import configured_keys

    mistakes = [*_mistakes(load_settings), *_mistakes(configured_keys)]
    yield from mistakes
    if not mistakes:
        yield _CHECK.ok("its settings and keys can be used")


def _mistakes(load: Callable[[], object]) -> Iterator[Diagnosis]:
    try:
        load()
    except ConfigError as error:
        for mistake in error.message.splitlines():
            yield _CHECK.failed(mistake, error.hint or _MEND)
    except UsageError as error:
        yield _CHECK.error(error, _MEND)
