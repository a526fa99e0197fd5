"""Filters that every audit begins with, ready to be used."""

from __future__ import annotations

from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """A built-in filter: its name, its text, and what it finds."""

    name: str
    text: str
    help: str


AUDIT_FILTERS = (
    AuditFilter("expired", "expiration_date < today", "memories whose expiration date has passed"),
    AuditFilter("never updated", "edited = false", "memories that still are as they were learned"),
    AuditFilter("without category", "not categories = *", "memories that are in no category"),
    AuditFilter("last day", "created_at > -1d", "memories learned in the last 24 hours"),
    AuditFilter("several scopes", "user_id = * and agent_id = *", "memories of a user and an agent at once"),
    AuditFilter("long", "length > 800", "memories of more than 800 characters: often whole dumps"),
    AuditFilter("empty", "length <= 2", "memories with next to nothing in them: two characters at most"),
)
