"""Small promises of the values that everything else is made of."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from memtui.core import errors
from memtui.core.changes import KEEP, MemoryEdit
from memtui.core.models import ENTITY_TYPES, SCOPE_FIELDS, Memory, scope_field
from memtui.core.profile import Profile, Secret


def test_every_entity_type_has_its_field() -> None:
    assert [scope_field(kind) for kind in ENTITY_TYPES] == list(SCOPE_FIELDS)
    assert scope_field("run") == "run_id"


def test_a_memory_belongs_to_the_entities_that_are_set() -> None:
    assert Memory(id="m", memory="tea").scope() == []
    assert Memory(id="m", memory="tea", user_id="alice", run_id="r1").scope() == [
        ("user", "alice"),
        ("run", "r1"),
    ]


def test_a_memory_without_an_expiration_date_never_expires() -> None:
    assert not Memory(id="m", memory="tea").is_expired(date.max)
    assert Memory(id="m", memory="tea", expiration_date="2024-01-31").is_expired(date(2024, 2, 1))


def test_memories_cannot_be_changed_and_share_no_default() -> None:
    memory = Memory(id="m", memory="tea")
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(memory, "memory", "coffee")  # noqa: B010
    assert memory.extra == {}


def test_an_edit_leaves_alone_what_it_does_not_name() -> None:
    edit = MemoryEdit(expiration_date=None)
    assert edit.expiration_date is None
    assert edit.memory is edit.metadata is edit.categories is KEEP


KEY = "m0-very-secret-key"


@pytest.mark.parametrize("shown", [repr, str, "{}".format, "{!r}".format, "%s".__mod__, ascii])
def test_a_secret_never_shows_itself(shown: object) -> None:
    assert callable(shown)
    secret = Secret(KEY)
    profile = Profile(name="mem0", kind="platform", base_url="https://api.mem0.ai", api_key=secret)
    assert KEY not in shown(secret)
    if shown in (repr, str, ascii):
        assert KEY not in shown(profile)
        assert KEY not in shown([profile])
        assert KEY not in shown({"error": ValueError("refused", profile)})
    assert secret.reveal() == KEY


def test_a_profile_says_where_it_is() -> None:
    profile = Profile(name="local", kind="local", path=Path("memories.db"))
    assert "memories.db" in repr(profile)
    assert profile.api_key is None


ERRORS = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, errors.MemtuiError)
]


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_is_a_sentence_with_a_hint_and_an_exit_code(kind: type[errors.MemtuiError]) -> None:
    error = (
        kind("It went wrong.", status=500, hint="Try again.", raw="<html>")
        if issubclass(kind, errors.ServiceError)
        else kind("It went wrong.", hint="Try again.")
    )
    assert str(error) == "It went wrong. Try again."
    assert error.message == "It went wrong."
    assert error.exit_code in {1, 2, 3, 4}
    assert kind.__doc__


def test_exit_codes_tell_usage_and_refusal_from_failure() -> None:
    assert errors.NotFoundError("No such memory.").exit_code == 1
    assert errors.StoreError("Damaged.").exit_code == 1
    assert errors.FilterError("Column 1: no.", column=1).exit_code == 2
    assert errors.UsageError("No.").exit_code == 2
    assert errors.RefusedError("Read-only.").exit_code == 4
    assert str(errors.RefusedError("Read-only.")) == "Read-only."


@pytest.mark.parametrize(
    ("memory", "states"),
    [
        (Memory("m", "tea"), []),
        (Memory("m", "tea", expiration_date="2024-01-31", immutable=True), ["expired", "immutable"]),
        (Memory("m", "tea", expiration_date="2024-02-02"), []),
        (Memory("m", "tea", extra={"replaced_by": "n"}), ["superseded"]),
        (Memory("m", "tea", extra={"replaced_by": None, "lifecycle_state": "active"}), []),
        (Memory("m", "tea", extra={"lifecycle_state": "merged", "replaced_by": "n"}), ["merged"]),
        (Memory("m", "tea", extra={"lifecycle_state": {"odd": 1}}), []),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_unusual_is_told_in_words(memory: Memory, states: list[str]) -> None:
    assert memory.states(date(2024, 2, 1)) == states
