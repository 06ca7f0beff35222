"""Invoices, items, lines and payments as the newest API version shows them (invoicing.md §1.4–1.7)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from billhook.cash_balances.rules.bank_transfers import EU
from billhook.db.tenants import Tenant
from billhook.db.tx import Reader
from billhook.discounts.objects import Discount
from billhook.invoices.applied import AppliedDiscount, ShippingCharge
from billhook.invoices.objects import LINES_SHOWN, Invoice, InvoiceDetails, InvoicePayment, Item, Preview
from billhook.invoices.rules import link_life
from billhook.invoices.rules.applying_balance import provisional_due
from billhook.invoices.rules.terms import Tax
from billhook.kernel.money import decimal_text
from billhook.kernel.wire_object import WireHash, WireObject
from billhook.tax.objects import TaxRate
from billhook.tax.view import tax_rate
from billhook.wire import addresses
from billhook.wire.lists import sublist
from billhook.wire.versions.with_past import WithPast

# The types of payment method that have options on invoices.
_BLANK: Mapping[str, WireHash] = {"card": {"installments": {"enabled": None}}}
_OPTIONS = (
    "acss_debit", "bancontact", "billie", "blik", "card", "customer_balance", "konbini", "payto", "pix", "sepa_debit",
    "upi", "us_bank_account",
)  # fmt: skip


def invoice(reader: Reader, details: InvoiceDetails) -> WireObject:
    """The wire object with its first ten lines.

    A draft shows its customer, the account and the balance as they are now; a finalized invoice shows what
    was frozen.
    """
    i = details.invoice
    bill_to = details.bill_to
    country, name = _issuer(reader, i)
    due, starting = due_of(details)
    shown = {
        "id": i.id,
        "object": "invoice",
        "account_country": country,
        "account_name": name,
        "account_tax_ids": i.account_tax_ids,
        "amount_due": due,
        "amount_overpaid": i.amount_overpaid,
        "amount_paid": i.amount_paid,
        "amount_paid_off_stripe": i.amount_paid_off_stripe,
        "amount_remaining": due - i.amount_paid,
        "amount_shipping": i.amount_shipping,
        "application": None,
        "attempt_count": i.attempt_count,
        "attempted": i.attempted,
        "auto_advance": i.auto_advance,
        "automatic_tax": _automatic_tax(i),
        "automatically_finalizes_at": i.automatically_finalizes_at,
        "billing_reason": i.billing_reason,
        "collection_method": i.collection_method,
        "created": i.created,
        "currency": i.currency,
        "custom_fields": i.custom_fields,
        "customer": i.customer,
        "customer_account": None,
        "customer_address": bill_to.address.shown() if bill_to.address is not None else None,
        "customer_email": bill_to.email,
        "customer_name": bill_to.name,
        "customer_phone": bill_to.phone,
        "customer_shipping": bill_to.shipping.shown() if bill_to.shipping is not None else None,
        "customer_tax_exempt": bill_to.tax_exempt,
        "customer_tax_ids": [tax_id.shown() for tax_id in bill_to.tax_ids],
        "default_payment_method": i.default_payment_method,
        "default_source": None,
        "default_tax_rates": rates(reader, i.default_tax_rates),
        "description": i.description,
        "discounts": _ids(i.discounts),
        "due_date": i.due_date,
        "effective_at": i.effective_at,
        "ending_balance": i.ending_balance,
        "footer": i.footer,
        "from_invoice": {"action": "revision", "invoice": i.from_invoice} if i.from_invoice else None,
        "hosted_invoice_url": hosted_url(reader, i),
        "invoice_pdf": pdf_url(reader, i),
        "issuer": {"type": "self"},
        "last_finalization_error": i.last_finalization_error.shown() if i.last_finalization_error is not None else None,
        "latest_revision": i.latest_revision,
        "lines": sublist(
            f"/v1/invoices/{i.id}/lines",
            [line(reader, item) for item in details.lines[:LINES_SHOWN]],
            i.line_count,
        ),
        "livemode": reader.tenant.livemode,
        "metadata": i.metadata,
        "next_payment_attempt": i.next_payment_attempt,
        "number": i.number,
        "on_behalf_of": None,
        "parent": _parent(i),
        "payment_settings": {
            "default_mandate": None, "payment_method_options": _method_options(i),
            "payment_method_types": i.payment_method_types,
        },
        "period_end": i.period_end,
        "period_start": i.period_start,
        "post_payment_credit_notes_amount": i.post_payment_credit_notes_amount,
        "pre_payment_credit_notes_amount": i.pre_payment_credit_notes_amount,
        "receipt_number": None,
        "rendering": {
            "amount_tax_display": i.amount_tax_display,
            "pdf": {"page_size": i.page_size},
            "template": i.template,
            "template_version": i.template_version,
        },
        "shipping_cost": shipping_cost(i.shipping_cost, i.amount_shipping),
        "shipping_details": i.shipping_details.shown(whole=True) if i.shipping_details is not None else None,
        "starting_balance": starting,
        "statement_descriptor": i.statement_descriptor,
        "status": i.status,
        "status_details": (
            {"uncollectible": {"reason": i.uncollectible_reason}} if i.status == "uncollectible" else None
        ),
        "status_transitions": {
            "finalized_at": i.finalized_at,
            "marked_uncollectible_at": i.marked_uncollectible_at,
            "paid_at": i.paid_at,
            "voided_at": i.voided_at,
        },
        "subtotal": i.subtotal,
        "subtotal_excluding_tax": i.subtotal_excluding_tax,
        "test_clock": i.test_clock,
        "total": i.total,
        "total_discount_amounts": discount_amounts(i.total_discount_amounts),
        "total_excluding_tax": i.total_excluding_tax,
        "total_pretax_credit_amounts": pretax_credits(i.total_discount_amounts),
        "total_taxes": [tax(one.tax) for one in i.total_taxes],
        "webhooks_delivered_at": i.webhooks_delivered_at,
    }  # fmt: skip
    # Only older versions of the API name it in the invoice itself.
    return WireObject(WithPast(shown, payment_intent=i.payment_intent) if i.payment_intent is not None else shown)


def preview(reader: Reader, p: Preview) -> WireObject:
    """The wire object with every line, since none can be asked for later."""
    i, lines = p.details.invoice, [line(reader, item) for item in p.details.lines]
    shown = invoice(reader, p.details)
    shown["ending_balance"] = p.ending_balance
    shown["lines"] = sublist(f"/v1/invoices/{i.id}/lines", lines, len(lines))
    if not p.is_named:
        shown["customer"] = None
    if p.is_of_new_subscription:
        shown["parent"]["subscription_details"]["subscription"] = None
    return shown


def upcoming(reader: Reader, p: Preview) -> WireObject:
    """The preview whose list of lines names the URL that has them."""
    shown = preview(reader, p)
    of_customer = f"?customer={p.details.invoice.customer}" if p.is_named else ""
    shown["lines"]["url"] = f"/v1/invoices/upcoming/lines{of_customer}"
    return shown


def _method_options(i: Invoice) -> WireHash | None:
    shown = {type: {**_BLANK.get(type, {}), **said} for type, said in i.method_options.items()}
    if i.bank_transfer is not None:
        country = {"country": i.bank_transfer.country} if i.bank_transfer.type == EU else None
        told = {"eu_bank_transfer": country, "type": i.bank_transfer.type}
        shown["customer_balance"] = {"bank_transfer": told, "funding_type": "bank_transfer"}
    return {**dict.fromkeys(_OPTIONS), **shown} if shown else None


def due_of(details: InvoiceDetails) -> tuple[int, int]:
    """Amount due and starting balance: provisional in a draft, settled afterwards (invoicing.md §2.6)."""
    i = details.invoice
    if i.is_draft:
        return provisional_due(i.total, details.balance, i.currency), details.balance
    return i.amount_due, i.starting_balance or 0


def _issuer(reader: Reader, i: Invoice) -> tuple[str, str]:
    """Country and name of the account."""
    if i.issuer is not None:
        return i.issuer.country, i.issuer.name
    now = reader.tenant.settings
    return now.business_country, now.business_name


def _automatic_tax(i: Invoice) -> WireHash:
    asked = i.automatic_tax
    return {
        "disabled_reason": None,
        "enabled": asked is not None,
        "liability": {"type": "self"} if asked is not None else None,
        "provider": None,
        "status": asked.status if asked is not None else None,
    }


def _ids(discounts: Sequence[Discount]) -> list[str]:
    return [discount.id for discount in discounts]


def rates(reader: Reader, frozen: Sequence[TaxRate]) -> list[WireObject]:
    """Frozen tax rates."""
    return [tax_rate(reader, rate) for rate in frozen]


def discount_amounts(applied: Sequence[AppliedDiscount]) -> list[WireHash]:
    """What each discount took."""
    return [{"amount": one.amount, "discount": one.discount} for one in applied]


def pretax_credits(applied: Sequence[AppliedDiscount]) -> list[WireHash]:
    """The discounts once more, as one kind of credit that comes before taxes."""
    return [{"amount": one.amount, "discount": one.discount, "type": "discount"} for one in applied]


def tax(applied: Tax) -> WireHash:
    """A tax."""
    return {
        "amount": applied.amount,
        "tax_behavior": "inclusive" if applied.inclusive else "exclusive",
        "tax_rate_details": {"tax_rate": applied.rate},
        "taxability_reason": applied.reason,
        "taxable_amount": applied.taxable_amount,
        "type": "tax_rate_details",
    }


def shipping_cost(charge: ShippingCharge | None, total: int) -> WireHash | None:
    """The cost of shipping, which comes to `total`."""
    if charge is None:
        return None
    return {
        "amount_subtotal": charge.amount_subtotal,
        "amount_tax": charge.amount_tax,
        "amount_total": total,
        "shipping_rate": charge.shipping_rate,
    }


def shipping_taxes(i: Invoice, rates: Mapping[str, WireObject]) -> list[WireHash]:
    """The `taxes` of an expanded shipping cost, which only a tax provider finds. Each has its whole rate, by `rates`.

    They have the shape that taxes of lines had before basil, in all versions.
    """
    taxes = i.shipping_cost.taxes if i.shipping_cost is not None else ()
    return [
        {
            "amount": one.amount,
            "rate": rates[one.rate],
            "taxability_reason": one.reason,
            "taxable_amount": one.taxable_amount,
        }
        for one in taxes
    ]


def hosted_url(reader: Reader, i: Invoice) -> str | None:
    """The payer's page, by a link that works ten days at least; None for a draft."""
    return hosted_url_at(reader.tenant, i, reader.now) if i.hosted_token else None


