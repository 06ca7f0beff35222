"""Where webhooks may go: what a URL has to look like, and which addresses may be connected to.

Whoever holds a key decides where this server sends requests, and it stands inside somebody's network. So in
live mode it calls public addresses only, by https. In test mode the receiver is usually on the developer's
own machine or in the same private network, so plain http and private addresses are allowed. Refused in both
are addresses that no receiver has, among them those where clouds answer questions about their machines.

A name is judged by the address that it resolves to, at every connection: what it resolved to earlier means
nothing.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from yarl import URL

# Cloud metadata services that are not link-local: Alibaba Cloud, Azure, Oracle Cloud, Amazon over IPv6.
_METADATA = frozenset(map(ip_address, ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")))
# Ranges of IANA's registries of special-purpose addresses that some releases of Python call global.
_SPECIAL = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24", "192.88.99.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24",
            "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2002::/16",
            "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fec0::/10",
        ),
    )
)  # fmt: skip
_SITE_LOCAL = IPv6Network("fec0::/10")
_NAT64 = IPv6Network("64:ff9b::/96")


def url_refusal(url: str, livemode: bool) -> str | None:
    """Why an endpoint may not have this URL, in words for its owner; None when it may."""
    if any(character <= " " or character == "\x7f" for character in url):
        return "it contains blanks or control characters"
    try:
        parsed = URL(url)
        host, _ = parsed.host, parsed.port
    except ValueError:
        return "it cannot be read as a URL"
    if parsed.scheme not in ("http", "https"):
        return "An explicit scheme (such as https) must be provided"
    if not host:
        return "it names no host"
    if livemode and parsed.scheme != "https":
        return "live mode needs https"
    return _host_refusal(host, livemode)


def _host_refusal(host: str, livemode: bool) -> str | None:
    try:
        literal = ip_address(host)
    except ValueError:
        name = host.rstrip(".").lower()
        if livemode and (name == "localhost" or name.endswith(".localhost")):
            return "live mode needs a public host"
        return None
    return None if may_connect(str(literal), livemode) else f"the address {literal} may not be called"


def may_connect(address: str, livemode: bool) -> bool:
    """Whether a connection may be made to a numeric address, with or without an IPv6 zone (`%eth0`)."""
    ip = _judged(ip_address(address.partition("%")[0]))
    if ip.is_link_local or ip.is_multicast or ip in _METADATA or str(ip) == "255.255.255.255":
        return False
    if ip in _SITE_LOCAL:
        return False
    return not livemode or (ip.is_global and not ip.is_reserved and not any(ip in each for each in _SPECIAL))


def _judged(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, where it does; the address itself otherwise."""
    if isinstance(ip, IPv6Address):
        if ip in _NAT64:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
        return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or ip
    return ip
