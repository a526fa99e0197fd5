"""Changes of a service's set-up: planned, guarded, journalled, sent once, looked at, and taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count

import pytest

from memtui.core.changes import SettingChange
from memtui.core.errors import DataError, MemtuiError, NotFoundError, RefusedError, StoreError
from memtui.core.projects import Category, ProjectEdit, WebhookDraft
from memtui.ops.desk import Desk
from memtui.ops.plans import Plan
from memtui.ops.settings import (
    plan_api_key_deletion,
    plan_member,
    plan_project_edit,
    plan_webhook,
)
from memtui.ops.settings_checks import check_webhook
from memtui.ops.undo import plan_resume, plan_retry, plan_undo
from tests.ops.bench import Bench
from tests.ops.conftest import OpenBench
from tests.ops.fakes import FakeService
from tests.ops.fates import Killed
from tests.ops.faults import Fault, lost, status
from tests.ops.settings_service import DEMO, HOOK, SettingsService

DRAFT = WebhookDraft("alerts", "https://example.test/alerts", ("memory_update",))
EDIT = ProjectEdit(
    "Keep what is useful.", (Category("food", "What people eat"), Category("sport")), {"decay": False}
)
BOB = "bob@example.test"


@pytest.fixture
def service() -> SettingsService:
    return SettingsService()


@pytest.fixture
async def bench(service: SettingsService, open_bench: OpenBench) -> Bench:
    return await open_bench(service)


def edit_project(desk: Desk) -> Awaitable[Plan]:
    return plan_project_edit(desk, DEMO, EDIT)


def make_webhook(desk: Desk) -> Awaitable[Plan]:
    return plan_webhook(desk, None, DRAFT)


def edit_webhook(desk: Desk) -> Awaitable[Plan]:
    return plan_webhook(desk, HOOK, DRAFT)


def delete_webhook(desk: Desk) -> Awaitable[Plan]:
    return plan_webhook(desk, HOOK, None)


def let_in(desk: Desk) -> Awaitable[Plan]:
    return plan_member(desk, "Eve@example.test", None, "READER")


def change_role(desk: Desk) -> Awaitable[Plan]:
    return plan_member(desk, BOB, "READER", "OWNER")


def remove(desk: Desk) -> Awaitable[Plan]:
    return plan_member(desk, BOB, "READER", None)


Making = Callable[[Desk], Awaitable[Plan]]
EVERY: dict[str, Making] = {
    "update_project": edit_project,
    "create_webhook": make_webhook,
    "update_webhook": edit_webhook,
    "delete_webhook": delete_webhook,
    "add_member": let_in,
    "update_member": change_role,
    "remove_member": remove,
}
every = pytest.mark.parametrize(("call", "making"), EVERY.items(), ids=EVERY)


def state(service: SettingsService) -> object:
    """All that a person sets, without ids and with members as the service lists them."""
    return (
        replace(service.the_project, settings=dict(service.the_project.settings)),
        sorted((one.email, one.role) for one in service.the_members.values()),
        sorted((one.name, one.url, one.event_types) for one in service.the_webhooks.values()),
        sorted(service.the_keys),
    )


# Plans ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("making", "verb", "title"),
    [
        (edit_project, "edit", "edit project Demo"),
        (make_webhook, "add", "add webhook alerts"),
        (edit_webhook, "edit", "edit webhook deploys"),
        (delete_webhook, "delete", "delete webhook deploys"),
        (let_in, "add", "add member Eve@example.test"),
        (change_role, "edit", f"edit member {BOB}"),
        (remove, "delete", f"delete member {BOB}"),
    ],
)
async def test_a_plan_sends_nothing_and_says_what_it_is(
    bench: Bench, service: SettingsService, making: Making, verb: str, title: str
) -> None:
    plan = await making(bench.desk)
    assert (plan.operation.verb, plan.operation.title, plan.changes) == (verb, title, 1)
    assert (plan.confirmation, plan.may_purge, plan.entities) == ("key", False, 0)
    assert service.sent == []


async def test_a_plan_holds_only_what_it_touches(bench: Bench) -> None:
    plan = await plan_project_edit(bench.desk, DEMO, ProjectEdit(settings={"decay": False}))
    [item] = bench.items(plan)
    assert item.change == SettingChange("project", "p1", {"decay": True}, {"decay": False}, "Demo")


@pytest.mark.parametrize(
    "edit",
    [
        ProjectEdit(),
        ProjectEdit(DEMO.custom_instructions, DEMO.custom_categories, {"decay": True}),
        ProjectEdit(custom_instructions=f"{DEMO.custom_instructions}\n"),
    ],
)
async def test_what_stays_as_it_is_is_not_sent(bench: Bench, edit: ProjectEdit) -> None:
    plan = await plan_project_edit(bench.desk, DEMO, edit)
    assert (plan.changes, bench.notes(plan)) == (0, [("skipped", "it looks like that already")])


async def test_what_cannot_come_back_as_it_was_is_said_before(bench: Bench, service: SettingsService) -> None:
    assert (await delete_webhook(bench.desk)).warnings == ("Undo makes it again under a new id.",)
    idle = await plan_webhook(bench.desk, replace(HOOK, is_active=False), None)
    assert "It is not active now" in idle.warnings[0]
    plan = await plan_api_key_deletion(bench.desk, service.the_keys["k1"])
    assert (plan.confirmation, plan.name, plan.may_purge) == ("name", "ci", False)
    assert plan.warnings == ("A deleted API key cannot come back: whoever uses it is shut out from then on.",)
    nameless = await plan_api_key_deletion(bench.desk, replace(service.the_keys["k1"], label=" "))
    assert nameless.name == "k1"


@pytest.mark.parametrize(
    "url",
    ["", "example.test", "ftp://example.test", "https://", "http:///x", "https://a b.test", "https://a.test:99999",
     "javascript:alert(1)", "https://a.test/\x1b[31m", "https://[::1", "file:///etc/passwd"],
)  # fmt: skip
def test_a_webhook_needs_an_address_that_can_be_called(url: str) -> None:
    with pytest.raises(DataError, match="address"):
        check_webhook(replace(DRAFT, url=url))


@pytest.mark.parametrize(
    "url", ["https://a.test", "http://127.0.0.1:8080/x?token=1", "HTTPS://[::1]:9/", "https://é.test/ü"]
)
def test_addresses_that_can_be_called(url: str) -> None:
    check_webhook(replace(DRAFT, url=url))


def test_events_that_only_the_service_knows_stay() -> None:
    check_webhook(replace(DRAFT, event_types=("lunch",)), ["lunch"])


def test_a_webhook_needs_a_name_and_events() -> None:
    for wrong, said in (
        (replace(DRAFT, name=" "), "needs a name"),
        (replace(DRAFT, event_types=()), "at least one event"),
        (replace(DRAFT, event_types=("memory_add", "lunch")), "no such events: lunch"),
    ):
        with pytest.raises(DataError, match=said):
            check_webhook(wrong)


async def test_what_no_service_could_take_is_no_plan(bench: Bench) -> None:
    for email in ("", "eve", "@example.test", "eve@", "e ve@example.test", "a@b@c"):
        with pytest.raises(DataError, match="no e-mail address"):
            await plan_member(bench.desk, email, None, "READER")
    for names in (("",), ("a", "a")):
        with pytest.raises(DataError, match="categor"):
            categories = tuple(map(Category, names))
            await plan_project_edit(bench.desk, DEMO, ProjectEdit(custom_categories=categories))


async def test_nothing_is_planned_where_nothing_may_be_written(
    bench: Bench, service: SettingsService
) -> None:
    service.read_only = True
    with pytest.raises(RefusedError, match="read-only"):
        await make_webhook(bench.desk)


# Carrying out, and back ----------------------------------------------------------------------------------


@every
async def test_it_is_done_taken_back_and_done_again(
    bench: Bench, service: SettingsService, call: str, making: Making
) -> None:
    at_first = state(service)
    done = await bench.do(making(bench.desk))
    assert (done.status, done.counts) == ("done", {"done": 1})
    assert [one.name for one in service.sent] == [call]
    changed = state(service)
    assert changed != at_first
    undone = await bench.undo()
    assert (undone.status, undone.title) == ("done", f"undo: {done.title}")
    assert state(service) == at_first
    await bench.redo()
    assert state(service) == changed
    await bench.undo()
    assert state(service) == at_first


async def test_the_journal_is_written_before_anything_is_sent(bench: Bench, service: SettingsService) -> None:
    plan = await delete_webhook(bench.desk)
    seen: list[object] = []
    service.watch = lambda call: seen.append((call.name, bench.notes(plan)))
    await bench.apply(plan)
    assert ("delete_webhook", [("sending", "")]) in seen
    service.watch = None
    bench.journal.is_full = True
    with pytest.raises(MemtuiError, match="disk is full"):
        await plan_webhook(bench.desk, None, DRAFT)
    assert service.the_webhooks == {}


async def test_a_webhook_keeps_its_history_under_its_new_id(bench: Bench, service: SettingsService) -> None:
    await bench.do(edit_webhook(bench.desk))
    first = bench.journal.operations(bench.desk.service)[0]
    await bench.do(plan_webhook(bench.desk, service.the_webhooks["w1"], None))
    back = await bench.undo()
    assert bench.notes(back) == [("done", "it gets a new id")]
    assert list(service.the_webhooks) == ["w2"]
    # What was done before it was deleted can still be taken back.
    await bench.undo(first)
    assert service.the_webhooks["w2"].url == HOOK.url
    assert [item.setting_id for item in bench.items(back)] == ["w2"]


async def test_a_deleted_api_key_does_not_come_back_and_stands_in_nobodys_way(
    bench: Bench, service: SettingsService
) -> None:
    await bench.do(change_role(bench.desk))
    deleted = await bench.do(plan_api_key_deletion(bench.desk, service.the_keys["k1"]))
    assert (deleted.status, deleted.undoable, service.the_keys) == ("done", 0, {})
    with pytest.raises(RefusedError, match="cannot come back"):
        await plan_undo(bench.desk, deleted.id)
    # `u` takes back what was done before.
    await bench.undo()
    assert service.the_members[BOB].role == "READER"


# What others did meanwhile -------------------------------------------------------------------------------


async def test_what_others_changed_is_left_alone(bench: Bench, service: SettingsService) -> None:
    plan = await edit_project(bench.desk)
    service.the_project = replace(service.the_project, custom_instructions="Theirs")
    ended = await bench.apply(plan)
    assert bench.notes(ended) == [("conflict", "somebody changed it since (instructions: Theirs)")]
    assert service.sent == []
    forced = await bench.apply(await plan_retry(bench.desk, ended.id, force=True))
    assert bench.notes(forced)[0][0] == "done"
    assert "overwrites what somebody changed since" in bench.notes(forced)[0][1]
    await bench.undo(forced)
    assert service.the_project.custom_instructions == "Theirs"


async def test_what_others_changed_elsewhere_does_not_matter(bench: Bench, service: SettingsService) -> None:
    plan = await plan_project_edit(bench.desk, DEMO, ProjectEdit(settings={"decay": False}))
    service.the_project = replace(service.the_project, custom_instructions="Theirs")
    assert (await bench.apply(plan)).status == "done"
    assert service.the_project.custom_instructions == "Theirs"


@pytest.mark.parametrize(
    ("making", "outcome"),
    [
        (edit_webhook, ("failed", "it is gone: somebody deleted it since")),
        (delete_webhook, ("skipped", "it is gone already")),
        (change_role, ("failed", "it is gone: somebody deleted it since")),
        (remove, ("skipped", "it is gone already")),
    ],
)
async def test_what_is_gone(
    bench: Bench, service: SettingsService, making: Making, outcome: tuple[str, str]
) -> None:
    plan = await making(bench.desk)
    service.the_webhooks.clear()
    service.the_members.clear()
    assert bench.notes(await bench.apply(plan)) == [outcome]
    assert service.sent == []


async def test_somebody_who_is_in_already(bench: Bench, service: SettingsService) -> None:
    for role, outcome in (
        ("READER", ("skipped", "it looks like that already")),
        ("OWNER", ("conflict", "it is there already (email: bob@example.test; role: READER)")),
    ):
        plan = await plan_member(bench.desk, BOB.upper(), None, "OWNER" if role == "OWNER" else "READER")
        assert bench.notes(await bench.apply(plan)) == [outcome]
    assert service.sent == []


async def test_an_address_is_written_as_the_service_writes_it(bench: Bench, service: SettingsService) -> None:
    await bench.do(let_in(bench.desk))
    await bench.do(plan_member(bench.desk, "EVE@example.test", "READER", None))
    assert [call.about for call in service.sent] == [("Eve@example.test", "READER"), ("eve@example.test",)]


async def test_what_cannot_be_deleted_is_not_said_to_be_gone(bench: Bench, service: SettingsService) -> None:
    service.script("remove_member", Fault(before=NotFoundError("There is no such project.")))
    assert bench.notes(await bench.do(remove(bench.desk))) == [("failed", "There is no such project.")]


async def test_it_goes_while_it_is_being_deleted(bench: Bench, service: SettingsService) -> None:
    service.script("delete_webhook", Fault(meddle=lambda _: service.the_webhooks.clear()))
    assert bench.notes(await bench.do(delete_webhook(bench.desk))) == [("skipped", "it is gone already")]


# When the service does not do as it should ---------------------------------------------------------------


@every
@pytest.mark.parametrize("number", [400, 401, 403, 404, 422])
async def test_a_refusal_is_told_with_its_reason(
    bench: Bench, service: SettingsService, call: str, making: Making, number: int
) -> None:
    service.script(call, Fault(before=status(number)))
    ended = await bench.apply(await making(bench.desk))
    assert (ended.status, bench.notes(ended)) == (
        "partly", [("failed", f"The service failed with status {number}.")]
    )  # fmt: skip
    again = await bench.apply(await plan_retry(bench.desk, ended.id))
    assert again.status == "done"


@every
async def test_a_lost_answer_is_found_out_by_looking(
    bench: Bench, service: SettingsService, call: str, making: Making
) -> None:
    service.script(call, Fault(after=lost()))
    ended = await bench.apply(await making(bench.desk))
    assert (ended.status, ended.counts) == ("done", {"done": 1})
    assert len(service.sent) == 1


@every
async def test_a_lost_request_has_an_unknown_fate_and_is_sent_again_when_taken_up(
    bench: Bench, service: SettingsService, call: str, making: Making
) -> None:
    service.script(call, Fault(only=0))
    ended = await bench.apply(await making(bench.desk))
    assert (ended.status, ended.counts) == ("interrupted", {"unknown": 1})
    ended = await bench.apply(await plan_resume(bench.desk, ended.id))
    assert (ended.status, ended.counts) == ("done", {"done": 1})
    assert [one.name for one in service.sent] == [call, call]


@every
async def test_too_many_requests_are_nothing_done(
    bench: Bench, service: SettingsService, call: str, making: Making
) -> None:
    service.script(call, Fault(before=status(429)))
    ended = await bench.apply(await making(bench.desk))
    assert (ended.status, ended.counts) == ("interrupted", {"planned": 1})
    assert (await bench.finish(ended)).status == "done"


async def test_what_is_taken_and_not_shown_is_unknown(bench: Bench, service: SettingsService) -> None:
    service.script("update_project", Fault(meddle_after=lambda _: setattr(service, "the_project", DEMO)))
    ended = await bench.apply(await edit_project(bench.desk))
    assert bench.notes(ended) == [("unknown", "the service took it and does not show it")]


async def test_two_webhooks_that_look_alike_are_two(bench: Bench, service: SettingsService) -> None:
    await bench.do(make_webhook(bench.desk))
    service.script("create_webhook", Fault(after=lost()))
    second = await bench.do(make_webhook(bench.desk))
    assert [item.setting_id for item in bench.items(second)] == ["w3"]
    service.script("create_webhook", Fault(only=0))
    third = await bench.apply(await make_webhook(bench.desk))
    assert third.counts == {"unknown": 1}
    await bench.finish(third)
    assert sorted(service.the_webhooks) == ["w1", "w2", "w3", "w4"]
    await bench.undo()
    assert sorted(service.the_webhooks) == ["w1", "w2", "w3"]


async def test_a_service_without_such_a_part_is_told_as_it_is(open_bench: OpenBench) -> None:
    bench = await open_bench(FakeService())
    ended = await bench.apply(await make_webhook(bench.desk))
    assert (ended.status, ended.counts) == ("interrupted", {"planned": 1})
    assert "memtui knows no webhooks of this service" in ended.error


# Ended in the middle -------------------------------------------------------------------------------------


@every
async def test_killed_anywhere_it_is_found_out_finished_and_taken_back(
    open_bench: OpenBench, call: str, making: Making
) -> None:
    for step in count():
        service = SettingsService()
        bench = await open_bench(service)
        at_first = state(service)
        plan = await making(bench.desk)
        service.fate.last = len(service.fate.steps) + step
        try:
            await bench.apply(plan)
        except Killed:
            bench = await bench.reborn()
        else:
            break
        await bench.reconcile()
        with suppress(NotFoundError):
            # A draft that was not begun is forgotten.
            ended = await bench.finish(bench.journal.operation(plan.operation.id))
            assert ended.counts == {"done": 1}, step
            await bench.undo(ended)
        assert state(service) == at_first, step
    assert step > 5
    assert [one.name for one in service.sent] == [call]


async def test_a_journal_that_fails_after_the_request_is_told_and_settled_later(
    bench: Bench, service: SettingsService
) -> None:
    plan = await make_webhook(bench.desk)
    service.watch = lambda call: setattr(bench.journal, "is_full", call.name == "create_webhook")
    with pytest.raises(StoreError, match="disk is full"):
        await bench.apply(plan)
    bench.journal.is_full, service.watch = False, None
    [settled] = await (await bench.reborn()).reconcile()
    assert (settled.status, settled.counts) == ("done", {"done": 1})
    assert sorted(service.the_webhooks) == ["w1", "w2"]
