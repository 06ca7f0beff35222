"""Requests to Mollie: JSON there and back. What comes back is an object, a `Refusal`, or silence with a reason."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

import orjson

from billhook.processors.http import SECONDS, HttpClient, NotConfigured
from billhook.processors.interface import ProcessorSilent
from billhook.processors.reading import Fields, Garbled, checked_id, optional_text, part, rows

API_BASE = "https://api.mollie.com"
_PAGE = 250
# A list that is longer is no list of one customer's or one payment's.
_PAGES_MAX = 40

_DONE = frozenset({200, 201, 204})
_NO = frozenset({400, 404, 410, 422})
_FIELD = re.compile(r"[A-Za-z0-9_.]{1,60}", re.ASCII)
_BROKEN = {401: "the key is not valid", 403: "the key lacks a right"}


class Refusal(Exception):
    """Mollie says no: the HTTP `status`, and the `field` that it does not like. Its sentence may name a person."""

    def __init__(self, status: int, field: str | None = None) -> None:
        self.status, self.field = status, field
        super().__init__(f"{status} {field or ''}".strip())

    @property
    def is_missing(self) -> bool:
        """Whether the object is not there, or is there no longer."""
        return self.status in (404, 410)


class MollieClient(HttpClient):
    """The connections of one process to one Mollie account. Its key is shown by nothing."""

    def __init__(self, key: str, *, base: str = API_BASE, seconds: float = SECONDS) -> None:
        super().__init__(key, base=base, headers={}, seconds=seconds)

    async def get(self, path: str, params: Mapping[str, object] | None = None) -> Fields:
        """An object by its path, as `at` makes it. Raises Refusal and ProcessorSilent."""
        query = urlencode(params or {})
        return understood(*await self.exchange("GET", f"{path}?{query}" if query else path, None, {}))

    async def all_of(self, path: str, kind: str) -> list[Fields]:
        """Every object of a list, the newest first; `kind` is its name in there. Raises Refusal and ProcessorSilent."""
        found: list[Fields] = []
        params: dict[str, object] = {"limit": _PAGE}
        for _ in range(_PAGES_MAX):
            answer = await self.get(path, params)
            page = rows(part(answer, "_embedded") or {}, kind)
            found += page
            if part(part(answer, "_links") or {}, "next") is None:
                return found
            # The page after this begins with its last object, which is then there twice: nobody minds.
            params["from"] = checked_id(str(page[-1].get("id"))) if page else ""
            if len(page) < 2:
                raise Garbled("a list goes on without an end")
        raise Garbled("a list has too many pages")

    async def post(self, path: str, body: Mapping[str, object], key: str) -> Fields:
        """Make something once for this key, which holds for one hour. Raises Refusal and ProcessorSilent."""
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        given = {name: value for name, value in body.items() if value is not None}
        return understood(*await self.exchange("POST", path, orjson.dumps(given), headers))

    async def delete(self, path: str) -> Fields:
        """Delete or cancel an object. Raises Refusal and ProcessorSilent."""
        return understood(*await self.exchange("DELETE", path, None, {}))


def understood(status: int, body: bytes) -> Fields:
    """The object of an answer; one without a body is empty. Raises Refusal, NotConfigured and ProcessorSilent."""
    if status in _BROKEN:
        raise NotConfigured(f"Mollie answers {status}: {_BROKEN[status]}")
    if status not in _DONE and status not in _NO:
        raise ProcessorSilent(f"Mollie answers {status}")
    if status == 204:
        return {}
    try:
        answer = orjson.loads(body)
    except ValueError:
        raise Garbled(f"the answer {status} is no JSON") from None
    if not isinstance(answer, dict):
        raise Garbled(f"the answer {status} is no object")
    if status in _DONE:
        return answer
    # A proxy in between may say no as well, and that says nothing of the payment.
    if answer.get("status") != status:
        raise Garbled(f"the answer {status} has no error")
    field = optional_text(answer, "field") or ""
    raise Refusal(status, field if _FIELD.fullmatch(field) else None)


def at(*parts: str) -> str:
    """The path of an object: `at("payments", "tr_…")`. Raises Garbled if one part is no id."""
    return "/v2/" + "/".join(checked_id(one) for one in parts)
