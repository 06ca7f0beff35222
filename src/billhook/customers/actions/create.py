"""Create a customer."""

from billhook.customers import store, view
from billhook.customers.actions.attach import attach
from billhook.customers.actions.discounts import with_given_discount
from billhook.customers.actions.fields import changed, check_template, tell_of_raise
from billhook.customers.actions.sources import add_source
from billhook.customers.balance import with_given_balance
from billhook.customers.facts import CustomerCreated
from billhook.customers.objects import CUSTOMERS_ON_CLOCK_MAX, Customer
from billhook.customers.params import DEFAULT_METHOD, CreateCustomer
from billhook.db.clocks import join_clock
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id, new_invoice_prefix
from billhook.kernel.replacing import replace
from billhook.payment_methods.params import AttachPaymentMethod
from billhook.tax.actions.create_tax_id import create_tax_id


async def create(tx: Tx, params: CreateCustomer, currency: str | None = None) -> Customer:
    """A new customer, who has a `currency` from the start if one is given.

    Raises PREFIX_TAKEN, TAX_ID_INVALID, METHOD_NOT_OF_CUSTOMER, TEMPLATE_ARCHIVED, NO_SUCH_PARAM, CLOCK_FULL and what
    attaching raises.
    """
    await _live_on(tx, params.test_clock)
    blank = Customer(
        id=new_id("cus"), created=tx.now, deleted_at=None, name=None, business_name=None, individual_name=None,
        email=None, phone=None, description=None, address=None, shipping=None, metadata={}, preferred_locales=[],
        tax_exempt="none", currency=currency, balance=0, delinquent=False, invoice_prefix=new_invoice_prefix(),
        next_invoice_sequence=1, invoice_custom_fields=None, invoice_footer=None, invoice_amount_tax_display=None,
        test_clock=params.test_clock,
    )  # fmt: skip
    customer = replace(changed(blank, params), default_payment_method=None)
    await check_template(tx, blank, customer)
    await store.insert(tx, customer)
    await tell_of_raise(tx, customer, since=blank.next_invoice_sequence)
    method = await _attached(tx, params, customer.id)
    card = await add_source(tx, customer.id, params.source) if params.source is not None else None
    # A discount and a movement of the balance refer to their customer, which has to be there before them.
    with_balance = await with_given_balance(tx, customer, params.balance, "initial")
    whole = replace(
        await with_given_discount(tx, with_balance, params), default_payment_method=method,
        default_source=card.id if card is not None else None,
    )  # fmt: skip
    if whole != customer:
        await store.save(tx, whole)
        customer = whole
    await tx.announce(CustomerCreated(customer.id))
    tx.emit("customer.created", tx.render(view.customer, customer))
    for place, given in enumerate(params.tax_id_data):
        await create_tax_id(tx, given, customer.id, param=f"tax_id_data[{place}][value]")
    return customer


async def _live_on(tx: Tx, clock: str | None) -> None:
    """Let the transaction live in the time of the new customer."""
    await join_clock(tx, clock, param="test_clock")
    if clock is not None and len(await store.ids_on_clock(tx, clock)) >= CUSTOMERS_ON_CLOCK_MAX:
        raise errors.CLOCK_FULL(param="test_clock", clock=clock, most=CUSTOMERS_ON_CLOCK_MAX)


async def _attached(tx: Tx, params: CreateCustomer, customer_id: str) -> str | None:
    """Attach what was given, and return what the customer's invoices are collected with by default.

    Nothing else is attached yet, so only that can be the default.
    """
    settings = params.invoice_settings
    default = settings.default_payment_method if settings is not None else None
    if default is not None and default != params.payment_method:
        raise errors.METHOD_NOT_OF_CUSTOMER(param=DEFAULT_METHOD, id=default)
    if params.payment_method is None:
        return None
    method = await attach(tx, AttachPaymentMethod.of(customer=customer_id), params.payment_method)
    return method.id if default is not None else None
