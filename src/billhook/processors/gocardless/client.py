"""Requests to GoCardless: JSON in an envelope, there and back. An object, a `Refusal` or silence comes back."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

import orjson

from billhook.processors.http import SECONDS, HttpClient, NotConfigured
from billhook.processors.interface import ProcessorSilent
from billhook.processors.reading import Fields, Garbled, checked_id, optional_text, part, rows, text, word

API_BASE = "https://api.gocardless.com"
SANDBOX_BASE = "https://api-sandbox.gocardless.com"
VERSION = "2015-07-06"

_PAGE = 500
# A list that is longer is no list of one mandate's or one payment's.
_PAGES_MAX = 40
_DONE = frozenset({200, 201})
_NO = frozenset({400, 404, 409, 410, 422})
_FIELD = re.compile(r"[A-Za-z0-9_.\[\]]{1,60}", re.ASCII)
_BROKEN = {401: "the key is not valid", 403: "the key lacks a right, or the account a feature"}
_MADE_BEFORE = "idempotent_creation_conflict"


class Refusal(Exception):
    """GoCardless says no: the HTTP `status`, its word for the `reason`, and the `field` that it does not like."""

    def __init__(self, status: int, reason: str | None = None, field: str | None = None) -> None:
        self.status, self.reason, self.field = status, reason, field
        super().__init__(" ".join(str(each) for each in (status, reason, field) if each))


class MadeBefore(Exception):
    """The key made an object before: its `id`."""

    def __init__(self, id: str) -> None:
        self.id = id
        super().__init__(id)


class GoCardlessClient(HttpClient):
    """The connections of one process to one GoCardless account. Its key is shown by nothing."""

    def __init__(self, key: str, *, base: str = API_BASE, seconds: float = SECONDS) -> None:
        super().__init__(key, base=host_of(key, base), headers={"GoCardless-Version": VERSION}, seconds=seconds)

    async def get(self, kind: str, id: str) -> Fields:
        """An object. Raises Refusal and ProcessorSilent."""
        return await self._asked("GET", kind, f"/{kind}/{checked_id(id)}", None, "")

    async def all_of(self, kind: str, params: Mapping[str, object]) -> list[Fields]:
        """Every object of a list, the newest first. Raises Refusal and ProcessorSilent."""
        found: list[Fields] = []
        asked = {**params, "limit": _PAGE}
        for _ in range(_PAGES_MAX):
            answer = understood(*await self.exchange("GET", f"/{kind}?{urlencode(asked)}", None, {}))
            found += rows(answer, kind)
            after = optional_text(part(part(answer, "meta") or {}, "cursors") or {}, "after")
            if after is None:
                return found
            asked["after"] = after
        raise Garbled("a list has too many pages")

    async def post(self, kind: str, body: Mapping[str, object], key: str) -> Fields:
        """Make something once for this key, or get what the key made before. Raises Refusal and ProcessorSilent."""
        given = {name: value for name, value in body.items() if value is not None}
        try:
            return await self._asked("POST", kind, f"/{kind}", {kind: given}, key)
        except MadeBefore as before:
            return await self._made_before(kind, before.id)

    async def _made_before(self, kind: str, id: str) -> Fields:
        try:
            return await self.get(kind, id)
        except Refusal as refusal:
            # It was made, so this is no word on whether it may be made.
            raise ProcessorSilent(f"GoCardless answers {refusal} about what was made before") from None

    async def act(self, kind: str, id: str, action: str) -> Fields:
        """Do something to an object. Raises Refusal and ProcessorSilent."""
        path = f"/{kind}/{checked_id(id)}/actions/{action}"
        return await self._asked("POST", kind, path, {"data": {}}, f"{id}:{action}")

    async def _asked(self, method: str, kind: str, path: str, body: object, key: str) -> Fields:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key} if key else {}
        sent = orjson.dumps(body) if body is not None else None
        try:
            found = part(understood(*await self.exchange(method, path, sent, headers)), kind)
        except MadeBefore:
            if method == "POST":
                raise
            raise Garbled("a question was answered as if it made something") from None
        if found is None:
            raise Garbled(f"the answer has no {kind}")
        return found


def host_of(key: str, base: str) -> str:
    """Where a key is asked: keys of the sandbox have a host of their own, if the setting names no other."""
    return SANDBOX_BASE if base == API_BASE and key.startswith("sandbox_") else base


def understood(status: int, body: bytes) -> Fields:
    """The envelope of an answer. Raises Refusal, MadeBefore, NotConfigured and ProcessorSilent."""
    if status in _BROKEN:
        raise NotConfigured(f"GoCardless answers {status}: {_BROKEN[status]}")
    if status not in _DONE and status not in _NO:
        raise ProcessorSilent(f"GoCardless answers {status}")
    try:
        answer = orjson.loads(body)
    except ValueError:
        raise Garbled(f"the answer {status} is no JSON") from None
    if not isinstance(answer, dict):
        raise Garbled(f"the answer {status} is no object")
    if status in _DONE:
        return answer
    error = part(answer, "error") or {}
    # A proxy in between may say no as well, and that says nothing of the payment.
    if error.get("code") != status:
        raise Garbled(f"the answer {status} has no error")
    first = next(iter(rows(error, "errors")), {}) if error.get("errors") else {}
    reason = word(first, "reason") or word(error, "type")
    if reason == _MADE_BEFORE:
        raise MadeBefore(checked_id(text(part(first, "links") or {}, "conflicting_resource_id")))
    if status == 409:
        raise ProcessorSilent("GoCardless answers 409, and names nothing that was made before")
    field = first.get("field")
    raise Refusal(status, reason, field if isinstance(field, str) and _FIELD.fullmatch(field) else None)
