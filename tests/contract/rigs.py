"""The adapters that keep the contract, each with a fake of its own that a test can pay at, break and question."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from tests.contract import gocardless_fake, mollie_fake, stripe_fake

from billhook.kernel.clock import Clock
from billhook.processors.connecting import Adapter, Surroundings
from billhook.processors.gocardless.client import GoCardlessClient
from billhook.processors.gocardless.processor import GoCardlessProcessor
from billhook.processors.interface import BeginRequest, Begun, CancelRequest, LookRequest
from billhook.processors.mollie.client import MollieClient
from billhook.processors.mollie.processor import MollieProcessor
from billhook.processors.stripe.client import StripeClient
from billhook.processors.stripe.processor import StripeProcessor
from billhook.processors.test_cards import has_check_digit

NEWS_URL = "https://bill.example/processors/mollie/1/door"


class FakeClock(Clock):
    """The time of a fake."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake

    def now(self) -> int:
        return int(self._fake.now)


@dataclass
class Written:
    """What the adapter wrote down; it outlives the adapter, as a table does."""

    rows: dict[str, str] = field(default_factory=dict)

    async def of(self, key: str) -> str | None:
        return self.rows.get(key)

    async def keep(self, key: str, reference: str) -> None:
        self.rows[key] = reference


@dataclass(frozen=True)
class Kind:
    """One processor: its fake, and what its contract calls the things that every contract has."""

    name: str
    key: str
    wrong_key: str
    running: Callable[[], AbstractAsyncContextManager[Any]]
    adapter: Callable[[str, str, Written, Clock, float], Adapter]
    token: str
    """How saved methods are named there, around `good`, `declined`, `poor`, `secure`, `slow` or `gone`."""
    page_prefix: str
    takes: Callable[[str, str], bool]
    """Whether a request, by its method and path, takes money by a saved method."""
    gives_back: Callable[[str, str], bool]
    lacks: Mapping[str, str] = field(default_factory=dict)
    """What it has not, so that these cases do not apply, and why; each is said no to in a test of its own."""


def _stripe(key: str, base: str, written: Written, clock: Clock, seconds: float) -> Adapter:
    return StripeProcessor(StripeClient(key, base=base, seconds=seconds), written, clock)


def _mollie(key: str, base: str, written: Written, clock: Clock, seconds: float) -> Adapter:
    around = Surroundings(base, written, NEWS_URL, "Ada Ltd")
    return MollieProcessor(MollieClient(key, base=base, seconds=seconds), around, clock)


def _gocardless(key: str, base: str, written: Written, clock: Clock, seconds: float) -> Adapter:
    around = Surroundings(base, written, NEWS_URL, "Ada Ltd")
    return GoCardlessProcessor(GoCardlessClient(key, base=base, seconds=seconds), around, clock)


_NEVER_READY = "It takes the money at once, so nothing is captured, raised or released."
_NO_ANSWER = "Nobody answers a chargeback there, so it is final."
STRIPE = Kind(
    "stripe", stripe_fake.KEY, "rk_live_wrongwrongwrong", stripe_fake.running, _stripe, "pm_{}", "cs_live",
    lambda method, path: path.endswith("/confirm"), lambda method, path: path == "refunds",
)  # fmt: skip
MOLLIE = Kind(
    "mollie", mollie_fake.KEY, "live_wrongWrongWrong", mollie_fake.running, _mollie, "cst_there:mdt_{}", "tr",
    lambda method, path: (method, path) == ("POST", "payments"),
    lambda method, path: method == "POST" and path.endswith("/refunds"),
    {
        "authorizations": _NEVER_READY, "disputes": _NO_ANSWER,
        "set-ups": "A method is kept there by its first payment.",
    },
)  # fmt: skip
GOCARDLESS = Kind(
    "gocardless", gocardless_fake.KEY, "live_wrongWrongWrong", gocardless_fake.running, _gocardless, "MD_{}", "BRQ",
    lambda method, path: (method, path) == ("POST", "payments"),
    lambda method, path: (method, path) == ("POST", "refunds"),
    {
        "authorizations": _NEVER_READY, "disputes": _NO_ANSWER,
        "holder": "The bank of a debited account asks its holder nothing.",
        "set-ups": "Its debits in most currencies are of types that cannot be kept here.",
    },
)  # fmt: skip
KINDS = (STRIPE, MOLLIE, GOCARDLESS)


def kinds_with(what: str) -> tuple[Kind, ...]:
    """The adapters that have `authorizations`, `disputes` to be answered, a `holder` who is asked, or `set-ups`."""
    return tuple(kind for kind in KINDS if what not in kind.lacks)


@dataclass
class Rig:
    """An adapter with its fake."""

    kind: Kind
    fake: Any
    written: Written
    processor: Adapter

    def anew(self, *, key: str | None = None, seconds: float = 5) -> Adapter:
        """The adapter of another process, which knows only what was written down."""
        return self.kind.adapter(key or self.kind.key, self.fake.base, self.written, FakeClock(self.fake), seconds)

    def token(self, what: str) -> str:
        """The name of a saved method there."""
        return self.kind.token.format(what)


class Play(Protocol):
    """Plays a story against a fresh fake of one processor, and looks afterwards for what must be nowhere."""

    def __call__(
        self, story: Callable[[Rig], Awaitable[None]], *, seconds: float = 5, key: str | None = None
    ) -> Rig: ...


def played_by(
    kind: Kind, story: Callable[[Rig], Awaitable[None]], *, seconds: float = 5, key: str | None = None
) -> Rig:  # fmt: skip
    """A story of one processor, played as `Play` says."""

    async def play() -> Rig:
        async with kind.running() as fake:
            rig = Rig(kind, fake, Written(), None)  # type: ignore[arg-type]
            rig.processor = rig.anew(key=key, seconds=seconds)
            try:
                await story(rig)
            finally:
                await rig.processor.close()
            return rig

    with structlog.testing.capture_logs() as logged:
        rig = asyncio.run(play())
    no_secret(f"{logged} {rig.written} {rig.processor!r}", key or kind.key)
    return rig


def no_secret(text: str, key: str = stripe_fake.KEY) -> None:
    """No number of a card, and no key."""
    assert key not in text
    assert mollie_fake.KEY not in text
    assert gocardless_fake.SECRET not in text
    assert stripe_fake.SECRET not in text
    assert [n for n in re.findall(r"(?<![0-9])[0-9]{13,19}(?![0-9])", text) if has_check_digit(n)] == []


def asked(rig: Rig, **how: Any) -> BeginRequest:
    return BeginRequest(
        1_000, "usd", "Invoice NL-2026-0042", "https://bill.example/i/x", email="ada@example.com", made_at=rig.fake.now,
        **how,
    )  # fmt: skip


async def begun(rig: Rig, key: str = "call_1", **how: Any) -> LookRequest:
    answer = await rig.processor.begin(key, asked(rig, **how))
    assert isinstance(answer, Begun)
    assert answer.url.startswith(f"{rig.fake.base}/pay/")
    return LookRequest(answer.reference, key, 1_000, "usd")


def cancel(look: LookRequest) -> CancelRequest:
    return CancelRequest(look.reference, look.begun, look.amount, look.currency)