def pdf_url(reader: Reader, i: Invoice) -> str | None:
    """The PDF, by a link that works ten days at least; None for a draft."""
    return pdf_url_at(reader.tenant, i, reader.now) if i.hosted_token else None


def hosted_url_at(tenant: Tenant, i: Invoice, now: int) -> str | None:
    """The payer's page as a link that is read at the moment `now`."""
    return addresses.hosted(tenant, i.hosted_token) + _until(tenant, i, now) if i.hosted_token else None


def pdf_url_at(tenant: Tenant, i: Invoice, now: int) -> str | None:
    """The PDF as a link that is read at the moment `now`."""
    return addresses.pdf(tenant, i.hosted_token) + _until(tenant, i, now) if i.hosted_token else None


def _until(tenant: Tenant, i: Invoice, now: int) -> str:
    """The day until which a link works and the proof of it, as a query; "" if the plain link works long enough."""
    assert i.hosted_token is not None
    until = link_life.until_of(link_life.end_of(i, tenant.settings.hosted_link_days), now)
    if until is None:
        return ""
    return addresses.until_query(until, link_life.proof_of(tenant.link_key, i.hosted_token, until))


def _pricing(item: Item) -> WireHash:
    return {
        "price_details": {"price": item.price, "product": item.product},
        "type": "price_details",
        "unit_amount_decimal": decimal_text(item.unit_amount) if item.unit_amount is not None else None,
    }


