"""The configuration: which services a person works with (`docs/configuration.md`)."""

from memtui.state.config.config import (
    Config,
    load_config,
    profile_of_entry,
    remove_profile,
    save_profile,
    set_default,
)
from memtui.state.config.entries import MEM0_CLI, ProfileEntry, checked_profile_name
from memtui.state.config.reading import ConfigError

__all__ = [
    "MEM0_CLI",
    "Config",
    "ConfigError",
    "ProfileEntry",
    "checked_profile_name",
    "load_config",
    "profile_of_entry",
    "remove_profile",
    "save_profile",
    "set_default",
]
