"""Where passkeys belong: to a host with a name, over a connection that nobody else reads."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Site:
    """Who asks: the host that passkeys belong to, and the origin of the pages."""

    host: str
    origin: str

    @staticmethod
    def of(public_url: str) -> "Site | None":
        """The site of a public URL; None where browsers offer no passkeys: on addresses, and on plain connections."""
        parts = urlsplit(public_url)
        host = parts.hostname or ""
        try:
            ip_address(host)
        except ValueError:
            is_safe = parts.scheme == "https" or host == "localhost"
            return Site(host, f"{parts.scheme}://{parts.netloc}") if is_safe else None
        return None
