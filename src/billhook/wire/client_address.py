"""The address that a request comes from, and whether it is in a list of networks."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network


def client_address(peer: str, forwarded: str) -> str:
    """The address of the client. `forwarded` is the last `X-Forwarded-For` header, empty if there is none.

    A proxy on this machine says for whom it asks; from elsewhere `X-Forwarded-For` is what anybody may write.
    """
    if not forwarded:
        return peer
    found = parsed(peer)
    if found is not None and found.is_loopback:
        last = forwarded.rpartition(",")[2].strip()
        return last if parsed(last) is not None else peer
    return peer


def is_within(address: str, networks: Sequence[Network]) -> bool:
    """Whether an address is in one of the networks. What is no address is in none."""
    found = parsed(address)
    return found is not None and any(found in network for network in networks)


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address, without its zone, and an IPv4 address as such if it is written as IPv6; None if it is none."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
