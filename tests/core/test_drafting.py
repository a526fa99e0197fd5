from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.changes import NewMemory
from memtui.core.drafting import Drafted, Message, Taking, TypedMemory, drafted, typed_from
from memtui.core.models import ScopeField
from memtui.core.profile import ServiceKind
from memtui.core.typed_fields import categories_text, categories_typed, expiration_typed
from memtui.core.typed_json import TypingError
from tests.strategies import json_objects, law, names, stored_texts

TODAY = date(2026, 11, 21)
LOCAL = Taking("local", infer=False)
PLATFORM = Taking("platform", categories=False, options=("timestamp", "timezone", "custom_categories"))
HOSTED = Taking("selfhosted", ("user_id", "agent_id", "run_id"), categories=False, immutable=False)
ALICE: dict[ScopeField, str] = {"user_id": "alice"}
TEA = TypedMemory((Message(content="likes tea"),), ALICE)


def read(typed: TypedMemory, taking: Taking = LOCAL, draft: NewMemory | None = None) -> Drafted:
    return drafted(typed, taking, TODAY, draft)


def problem(typed: TypedMemory, name: str, taking: Taking = LOCAL) -> str:
    """What is wrong with one field; nothing else may be, and nothing may come of the draft."""
    found = read(typed, taking)
    assert found.memories == ()
    assert list(found.problems) == [name]
    return str(found.problems[name])


def said(*messages: tuple[str, str]) -> TypedMemory:
    made = {"user": Message("user"), "assistant": Message("assistant"), "system": Message("system")}
    return replace(TEA, messages=tuple(replace(made[role], content=text) for role, text in messages))


def test_a_text_and_an_owner_are_enough() -> None:
    assert read(TEA).memories == (NewMemory("likes tea", user_id="alice"),)


def test_nothing_typed_is_told_as_missing_not_as_a_mistake() -> None:
    found = read(TypedMemory())
    assert (found.memories, found.mistakes) == ((), {})
    assert {name: str(error) for name, error in found.missing.items()} == {
        "message.0": "A memory needs a text.",
        "user_id": "A memory has to belong to somebody: type user_id, agent_id, app_id or run_id.",
    }


@pytest.mark.parametrize(
    ("fields", "names"), [(("run_id",), "run_id"), (("user_id", "run_id"), "user_id or run_id")]
)
def test_what_may_own_a_memory_is_named(fields: tuple[ScopeField, ...], names: str) -> None:
    assert problem(replace(TEA, scope={}), fields[0], replace(LOCAL, scope_fields=fields)).endswith(
        f"somebody: type {names}."
    )


@pytest.mark.parametrize("text", ["  a \r\n b\t", "\x1b[31mred\u202e", "\ufeff", "x" * 100_000])
def test_a_text_is_taken_as_it_is(text: str) -> None:
    (memory,) = read(said(("user", text))).memories
    assert memory.memory == text


# Whose it is


@pytest.mark.parametrize("name", ["*", " ", "**", " * ", "..", "\t"])
@pytest.mark.parametrize("taking", [LOCAL, PLATFORM, HOSTED])
def test_names_that_mean_nobody_or_everybody_are_refused(name: str, taking: Taking) -> None:
    assert problem(replace(TEA, scope={"agent_id": name}), "agent_id", taking)


def test_an_owner_is_kept_as_it_is_and_its_blanks_are_told() -> None:
    found = read(replace(TEA, scope={"user_id": " al ice", "run_id": ""}), PLATFORM)
    assert found.memories[0].user_id == " al ice"
    assert found.notes["user_id"] == "a blank at its beginning or end makes it another id"


@pytest.mark.parametrize(("name", "at"), [("al ice", 2), ("alice\n", 5), ("a\u00a0b", 1)])
def test_the_self_hosted_server_takes_no_blanks_in_ids(name: str, at: int) -> None:
    typed = replace(TEA, scope={"user_id": name})
    assert problem(typed, "user_id", HOSTED) == "The self-hosted server takes no id with a blank in it."
    assert read(typed, HOSTED).mistakes["user_id"].at == at
    assert read(typed, PLATFORM).memories


def test_an_id_that_the_service_does_not_take_is_left_out() -> None:
    typed = replace(TEA, scope={"user_id": "alice", "app_id": "web"})
    assert read(typed, HOSTED).memories[0].app_id is None
    assert "user_id" in read(replace(TEA, scope={"app_id": "web"}), HOSTED).missing


def test_half_a_character_is_refused_wherever_it_stands() -> None:
    assert "half a character" in problem(said(("user", "a\ud800")), "message.0")
    assert "half a character" in problem(replace(TEA, scope={"user_id": "\udfff"}), "user_id")
    assert "half a character" in problem(replace(TEA, categories="\udfff"), "categories")
    timezone = replace(TEA, options={"timezone": "\ud83d"})
    assert "half a character" in problem(timezone, "options.timezone", PLATFORM)


