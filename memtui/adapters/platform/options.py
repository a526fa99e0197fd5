"""Further fields of list and search calls, by version (`docs/mem0-api.md`, "Lists" and "Search")."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from memtui.core.display import one_line
from memtui.core.errors import UsageError
from memtui.core.profile import API_VERSIONS, ApiVersion

Question = Literal["list", "search"]
_WORDS = {
    "categories": 'only memories of one of these categories: ["food", …]',
    "keywords": "only memories whose text contains this",
    "start_date": "only memories made on this day or later, YYYY-MM-DD",
    "end_date": "only memories made on this day or earlier, YYYY-MM-DD",
    "fields": 'only these fields of each memory, and its id: ["memory", …]',
    "latest_only": "true: without memories that newer ones have replaced",
    "include_merged": "true: also memories that were merged into others",
    "metadata": "only memories with these metadata: an object",
    "filter_memories": "true: results that do not fit the question are filtered out",
    "only_metadata_based_search": "true: the question's words do not count, only the metadata",
    "reference_date": "the day that words like yesterday are counted from, YYYY-MM-DD",
    "output_format": "v1.0 or v1.1: the form of the answer, which memtui reads in both",
    "org_id": "the organization whose memories are meant, by its id",
    "project_id": "the project whose memories are meant, by its id",
}
_OLDER = ("fields", "output_format", "org_id", "project_id")
_NAMES: Mapping[Question, Mapping[ApiVersion, tuple[str, ...]]] = {
    "list": {
        "v3": (
            "categories", "keywords", "start_date", "end_date", "fields", "latest_only", "include_merged",
        ),
        "v2": _OLDER,
        "v1": ("categories", "keywords", "start_date", "end_date", "metadata", *_OLDER),
    },
    "search": {
        "v3": ("fields", "categories", "metadata", "reference_date", "latest_only", "include_merged"),
        "v2": ("filter_memories", *_OLDER),
        "v1": ("categories", "metadata", "filter_memories", "only_metadata_based_search", *_OLDER),
    },
}  # fmt: skip
_OPTIONS = {
    (question, version): MappingProxyType({name: _WORDS[name] for name in names})
    for question, versions in _NAMES.items()
    for version, names in versions.items()
}
_IN_FILTERS = {"categories", "metadata", "start_date", "end_date"}
"""What a condition of the filter says as well, where there are filters."""


def options_of(question: Question, version: ApiVersion) -> Mapping[str, str]:
    """The further fields that this version of the call takes, each with what it is for."""
    return _OPTIONS[question, version]


def checked(question: Question, version: ApiVersion, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as they are sent. Raises UsageError for one that this version of the call lacks.

    An object without its id could not be told from others: `id` is always among the `fields`.
    """
    for name in options:
        if name not in _OPTIONS[question, version]:
            raise UsageError(
                f"{one_line(str(name))!r} is no option of a {version} {question}.",
                hint=_advice(question, version, name),
            )
    sent = {name: value for name, value in options.items() if value is not None}
    if "fields" in sent:
        sent["fields"] = _with_id(sent["fields"])
    return sent


def as_params(options: Mapping[str, Any]) -> dict[str, str]:
    """The options as they stand in a query: lists joined by commas, objects as JSON."""
    return {name: _param(value) for name, value in options.items()}


def _with_id(fields: Any) -> list[str]:
    named = fields.split(",") if isinstance(fields, str) else fields
    if not isinstance(named, list | tuple) or not all(isinstance(name, str) for name in named):
        raise UsageError("The option fields is a list of names.", hint='Write ["memory", "categories"].')
    return [*named] if "id" in named else ["id", *named]


def _param(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return json.dumps(value)


def _advice(question: Question, version: ApiVersion, name: str) -> str:
    if version != "v1" and (name in _IN_FILTERS or (name, question) == ("keywords", "list")):
        return "Say it in the filter."
    having = [other for other in API_VERSIONS if name in _OPTIONS[question, other]]
    older = [other for other in having if other < version]
    if older:
        return f'The {older[0]} API has it: api_version = "{older[0]}" in the profile asks that one.'
    if having:
        return f"Only the {having[0]} API has it."
    return f"It takes {', '.join(_OPTIONS[question, version])}."
