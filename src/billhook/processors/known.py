"""Which processor moves the money of a tenant, and what it offers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from billhook.db.tenants import Tenant
from billhook.processors import sepa_files, simulated_redirect
from billhook.processors.connecting import Connectable
from billhook.processors.gocardless import processor as gocardless
from billhook.processors.gocardless.client import API_BASE as GOCARDLESS
from billhook.processors.gocardless.connecting import ConnectGoCardless
from billhook.processors.interface import Processor
from billhook.processors.mollie import processor as mollie
from billhook.processors.mollie.connecting import ConnectMollie
from billhook.processors.offers import NOTHING, Offers
from billhook.processors.stripe import processor as stripe
from billhook.processors.stripe.connecting import ConnectStripe
from billhook.processors.testing import TestProcessor
from billhook.settings import Settings

TEST = "test"

_OF_TEST = Offers(takes_tokens=True, makes_cards=True)
OFFERS: Mapping[str, Offers] = {
    TEST: _OF_TEST,
    simulated_redirect.NAME: simulated_redirect.OFFERS,
    stripe.NAME: stripe.OFFERS,
    mollie.NAME: mollie.OFFERS,
    gocardless.NAME: gocardless.OFFERS,
    sepa_files.NAME: sepa_files.OFFERS,
}
"""What each processor offers, by its name."""

CONNECTABLE: Mapping[str, Connectable] = {
    each.name: each for each in (ConnectStripe(), ConnectMollie(), ConnectGoCardless())
}
"""The processors at which merchants have accounts of their own, by their names."""

# Where each API is in earnest, and where its pages for payers are then; those of a sandbox may have an origin too.
_PAGES = {
    stripe.NAME: ("https://api.stripe.com", "https://checkout.stripe.com"),
    mollie.NAME: ("https://api.mollie.com", "https://www.mollie.com"),
    gocardless.NAME: (GOCARDLESS, "https://pay.gocardless.com https://pay-sandbox.gocardless.com"),
}


def name_of(tenant: Tenant) -> str:
    """The processor that new payments of a tenant are asked of; empty if there is none."""
    return name_in(tenant.processor, livemode=tenant.livemode)


def name_in(chosen: str, *, livemode: bool) -> str:
    """The same, for a mode in which this processor was chosen; empty for none."""
    return chosen or ("" if livemode else TEST)


def offers_of(tenant: Tenant) -> Offers:
    """What the processor of a tenant offers."""
    return OFFERS.get(name_of(tenant), NOTHING)


def origin_of(url: str) -> str:
    """The origin of an address, as a content policy names it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def origins_of(settings: Settings) -> Mapping[str, str]:
    """The origins of the pages to which processors send payers, as a content policy names them, by the names of the
    processors."""
    origins = {}
    for name, (api, page) in _PAGES.items():
        base = CONNECTABLE[name].base_of(settings)
        origins[name] = page if base == api else origin_of(base)
    url = settings.simulated_redirect_url
    return origins | ({simulated_redirect.NAME: origin_of(url)} if url is not None else {})


class Connected(Protocol):
    """The accounts of merchants at one processor."""

    async def of(self, tenant: Tenant) -> Processor | None:
        """The account of a tenant; None if it has none. Raises ProcessorSilent if its key cannot be read."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


@dataclass(frozen=True, slots=True)
class Processors:
    """The processors of this process: that of test mode, others by their names, and accounts that merchants connect."""

    test: Processor
    others: Mapping[str, Processor] = field(default_factory=dict)
    connected: Mapping[str, Connected] = field(default_factory=dict)

    async def named(self, name: str, tenant: Tenant, at: int | None = None) -> Processor | None:
        """The processor of a name, as a tenant uses it; that of test mode lives in the time `at`, if a clock gave it.

        Raises ProcessorSilent if the key of the tenant cannot be read.
        """
        if name in self.connected:
            return await self.connected[name].of(tenant)
        if name != TEST:
            return self.others.get(name)
        return self.test.at(at) if at is not None and isinstance(self.test, TestProcessor) else self.test

    async def close(self) -> None:
        """Close the connections to the accounts that merchants connected."""
        for each in self.connected.values():
            await each.close()