def _parent(i: Invoice) -> WireHash | None:
    """What the invoice is of: nothing, or the subscription whose periods it bills."""
    if i.subscription is None:
        return None
    metadata: WireHash = {**(i.subscription_metadata or {})}
    details: WireHash = {
        "metadata": metadata, "subscription": i.subscription, "subscription_proration_date": None
    }  # fmt: skip
    return {"quote_details": None, "subscription_details": details, "type": "subscription_details"}


def _parent_of_line(item: Item) -> WireHash:
    """What a line comes from: an invoice item, or the item of a subscription (recurring.md §5.2)."""
    credited = item.credited
    of_item: WireHash = {} if item.subscription_item is None else {"subscription_item": item.subscription_item}
    details: WireHash = {
        "invoice_item": None if item.is_of_cycle else item.id,
        "proration": item.proration,
        "proration_details": {
            "credited_items": (
                {"invoice": credited.invoice, "invoice_line_items": list(credited.lines)} if credited else None
            )
        },
        "subscription": item.subscription,
        **of_item,
    }
    if item.subscription_item is None:
        return {
            "invoice_item_details": details, "subscription_item_details": None, "type": "invoice_item_details"
        }  # fmt: skip
    return {
        "invoice_item_details": None, "subscription_item_details": details, "type": "subscription_item_details"
    }  # fmt: skip


