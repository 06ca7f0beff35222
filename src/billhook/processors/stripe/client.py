"""Requests to Stripe: one form, one bounded answer, no redirect, and no secret in any error or log.

What comes back is an object, a `Refusal` in which Stripe says no, or silence (`ProcessorSilent`) with a reason: then
nobody knows what became of it, and the same is asked again with the same key.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

import orjson
import structlog

from billhook.processors.http import SECONDS, HttpClient, NotConfigured
from billhook.processors.interface import ProcessorSilent
from billhook.processors.reading import Fields, Garbled, checked_id, optional_text, part, word
from billhook.processors.stripe.requests import Params, form

log = structlog.get_logger(__name__)

API_BASE = "https://api.stripe.com"
API_VERSION = "2026-10-28.endive"

_NO = frozenset({400, 402, 404})
_BROKEN = {401: "the key is not valid", 403: "the key lacks a right"}
# What is refused now and can be asked again, whatever its status.
_PASSING = frozenset({"idempotency_key_in_use", "lock_timeout", "rate_limit", "api_key_expired"})


class Refusal(Exception):
    """Stripe says no: `code`, `decline_code` and `param` by its own words, `intent` as it is after that."""

    def __init__(self, status: int, error: Fields) -> None:
        self.status = status
        self.type = word(error, "type") or "unknown"
        self.code = word(error, "code")
        self.decline_code = word(error, "decline_code")
        self.param = optional_text(error, "param")
        self.intent = part(error, "payment_intent") or part(error, "setup_intent")
        super().__init__(f"{status} {self.type} {self.code or ''}".strip())

    def is_missing(self, param: str) -> bool:
        """Whether what this parameter names is not there."""
        return self.code == "resource_missing" and self.param == param


class StripeClient(HttpClient):
    """The connections of one process to one Stripe account. Its key is shown by nothing."""

    def __init__(self, key: str, *, base: str = API_BASE, seconds: float = SECONDS) -> None:
        super().__init__(key, base=base, headers={"Stripe-Version": API_VERSION}, seconds=seconds)

    async def get(self, path: str, params: Params | None = None) -> Fields:
        """An object by its path, such as `/v1/refunds/re_…`. Raises Refusal and ProcessorSilent."""
        query = urlencode(form(params or {}))
        return await self._ask("GET", f"{path}?{query}" if query else path, None, {})

    async def post(self, path: str, params: Params, key: str) -> Fields:
        """Change something once for this key. Raises Refusal and ProcessorSilent."""
        body = urlencode(form(params)).encode()
        headers = {"Idempotency-Key": key, "Content-Type": "application/x-www-form-urlencoded"}
        return await self._ask("POST", path, body, headers)

    async def delete(self, path: str) -> Fields:
        """Delete an object. Raises Refusal and ProcessorSilent."""
        return await self._ask("DELETE", path, None, {})

    async def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Fields:
        return understood(*await self.exchange(method, path, body, headers))


def understood(status: int, body: bytes) -> Fields:
    """The object of an answer. Raises Refusal, NotConfigured and ProcessorSilent."""
    if status in _BROKEN:
        raise NotConfigured(f"Stripe answers {status}: {_BROKEN[status]}")
    if status != 200 and status not in _NO:
        raise ProcessorSilent(f"Stripe answers {status}")
    try:
        answer = orjson.loads(body)
    except ValueError:
        raise Garbled(f"the answer {status} is no JSON") from None
    if not isinstance(answer, dict):
        raise Garbled(f"the answer {status} is no object")
    if status == 200:
        return answer
    error = part(answer, "error")
    if error is None:
        raise Garbled(f"the answer {status} has no error")
    refusal = Refusal(status, error)
    if refusal.type == "idempotency_error":
        log.error("stripe was asked otherwise with the same key", code=refusal.code)
        raise ProcessorSilent("the same key was used for another request")
    if refusal.code in _PASSING or refusal.type == "api_error":
        raise ProcessorSilent(f"Stripe answers {refusal}")
    raise refusal


def at(kind: str, id: str, then: str = "") -> str:
    """The path of an object: `at("refunds", "re_…")`. Raises Garbled if the id is none."""
    return f"/v1/{kind}/{checked_id(id)}{then}"
