"""Which service would be opened, why that one, and where its key is; never the key."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from memtui.core.diagnosis import Check, Diagnosis
from memtui.core.errors import UsageError
from memtui.core.profile import Profile
from memtui.core.values import dataclass
from memtui.state.config import Config, ConfigError, load_config
from memtui.state.target import KEY_VARIABLE, PROFILE_VARIABLE, URL_VARIABLE, is_configured

AREA = "profile"
_CHOICE, _KEY = Check(AREA, "choice"), Check(AREA, "key")


@dataclass(frozen=True, slots=True)
class Named:
    """What the flags name, each None or False where it was not given."""

    db: str | None = None
    base_url: str | None = None
    demo: bool = False
    profile: str | None = None

    @property
    def needs_configuration(self) -> bool:
        """Whether what is meant is looked for in the environment and the configuration."""
        return self.db is None and self.base_url is None and not self.demo


def choose(resolve: Callable[[], Profile], *, by_flags: bool) -> Profile | Diagnosis:
    """The service that `resolve` finds; a failed check where configuration or environment are at fault.

    Raises UsageError where the flags are, which is so when it is chosen `by_flags`.
    """
    try:
        return resolve()
    except UsageError as error:
        if by_flags:
            raise
        if isinstance(error, ConfigError):
            return _CHOICE.failed("the configuration has mistakes", "Mend what is said of it above.")
        return _CHOICE.error(error, "Name another service, or see `memtui profiles`.")


def check_choice(named: Named, profile: Profile) -> Iterator[Diagnosis]:
    """What would be opened and why; of a service also where its key is, and whether it is there."""
    what = f"{profile.name} ({profile.base_url or 'embedded store'})"
    notes = ", read-only" if profile.read_only else ""
    yield _CHOICE.ok(f"{what}{notes}: {reason(named)}")
    if profile.kind != "local":
        yield _key(named, profile)


def reason(named: Named) -> str:
    """Why this service is the one that is meant, in the order in which it is looked for."""
    for flag, given in (("--db", named.db), ("--profile", named.profile), ("--base-url", named.base_url)):
        if given is not None:
            return f"{flag} names it"
    if named.demo:
        return "--demo asks for it"
    if os.environ.get(PROFILE_VARIABLE):
        return f"{PROFILE_VARIABLE} names it"
    if is_configured() and load_config().default:
        return "it is the default of the configuration"
    if os.environ.get(URL_VARIABLE):
        return f"{URL_VARIABLE} names it"
    if os.environ.get(KEY_VARIABLE, "").strip():
        return f"{KEY_VARIABLE} is set"
    return "nothing else is named anywhere"


def _key(named: Named, profile: Profile) -> Diagnosis:
    words = _place(named)
    if profile.api_key is None:
        said = "none" if words is None else f"none {words}"
        return _KEY.ok(f"{said}; it is asked without one")
    try:
        profile.api_key.reveal()
    except UsageError as error:
        return _KEY.error(error, "Put the key where the profile says it is.")
    return _KEY.ok(f"{words}, found")


def _place(named: Named) -> str | None:
    """Where the key is, in words; None for a profile that has no place for one."""
    config = _config_for(named)
    name = named.profile or os.environ.get(PROFILE_VARIABLE) or (config.default if config else "")
    if config is None or not name:
        return f"from env {KEY_VARIABLE}"
    key = config.entries[name].key
    return None if key is None else key.words


def _config_for(named: Named) -> Config | None:
    is_used = named.needs_configuration and (
        is_configured() or named.profile or os.environ.get(PROFILE_VARIABLE)
    )
    return load_config() if is_used else None
