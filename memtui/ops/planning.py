"""Plans of what a person may want to do to memories: each is a draft in the journal until it is agreed to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence, Set
from datetime import timedelta

from memtui.adapters.base import ForgettingAdapter, WriteSupport
from memtui.core.changes import (
    Addition,
    Deletion,
    EntityDeletion,
    MemoryEdit,
    NewMemory,
    Update,
    edited,
    new_from,
)
from memtui.core.errors import RefusedError
from memtui.core.filters import scope_condition
from memtui.core.models import ENTITY_TYPES, EntityType, Memory
from memtui.core.queries import EntityQuery, MemoryQuery
from memtui.core.rewriting import Rule, Unchanged, rewrite
from memtui.core.safety import checked_id, checked_name
from memtui.core.times import today
from memtui.ops.choices import Choice, Matching, chosen
from memtui.ops.desk import Desk
from memtui.ops.drafting import Draft, drafting
from memtui.ops.fitting import IMMUTABLE, SAME, differing, fitted, fitted_edit
from memtui.ops.plans import Plan
from memtui.state.journal import NewItem, Verb

Report = Callable[[int], None]
"""Told how many memories have been looked at so far."""


def ignore(_: int) -> None:
    """Report to nobody."""


async def plan_delete(desk: Desk, choice: Choice, report: Report = ignore) -> Plan:
    """Delete memories. Raises RefusedError for a choice that could mean anything."""
    return await _plan_each(
        desk,
        "delete",
        choice,
        lambda memory: NewItem(Deletion(memory)),
        lambda count: f"delete {count}",
        report,
        warnings=not_given_back(desk.support),
    )


async def plan_edit(desk: Desk, choice: Choice, edit: MemoryEdit, report: Report = ignore) -> Plan:
    """Make the same edit to all. Raises DataError for an edit that no service could take."""
    fitted_edit(edit, desk.support)
    return await _plan_each(
        desk,
        "edit",
        choice,
        lambda memory: update(memory, edit, desk.support),
        lambda count: f"edit {count}",
        report,
    )


async def plan_edit_of(desk: Desk, before: Memory, edit: MemoryEdit) -> Plan:
    """Change one memory that was seen as `before`; the work finds out whether it has changed since.

    Raises RefusedError for an id that could mean several, DataError for an edit that no service could take.
    """
    checked_id(before.id)
    async with drafting(desk, "edit") as draft:
        await draft.append([update(before, edit, desk.support)])
        return await draft.plan(lambda count: f"edit {count}")


async def plan_rewrite(desk: Desk, choice: Choice, rules: Sequence[Rule], report: Report = ignore) -> Plan:
    """Apply rules to all; those that they leave as they are, are listed with the reason."""
    merges = desk.support.merges_metadata

    def item(memory: Memory) -> NewItem:
        wanted = rewrite(memory, rules, merges_metadata=merges)
        if isinstance(wanted, Unchanged):
            return _unchanged(memory, wanted.reason)
        return update(memory, wanted, desk.support)

    return await _plan_each(desk, "edit", choice, item, lambda count: f"edit {count}", report)


async def plan_archive(desk: Desk, choice: Choice, report: Report = ignore) -> Plan:
    """Let memories expire yesterday: agents no longer see them, and they are kept."""
    day = today()
    yesterday = MemoryEdit(expiration_date=(day - timedelta(days=1)).isoformat())

    def item(memory: Memory) -> NewItem:
        if memory.is_expired(day):
            return _unchanged(memory, "it is expired already")
        return update(memory, yesterday, desk.support)

    return await _plan_each(desk, "archive", choice, item, lambda count: f"archive {count}", report)


async def plan_restore(desk: Desk, choice: Choice, report: Report = ignore) -> Plan:
    """Take the expiration date from expired memories: agents see them again."""
    day = today()

    def item(memory: Memory) -> NewItem:
        if not memory.is_expired(day):
            return _unchanged(memory, "it is not expired")
        return update(memory, MemoryEdit(expiration_date=None), desk.support)

    return await _plan_each(desk, "restore", choice, item, lambda count: f"bring {count} back", report)


async def plan_archive_or_restore(desk: Desk, choice: Choice, report: Report = ignore) -> Plan:
    """Archive memories or, where all of them are expired, bring them back."""
    day = today()
    async for some in chosen(desk.adapter, choice):
        if not all(memory.is_expired(day) for memory in some.memories):
            return await plan_archive(desk, choice, report)
    return await plan_restore(desk, choice, report)


async def plan_add(desk: Desk, news: Sequence[NewMemory], *, verb: Verb = "add") -> Plan:
    """Add memories. Raises DataError and RefusedError for one that the service could not take."""
    if not news:
        raise RefusedError("There is nothing to add.", hint="Give a text.")
    async with drafting(desk, verb) as draft:
        items = []
        for new in news:
            fit, losses = fitted(new, desk.support)
            items.append(NewItem(Addition(fit), note="; ".join(losses)))
        await draft.append(items)
        return await draft.plan(
            lambda count: f"learn from {_messages(news)}" if news[0].infer else f"{verb} {count}"
        )


async def plan_replace(desk: Desk, before: Memory, edit: MemoryEdit) -> Plan:
    """Add a memory as the edit would have it, then delete the old one: for those that are immutable.

    Raises as `plan_add`, and RefusedError for an id that could mean several.
    """
    checked_id(before.id)
    after = edited(before, edit)
    async with drafting(desk, "edit") as draft:
        fit, losses = fitted(new_from(after), desk.support)
        if differing(before, after, desk.support):
            await draft.append([NewItem(Addition(fit), note="; ".join(losses)), NewItem(Deletion(before))])
        else:
            await draft.append([_unchanged(before, SAME)])
        return await draft.plan(
            lambda _: "replace 1 immutable memory",
            warnings=["It gets a new id and today's dates; its history stays with the old one."],
        )


async def plan_delete_entity(desk: Desk, entity_type: EntityType, name: str, report: Report = ignore) -> Plan:
    """Delete an entity with every memory that belongs to it, whatever else those belong to."""
    checked_name(name)
    async with drafting(desk, "delete entity") as draft:
        await _append_entity(draft, (entity_type, name), set(), report)
        return await draft.plan(
            lambda count: f"delete {entity_type} {name} with {count}",
            warnings=[*not_given_back(desk.support), *_kept_there(desk)],
            confirmation="name",
            name=name,
        )


async def plan_reset(desk: Desk, report: Report = ignore) -> Plan:
    """Delete every entity with all its memories, one after another."""
    async with drafting(desk, "delete entity") as draft:
        done = set[tuple[EntityType, str]]()
        for kind in ENTITY_TYPES:
            number = 1
            while True:
                page = await desk.adapter.entities(EntityQuery(kind, page=number))
                for entity in page.results:
                    name = checked_name(entity.name)
                    if (kind, name) not in done:
                        await _append_entity(draft, (kind, name), done, report)
                        done.add((kind, name))
                if number * page.page_size >= page.total or not page.results:
                    break
                number += 1
        return await draft.plan(
            lambda count: f"delete every entity with {count}",
            warnings=not_given_back(desk.support),
            confirmation="count",
        )


def update(memory: Memory, edit: MemoryEdit, support: WriteSupport) -> NewItem:
    """The edit of one memory, or why it comes to nothing. Raises DataError as `fitted_edit`."""
    fit, losses = fitted_edit(edit, support)
    wanted = edited(memory, fit, merges_metadata=support.merges_metadata)
    if not differing(memory, wanted, support):
        return _unchanged(memory, "; ".join(losses) or SAME)
    if memory.immutable:
        return _unchanged(memory, IMMUTABLE)
    return NewItem(Update(memory, fit), note="; ".join(losses))


def not_given_back(support: WriteSupport) -> list[str]:
    """What an undo of a deletion cannot bring back on a service, as sentences."""
    if support.restores:
        return []
    lost = ["id", "dates", "history"]
    if not support.edits_categories:
        lost.append("categories")
    said = [
        "Undo adds a deleted memory again with its text, metadata and scope. This service does not give"
        f" back its {', '.join(lost[:-1])} and {lost[-1]}."
    ]
    if support.dedupes:
        said.append("It may refuse a text that it has already: of equal memories only one may come back.")
    return said


def _kept_there(desk: Desk) -> list[str]:
    """What an erasure cannot take from a service, as sentences."""
    if isinstance(desk.adapter, ForgettingAdapter):
        return []
    return ["What the service itself keeps of deleted memories (history, backups) memtui cannot erase."]


async def _append_entity(
    draft: Draft, entity: tuple[EntityType, str], done: Set[tuple[EntityType, str]], report: Report
) -> None:
    """Write the deletion of an entity; those of its memories that belong to one of `done` too are written."""
    choice = Matching(MemoryQuery(scope_condition(*entity)))
    async for some in chosen(draft.desk.adapter, choice):
        own = [memory for memory in some.memories if done.isdisjoint(memory.scope())]
        await draft.append([NewItem(Deletion(memory)) for memory in own])
        draft.more = draft.more or some.more
        report(draft.memories)
    # Where entities are no more than their memories, this only sees that none is left.
    await draft.append([NewItem(EntityDeletion(*entity))])


async def _plan_each(
    desk: Desk,
    verb: Verb,
    choice: Choice,
    item: Callable[[Memory], NewItem],
    title: Callable[[str], str],
    report: Report,
    *,
    warnings: Sequence[str] = (),
) -> Plan:
    async with drafting(desk, verb) as draft:
        looked_at = 0
        async for some in chosen(desk.adapter, choice):
            # In a thread: a person's pattern may take its time.
            items = await asyncio.to_thread(lambda rows: [item(memory) for memory in rows], some.memories)
            gone = [Memory(memory_id, "") for memory_id in some.missing]
            await draft.append([*items, *(_unchanged(memory, "there is no such memory") for memory in gone)])
            draft.more = draft.more or some.more
            looked_at += len(some.memories)
            report(looked_at)
        return await draft.plan(title, warnings=warnings, all_matching=isinstance(choice, Matching))


def _unchanged(memory: Memory, reason: str) -> NewItem:
    return NewItem(Update(memory, MemoryEdit()), "skipped", reason)


def _messages(news: Sequence[NewMemory]) -> str:
    count = sum(len(new.messages()) for new in news)
    return "1 message" if count == 1 else f"{count:,} messages"
