"""Requests to Stripe: one form, one bounded answer, no redirect, and no secret in any error or log.

What comes back is an object, a `Refusal` in which Stripe says no, or silence (`ProcessorSilent`) with a reason: then
nobody knows what became of it, and the same is asked again with the same key.
"""

import asyncio
import ipaddress
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import aiohttp
import orjson
import structlog

from billhook.processors.interface import ProcessorSilent
from billhook.processors.stripe.reading import Fields, Garbled, checked_id, optional_text, part, word
from billhook.processors.stripe.requests import Params, form

log = structlog.get_logger(__name__)

API_BASE = "https://api.stripe.com"
API_VERSION = "2026-10-28.endive"
ANSWER_MAX_BYTES = 1_048_576
# Below the patience of whoever asks (`calls.py`), so that the reason is ours.
SECONDS = 25.0

_NO = frozenset({400, 402, 404})
_BROKEN = {401: "the key is not valid", 403: "the key lacks a right"}
# What is refused now and can be asked again, whatever its status.
_PASSING = frozenset({"idempotency_key_in_use", "lock_timeout", "rate_limit", "api_key_expired"})


class BaseUnusable(ValueError):
    """The base address is none that a key may be sent to; says why."""


class NotConfigured(ProcessorSilent):
    """The key is not valid, or lacks a right: no question is answered before somebody connects anew."""


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


def checked_base(url: str) -> str:
    """The address without a slash at the end: https, or http to this machine alone. Raises BaseUnusable."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise BaseUnusable("this is no address") from None
    if parts.username or parts.password or parts.query or parts.fragment or not host:
        raise BaseUnusable("an address of an API has a host and perhaps a path, and nothing else")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise BaseUnusable("an API is called by https; http is for addresses of this machine alone")
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class StripeClient:
    """The connections of one process to one Stripe account. Its key is shown by nothing."""

    def __init__(self, key: str, *, base: str = API_BASE, seconds: float = SECONDS) -> None:
        self._key = key
        self.base = checked_base(base)
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return f"StripeClient({self.base!r})"

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

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Fields:
        try:
            async with asyncio.timeout(self._seconds):
                status, answer = await self._sent(method, path, body, headers)
        except TimeoutError:
            raise ProcessorSilent(f"no complete answer within {self._seconds:g} seconds") from None
        except (aiohttp.ClientError, OSError, ValueError) as failure:
            # The words of the failure may name what was sent.
            raise ProcessorSilent(f"no connection: {type(failure).__name__}") from None
        return understood(status, answer)

    async def _sent(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
        try:
            return await self._sent_once(method, path, body, headers)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as failure:
            if isinstance(failure, aiohttp.ClientConnectorError):
                raise
            # A connection that was idle is closed by the other side without a word. The key makes it safe to ask again.
            return await self._sent_once(method, path, body, headers)

    async def _sent_once(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        all_headers = {"Authorization": f"Bearer {self._key}", **_HEADERS, **headers}
        async with self._connected().request(
            method, self.base + path, data=body, headers=all_headers, allow_redirects=False
        ) as response:
            kept = bytearray()
            async for chunk in response.content.iter_any():
                kept += chunk
                if len(kept) > ANSWER_MAX_BYTES:
                    response.close()
                    raise Garbled(f"the answer is longer than {ANSWER_MAX_BYTES} bytes")
            return response.status, bytes(kept)

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=None),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return self._session


_HEADERS = {
    "Stripe-Version": API_VERSION,
    "User-Agent": "Billhook",
    "Accept": "application/json",
    "Accept-Encoding": "identity",
}


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
