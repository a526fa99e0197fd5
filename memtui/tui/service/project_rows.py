"""A project as rows: what it is, how memories are made there, who may see it, and what was asked of it.

Each part is asked on its own: one that the service does not answer says why, and hides none of the others.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar

from memtui.adapters.base import MemoryAdapter
from memtui.adapters.features import ProjectAdapter, UsageAdapter, feature
from memtui.core.errors import MemtuiError
from memtui.core.projects import Category, Member, Organization, Project
from memtui.core.values import dataclass

Part = Literal["project", "instructions", "category", "setting", "member", "usage"]
SWITCHES = ("multilingual", "decay")
"""The settings that are on or off and that memtui changes."""
NOT_SET = "not set"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One thing: its part, its name and its value as raw texts.

    `item` is what stands behind it; None where there is nothing, and then `missing` may say why.
    """

    part: Part
    name: str
    value: str
    item: Any = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class ProjectParts:
    """What the service answered: each part, or what went wrong with it."""

    project: Project | MemtuiError
    organizations: Sequence[Organization] | MemtuiError
    members: Sequence[Member] | MemtuiError
    usage: Mapping[str, Any] | MemtuiError


async def read_parts(adapter: MemoryAdapter) -> ProjectParts:
    """Ask for every part. Raises RefusedError where the service has no projects."""
    service = feature(adapter, "project", ProjectAdapter)

    async def usage() -> Mapping[str, Any]:
        return await feature(adapter, "usage", UsageAdapter).usage()

    return ProjectParts(
        *await asyncio.gather(
            _answer(service.project()),
            _answer(service.organizations()),
            _answer(service.members()),
            _answer(usage()),
        )
    )


def project_rows(parts: ProjectParts) -> list[ProjectRow]:
    """All rows, in their order."""
    return [*_own(parts), *_members(parts.members), *_usage(parts.usage)]


def value_text(value: Any) -> str:
    """A value of a service as one raw text: on or off, numbers with commas, everything else as JSON."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int):
        return f"{value:,}"
    if value is None or value == "":
        return NOT_SET
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _own(parts: ProjectParts) -> Iterator[ProjectRow]:
    project = parts.project
    if isinstance(project, MemtuiError):
        yield _missing("project", project)
        return
    yield ProjectRow("project", project.id, _title(project, parts.organizations), project)
    yield ProjectRow("instructions", "instructions", value_text(project.custom_instructions), project)
    for category in project.custom_categories or ():
        yield ProjectRow("category", category.name, category.description, category)
    if not project.custom_categories:
        yield ProjectRow("category", "categories", NOT_SET)
    for name, value in project.settings.items():
        yield ProjectRow("setting", name, value_text(value), value)


def _title(project: Project, organizations: Sequence[Organization] | MemtuiError) -> str:
    named = organizations if not isinstance(organizations, MemtuiError) else ()
    found = next((one.name for one in named if one.id == project.organization_id), project.organization_id)
    return f"{project.name or project.id} · organization {found}"


def _members(members: Sequence[Member] | MemtuiError) -> Iterator[ProjectRow]:
    if isinstance(members, MemtuiError):
        yield _missing("member", members)
        return
    for member in members:
        said = f"{member.role} · {member.name}" if member.name else member.role
        yield ProjectRow("member", member.email, said, member)
    if not members:
        yield ProjectRow("member", "members", "the service names none")


def _usage(usage: Mapping[str, Any] | MemtuiError) -> Iterator[ProjectRow]:
    if isinstance(usage, MemtuiError):
        yield _missing("usage", usage)
        return
    for name, value in usage.items():
        yield ProjectRow("usage", name, value_text(value), value)
    if not usage:
        yield ProjectRow("usage", "usage", "the service names no numbers")


def _missing(part: Part, error: MemtuiError) -> ProjectRow:
    name = {"member": "members"}.get(part, part)
    return ProjectRow(part, name, f"not available: {error.message}", missing=str(error))


async def _answer(question: Awaitable[T]) -> T | MemtuiError:
    try:
        return await question
    except MemtuiError as error:
        return error


def categories_with(
    project: Project, old: Category | None, new: Category | None
) -> tuple[Category, ...] | None:
    """The categories with `new` in the place of `old`, or behind all; without a `new` one, without `old`."""
    kept = list(project.custom_categories or ())
    at = kept.index(old) if old in kept else len(kept)
    kept[at : at + 1] = [new] if new is not None else []
    return tuple(kept) or None