def _parent_of_item(i: Item) -> WireHash | None:
    """What an invoice item is of: nothing, or a subscription."""
    if i.subscription is None:
        return None
    details = {"subscription": i.subscription, "subscription_item": i.subscription_item}
    return {"subscription_details": details, "type": "subscription_details"}


def _truncated(quantity: Decimal) -> int:
    return int(quantity)


def line(reader: Reader, item: Item) -> WireObject:
    """The line of an attached item."""
    shown = {
        "id": item.line,
        "object": "line_item",
        "amount": item.amount,
        "currency": item.currency,
        "description": item.description,
        "discount_amounts": discount_amounts(item.discount_amounts),
        "discountable": item.discountable,
        "discounts": _ids(item.discounts),
        "invoice": item.invoice,
        "livemode": reader.tenant.livemode,
        "metadata": item.metadata,
        "parent": _parent_of_line(item),
        "period": {"end": item.period_end, "start": item.period_start},
        "pretax_credit_amounts": pretax_credits(item.discount_amounts),
        "pricing": _pricing(item),
        "quantity": _truncated(item.quantity),
        "quantity_decimal": decimal_text(item.quantity),
        "subscription": item.subscription,
        "subtotal": item.amount,
        "taxes": [tax(one) for one in item.taxes],
    }
    return WireObject(shown)


def item(reader: Reader, i: Item) -> WireObject:
    """The invoice item, pending or attached."""
    shown = {
        "id": i.id,
        "object": "invoiceitem",
        "amount": i.amount,
        "currency": i.currency,
        "customer": i.customer,
        "customer_account": None,
        "date": i.date,
        "description": i.description,
        "discountable": i.discountable,
        "discounts": _ids(i.discounts),
        "invoice": i.invoice,
        "invoicing_rules": None,
        "livemode": reader.tenant.livemode,
        "metadata": i.metadata,
        "net_amount": None if i.discountable else i.amount,
        "parent": _parent_of_item(i),
        "period": {"end": i.period_end, "start": i.period_start},
        "pricing": _pricing(i),
        "proration": i.proration,
        "quantity": _truncated(i.quantity),
        "quantity_decimal": decimal_text(i.quantity),
        "tax_rates": rates(reader, i.tax_rates),
        "test_clock": i.test_clock,
        **(_proration(i) if i.proration else {}),
    }
    return WireObject(shown)


def _proration(i: Item) -> WireHash:
    """What only a proration says (recurring.md §5.2)."""
    credited = i.credited
    named: WireHash | None = None
    if credited is not None:
        details: WireHash = {"invoice": credited.invoice, "invoice_line_items": list(credited.lines)}
        named = {"invoice_item": None, "invoice_line_item_details": details, "type": "invoice_line_items"}
    shown: WireHash = {"credited_items": named, "discount_amounts": []}
    return {"frozen_fields": ["pricing", "quantity", "discounts"], "proration_details": shown}


def payment(reader: Reader, p: InvoicePayment) -> WireObject:
    """A payment towards an invoice."""
    shown = {
        "id": p.id,
        "object": "invoice_payment",
        "amount_paid": p.amount_paid,
        "amount_requested": p.amount_requested,
        "created": p.created,
        "currency": p.currency,
        "invoice": p.invoice,
        "is_default": p.is_default,
        "livemode": reader.tenant.livemode,
        "payment": (
            {"payment_intent": p.payment_intent, "type": "payment_intent"}
            if p.payment_intent is not None
            else {"payment_record": p.payment_record, "type": "payment_record"}
        ),
        "status": p.status,
        "status_transitions": {"canceled_at": p.canceled_at, "paid_at": p.paid_at},
    }
    return WireObject(shown)


def payments(reader: Reader, invoice_id: str, found: Sequence[InvoicePayment]) -> WireObject:
    """The `payments` of an expanded invoice."""
    return sublist(f"/v1/invoice_payments?invoice={invoice_id}", [payment(reader, p) for p in found], len(found))
