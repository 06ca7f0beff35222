"""Requests to a processor: one bounded answer, no redirect, and no secret in any error or log.

What comes back is a status and a body, or silence (`ProcessorSilent`) with a reason: then nobody knows what became of
the request, and the same is asked again with the same key.
"""

import asyncio
import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

import aiohttp

from billhook.processors.interface import ProcessorSilent
from billhook.processors.reading import Garbled

ANSWER_MAX_BYTES = 1_048_576
# Below the patience of whoever asks (`calls.py`), so that the reason is ours.
SECONDS = 25.0

_HEADERS = {"User-Agent": "Billhook", "Accept": "application/json", "Accept-Encoding": "identity"}


class BaseUnusable(ValueError):
    """The base address is none that a key may be sent to; says why."""


class NotConfigured(ProcessorSilent):
    """The key is not valid, or lacks a right: no question is answered before somebody connects anew."""


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


def checked_page(base: str, url: str) -> str:
    """The address of a page for payers: https, or http on this machine if the API is there too. Raises Garbled."""
    parts = urlsplit(url)
    is_local = is_loopback(urlsplit(base).hostname or "") and is_loopback(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_local)):
        raise Garbled("the page for the payer has no address of https")
    return url


class HttpClient:
    """The connections of one process to one account at a processor. Its key is shown by nothing."""

    def __init__(self, key: str, *, base: str, headers: Mapping[str, str], seconds: float = SECONDS) -> None:
        """`headers` go with each request. Raises BaseUnusable."""
        self._headers = {"Authorization": f"Bearer {key}", **_HEADERS, **headers}
        self.base = checked_base(base)
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base!r})"

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def exchange(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """Status and body of the answer to one request, which can be asked twice. Raises ProcessorSilent."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._sent(method, path, body, headers)
        except TimeoutError:
            raise ProcessorSilent(f"no complete answer within {self._seconds:g} seconds") from None
        except (aiohttp.ClientError, OSError, ValueError) as failure:
            # The words of the failure may name what was sent.
            raise ProcessorSilent(f"no connection: {type(failure).__name__}") from None

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
        async with self._connected().request(
            method, self.base + path, data=body, headers={**self._headers, **headers}, allow_redirects=False
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
