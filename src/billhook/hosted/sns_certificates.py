"""The certificates with which Amazon SNS signs, from the address that `sns_certificate` let through.

They are read with no transaction open, within a time limit, and kept for the life of the process: Amazon gives a new
certificate a new address.
"""

import asyncio
from dataclasses import dataclass, field

import aiohttp

BYTES_MAX = 20_000
_SECONDS = 10.0
_KEPT_MAX = 8


class CertificateUnreachable(Exception):
    """The certificate could not be read this time."""


@dataclass(slots=True)
class Certificates:
    """The certificates that this process has read. `_one` lets one request at a time ask for them."""

    _kept: dict[str, bytes] = field(default_factory=dict)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def at(self, url: str) -> bytes:
        """The certificate at an address. Raises CertificateUnreachable."""
        async with self._one:
            if url not in self._kept:
                content = await _read(url)
                while len(self._kept) >= _KEPT_MAX:
                    del self._kept[next(iter(self._kept))]
                self._kept[url] = content
            return self._kept[url]


async def _read(url: str) -> bytes:
    try:
        async with (
            asyncio.timeout(_SECONDS),
            aiohttp.ClientSession(auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(url, headers={"Accept-Encoding": "identity"}, allow_redirects=False) as response,
        ):
            if response.status != 200:
                raise CertificateUnreachable(f"{url} answers {response.status}")
            content = await response.content.read(BYTES_MAX + 1)
            while len(content) <= BYTES_MAX and (more := await response.content.read(BYTES_MAX)):
                content += more
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise CertificateUnreachable(f"{url}: {error or 'no answer in time'}") from error
    if len(content) > BYTES_MAX:
        raise CertificateUnreachable(f"{url} answers with more than {BYTES_MAX} bytes")
    return content
