"""From parameters to the fields of a draft, for create and update alike."""

from typing import Any

from billhook.account_settings.settings import AccountSettings
from billhook.customers.actions.fields import address
from billhook.invoices.actions.payment_settings import with_payment_settings
from billhook.invoices.objects import Invoice
from billhook.invoices.params import InvoiceFields
from billhook.invoices.rules import due
from billhook.kernel import errors
from billhook.kernel.address import Address, Shipping
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata

_PLAIN = ("description", "effective_at", "footer", "number", "statement_descriptor")
_DESCRIPTOR_FORBIDDEN = frozenset("<>\\'\"*")
_HOUR_SECONDS = 3600


def apply(invoice: Invoice, params: InvoiceFields, *, now: int, account: AccountSettings) -> Invoice:
    """The draft with everything that was given; what was not given stays as it is."""
    change = {name: getattr(params, name) for name in _PLAIN if params.given(name)}
    if params.given("custom_fields"):
        given = params.custom_fields
        change["custom_fields"] = [{"name": f.name, "value": f.value} for f in given] if given else None
    if params.given("metadata"):
        change["metadata"] = merged_metadata(invoice.metadata, params.metadata)
    if params.given("shipping_details"):
        change["shipping_details"] = _shipping(params)
    if params.rendering is not None:
        change |= _rendering(params)
    own = [name for name in invoice.inherited if name in change]
    if own:
        change["inherited"] = [name for name in invoice.inherited if name not in own]
    if params.number is not None and not params.number.isprintable():
        raise errors.INVALID_VALUE(param="number", name="number", reason="must be printable")
    if params.statement_descriptor is not None:
        _check_descriptor(params.statement_descriptor)
    changed = _with_timing(replace(invoice, **change), params, now=now, account=account)
    return with_payment_settings(changed, params)


def _with_timing(invoice: Invoice, params: InvoiceFields, *, now: int, account: AccountSettings) -> Invoice:
    """Collection method, due date and automatic finalization, which depend on each other."""
    method = params.collection_method or invoice.collection_method
    asked = params.days_until_due is not None or params.due_date is not None
    if asked or method != invoice.collection_method or (method == "send_invoice" and invoice.due_date is None):
        due_date = due.due_date(
            method,
            created=invoice.created,
            now=now,
            days_until_due=params.days_until_due,
            given=params.due_date,
        )
    else:
        due_date = invoice.due_date
    auto_advance = params.auto_advance if params.auto_advance is not None else invoice.auto_advance
    finalizes_at, as_given = invoice.automatically_finalizes_at, invoice.finalizes_as_given
    if params.auto_advance is not None or params.automatically_finalizes_at is not None:
        finalizes_at = due.finalizes_at(
            auto_advance=auto_advance, created=invoice.created, now=now,
            grace_seconds=account.finalization_hours * _HOUR_SECONDS, given=params.automatically_finalizes_at,
        )  # fmt: skip
        as_given = params.automatically_finalizes_at is not None
    elif auto_advance and finalizes_at is None and invoice.last_finalization_error is not None:
        finalizes_at = now  # It could not be finalized; what was changed may have mended that.
    return replace(
        invoice, collection_method=method, due_date=due_date, auto_advance=auto_advance,
        automatically_finalizes_at=finalizes_at, finalizes_as_given=as_given,
        # What is sent waits for its payer; what is charged is attempted when it finalizes (invoicing.md §3.4).
        next_payment_attempt=finalizes_at if method == "charge_automatically" else None,
    )  # fmt: skip


def _shipping(params: InvoiceFields) -> Shipping | None:
    given = params.shipping_details
    return Shipping(given.name, given.phone, Address(**address(given.address))) if given is not None else None


def _rendering(params: InvoiceFields) -> dict[str, Any]:
    given = params.rendering
    assert given is not None
    change: dict[str, Any] = {}
    if given.given("amount_tax_display"):
        change["amount_tax_display"] = given.amount_tax_display
    if given.pdf is not None and given.pdf.page_size is not None:
        change["page_size"] = given.pdf.page_size
    return change


def _check_descriptor(text: str) -> None:
    """At least one letter, none of `< > \\ ' " *` (invoicing.md §10.3)."""
    if not any(c.isalpha() for c in text) or set(text) & _DESCRIPTOR_FORBIDDEN:
        raise errors.INVALID_VALUE(
            param="statement_descriptor", name="statement_descriptor",
            reason="must contain a letter and none of < > \\ ' \" *",
        )  # fmt: skip
