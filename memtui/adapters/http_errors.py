"""What a memory service's unsuccessful answers mean, as sentences (`docs/mem0-api.md`, "Errors").

Nothing of a body reaches a screen but one neutralised line; the body itself stays in `raw`, cut short.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import quote

from memtui.adapters.http_address import redirect_target
from memtui.adapters.http_reason import reason as reason
from memtui.adapters.http_reason import word
from memtui.core.errors import MemtuiError, NotFoundError, ServiceError, UnauthorizedError
from memtui.core.values import dataclass

RAW_LIMIT = 4096
_MISSING_THING = re.compile(
    r"\b(memor(y|ies)|entity|user|agent|app|run|project|organi[sz]ation|object)\b.*"
    r"\b(not found|does not exist|no longer exists)|\bno \w.*(\bfound\b|\bmatches the given query\b)",
    re.IGNORECASE,
)
_LIMIT = re.compile(r"\b(limit|quota|exceed|upgrade|claim)", re.IGNORECASE)
_WRONG_PLACE = "Is this the address of a Mem0 service?"
_DASHBOARD = "The service's dashboard tells more about its plan and limits."
_REFUSALS = {
    402: ("{} asks for another plan", _DASHBOARD),
    407: (
        "The proxy before {} asks for a name and a password",
        "Set them in HTTP_PROXY or HTTPS_PROXY.",
    ),
    409: ("{} refuses the request", "Something changed meanwhile: look at it again."),
    410: ("{} has this no longer", _WRONG_PLACE),
    413: ("{} refuses: too large, or the quota is used up", f"Send less at once. {_DASHBOARD}"),
    414: ("{} refuses: too many names or ids at once", "Ask for fewer."),
    431: ("{} refuses: too many names or ids at once", "Ask for fewer."),
    451: ("{} may not answer this for legal reasons", "Whoever runs the service knows why."),
    507: ("{} has no room left", "Whoever runs the service can make some."),
    511: ("The network before {} asks for a login", "Log in with a web browser, then try again."),
}
_FAILURES = (
    ("provider_", "Its language model or embedder fails: the server's own settings and keys say why."),
    ("datastore_", "Its database does not answer."),
    ("vector_store_", "Its vector store does not answer."),
)
"""What the error codes of a self-hosted server begin with."""


class MissingRouteError(ServiceError):
    """The service does not have this route at all: another version, or another kind of server."""


class PageEndError(NotFoundError):
    """The page asked for is past the last one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the body as text with the key taken out, and what the headers add.

    `wait` is the seconds that the service asks to wait.
    """

    status: int
    text: str
    wait: float | None = None
    request_id: str = ""
    location: str = ""

    @property
    def is_page(self) -> bool:
        """Whether the body is a web page."""
        return self.text.lstrip()[:1] == "<"


def redact(text: str, key: str) -> str:
    """`text` without the API key, however JSON or an address may have written it."""
    return _spelled(key).sub("[key]", text) if key else text


@lru_cache(maxsize=16)
def _spelled(key: str) -> re.Pattern[str]:
    """The key in every spelling: a service may escape any of its characters, and still mean the key."""
    return re.compile(f"{''.join(map(_spellings, key))}|{re.escape(key)}")


def _spellings(char: str) -> str:
    escaped = {json.dumps(char)[1:-1], f"\\u{ord(char):04x}", quote(char, safe="", errors="replace")}
    escaped |= {f"%{ord(char):02x}", "\\/" if char == "/" else char}
    # Atomic, so that nobody can make the search take for ever.
    return f"(?>(?i:{'|'.join(map(re.escape, sorted(escaped - {char})))})|{re.escape(char)})"


def answer_error(answer: Answer, *, address: str, route: str, has_key: bool = True) -> MemtuiError:
    """The error that an unsuccessful answer to `route` (method and path) means.

    `has_key` says whether a key was sent.
    """
    status, said, raw = answer.status, reason(answer.text), answer.text[:RAW_LIMIT]
    if status in {401, 403}:
        refused = "does not accept the API key" if status == 401 else "does not allow this"
        hint = _key_hint(answer, said, has_key=has_key)
        return UnauthorizedError(_sentence(f"{address} {refused}", said), status=status, hint=hint, raw=raw)
    if status == 404 and "invalid page" in said.lower():
        return PageEndError("There is no such page.", raw=raw)
    if status == 404 and _MISSING_THING.search(said):
        return NotFoundError(_sentence("The service finds nothing", said), raw=raw)
    if status in {404, 405}:
        return MissingRouteError(
            f"{address} has no route {route}.", status=status, hint=_WRONG_PLACE, raw=raw
        )
    message, hint = _refusal(answer, said, address)
    return ServiceError(message, status=status, hint=hint, raw=raw)


def no_memory(memory_id: str) -> NotFoundError:
    """The error for a memory that is not there."""
    return NotFoundError(f"There is no memory {memory_id!r} on this service.")


def unreadable_answer(answer: Answer, what: str, *, address: str) -> ServiceError:
    """The error for a successful answer whose body is no use; `what` completes "answered with …"."""
    hint = "Ask for less at once." if what.startswith("more than") else _WRONG_PLACE
    message = f"{address} answered with {what}."
    return ServiceError(message, status=answer.status, hint=hint, raw=answer.text[:RAW_LIMIT])


def _key_hint(answer: Answer, said: str, *, has_key: bool) -> str:
    if not has_key:
        return "There is no key: set MEM0_API_KEY to the service's, or name it in a profile."
    if answer.status == 403 and answer.is_page:
        return "A firewall before the service may have refused it."
    if answer.status == 403 and _LIMIT.search(said):
        return f"This key is at a limit. {_DASHBOARD}"
    allowed = "" if answer.status == 401 else " Another one may be allowed to."
    return f"Check the key: MEM0_API_KEY, or the profile's.{allowed}"


def _refusal(answer: Answer, said: str, address: str) -> tuple[str, str]:
    status = answer.status
    if status in _REFUSALS:
        start, hint = _REFUSALS[status]
        return _sentence(start.format(address), said), hint
    if status == 429:
        return _sentence(f"{address} asks for fewer requests", said), _when(answer.wait)
    if status >= 500 or status == 408:
        return _sentence(f"{address} failed with status {status}", said), _failure_hint(answer)
    if 300 <= status < 400 and answer.location:
        to, hint = redirect_target(address, answer.location)
        return _sentence(f"{address} redirects elsewhere", to), hint
    if status < 400:
        return f"{address} answered with status {_named(status)}, for which nobody asked.", _WRONG_PLACE
    hint = "" if said else "It gives no reason; whoever runs the service may find one in its log."
    return _sentence(f"{address} refuses the request", said or f"status {_named(status)}"), hint


def _when(seconds: float | None) -> str:
    if seconds is None:
        return "Wait a minute and try again."
    return f"It asks to wait for {min(seconds, 1e9):,.0f} seconds."


def _failure_hint(answer: Answer) -> str:
    code, number = word(answer.text, "code"), answer.request_id or word(answer.text, "request_id")
    hint = next((hint for start, hint in _FAILURES if code.startswith(start)), "Try again later.")
    about = [f"Code: {code}."] if code else []
    return " ".join([hint, *about, *([f"Request id: {number}."] if number else [])])


def _named(status: int) -> str:
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)


def _sentence(start: str, said: str) -> str:
    text = f"{start}: {said}" if said else start
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
