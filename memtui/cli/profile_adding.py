"""A new profile from the command line, whose key is never an argument."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from memtui.cli.agreeing import can_ask
from memtui.cli.given import read_stdin
from memtui.core.errors import MemtuiError, UsageError
from memtui.core.profile import API_VERSIONS
from memtui.state.config import (
    MEM0_CLI,
    ProfileEntry,
    checked_profile_name,
    load_config,
    remove_profile,
    save_profile,
)
from memtui.state.keys import LONGEST, KeySource, key_in, write_key_file, write_to_keyring
from memtui.state.paths import config_file, key_file


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add what a profile is made of, but for what names its service."""
    group = parser.add_argument_group("where its key is (never an argument)")
    place = group.add_mutually_exclusive_group()
    place.add_argument("--key-env", metavar="NAME", help="in this variable of the environment")
    place.add_argument("--key-command", metavar="COMMAND", help="in what this command prints")
    place.add_argument("--key-keyring", metavar="USER", help="in the keyring, under this user name")
    group.add_argument(
        "--key-stdin",
        action="store_true",
        help="read it now, and keep it in a file for your eyes alone, or with --key-keyring in the keyring",
    )
    group = parser.add_argument_group("what else it says")
    group.add_argument(
        "--email", metavar="ADDRESS", help="log in to a self-hosted server; the key is the password"
    )
    group.add_argument("--api-version", choices=["auto", *API_VERSIONS], help="the Platform's routes (auto)")
    group.add_argument("--default", action="store_true", help="open it when nothing else is said")


def add_profile(arguments: argparse.Namespace) -> ProfileEntry:
    """Save the profile that the arguments describe. Raises UsageError, DataError."""
    name = checked_profile_name(arguments.name)
    if name == MEM0_CLI:
        raise UsageError(
            f"{MEM0_CLI} is the account of the mem0 CLI.",
            hint=f"Say what you want of it under [profiles.{MEM0_CLI}] in {config_file()}.",
        )
    if name in load_config().entries:
        raise UsageError(
            f"There is a profile {name} already.", hint=f"`memtui profiles remove {name}` first."
        )
    for flag in ("db", "base_url", "key_env", "key_command", "key_keyring", "email"):
        value = getattr(arguments, flag)
        if value is not None and not value.strip():
            raise UsageError(f"--{flag.replace('_', '-')} is empty.")
    if not (arguments.base_url or arguments.kind or arguments.db):
        raise UsageError("Which service?", hint="Give --base-url URL, --kind platform or --db PATH.")
    path = Path(os.path.expanduser(arguments.db)).absolute() if arguments.db else None  # noqa: PTH111
    entry = ProfileEntry(
        name,
        "local" if path else arguments.kind,
        base_url=arguments.base_url or "",
        path=path,
        key=_key_source(arguments),
        email=arguments.email or "",
        read_only=arguments.read_only,
        api_version=None if arguments.api_version == "auto" else arguments.api_version,
    )
    if not arguments.key_stdin:
        save_profile(entry, default=arguments.default)
        return entry
    key = _asked_key(arguments)
    user = arguments.key_keyring
    save_profile(entry, default=arguments.default)
    try:
        write_to_keyring(user, key) if user else write_key_file(key_file(name), key)
    except MemtuiError:
        remove_profile(name)
        raise
    return entry


def _key_source(arguments: argparse.Namespace) -> KeySource | None:
    if arguments.key_stdin and not (arguments.key_env is None and arguments.key_command is None):
        raise UsageError(
            "--key-stdin keeps the key in a file or in the keyring.", hint="Name one place only."
        )
    if arguments.key_env is not None:
        return KeySource("env", arguments.key_env)
    if arguments.key_command is not None:
        return KeySource("command", arguments.key_command)
    if arguments.key_keyring is not None:
        return KeySource("keyring", arguments.key_keyring)
    return KeySource("file", str(key_file(arguments.name))) if arguments.key_stdin else None


def _asked_key(arguments: argparse.Namespace) -> str:
    """The key on stdin, or as it is typed at a terminal, where it is not shown. Raises UsageError."""
    if can_ask():
        from getpass import getpass

        try:
            text = getpass(f"Password of {arguments.email}: " if arguments.email else "API key: ")
        except EOFError:
            text = ""
    else:
        text = read_stdin("key", most=LONGEST, wrong=UsageError)
    return key_in(text, "The key", password=bool(arguments.email)).reveal()
