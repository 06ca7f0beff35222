"""Which processor moves the money of a tenant, and what it offers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from billhook.db.tenants import Tenant
from billhook.processors import simulated_redirect
from billhook.processors.interface import NOTHING, Offers, Processor
from billhook.processors.testing import TestProcessor
from billhook.settings import Settings

TEST = "test"

_OF_TEST = Offers(takes_tokens=True, makes_cards=True)
OFFERS: Mapping[str, Offers] = {TEST: _OF_TEST, simulated_redirect.NAME: simulated_redirect.OFFERS}
"""What each processor offers, by its name."""


def name_of(tenant: Tenant) -> str:
    """The processor that new payments of a tenant are asked of; empty if there is none."""
    return tenant.processor or ("" if tenant.livemode else TEST)


def offers_of(tenant: Tenant) -> Offers:
    """What the processor of a tenant offers."""
    return OFFERS.get(name_of(tenant), NOTHING)


def origin_of(url: str) -> str:
    """The origin of an address, as a content policy names it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def origins_of(settings: Settings) -> Mapping[str, str]:
    """The origins of the pages to which processors send payers, by the names of the processors."""
    url = settings.simulated_redirect_url
    return {simulated_redirect.NAME: origin_of(url)} if url is not None else {}


@dataclass(frozen=True, slots=True)
class Processors:
    """The processors of this process: that of test mode, and the others by their names."""

    test: Processor
    others: Mapping[str, Processor] = field(default_factory=dict)

    def named(self, name: str, at: int | None = None) -> Processor | None:
        """The processor of a name; that of test mode lives in the time `at`, if a clock gave it."""
        if name != TEST:
            return self.others.get(name)
        return self.test.at(at) if at is not None and isinstance(self.test, TestProcessor) else self.test
