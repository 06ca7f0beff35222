"""How often something may be tried, so that guessing is slow and nobody is locked out for ever.

Attempts are counted within a sliding window, by what they spend: an address, the pair of e-mail and address, a device.
A stranger elsewhere spends a budget of their own, so they cannot keep the owner out. Nor can a stranger at the same
address: a device on which somebody signed in before has a budget of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

WINDOW_SECONDS = 15 * 60
BY_ADDRESS_MAX = 30
FREE_ATTEMPTS = 5
WAIT_MAX_SECONDS = 60
CODE_WINDOW_SECONDS = 5 * 60
MAIL_WINDOW_SECONDS = 3_600
MAILS_BY_PERSON_MAX = 3
MAILS_BY_ADDRESS_MAX = 20
LONGEST_WINDOW_SECONDS = MAIL_WINDOW_SECONDS
_V6_NETWORK_BITS = 64


@dataclass(frozen=True, slots=True)
class Budget:
    """What an attempt spends: `free` attempts within `window` seconds.

    If it `grows`, each further one waits twice as long as the one before, from one second to a minute. Otherwise it
    waits until the oldest is out of the window. `of_address`: attempts at anybody spend it.
    """

    subject: str
    free: int = FREE_ATTEMPTS
    window: int = WINDOW_SECONDS
    grows: bool = True
    of_address: bool = False


def counted_address(address: str) -> str:
    """What counts as one address: an IPv4 address, or the network that one household has of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6 and parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    if parsed.version == 6:
        return str(ip_network((parsed, _V6_NETWORK_BITS), strict=False))
    return str(parsed)


def of_sign_in(email: str, address: str, device: str | None) -> list[Budget]:
    """What an attempt at a password spends. `device` names a device that the person knows, if this is one."""
    if device is not None:
        return [Budget(f"device:{device}")]
    counted = counted_address(address)
    return [
        Budget(f"address:{counted}", free=BY_ADDRESS_MAX, grows=False, of_address=True),
        Budget(f"pair:{email.lower()} {counted}"),
    ]


def of_code(person: str, device: str | None) -> list[Budget]:
    """What an attempt at a second factor spends: whoever makes it knows the password already."""
    subject = f"code:{person}" if device is None else f"code:{person} {device}"
    return [Budget(subject, window=CODE_WINDOW_SECONDS, grows=False)]


def of_confirmation(session: str) -> list[Budget]:
    """What an attempt to confirm a session spends: whoever stole it does not know the password."""
    return [Budget(f"confirm:{session}")]


def of_challenge(address: str) -> list[Budget]:
    """What asking for something to sign spends: it cannot be guessed, and is bounded all the same."""
    return [Budget(f"challenge:{counted_address(address)}", free=60, window=CODE_WINDOW_SECONDS, grows=False)]


def of_mail(kind: str, email: str) -> list[Budget]:
    """What a mail to somebody spends, whether they exist or not."""
    return [Budget(f"mail:{kind} {email.lower()}", free=MAILS_BY_PERSON_MAX, window=MAIL_WINDOW_SECONDS, grows=False)]


def of_mails_from(address: str) -> list[Budget]:
    """What a mail spends that somebody at an address asks for."""
    subject = f"mails:{counted_address(address)}"
    return [Budget(subject, free=MAILS_BY_ADDRESS_MAX, window=MAIL_WINDOW_SECONDS, grows=False)]


def wait_seconds(budget: Budget, moments: Sequence[int], now: int) -> int:
    """How long to wait for the next attempt; `moments` are the counted ones within the window, oldest first."""
    over = len(moments) - budget.free
    if over < 0:
        return 0
    growing = moments[-1] + min(1 << min(over, 10), WAIT_MAX_SECONDS)
    return max((growing if budget.grows else moments[over] + budget.window) - now, 0)
