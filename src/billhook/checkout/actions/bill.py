"""The invoice of a session that was paid, if its program asked for one (`invoice_creation`)."""

from decimal import Decimal

import structlog

from billhook.checkout.objects import CheckoutSession, SessionLine
from billhook.checkout.params import CreateSession, SessionInvoiceData
from billhook.db.tx import Tx
from billhook.invoices.actions.bill_payment import bill_payment
from billhook.invoices.applied import AppliedTax
from billhook.invoices.objects import Item
from billhook.invoices.params import CreateInvoice
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_id
from billhook.kernel.stored import VERSION, Json
from billhook.payments.objects import PaymentIntent
from billhook.rendering_templates import store as templates
from billhook.tax.actions.account_tax_ids import account_tax_ids
from billhook.wire.params import merged_metadata

log = structlog.get_logger(__name__)


async def invoice_creation(tx: Tx, params: CreateSession) -> Json | None:
    """What is given to the invoice, as it is stored; None if none is to be made. Raises NO_SUCH_PARAM."""
    asked = params.invoice_creation
    if asked is None or not asked.enabled:
        return None
    data = asked.invoice_data or SessionInvoiceData.of()
    place = "invoice_creation[invoice_data]"
    if data.account_tax_ids:
        await account_tax_ids(tx, data.account_tax_ids, param=f"{place}[account_tax_ids]")
    stored: dict[str, object] = {"version": VERSION, "metadata": merged_metadata({}, data.metadata)}
    for name in ("account_tax_ids", "description", "footer"):
        if data.given(name):
            stored[name] = getattr(data, name)
    if data.custom_fields is not None:
        stored["custom_fields"] = [{"name": field.name, "value": field.value} for field in data.custom_fields]
    if data.issuer is not None:
        stored["issuer"] = {"type": data.issuer.type}
    if (look := data.rendering_options) is not None:
        if look.template is not None and await templates.find(tx, look.template) is None:
            param = f"{place}[rendering_options][template]"
            raise errors.NO_SUCH_PARAM(param=param, noun="invoice_rendering_template", id=look.template)
        stored["rendering_options"] = {"amount_tax_display": look.amount_tax_display, "template": look.template}
    return stored


async def bill(tx: Tx, session: CheckoutSession, intent: PaymentIntent) -> str | None:
    """The invoice of a session, made and paid by the payment that settled it; None if there is none.

    The payment counts whatever becomes of the invoice: if the customer or a tax id was deleted since, there is none.
    Nor is there one if less was captured than the session costs.
    """
    given, customer, currency = session.invoice_creation, session.customer, session.currency
    if given is None or customer is None or currency is None or session.invoice is not None:
        return session.invoice
    if intent.amount_received != session.amount_total:
        return None
    params = _params(given, customer, currency)
    lines = [_item(tx, line, place, customer, currency) for place, line in enumerate(session.lines)]
    try:
        return (await bill_payment(tx, params, lines, intent)).invoice.id
    except ApiError as error:
        log.warning("a session that was paid has no invoice", session=session.id, reason=error.message)
        return None


def _params(given: Json, customer: str, currency: str) -> CreateInvoice:
    look = given.get("rendering_options") or {}
    rendering = {name: value for name, value in look.items() if value is not None}
    named = ("account_tax_ids", "custom_fields", "description", "footer", "metadata")
    return CreateInvoice.model_validate({
        "customer": customer, "currency": currency, "discounts": [],
        **{name: given[name] for name in named if given.get(name)}, **({"rendering": rendering} if rendering else {}),
    })  # fmt: skip


def _item(tx: Tx, line: SessionLine, place: int, customer: str, currency: str) -> Item:
    """A line as the payer has paid it: its taxes are taken over, not worked out anew."""
    rates = {rate.id: rate for rate in line.rates}
    return Item(
        id=new_id("ii"), date=tx.now, customer=customer, invoice=None, line=new_id("il"), position=place,
        currency=currency, amount=line.amount, description=line.description, discountable=True,
        metadata=dict(line.metadata), period_start=tx.now, period_end=tx.now, price=line.price, product=line.product,
        unit_amount=line.unit_amount, quantity=Decimal(line.quantity),
        given_taxes=tuple(AppliedTax.of(tax, rates[tax.rate]) for tax in line.taxes) if line.taxes else None,
        test_clock=tx.moment.clock,
    )  # fmt: skip
