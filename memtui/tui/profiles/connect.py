"""A new profile: an address and a key, tried before they are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from memtui.core.errors import MemtuiError, UnauthorizedError, UsageError
from memtui.core.profile import Profile, Secret
from memtui.ops.connecting import recognise
from memtui.state.addresses import PLATFORM, checked_url
from memtui.state.config import MEM0_CLI, ProfileEntry, checked_profile_name, load_config, save_profile
from memtui.state.keys import checked_key, write_key_file
from memtui.state.log import conceal
from memtui.state.paths import key_file
from memtui.tui.lines import Line, line
from memtui.tui.service.context import PageContext
from memtui.tui.service.form_page import FieldError, FormField, FormPage


class ConnectForm(FormPage[ProfileEntry]):
    """Gives back the profile, which is saved then; `taken` are the names that others have."""

    TITLE = "Connect"
    DOES = "connects"

    def __init__(self, context: PageContext, taken: Collection[str]) -> None:
        self._taken = taken
        super().__init__(
            context,
            [
                FormField(
                    "address",
                    "address",
                    placeholder=f"{PLATFORM}, or your own: http://127.0.0.1:8888",
                ),
                FormField(
                    "key",
                    "key",
                    kind="secret",
                    placeholder="the API key, or with an e-mail the password; empty where none is asked for",
                ),
                FormField("email", "e-mail", placeholder="only to log in to a server of your own"),
                FormField("name", "name", placeholder="what to call it here; else the host's name"),
                FormField(
                    "default", "default", kind="toggle",
                    on="opened when nothing else is said", off="opened with --profile, or here",
                ),
                FormField(
                    "read_only", "read-only", kind="toggle",
                    on="nothing can be changed", off="memories can be changed",
                ),
            ],
        )  # fmt: skip

    def head_lines(self) -> list[Line]:
        """What becomes of what is typed."""
        return [line(("What answers is found out, and the key is tried, before anything is kept.", "dim"))]

    def check(self, typed: Mapping[str, str]) -> None:
        """Whether it can be a service and a key."""
        try:
            address = _address(typed)
        except UsageError as error:
            raise FieldError("address", error.message, hint=error.hint) from None
        email = typed["email"].strip()
        if email and ("@" not in email or " " in email):
            raise FieldError("email", "That is no e-mail address.")
        if email and not typed["key"]:
            raise FieldError("key", "To log in, the password is needed.")
        try:
            if typed["key"].strip():
                conceal(_key(typed))
                checked_key(_key(typed), "The key", password=bool(email))
        except UsageError as error:
            raise FieldError("key", error.message, hint=error.hint) from None
        name = _name(typed, address)
        try:
            checked_profile_name(name)
        except UsageError as error:
            raise FieldError("name", error.message, hint=error.hint) from None
        if name in self._taken or name == MEM0_CLI:
            taken = _taken_error(name)
            raise FieldError("name", taken.message, hint=taken.hint)

    async def submit(self, typed: Mapping[str, str]) -> ProfileEntry:
        """Try it, then keep it."""
        address = _address(typed)
        name, email, key = _name(typed, address), typed["email"].strip(), _key(typed)
        secret = Secret(key) if key else None
        tried = Profile(
            name, "selfhosted" if email else "platform", base_url=address, api_key=secret, email=email
        )
        try:
            found = await recognise(tried)
        except UnauthorizedError as error:
            # Its own hint is about a key that is not typed here.
            hint = "Is that the whole key?" if key else "It asks for a key."
            raise UnauthorizedError(error.message, status=error.status, hint=hint, raw=error.raw) from None
        entry = ProfileEntry(
            name, found.kind, base_url=address, email=email, read_only=bool(typed["read_only"])
        )
        return await asyncio.to_thread(_keep, entry, key, default=bool(typed["default"]))

    def failed_to_ask(self, group: str, error: MemtuiError) -> None:
        """Say it, in the field that it is most likely about."""
        super().failed_to_ask(group, error)
        if isinstance(error, UnauthorizedError):
            self.go_to("key")
        elif not isinstance(error, UsageError):
            self.go_to("address")


def _keep(entry: ProfileEntry, key: str, *, default: bool) -> ProfileEntry:
    """Save the profile, and its key in a file for its owner's eyes alone. Raises MemtuiError."""
    # Another program may have made one since, and a configuration with a mistake could not be listed.
    if entry.name in load_config().entries:
        raise _taken_error(entry.name)
    if not key:
        save_profile(entry, default=default)
        return entry
    entry = ProfileEntry(
        entry.name, entry.kind, entry.base_url,
        key=write_key_file(key_file(entry.name), key), email=entry.email, read_only=entry.read_only,
    )  # fmt: skip
    try:
        save_profile(entry, default=default)
    except MemtuiError:
        key_file(entry.name).unlink(missing_ok=True)
        raise
    return entry


def _taken_error(name: str) -> UsageError:
    return UsageError(f"There is a profile {name} already.", hint="Choose another name.")


def _address(typed: Mapping[str, str]) -> str:
    return checked_url(
        typed["address"].strip() or PLATFORM, "The address", key_goes="The key has a field of its own."
    )


def _key(typed: Mapping[str, str]) -> str:
    # A password may begin with a blank.
    return typed["key"] if typed["email"].strip() else typed["key"].strip()


def _name(typed: Mapping[str, str], address: str) -> str:
    if typed["name"].strip():
        return typed["name"].strip()
    if address == PLATFORM:
        return "mem0"
    parts = urlsplit(address)
    port = f"-{parts.port}" if parts.port else ""
    return f"{(parts.hostname or 'service').replace(':', '-')[:50]}{port}"
