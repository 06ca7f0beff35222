"""The networks that a key may be used from, as they are stored."""

from collections.abc import Iterable
from ipaddress import ip_network

from billhook.kernel import errors

_LENGTH_SHOWN = 50


def networks_of(chosen: Iterable[str]) -> tuple[str, ...]:
    """Each network once, in CIDR notation; an address is a network of its own. Raises NETWORK_INVALID."""
    return tuple(dict.fromkeys(_network(text.strip()) for text in chosen))


def _network(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError:
        raise errors.NETWORK_INVALID(param="networks", network=text[:_LENGTH_SHOWN]) from None
