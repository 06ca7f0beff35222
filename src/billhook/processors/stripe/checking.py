"""Whether a key is the right one: each right that the adapter needs, by a GET that changes nothing."""

from billhook.processors.connecting import Endpoint, KeyUnusable, is_of_this_machine
from billhook.processors.http import NotConfigured
from billhook.processors.interface import ProcessorSilent
from billhook.processors.reading import own_id, text
from billhook.processors.stripe.client import Refusal, StripeClient, at

# What the adapter reads or writes, as the Dashboard of Stripe calls the right, and where a GET shows it.
_FIRST = "/v1/balance"
_RIGHTS = (
    ("Balance", _FIRST),
    ("Charges and Refunds", "/v1/refunds?limit=1"),
    ("Checkout Sessions", "/v1/checkout/sessions?limit=1"),
    ("Customers", "/v1/customers?limit=1"),
    ("Disputes", "/v1/disputes?limit=1"),
    ("Events", "/v1/events?limit=1"),
    ("PaymentIntents", "/v1/payment_intents?limit=1"),
    ("SetupIntents", "/v1/setup_intents?limit=1"),
    ("Balance transaction sources", "/v1/balance_transactions?limit=1"),
)

EVENTS = tuple(
    "charge.dispute.closed charge.dispute.created charge.dispute.funds_reinstated charge.dispute.funds_withdrawn "
    "charge.dispute.updated charge.refund.updated charge.refunded charge.updated "
    "checkout.session.async_payment_failed checkout.session.async_payment_succeeded checkout.session.completed "
    "checkout.session.expired payment_intent.canceled payment_intent.payment_failed payment_intent.succeeded "
    "radar.early_fraud_warning.created refund.failed refund.updated".split()
)
"""The types of news that can be asked for. Stripe lists events of at most 20 types at once."""

PAYOUT_EVENTS = tuple(
    "payout.canceled payout.created payout.failed payout.paid payout.reconciliation_completed payout.updated".split()
)
"""News of payouts come to an endpoint alone: where none can come, the payouts themselves are listed."""


def insist_on_mode(key: str, *, live: bool, base: str) -> None:
    """The key is a secret or restricted one of the wanted mode; on this machine any mode will do, for tests.

    Raises KeyUnusable.
    """
    kind, _, mode = key.partition("_")
    mode = mode.partition("_")[0]
    if kind not in ("sk", "rk") or mode not in ("live", "test") or not key.isascii() or not key.isprintable():
        raise KeyUnusable("a key begins with rk_live_ or sk_live_, or with rk_test_ or sk_test_ in test mode")
    if (mode == "live") != live and not is_of_this_machine(base):
        raise KeyUnusable(f"this key is for {mode} mode, and {'live' if live else 'test'} mode is to be connected")


async def insist_on_rights(client: StripeClient) -> None:
    """Each right is there to read; whether it is there to write shows with the first payment.

    Raises KeyUnusable, and ProcessorSilent if Stripe does not answer.
    """
    missing = [name for name, path in _RIGHTS if not await _may(client, path)]
    if len(missing) == len(_RIGHTS):
        raise KeyUnusable("Stripe does not know this key")
    if missing:
        raise KeyUnusable(f"the key lacks rights: {', '.join(missing)}")


async def _may(client: StripeClient, path: str) -> bool:
    try:
        await client.get(path)
    except NotConfigured:
        return False
    except Refusal as refusal:
        if path == _FIRST:
            raise ProcessorSilent(f"Stripe answers {refusal}") from None
        # It has no such list, as a server for tests may: the key was not what it minded.
    return True


async def open_endpoint(client: StripeClient, url: str, key: str) -> Endpoint | None:
    """A webhook endpoint there for this address; None if the key may not make one. Raises ProcessorSilent."""
    asked = {"url": url, "enabled_events": (*EVENTS, *PAYOUT_EVENTS), "description": "Billhook"}
    try:
        made = await client.post("/v1/webhook_endpoints", asked, key)
    except (NotConfigured, Refusal):
        return None
    return Endpoint(own_id(made), text(made, "secret"))


async def close_endpoint(client: StripeClient, id: str) -> bool:
    """Delete a webhook endpoint there; whether it is gone. Raises ProcessorSilent."""
    try:
        await client.delete(at("webhook_endpoints", id))
    except NotConfigured:
        return False
    except Refusal as refusal:
        return refusal.status == 404
    return True
