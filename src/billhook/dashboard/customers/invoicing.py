"""Invoice what waits for a customer: a draft with all pending items of one currency."""

from collections.abc import Sequence

from starlette.responses import Response

from billhook.customers.objects import Customer
from billhook.dashboard.asking import ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.customers.naming import below, customer_of, named
from billhook.dashboard.visiting import Done, Visit
from billhook.invoices import verbs
from billhook.invoices.items_params import ListItems
from billhook.invoices.objects import LINES_MAX, InvoiceDetails, Item
from billhook.invoices.params import CreateInvoice
from billhook.kernel.errors import ApiError

_MANY = 100
_DAYS_UNTIL_DUE = 30


async def pending_of(visit: Visit, customer: Customer) -> tuple[Sequence[Item], bool]:
    """The newest pending items of a customer, and whether there are more."""
    found, is_more = await visit.look(verbs.LIST_ITEMS, ListItems.of(limit=_MANY, customer=customer.id, pending=True))
    return found, is_more


async def ask(visit: Visit) -> Response:
    """Say what the draft will have, before it is made."""
    customer = await customer_of(visit)
    return ask_page(visit, below(visit, customer), await _question(visit, customer))


async def do(visit: Visit) -> Response:
    """Make the draft and go on to its editor."""
    customer = await customer_of(visit)
    question = await _question(visit, customer)
    params = CreateInvoice.of(
        customer=customer.id, currency=await _currency(visit, customer), collection_method="send_invoice",
        days_until_due=_DAYS_UNTIL_DUE, pending_invoice_items_behavior="include",
    )  # fmt: skip
    try:
        made: InvoiceDetails | Done = await visit.run(verbs.CREATE, params)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        return ask_page(visit, below(visit, customer), question, error)
    id = made.id if isinstance(made, Done) else made.invoice.id
    return visit.back(visit.to(f"/invoices/{id}/edit"), question.notice)


async def _currency(visit: Visit, customer: Customer) -> str | None:
    """The currency that the address names, if something waits in it; else that of the newest item."""
    items, _ = await pending_of(visit, customer)
    currencies = [item.currency for item in items]
    wanted = visit.asked("currency").lower()
    return wanted if wanted in currencies else next(iter(currencies), None)


async def _question(visit: Visit, customer: Customer) -> Confirmation:
    items, is_more = await pending_of(visit, customer)
    currency = await _currency(visit, customer)
    chosen = [item for item in items if item.currency == currency]
    name = named(customer)
    if currency is None:
        sentences: tuple[str, ...] = ("Nothing waits for the next invoice. The draft will be empty.",)
    else:
        number = f"{len(chosen)}{'+' if is_more else ''} item{'' if len(chosen) == 1 and not is_more else 's'}"
        sum = visit.formats.money(sum_of(chosen), currency)
        sentences = (f"A draft is made with {number}, {sum} before discounts and taxes.",)
        if is_more:
            sentences = (f"A draft is made with {number}, at most {LINES_MAX} on one invoice.",)
        if len(chosen) < len(items):
            sentences += ("Items in other currencies keep waiting.",)
    return Confirmation(
        f"Invoice the pending items of {name}?",
        (*sentences, "You can change the draft before it is sent. Nobody is told yet."),
        "Invoice pending items",
        "The draft is made of the pending items.",
    )


def sum_of(items: Sequence[Item]) -> int:
    """What items of one currency come to, in its minor units."""
    return sum(item.amount for item in items)
