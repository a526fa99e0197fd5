"""The routes of organizations, projects and their members (`docs/mem0-api.md`, "Projects").

There is one organization with one project, which is the store. Settings and members are kept, and change
nothing: there is no model that would follow instructions, and the one key is `MEMTUI_SERVE_TOKEN`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from memtui.adapters.features import ProjectAdapter
from memtui.core.changes import KEEP, Keep
from memtui.core.errors import NotFoundError, RefusedError
from memtui.core.projects import ROLES, Category, Member, Organization, Project, ProjectEdit, Role
from memtui.server.answer import Answer
from memtui.server.asking import read_body, read_query
from memtui.server.refusal import Refusal

SETTINGS = (
    "multilingual", "decay", "memory_depth", "usecase_setting", "agent_custom_instructions", "enable_graph",
    "retrieval_criteria", "version",
)  # fmt: skip
_NAMED = ("custom_instructions", "custom_categories")
_BESIDE = {"org_id", "project_id", "source"}
_KEPT = "kept, without a model here that would follow them"
_ONE = "memtui serve has one project, which is its store; it makes and deletes none."


class Projects:
    """The store as the one project of the one organization."""

    def __init__(self, adapter: ProjectAdapter) -> None:
        self._adapter = adapter

    async def organizations(self, request: Request) -> Response:
        """The one organization, in a list."""
        return Answer([await self._organization_json(each) for each in await self._adapter.organizations()])

    async def organization(self, request: Request) -> Response:
        """The one organization."""
        return Answer(await self._organization_json(await self._own_organization(request)))

    async def projects(self, request: Request) -> Response:
        """The one project, in a list."""
        organization = await self._own_organization(request)
        return Answer([_project_json(each) for each in await self._adapter.projects(organization.id)])

    async def project(self, request: Request) -> Response:
        """The project, or the fields of it that are asked for."""
        found = _project_json(await self._own_project(request))
        fields = read_query(request).get("fields")
        wanted = [fields] if isinstance(fields, str) else fields
        return Answer(found if wanted is None else {name: found.get(name) for name in wanted})

    async def update(self, request: Request) -> Response:
        """Which settings were kept."""
        await self._own_project(request)
        body = await read_body(request)
        given = {name: value for name, value in body.items() if name not in _BESIDE}
        unknown = sorted(set(given) - {*_NAMED, *SETTINGS})
        if unknown or not given:
            what = f"{unknown[0]} is no setting" if unknown else "No setting is given"
            raise _bad(f"{what}; there are {', '.join((*_NAMED, *SETTINGS))}.")
        edit = ProjectEdit(
            _instructions(given) if "custom_instructions" in given else KEEP,
            _categories(given) if "custom_categories" in given else KEEP,
            {name: given[name] for name in SETTINGS if name in given},
        )
        await self._adapter.update_project(edit)
        return Answer({"message": f"Updated {', '.join(sorted(given))}: {_KEPT}."})

    async def refuse(self, request: Request) -> Response:
        """Nothing can be made or deleted."""
        raise _bad(_ONE)

    async def members(self, request: Request) -> Response:
        """The members of the project, who are those of the organization."""
        await self._own(request)
        return Answer({"members": [_member_json(each) for each in await self._adapter.members()]})

    async def add_member(self, request: Request) -> Response:
        """A word that the member is kept."""
        await self._own(request)
        email, role = _member(await read_body(request), default="READER")
        with _member_errors():
            await self._adapter.add_member(email, role)
        return Answer({"message": f"{email} is a member now; nothing here depends on it."}, 201)

    async def update_member(self, request: Request) -> Response:
        """A word that the role is kept."""
        await self._own(request)
        email, role = _member(await read_body(request), default=None)
        with _member_errors():
            await self._adapter.update_member(email, role)
        return Answer({"message": f"{email} is {role} now; nothing here depends on it."})

    async def remove_member(self, request: Request) -> Response:
        """A word that the member is gone; a project is told who by the address, an organization by a body."""
        await self._own(request)
        email = {**read_query(request), **await read_body(request)}.get("email")
        with _member_errors():
            await self._adapter.remove_member(_email(email))
        return Answer({"message": f"{email} is a member no longer."})

    async def _own(self, request: Request) -> None:
        """Raise Refusal for an organization or project that is not here."""
        if "project_id" in request.path_params:
            await self._own_project(request)
        else:
            await self._own_organization(request)

    async def _own_organization(self, request: Request) -> Organization:
        for organization in await self._adapter.organizations():
            if organization.id == request.path_params["org_id"]:
                return organization
        raise Refusal(404, {"message": "Organization not found"})

    async def _own_project(self, request: Request) -> Project:
        await self._own_organization(request)
        return await own_project(self._adapter, request, shape="message")

    async def _organization_json(self, organization: Organization) -> dict[str, Any]:
        members = [_member_json(each) for each in await self._adapter.members()]
        return {"org_id": organization.id, "name": organization.name, "members": members, "is_default": True}


async def own_project(adapter: ProjectAdapter, request: Request, *, shape: str) -> Project:
    """The project that the path names. Raises Refusal, its sentence under the name `shape`."""
    project = await adapter.project()
    if request.path_params["project_id"] != project.id:
        raise Refusal(404, {shape: "Project not found"})
    return project


def _project_json(project: Project) -> dict[str, Any]:
    categories = project.custom_categories
    return {
        "project_id": project.id,
        "org_id": project.organization_id,
        "name": project.name,
        "description": project.description,
        "custom_instructions": project.custom_instructions,
        "custom_categories": None
        if categories is None
        else [{item.name: item.description} for item in categories],
        **{name: project.settings.get(name) for name in SETTINGS},
    }


def _member_json(member: Member) -> dict[str, Any]:
    return {"email": member.email, "role": member.role}


def _instructions(given: Mapping[str, Any]) -> str | Keep | None:
    """Instructions as a text; a list of texts is one text of as many lines."""
    value = given["custom_instructions"]
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "\n".join(value)
    if value is None or isinstance(value, str):
        return value
    raise _bad("custom_instructions is a text.")


def _categories(given: Mapping[str, Any]) -> tuple[Category, ...] | Keep | None:
    """Categories from a list of objects of name and description, or of names alone."""
    value = given["custom_categories"]
    if value is None:
        return None
    found = []
    for item in value if isinstance(value, list) else [value]:
        named = {item: ""} if isinstance(item, str) else item
        if not isinstance(named, dict):
            raise _bad("custom_categories is a list of objects, each of a name and what belongs there.")
        found += [Category(name, str(told or "")) for name, told in named.items()]
    return tuple(found)


def _member(body: Mapping[str, Any], *, default: Role | None) -> tuple[str, Role]:
    email, word = _email(body.get("email")), body.get("role") or default
    role = next((each for each in ROLES if each == word), None)
    if role is None:
        raise _bad(f"role is one of {', '.join(ROLES)}.")
    return email, role


def _email(value: Any) -> str:
    if not isinstance(value, str) or "@" not in value:
        raise _bad("email is the address of a person.")
    return value


@contextmanager
def _member_errors() -> Iterator[None]:
    try:
        yield
    except NotFoundError as error:
        raise Refusal(404, {"message": str(error)}) from None
    except RefusedError as error:
        raise _bad(str(error)) from None


def _bad(sentence: str) -> Refusal:
    return Refusal(400, {"message": sentence})
