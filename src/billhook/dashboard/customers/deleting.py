"""Deleting a customer: the page counts what stays before anything is done."""

from starlette.responses import Response

from billhook.customers import verbs
from billhook.customers.objects import Customer
from billhook.dashboard.asking import act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.customers.naming import below, customer_of, named
from billhook.dashboard.customers.showing import balance_words
from billhook.dashboard.formatting import Formats
from billhook.dashboard.visiting import Visit
from billhook.invoices import counting_store
from billhook.invoices import verbs as invoices
from billhook.invoices.items_params import ListItems
from billhook.payment_methods.params import ListPaymentMethodsOf

_MANY = 100


async def ask(visit: Visit) -> Response:
    """Ask before the customer is deleted."""
    customer = await customer_of(visit)
    return ask_page(visit, below(visit, customer), await _question(visit, customer))


async def do(visit: Visit) -> Response:
    """Delete the customer and go to the list; what stands against it is told above the question."""
    customer = await customer_of(visit)
    question = await _question(visit, customer)
    place = below(visit, customer)
    return await act_on(visit, place, question, verbs.DELETE, customer.id, then=visit.to("/customers"))


async def _question(visit: Visit, customer: Customer) -> Confirmation:
    f = visit.formats
    async with visit.reader() as reader:
        standing = await counting_store.of_customer(reader, customer.id)
    methods, _ = await visit.look(verbs.LIST_METHODS_OF, ListPaymentMethodsOf.of(limit=_MANY), customer.id)
    pending, more = await visit.look(invoices.LIST_ITEMS, ListItems.of(limit=_MANY, customer=customer.id, pending=True))
    invoices_left = standing.invoices
    sentences = [_counted(invoices_left.number, "invoice", "stays", f, is_more=invoices_left.is_more)]
    if standing.owed:
        owed = " and ".join(f.money(owed.outstanding, currency) for currency, owed in standing.owed.items())
        sentences.append(f"{owed} of open invoices can still be paid.")
    if pending:
        sentences.append(_counted(len(pending), "pending item", "is left and will not be invoiced", f, is_more=more))
    if balance := balance_words(customer, visit):
        sentences.append(f"Their balance can no longer be used: {balance[0].lower()}{balance[1:]}.")
    if methods:
        sentences.append(_counted(len(methods), "payment method", "is detached", f))
    sentences.append("No new invoices can be made for them. This cannot be undone.")
    return Confirmation(
        heading=f"Delete {named(customer)}?",
        sentences=tuple(sentences),
        button="Delete customer",
        notice=f"{named(customer)} is deleted.",
        is_danger=True,
    )


def _counted(number: int, noun: str, verb: str, f: Formats, *, is_more: bool = False) -> str:
    """ "1 invoice stays.", "10,000+ invoices stay." """
    if number == 1:
        return f"1 {noun} {verb}."
    plural = verb.replace("is ", "are ", 1) if verb.startswith("is ") else verb.removesuffix("s")
    return f"{f.number(number)}{'+' if is_more else ''} {noun}s {plural}."
