"""What can be expanded: filled here, above the rooms, so that no room has to import upwards."""

from collections.abc import Sequence

from billhook.accounts import expansion as accounts
from billhook.cash_balances import expansion as cash_balances
from billhook.catalog import expansion as catalog
from billhook.checkout import expansion as checkout
from billhook.credit_notes import expansion as credit_notes
from billhook.customers import expansion as customers
from billhook.db.tx import Reader
from billhook.discounts import expansion as discounts
from billhook.disputes import expansion as disputes
from billhook.files import expansion as files
from billhook.invoices import expansion as invoices
from billhook.kernel.wire_object import WireObject
from billhook.ledger import expansion as ledger
from billhook.meters import expansion as meters
from billhook.payment_methods import expansion as payment_methods
from billhook.payments import expansion as payments
from billhook.payouts import expansion as payouts
from billhook.rendering_templates import expansion as rendering_templates
from billhook.setup_intents import expansion as setup_intents
from billhook.subscriptions import expansion as subscriptions
from billhook.tax import expansion as tax
from billhook.test_clocks import expansion as test_clocks
from billhook.wire import expandable
from billhook.wire.expand import Included, Registry


def registry() -> Registry:
    """The registry of all object types."""
    r = Registry()
    accounts.register(r)
    files.register(r)
    customers.register(r)
    cash_balances.register(r)
    meters.register(r)
    catalog.register(r)
    tax.register(r)
    discounts.register(r)
    invoices.register(r)
    credit_notes.register(r)
    subscriptions.register(r)
    ledger.register(r)
    r.loads_type("balance_transaction_source", load_sources)
    payment_methods.register(r)
    rendering_templates.register(r)
    payments.register(r)
    setup_intents.register(r)
    checkout.register(r)
    disputes.register(r)
    payouts.register(r)
    test_clocks.register(r)
    expandable.register(r)
    _entries_of_the_ledger(r)
    return r


def _entries_of_the_ledger(r: Registry) -> None:
    """What made an entry may be followed like itself, but for what is left out of it."""
    for made_by in ("charge", "refund", "dispute", "payout"):
        r.hops.setdefault("balance_transaction_source", []).extend(
            hop for hop in r.hops[made_by] if not isinstance(hop, Included)
        )


async def load_sources(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """What made an entry of the ledger: a charge, a refund, a dispute or a payout, as their ids say."""
    found: dict[str, WireObject] = {}
    loaders = (
        ("ch_", payments.load_charges), ("re_", payments.load_refunds), ("du_", disputes.load), ("po_", payouts.load),
    )  # fmt: skip
    for prefix, load in loaders:
        if named := [each for each in ids if each.startswith(prefix)]:
            found |= await load(reader, named)
    return found