# Metadata and categories


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ("", None, None),
        (" \n", None, None),
        ("{}", {}, "an object of 0 keys"),
        ('{"a": [1, {"b": null}]}', {"a": [1, {"b": None}]}, "an object of 1 key"),
    ],
)
def test_metadata_is_an_object(text: str, value: object, note: str | None) -> None:
    found = read(replace(TEA, metadata=text))
    assert (found.memories[0].metadata, found.notes.get("metadata")) == (value, note)


@pytest.mark.parametrize("text", ["{", "[]", '"a"', "null", "{'a': 1}"])
def test_other_metadata_is_a_mistake(text: str) -> None:
    assert problem(replace(TEA, metadata=text), "metadata")


def test_metadata_that_the_self_hosted_server_drops_is_told() -> None:
    typed = replace(TEA, metadata='{"run_id": 1, "a": 2, "actor_id": 3}')
    note = "an object of 3 keys; the self-hosted server drops run_id, actor_id"
    assert read(typed, HOSTED).notes["metadata"] == note
    assert read(typed, PLATFORM).notes["metadata"] == "an object of 3 keys"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()), ("food", ("food",)), (" food , travel,", ("food", "travel")), (", ,", ()),
        ("a,b,a", ("a", "b")),
        ('"food, drinks", work', ("food, drinks", "work")), ('"say ""hi"""', ('say "hi"',)),
        ("東京,  x y", ("東京", "x y")),
    ],
)  # fmt: skip
def test_categories_stand_between_commas(text: str, names: tuple[str, ...]) -> None:
    assert categories_typed(text) == names
    assert read(replace(TEA, categories=text)).memories[0].categories == (names or None)


def test_categories_with_a_quote_that_stays_open_are_a_mistake() -> None:
    assert "double quote" in problem(replace(TEA, categories='"food, drinks'), "categories")


@law()
@given(st.lists(stored_texts.map(str.strip).filter(bool), max_size=4, unique=True))
def test_categories_are_typed_as_they_were_written(found: list[str]) -> None:
    assert categories_typed(categories_text(found)) == tuple(found)


def test_a_service_that_hands_out_categories_is_sent_none() -> None:
    draft = NewMemory("tea", categories=("food",))
    found = read(typed_from(draft, ALICE), PLATFORM, draft)
    assert found.memories[0].categories is None
    assert found.notes["categories"] == "left out: this service hands out categories itself"


# Days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-01-31", "2027-01-31"), (" 2027-01-31 ", "2027-01-31"), ("today", "2026-11-21"),
        ("Tomorrow", "2026-11-22"), ("+30d", "2026-12-21"), ("+ 2W", "2026-12-05"), ("+0d", "2026-11-21"),
        ("-3d", "2026-11-18"), ("yesterday", "2026-11-20"), ("", None), ("never", None), (" None", None),
    ],
)  # fmt: skip
def test_a_day_is_a_date_or_a_word(text: str, day: str | None) -> None:
    assert expiration_typed(text, TODAY) == day
    assert read(replace(TEA, expiration_date=text)).memories[0].expiration_date == day


@pytest.mark.parametrize(
    "text",
    [
        "2027-02-29", "2027-1-1", "20270131", "2027-W05-1", "30d", "+3m", "+999999w", "soon", "*",
        "2027-01-31T10:00", "٢٠٢٧-٠١-٣١", "\x1b[31m",
    ],
)  # fmt: skip
def test_other_days_are_mistakes(text: str) -> None:
    told = problem(replace(TEA, expiration_date=text), "expiration_date")
    assert told.endswith("Write it as 2027-01-31, today, tomorrow, +30d or +4w.")
    assert told.isprintable()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("today", "2026-11-21: expires after today"),
        ("tomorrow", "2026-11-22: expires after tomorrow"),
        ("+30d", "2026-12-21: expires after 30 days"),
        ("2020-01-01", "2020-01-01: past, so it will be expired from the start"),
    ],
)
def test_what_a_day_comes_to_is_told(text: str, note: str) -> None:
    assert read(replace(TEA, expiration_date=text)).notes["expiration_date"] == note


# Messages


def test_with_infer_off_each_message_is_a_memory_of_its_own() -> None:
    found = read(said(("system", "be kind"), ("user", "tea?"), ("assistant", "yes")))
    assert [memory.memory for memory in found.memories] == ["tea?", "yes"]
    assert [memory.messages() for memory in found.memories] == [
        [{"role": "user", "content": "tea?"}],
        [{"role": "assistant", "content": "yes"}],
    ]
    assert {memory.user_id for memory in found.memories} == {"alice"}
    note = "3 messages, stored word for word as 2 memories; 1 system message left out"
    assert found.notes["messages"] == note


def test_with_infer_on_they_are_one_conversation() -> None:
    typed = replace(said(("system", "be kind"), ("user", "tea?"), ("assistant", "yes")), infer=True)
    (memory,) = read(typed, PLATFORM).memories
    assert (memory.infer, memory.memory) == (True, "be kind\ntea?\nyes")
    assert [message["role"] for message in memory.messages()] == ["system", "user", "assistant"]


