"""What routes are called in the document: paths and operations have the names that Stripe gives them."""

from billhook.wire.routing import Route

# The errors of a route speak of an object by the placeholder's name, so Billhook spells some in its own way.
_SPELLED = (
    ("/v1/customers/{id}/tax_ids/{tax_id}", "/v1/customers/{customer}/tax_ids/{id}"),
    ("/v1/customers/{customer}/cash_balance_transactions/{cash_transaction}",
     "/v1/customers/{customer}/cash_balance_transactions/{transaction}"),
    ("/v1/customers/{customer}/sources/{source}", "/v1/customers/{customer}/sources/{id}"),
    ("/v1/customers/{id}", "/v1/customers/{customer}"),
    ("/v1/credit_notes/{id}/lines", "/v1/credit_notes/{credit_note}/lines"),
    ("/v1/invoices/{id}", "/v1/invoices/{invoice}"),
    ("/v1/invoiceitems/{id}", "/v1/invoiceitems/{invoiceitem}"),
    ("/v1/invoice_payments/{id}", "/v1/invoice_payments/{invoice_payment}"),
    ("/v1/subscriptions/{id}", "/v1/subscriptions/{subscription_exposed_id}"),
    ("/v1/subscription_items/{id}", "/v1/subscription_items/{item}"),
)  # fmt: skip


def path_of(route: Route) -> str:
    """The path with Stripe's names of placeholders, one for each place however many methods it has."""
    for ours, theirs in _SPELLED:
        if route.path.startswith(ours):
            return theirs + route.path.removeprefix(ours)
    return route.path


def placeholders(path: str) -> list[str]:
    """The names of the placeholders in their order."""
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def operation_of(route: Route) -> str:
    """`PostInvoicesInvoicePay`: the method and the parts of the path. The first version of the API is not named."""
    parts = path_of(route).removeprefix("/v1").replace("{", "").replace("}", "").replace("/", "_").split("_")
    return route.method.capitalize() + "".join(part.capitalize() for part in parts)
