"""Thin events: the types of the v2 API, its moments, and where the object of an event is found (platform.md §6.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

THIN = "v1."
"""Begins the type of a thin event about an object of the v1 API: `v1.invoice.paid`."""

PING = "v2.core.event_destination.ping"

# Objects whose address is not /v1/TYPEs/ID. One without an address has none of its own here.
_ELSEWHERE: Mapping[str, str | None] = {
    "balance": "/v1/balance",
    "billing.meter": "/v1/billing/meters/{id}",
    "card": "/v1/customers/{customer}/sources/{id}",
    "cash_balance": "/v1/customers/{customer}/cash_balance",
    "checkout.session": "/v1/checkout/sessions/{id}",
    "customer_cash_balance_transaction": "/v1/customers/{customer}/cash_balance_transactions/{id}",
    "discount": None,
    "funding_instructions": None,
    "radar.early_fraud_warning": "/v1/radar/early_fraud_warnings/{id}",
    "test_helpers.test_clock": "/v1/test_helpers/test_clocks/{id}",
    "v2.core.event_destination": "/v2/core/event_destinations/{id}",
}


@dataclass(frozen=True, slots=True)
class Related:
    """The object of an event, as a thin event names it."""

    id: str
    type: str
    url: str


def thin_type(name: str) -> str:
    """The type in the v2 API: `invoice.paid` is `v1.invoice.paid`; the star and the types of v2 stay."""
    return name if name == "*" or name.startswith("v2.") else THIN + name


def rfc3339(moment: int) -> str:
    """A moment as the v2 API writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def related(object: Mapping[str, object]) -> Related | None:
    """Where the object of an event is found; None if it has no address of its own."""
    type, id, customer = str(object["object"]), str(object.get("id", "")), object.get("customer")
    url = _ELSEWHERE.get(type, f"/v1/{type}s/{{id}}")
    if url is None or (not id and "{id}" in url):
        return None
    return Related(id, type, url.replace("{id}", id).replace("{customer}", str(customer)))
