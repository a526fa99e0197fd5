"""The flags that name a service on the command line: the way back from what `state.target` finds."""

from __future__ import annotations

from memtui.core.errors import MemtuiError
from memtui.core.profile import Profile


def flags_of(profile: Profile) -> tuple[str, ...]:
    """`--profile` where the service is configured, else `--db` or `--base-url`; with `--kind` if it was said.

    A key that was not configured is looked for in MEM0_API_KEY.
    """
    if (kind := _configured_kind(profile)) is not None:
        flags = ("--profile", profile.name)
        return flags if kind else (*flags, *_kind_flags(profile))
    if profile.kind == "local":
        # The flag means the same in every folder.
        return () if profile.path is None else ("--db", str(profile.path.absolute()))
    return ("--base-url", profile.base_url, *_kind_flags(profile))


def _kind_flags(profile: Profile) -> tuple[str, ...]:
    return ("--kind", "selfhosted") if profile.kind == "selfhosted" else ()


def _configured_kind(profile: Profile) -> str | None:
    """The kind that the configured profile of this name says, empty for none; None where it is another."""
    # Loaded on first use: most people need no configuration.
    from memtui.state.config import load_config, profile_of_entry

    try:
        entry = load_config().entries.get(profile.name)
        found = None if entry is None else profile_of_entry(entry, later=True)
    except MemtuiError:
        return None
    if entry is None or found is None or (found.kind == "local") != (profile.kind == "local"):
        return None
    same = (found.base_url, found.path, found.email) == (profile.base_url, profile.path, profile.email)
    return (entry.kind or "") if same else None
