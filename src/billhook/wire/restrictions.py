"""What a restricted key may do: nothing, read or write, for each resource (platform.md §2).

A permission is called `rak_<resource>_<read|write>`. A GET needs `read`; a POST and a DELETE need `write`; `write`
implies `read`. The resource follows from the verb of a route: a read is about what it returns, a write about what the
verb is named after. What no resource holds is refused to every restricted key.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from billhook.db.verbs import Verb
from billhook.wire.expand import NOTHING, Hop, Nested
from billhook.wire.routing import Route


class Access(Enum):
    """What a key may do with the objects of a resource."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Resource:
    """Objects that one permission opens: their types, and the nouns of their verbs.

    `title` is what people read. `accesses` are those that open a route.
    """

    name: str
    title: str
    types: tuple[str, ...]
    accesses: tuple[Access, ...] = (Access.READ, Access.WRITE)

    def permission(self, access: Access) -> str:
        """The name of a permission, such as `rak_invoice_read`."""
        return f"rak_{self.name}_{access.value}"

    @property
    def permissions(self) -> tuple[str, ...]:
        """Every permission of the resource, the smallest first."""
        return tuple(self.permission(access) for access in self.accesses)


RESOURCES = (
    # Whoever may add accounts may act for them too, by the header `Stripe-Account`.
    Resource("account", "Accounts", ("account",)),
    Resource("balance", "Balance", ("balance", "balance_transaction"), accesses=(Access.READ,)),
    Resource(
        "bank_statement", "Bank statements",
        ("billhook.bank_statement", "billhook.bank_movement", "billhook.bank_movement_step", "billhook.bank_import",
         "billhook.bank_csv_mapping", "billhook.bank_csv_preview"),
    ),
    Resource("charge", "Charges and refunds", ("charge", "refund")),
    Resource("checkout_session", "Checkout Sessions", ("checkout.session", "checkout_session", "item")),
    Resource("confirmation_token", "Confirmation tokens", ("confirmation_token",)),
    Resource("coupon", "Coupons and discounts", ("coupon", "discount")),
    Resource("credit_note", "Credit notes", ("credit_note", "credit_note_line_item")),
    # A customer shows and takes both balances, so their entries are no secret to those who may see the customer.
    Resource(
        "customer", "Customers and their balances",
        ("customer", "customer_balance_transaction", "cash_balance", "customer_cash_balance_transaction",
         "funding_instructions"),
    ),
    Resource(
        "customer_portal", "Customer portal", ("billing_portal.session", "portal_session"), accesses=(Access.WRITE,)
    ),
    Resource("dispute", "Disputes", ("dispute",)),
    Resource("early_fraud_warning", "Early fraud warnings", ("radar.early_fraud_warning",), accesses=(Access.READ,)),
    # What is sent again goes where it went before. A session of the command line hears every event.
    Resource("event", "Events", ("event", "cli_session", "v2.core.event")),
    Resource("file", "Files", ("file",)),
    Resource("file_link", "File links", ("file_link",)),
    Resource("invoice", "Invoices and their items", ("invoice", "invoiceitem", "invoice_payment", "line_item")),
    Resource("invoice_rendering_template", "Invoice templates", ("invoice_rendering_template",)),
    Resource(
        "billing_meter", "Meters and their events",
        ("billing.meter", "billing.meter_event", "billing.meter_event_adjustment", "billing.meter_event_summary",
         "meter", "meter_event", "meter_event_adjustment", "meter_event_summary"),
    ),
    Resource("payment_intent", "Payment intents", ("payment_intent",)),
    # A source is a card under the id that old clients know.
    Resource(
        "payment_method", "Payment methods, sources and mandates", ("payment_method", "mandate", "card", "source")
    ),
    Resource("payment_record", "Payment records", ("payment_record",), accesses=(Access.READ,)),
    # What a payout paid is told by the balance.
    Resource("payout", "Payouts", ("payout",), accesses=(Access.READ,)),
    Resource("plan", "Plans", ("plan",)),
    Resource("price", "Prices", ("price",)),
    Resource("product", "Products", ("product",)),
    Resource("promotion_code", "Promotion codes", ("promotion_code",)),
    # A sandbox comes with a secret key of its own, which opens nothing else.
    Resource("sandbox", "Sandboxes", ("billhook.sandbox",)),
    Resource("setup_intent", "Setup intents", ("setup_intent", "setup_attempt")),
    Resource("shipping_rate", "Shipping rates", ("shipping_rate",)),
    Resource("subscription", "Subscriptions", ("subscription", "subscription_item")),
    Resource("tax_id", "Tax IDs", ("tax_id",)),
    Resource("tax_rate", "Tax rates", ("tax_rate",)),
    Resource("test_clock", "Test clocks", ("test_clock", "test_helpers.test_clock")),
    Resource("token", "Tokens", ("token",)),
    Resource(
        "webhook_endpoint", "Webhook endpoints",
        ("webhook_endpoint", "event_destination", "v2.core.event_destination"),
    ),
)  # fmt: skip
"""Every resource that a permission names."""

PERMISSIONS = tuple(permission for resource in RESOURCES for permission in resource.permissions)
"""Every permission that a restricted key can have."""

_OF_TYPE: Mapping[str, Resource] = {type: resource for resource in RESOURCES for type in resource.types}
# Names that the registry of expansions has beside types: the types that they stand for.
_STANDS_FOR: Mapping[str, tuple[str, ...]] = {
    "balance_transaction_source": ("charge", "refund", "dispute", "payout"),
    "price.currency_options": ("price",),
}


@dataclass(frozen=True, slots=True)
class Grants:
    """The permissions of a restricted key."""

    permissions: frozenset[str]

    @staticmethod
    def of(permissions: Iterable[str]) -> "Grants":
        """The grants of these permissions."""
        return Grants(frozenset(permissions))

    def missing(self, needed: Collection[str]) -> str | None:
        """The first permission that is needed and not there. Who may write may read."""
        for permission in needed:
            resource, _, access = permission.rpartition("_")
            implied = access == Access.READ.value and f"{resource}_{Access.WRITE.value}" in self.permissions
            if permission not in self.permissions and not implied:
                return permission
        return None


def needed_for(route: Route) -> str | None:
    """The permission for a route; None if no permission opens it."""
    return needed_by(route.verb, Access.READ if route.method == "GET" else Access.WRITE)


def needed_by(verb: Verb, access: Access) -> str | None:
    """The permission for a verb; None if no permission opens it."""
    type = verb.returns if access is Access.READ else verb.name.rpartition(".")[0]
    resource = _OF_TYPE.get(type)
    permission = resource.permission(access) if resource is not None else None
    return permission if permission in PERMISSIONS else None


def needed_to_expand(hops: Iterable[Hop]) -> tuple[str, ...]:
    """The permissions for a path of `expand`: the key must be able to read each object that is put in.

    Nested objects are part of the answer without being asked for, so they need none.
    """
    needed: list[str] = []
    for hop in hops:
        target = hop.target
        if target is None or target == NOTHING or isinstance(hop, Nested):
            continue
        needed += [_OF_TYPE[type].permission(Access.READ) for type in _STANDS_FOR.get(target, (target,))]
    return tuple(needed)
