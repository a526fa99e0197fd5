"""Which path leads where; `guard` stands before every route that changes the store."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from memtui.adapters.local.adapter import LocalAdapter
from memtui.server.additions import Additions, AddPolicy
from memtui.server.changing import Endpoint
from memtui.server.clearing import Clearing
from memtui.server.edits import Edits
from memtui.server.events import Events
from memtui.server.exports import Exports
from memtui.server.feedback import Opinions
from memtui.server.lists import Lists
from memtui.server.lookups import Lookups, entity_type
from memtui.server.profiles import Profiles
from memtui.server.projects import Projects
from memtui.server.refusal import bad_request
from memtui.server.reports import Reports
from memtui.server.searches import Searches
from memtui.server.webhooks import Webhooks

Guard = Callable[[Endpoint], Endpoint]


def memory_routes(
    adapter: LocalAdapter, events: Events, guard: Guard, versions: frozenset[str], policy: AddPolicy
) -> list[Route]:
    """The routes of memories and of what is said of them."""
    lists, searches, lookups = Lists(adapter), Searches(adapter), Lookups(adapter)
    additions, edits, clearing = Additions(adapter, events, policy), Edits(adapter), Clearing(adapter, events)
    exports, reports, profiles = Exports(adapter), Reports(adapter), Profiles(adapter)
    add, read = partial(reports.counted, "add"), partial(reports.counted, "retrieval")

    async def below_memories(request: Request) -> Response:
        """`{memory_id}/history/`, or the memories of `{entity_type}/{name}/`."""
        first, second = (unquote(request.path_params[part]) for part in ("first", "second"))
        kind = entity_type(first)
        if kind is not None:
            return await lists.of_entity(request, kind, second)
        if second != "history":
            raise bad_request("Invalid entity type")
        return await lookups.history(first)

    routes = _route("GET", "/v1/ping", lookups.ping)
    if "v3" in versions:
        routes += _route("POST", "/v3/memories", read(lists.v3))
        routes += _route("POST", "/v3/memories/search", read(searches.v3))
        routes += _route("POST", "/v3/memories/add", add(guard(additions.v3)))
    if "v2" in versions:
        routes += _route("POST", "/v2/memories", read(lists.v2))
        routes += _route("POST", "/v2/memories/search", read(searches.v2))
    if "v1" in versions:
        routes += _route("GET", "/v1/memories", read(lists.v1))
        routes += _route("POST", "/v1/memories", add(guard(additions.v1)))
        routes += _route("POST", "/v1/memories/search", read(searches.v1))
    routes += _route("DELETE", "/v1/memories", guard(clearing.memories))
    for path in ("/v1/batch", "/v1/memories/batch"):
        routes += _route("PUT", path, guard(edits.update_batch))
        routes += _route("DELETE", path, guard(edits.delete_batch))
    for path in ("/v1/exports", "/v1/memories/export"):
        routes += _route("POST", path, guard(exports.create))
        routes += _route("GET", path, exports.get)
    routes += _route("POST", "/v1/exports/get", exports.get)
    routes += _route("GET", "/v1/memories/events", reports.activity)
    routes += _route("GET", "/v1/memories/{memory_id}", lookups.memory)
    routes += _route("PUT", "/v1/memories/{memory_id}", guard(edits.update))
    routes += _route("DELETE", "/v1/memories/{memory_id}", guard(edits.delete))
    routes += _route("GET", "/v1/memories/{first}/{second}", below_memories)
    routes += _route("POST", "/v1/feedback", guard(Opinions(adapter).give))
    routes += _route("POST", "/v1/summary", reports.summary)
    routes += _route("GET", "/v1/stats", reports.usage)
    routes += _route("GET", "/v1/entities", lookups.entities)
    routes += _route("GET", "/v1/entities/filters", reports.facets)
    routes += _route("DELETE", "/v1/entities/{kind}/{number}", guard(clearing.entity_of_number))
    routes += _route("GET", "/v2/entities/{kind}/{name}", lookups.entity)
    routes += _route("DELETE", "/v2/entities/{kind}/{name}", guard(clearing.entity))
    routes += _route("GET", "/v2/entities/{kind}/{name}/profile", profiles.one)
    routes += _route("GET", "/v2/profiles/settings", profiles.settings)
    routes += _route("POST", "/v2/profiles/settings", guard(profiles.change_settings))
    routes += _route("POST", "/v2/profiles/jobs", guard(profiles.start_job))
    routes += _route("GET", "/v2/profiles/jobs/{job_id}", profiles.job)
    routes += _route("GET", "/v1/event/{event_id}", events.one)
    routes += _route("GET", "/v1/events", events.newest)
    return routes


def project_routes(adapter: LocalAdapter, guard: Guard) -> list[Route]:
    """The routes of the organization, its project, their members and webhooks."""
    projects, webhooks = Projects(adapter), Webhooks(adapter)
    organizations = "/api/v1/orgs/organizations"
    organization = f"{organizations}/{{org_id}}"
    project = f"{organization}/projects/{{project_id}}"
    hooks = "/api/v1/webhooks"
    routes = _route("GET", organizations, projects.organizations)
    routes += _route("POST", organizations, guard(projects.refuse))
    routes += _route("GET", organization, projects.organization)
    routes += _route("DELETE", organization, guard(projects.refuse))
    routes += _route("GET", f"{organization}/projects", projects.projects)
    routes += _route("POST", f"{organization}/projects", guard(projects.refuse))
    routes += _route("GET", project, projects.project)
    routes += _route("PATCH", project, guard(projects.update))
    routes += _route("DELETE", project, guard(projects.refuse))
    for owner in (organization, project):
        routes += _route("GET", f"{owner}/members", projects.members)
        routes += _route("POST", f"{owner}/members", guard(projects.add_member))
        routes += _route("PUT", f"{owner}/members", guard(projects.update_member))
        routes += _route("DELETE", f"{owner}/members", guard(projects.remove_member))
    routes += _route("GET", f"{hooks}/projects/{{project_id}}", webhooks.all)
    routes += _route("POST", f"{hooks}/projects/{{project_id}}", guard(webhooks.create))
    routes += _route("PUT", f"{hooks}/{{webhook_id}}", guard(webhooks.update))
    routes += _route("DELETE", f"{hooks}/{{webhook_id}}", guard(webhooks.delete))
    return routes


def _route(method: str, path: str, endpoint: Endpoint) -> list[Route]:
    """The route with and without a slash at its end: documents show both."""
    return [Route(spelling, endpoint, methods=[method]) for spelling in (path, f"{path}/")]
