"""Organizations, projects and their members (`docs/mem0-api.md`, "Projects")."""

from __future__ import annotations

from typing import Any

from memtui.adapters.http import segment
from memtui.adapters.platform.batches import any_good
from memtui.adapters.platform.part import Part
from memtui.core.changes import KEEP
from memtui.core.display import one_line
from memtui.core.errors import RefusedError
from memtui.core.from_wire_projects import parse_members, parse_organizations, parse_project, parse_projects
from memtui.core.projects import Member, Organization, Project, ProjectEdit, Role

_ORGANIZATIONS = "/api/v1/orgs/organizations/"


class ProjectPart(Part):
    """`project`: the key's own project can be changed, the others only seen."""

    async def organizations(self) -> tuple[Organization, ...]:
        """The organizations that the key belongs to."""
        return parse_organizations(await self._ask("project", "GET", _ORGANIZATIONS))

    async def projects(self, organization_id: str) -> tuple[Project, ...]:
        """The projects of an organization."""
        name = f"organization {one_line(organization_id)!r}"
        answer = await self._ask("project", "GET", _projects_of(organization_id), one=name)
        return parse_projects(answer, organization_id)

    async def project(self) -> Project:
        """The key's own project."""
        owner = await self._owner("project")
        answer = await self._ask("project", "GET", await self._own_project(), is_first=True)
        return parse_project(answer, owner.organization, owner.project)

    async def update_project(self, edit: ProjectEdit) -> None:
        """Change the key's own project; what the edit leaves alone is not sent."""
        body = edit_body(edit)
        if body:
            await self._tell("project", "PATCH", await self._own_project(), body)

    async def members(self) -> tuple[Member, ...]:
        """Who may see the key's own project."""
        return parse_members(await self._ask("project", "GET", await self._own_project("members/")))

    async def add_member(self, email: str, role: Role) -> None:
        """Let somebody in."""
        body = {"email": _checked(email), "role": role}
        await self._tell("project", "POST", await self._own_project("members/"), body)

    async def update_member(self, email: str, role: Role) -> None:
        """Give a member another role."""
        body = {"email": _checked(email), "role": role}
        await self._tell("project", "PUT", await self._own_project("members/"), body)

    async def remove_member(self, email: str) -> None:
        """Let somebody in no longer."""
        params = {"email": _checked(email)}
        path = await self._own_project("members/")
        await any_good(self._ask("project", "DELETE", path, params=params, scoped_by_query=True))

    async def _own_project(self, below: str = "") -> str:
        owner = await self._owner("project")
        return f"{_projects_of(owner.organization)}{segment(owner.project)}/{below}"


def edit_body(edit: ProjectEdit) -> dict[str, Any]:
    """What the edit touches, as JSON; empty when there is nothing to send."""
    body = dict(edit.settings)
    if edit.custom_instructions is not KEEP:
        body["custom_instructions"] = edit.custom_instructions
    if edit.custom_categories is not KEEP:
        categories = edit.custom_categories
        body["custom_categories"] = (
            None if categories is None else [{category.name: category.description} for category in categories]
        )
    return body


def _projects_of(organization_id: str) -> str:
    return f"{_ORGANIZATIONS}{segment(organization_id)}/projects/"


def _checked(email: str) -> str:
    """The address, if it can be that of one member. Raises RefusedError."""
    email = email.strip()
    if "@" not in email or "*" in email or " " in email or not email.isprintable():
        raise RefusedError(f"{one_line(email)!r} is no e-mail address.", hint="Give the address of a member.")
    return email