def test_one_text_to_learn_from_is_what_a_user_said() -> None:
    (memory,) = read(replace(TEA, infer=True), PLATFORM).memories
    assert (memory.infer, memory.input) == (True, None)
    assert read(replace(TEA, infer=True), LOCAL).memories[0].infer is False


def test_a_message_without_text_is_missing() -> None:
    found = read(said(("user", "tea?"), ("assistant", " ")))
    assert list(found.missing) == ["message.1"]
    assert "take it away" in str(found.missing["message.1"])


def test_a_system_message_alone_comes_to_nothing_while_infer_is_off() -> None:
    assert "another role" in problem(said(("system", "be kind")), "message.0")
    assert read(replace(said(("system", "be kind")), infer=True), PLATFORM).memories


# Further fields


@pytest.mark.parametrize(
    ("name", "text", "value", "note"),
    [
        ("timezone", "Europe/Berlin", "Europe/Berlin", "sent as text"),
        ("timezone", "7", 7, "sent as a number"),
        ("timezone", "true", True, "sent as true, not as text"),
        ("timezone", "null", None, "sent as null, not as text"),
        ("custom_categories", '[{"food": "meals"}]', [{"food": "meals"}], "sent as a JSON list"),
        ("custom_categories", "{}", {}, "sent as a JSON object"),
        ("timestamp", " 1767225600 ", 1767225600, "2026-01-01 00:00:00 UTC"),
        ("timestamp", "-1", -1, "1969-12-31 23:59:59 UTC"),
    ],
)
def test_options_are_typed_values(name: str, text: str, value: object, note: str) -> None:
    found = read(replace(TEA, options={name: text}), PLATFORM)
    assert found.memories[0].options == {name: value}
    assert found.notes[f"options.{name}"] == note


@pytest.mark.parametrize("text", ["2026-01-01", "1.5", "1767225600000", "true", "١"])
def test_a_timestamp_is_whole_seconds(text: str) -> None:
    assert problem(replace(TEA, options={"timestamp": text}), "options.timestamp", PLATFORM).endswith(
        "1767225600 for 2026-01-01."
    )


def test_options_that_are_empty_or_not_taken_are_not_sent() -> None:
    typed = replace(TEA, options={"timezone": " ", "unknown": "x"})
    assert read(typed, PLATFORM).memories[0].options is None


def test_only_a_service_that_takes_it_is_told_that_a_memory_is_immutable() -> None:
    typed = replace(TEA, immutable=True)
    assert read(typed, LOCAL).memories[0].immutable
    found = read(typed, HOSTED)
    assert not found.memories[0].immutable
    assert found.notes["immutable"].startswith("left out")


# Copying

_dates = st.sampled_from(["2027-01-31", "2027-01-31T10:00:00-07:00", "someday", "", "\x1b[31m"]) | st.none()


@law()
@given(
    text=stored_texts,
    metadata=st.none() | json_objects,
    expires=_dates,
    categories=st.none() | st.lists(stored_texts, max_size=3).map(tuple),
    kind=st.sampled_from(["local", "platform", "selfhosted"]),
)
def test_what_is_copied_and_not_edited_stays_as_it_was(
    text: str, metadata: dict[str, Any] | None, expires: str | None, categories: Any, kind: ServiceKind
) -> None:
    draft = NewMemory(
        text, user_id="bob", metadata=metadata, expiration_date=expires, categories=categories, immutable=True
    )
    typed = typed_from(draft, {"run_id": "r1"})
    (memory,) = read(typed, replace(LOCAL, kind=kind), draft).memories
    assert memory == replace(draft, user_id=None, run_id="r1")
    assert memory.metadata is draft.metadata


@law()
@given(names, stored_texts)
def test_only_what_is_edited_changes(name: str, text: str) -> None:
    draft = NewMemory(text, metadata={name: [1.0, {"deep": text}]}, expiration_date="someday")
    typed = replace(typed_from(draft, ALICE), expiration_date="+1d")
    (memory,) = read(typed, LOCAL, draft).memories
    assert memory == replace(draft, user_id="alice", expiration_date="2026-11-22")
    cleared = replace(typed, metadata="", expiration_date="")
    (memory,) = read(cleared, LOCAL, draft).memories
    assert (memory.metadata, memory.expiration_date) == (None, None)


def test_a_conversation_that_is_learned_from_again_stays_as_it_was() -> None:
    said = ({"role": "user", "content": "tea?", "name": "al"}, {"role": "assistant", "content": "yes"})
    draft = NewMemory("tea", input=said, infer=True, options={"timezone": "7", "timestamp": 7})
    typed = typed_from(draft, ALICE)
    assert [message.role for message in typed.messages] == ["user", "assistant"]
    assert typed.options == {"timezone": '"7"', "timestamp": "7"}
    assert read(typed, PLATFORM, draft).memories == (replace(draft, user_id="alice"),)
    odd = NewMemory("tea", input=({"role": "tool", "content": "x"},))
    assert typed_from(odd, ALICE).messages == (Message("user", "tea"),)


def test_a_mistake_is_a_sentence() -> None:
    with pytest.raises(TypingError, match=r"^'soon' is no date\. Write it as"):
        expiration_typed("soon", TODAY)
