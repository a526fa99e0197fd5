"""What a person typed as a setting, checked before it becomes a plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

from memtui.core.display import one_line
from memtui.core.errors import DataError
from memtui.core.projects import WEBHOOK_EVENTS, Category, WebhookDraft

SettingField = Literal["name", "url", "event_types", "email"]


class SettingError(DataError):
    """What stands in `field` cannot be used."""

    def __init__(self, field: SettingField, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


def check_webhook(draft: WebhookDraft, known: Iterable[str] = ()) -> None:
    """Raises SettingError for a webhook that no service could call.

    `known` are events that it has already, whether memtui knows them or not.
    """
    if not draft.name.strip():
        raise SettingError("name", "A webhook needs a name.")
    if not _is_url(draft.url):
        raise SettingError(
            "url",
            f"{one_line(draft.url)!r} is no address that can be called.",
            hint="It begins with https:// or http://.",
        )
    if unknown := sorted({*draft.event_types} - {*WEBHOOK_EVENTS, *known}):
        raise SettingError("event_types", f"There are no such events: {one_line(', '.join(unknown))}.")
    if not draft.event_types:
        raise SettingError("event_types", "A webhook needs at least one event.")


def check_address(email: str) -> None:
    """Raises SettingError for what is no e-mail address."""
    name, _, host = email.partition("@")
    if not (name and host) or "@" in host or " " in email or not email.isprintable():
        raise SettingError("email", f"{one_line(email)!r} is no e-mail address.")


def check_categories(categories: Iterable[Category]) -> None:
    """Raises SettingError where a category has no name, or that of another one."""
    names = [category.name for category in categories]
    if not all(name.strip() for name in names):
        raise SettingError("name", "A category needs a name.")
    if len(set(names)) < len(names):
        raise SettingError("name", "There is a category of this name already.")


def _is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and has_host and url.isprintable() and " " not in url
