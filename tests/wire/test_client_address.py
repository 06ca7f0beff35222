"""Where a request comes from, and whether that is in a list of networks."""

from ipaddress import ip_network

import pytest

from billhook.wire.client_address import client_address, is_within


@pytest.mark.parametrize(("peer", "forwarded", "address"), [
    ("198.51.100.1", "", "198.51.100.1"),
    # From elsewhere anybody may write the header.
    ("198.51.100.1", "203.0.113.7", "198.51.100.1"),
    ("127.0.0.1", "", "127.0.0.1"),
    ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
    ("::1", "2001:db8::7", "2001:db8::7"),
    ("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),
    # A proxy writes the client that it sees behind what that client said.
    ("127.0.0.1", "10.0.0.1, 203.0.113.7", "203.0.113.7"),
    ("127.0.0.1", "203.0.113.7, unknown", "127.0.0.1"),
    ("", "203.0.113.7", ""),
])  # fmt: skip
def test_a_proxy_on_this_machine_says_for_whom_it_asks(peer: str, forwarded: str, address: str) -> None:
    assert client_address(peer, forwarded) == address


@pytest.mark.parametrize(("address", "networks", "within"), [
    ("203.0.113.7", ["203.0.113.0/24"], True),
    ("203.0.114.7", ["203.0.113.0/24"], False),
    ("203.0.114.7", ["203.0.113.0/24", "203.0.114.7/32"], True),
    ("2001:db8:1::7", ["2001:db8::/32"], True),
    ("2001:db9::7", ["2001:db8::/32"], False),
    # An IPv4 address as a socket for both families writes it.
    ("::ffff:203.0.113.7", ["203.0.113.0/24"], True),
    ("203.0.113.7", ["::/0"], False),
    ("fe80::1%eth0", ["fe80::/10"], True),
    ("", ["0.0.0.0/0", "::/0"], False),
    ("unix", ["0.0.0.0/0", "::/0"], False),
])  # fmt: skip
def test_an_address_is_in_a_network(address: str, networks: list[str], within: bool) -> None:
    assert is_within(address, [ip_network(network) for network in networks]) is within
