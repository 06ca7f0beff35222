"""Where webhooks may go, in each mode."""

import pytest

from billhook.webhooks.rules.address import may_connect, url_refusal


@pytest.mark.parametrize(
    ("address", "live", "test"),
    [
        ("93.184.216.34", True, True),
        ("2606:2800:220:1:248:1893:25c8:1946", True, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("10.1.2.3", False, True),
        ("172.16.0.1", False, True),
        ("192.168.1.10", False, True),
        ("100.64.0.1", False, True),
        ("fd12:3456::1", False, True),
        ("0.0.0.0", False, True),  # noqa: S104 - compared, not bound
        # An IPv6 address that carries an IPv4 address is judged by what it carries.
        ("::ffff:127.0.0.1", False, True),
        ("::ffff:93.184.216.34", True, True),
        ("64:ff9b::a01:203", False, True),
        ("2002:a01:203::", False, True),
        # What no receiver has, whatever the mode: link-local, metadata services, groups of machines.
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("100.100.100.200", False, False),
        ("fd00:ec2::254", False, False),
        ("168.63.129.16", False, False),
        ("192.0.0.192", False, False),
        ("::ffff:168.63.129.16", False, False),
        ("64:ff9b::a83f:8110", False, False),
        ("2002:a83f:8110::", False, False),
        ("fec0::1", False, False),
        ("feff::1", False, False),
        # Ranges that IANA keeps for a special purpose, and no receiver is in.
        ("192.0.0.8", False, True),
        ("192.88.99.1", False, True),
        ("198.18.0.1", False, True),
        ("203.0.113.1", False, True),
        ("240.0.0.1", False, True),
        ("64:ff9b:1::1", False, True),
        ("100::1", False, True),
        ("2001:db8::1", False, True),
        ("3fff::1", False, True),
        ("5f00::1", False, True),
        ("fe80::1%eth0", False, False),
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
    ],
)
def test_addresses(address: str, live: bool, test: bool) -> None:
    assert may_connect(address, livemode=True) is live
    assert may_connect(address, livemode=False) is test


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hook",
        "https://example.com:8443/hook?x=1",
        "https://user:word@example.com/",
        "https://bücher.example/",
    ],
)
def test_urls_for_both_modes(url: str) -> None:
    assert url_refusal(url, livemode=True) is None
    assert url_refusal(url, livemode=False) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.com/", "live mode needs https"),
        ("https://localhost/", "live mode needs a public host"),
        ("https://app.localhost./", "live mode needs a public host"),
        ("https://127.0.0.1/", "the address 127.0.0.1 may not be called"),
        ("https://[::1]/", "the address ::1 may not be called"),
    ],
)
def test_urls_for_test_mode_alone(url: str, reason: str) -> None:
    assert url_refusal(url, livemode=True) == reason
    assert url_refusal(url, livemode=False) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("example.com/hook", "An explicit scheme (such as https) must be provided"),
        ("ftp://example.com/", "An explicit scheme (such as https) must be provided"),
        ("https://", "it names no host"),
        ("https://example.com:port/", "it cannot be read as a URL"),
        ("https://exam ple.com/", "it contains blanks or control characters"),
        ("https://example.com/\r\nX: y", "it contains blanks or control characters"),
        ("http://169.254.169.254/latest/meta-data/", "the address 169.254.169.254 may not be called"),
    ],
)
def test_urls_for_no_mode(url: str, reason: str) -> None:
    assert url_refusal(url, livemode=False) == reason
