"""From the fields of the editor to the parameters of the verb, and from its refusals back to the fields."""

import re
from collections.abc import Callable
from decimal import Decimal

from billhook.dashboard import numbers
from billhook.dashboard.days import begins, day_of, ends, minute_of
from billhook.dashboard.formatting import Formats
from billhook.dashboard.invoices.typed_draft import (
    NO_TEMPLATE,
    ON_DATE,
    PURCHASE_ORDER,
    TERMS,
    TypedDraft,
    TypedLine,
    other_custom_fields,
    typed_of,
)
from billhook.dashboard.numbers import NotANumber
from billhook.invoices.draft_params import WriteDraft
from billhook.invoices.objects import Invoice, InvoiceDetails
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.money import decimal_text
from billhook.wire.forms import Form, Node
from billhook.wire.params import parse

Faults = dict[str, str]
"""A sentence for each field at fault, by the name that ends its id on the page."""

# No field of a line that is new says what it will be.
_NEW = TypedLine(description="\0", quantity="\0", price="\0", tax="")
_LINE = re.compile(r"lines\[(\d+)\](?:\[(\w+)\])?")
_FIELD_OF = {
    "customer": "customer", "currency": "currency", "due_date": "due", "days_until_due": "due", "discounts": "coupon",
    "description": "memo", "footer": "footer", "custom_fields": "purchase_order", "collection_method": "method",
    "automatically_finalizes_at": "send_on", "shipping_cost": "shipping_rate", "payment_settings": "ways",
    "account_tax_ids": "tax_ids", "rendering": "template",
}  # fmt: skip
_LINE_FIELD_OF = {
    "description": "description", "quantity": "quantity", "quantity_decimal": "quantity", "tax_rates": "tax",
    "unit_amount_decimal": "price", "amount": "price", "pricing": "price", "period": "starts",
}  # fmt: skip


def written(typed: TypedDraft, f: Formats, stored: InvoiceDetails | None) -> tuple[WriteDraft | None, Faults]:
    """The parameters of what was typed, or what is wrong with it. `stored` is the draft as it is, if there is one.

    Of a line only what differs from its fields is sent, so what the editor cannot show stays as it is.
    """
    faults: Faults = {}
    before = stored.invoice if stored is not None else None
    currency = before.currency if before is not None else typed.currency
    shown = {line.id: line for line in typed_of(stored, f).lines if line.id} if stored is not None else {}
    lines = [_line(line, n, currency, f, faults, shown.get(line.id, _NEW)) for n, line in _filled(typed)]
    given: Form = {
        "version": typed.version,
        "collection_method": typed.method,
        "lines": [*lines],
        **_words(typed, stored, f),
        **_due(typed, f, before, faults),
        **_discounts(typed, before),
        **_scheduled(typed, f, before, faults),
        **_choices(typed, before),
    }
    if before is None:
        given |= {"customer": typed.customer, "currency": typed.currency}
        if not typed.customer:
            faults["customer"] = "Choose a customer."
    if faults:
        return None, faults
    try:
        return parse(WriteDraft, {name: value for name, value in given.items() if value is not None}), faults
    except ApiError as error:
        return None, faults_of(error, typed)


def faults_of(error: ApiError, typed: TypedDraft) -> Faults:
    """At which field an error of the catalogue stands; one that is at none has the name ""."""
    if error.kind is errors.MISSING_EMAIL:
        return {"customer": "This customer has no e-mail. Add one, or choose to charge automatically."}
    param = error.param or ""
    if (line := _LINE.match(param)) is not None:
        rows = [n for n, _ in _filled(typed)]
        number = rows[int(line[1])] if int(line[1]) < len(rows) else 1
        return {f"line_{_LINE_FIELD_OF.get(line[2] or '', 'description')}-{number}": error.message}
    return {_FIELD_OF.get(param.partition("[")[0], ""): error.message}


def _filled(typed: TypedDraft) -> list[tuple[int, TypedLine]]:
    """The lines that somebody typed something into, with their numbers on the page."""
    return [(n, line) for n, line in enumerate(typed.lines, 1) if not line.is_blank]


def _line(
    line: TypedLine, number: int, currency: str, f: Formats, faults: Faults, shown: TypedLine
) -> Form:  # fmt: skip
    """What differs from a line as its fields `shown` it; everything of a new one."""
    given: Form = {"id": line.id} if line.id else {}
    if line.description != shown.description:
        given["description"] = line.description.strip()
    if line.quantity.strip() != shown.quantity:
        given["quantity_decimal"] = decimal_text(_quantity(line, number, f, faults))
    if line.catalogue or line.price.strip() != shown.price:
        given |= _charged(line, _price(line, number, currency, f, faults))
    if line.tax != shown.tax:
        given["tax_rates"] = [rate for rate in line.tax.split(",") if rate] or ""
    if (line.starts, line.ends) != (shown.starts, shown.ends):
        given |= _period(line, number, f, faults)
    return given


def _period(line: TypedLine, number: int, f: Formats, faults: Faults) -> Form:
    """From the first moment of the first day to that of the last one; without both days, the moment of writing."""
    if not line.starts and not line.ends:
        return {"period": {"start": str(f.now), "end": str(f.now)}}
    first, last = day_of(line.starts), day_of(line.ends)
    if first is None or last is None or last < first:
        faults[f"line_starts-{number}"] = "Enter the first and the last day of the service."
        return {}
    end = begins(last, f.time_zone)
    if first == last:  # a period of one day has a second, or it would be none
        end += 1
    return {"period": {"start": str(begins(first, f.time_zone)), "end": str(end)}}


def _quantity(line: TypedLine, number: int, f: Formats, faults: Faults) -> Decimal:
    if not line.quantity.strip():
        return Decimal(1)
    quantity = _read(f"line_quantity-{number}", faults, lambda: numbers.decimal(line.quantity, f.locale))
    if quantity < 0:
        faults[f"line_quantity-{number}"] = "A quantity is not negative. Make the price negative instead."
    return quantity


def _price(line: TypedLine, number: int, currency: str, f: Formats, faults: Faults) -> Decimal:
    if not line.price.strip():
        faults[f"line_price-{number}"] = "Enter a unit price."
        return Decimal(0)
    return _read(f"line_price-{number}", faults, lambda: numbers.minor_units(line.price, currency, f.locale))


def _charged(line: TypedLine, price: Decimal) -> Form:
    """A price of the catalogue, if one was picked, or the price that was typed."""
    if line.catalogue:
        return {"pricing": {"price": line.catalogue}}
    return {"unit_amount_decimal": decimal_text(price)}


def _read(name: str, faults: Faults, read: Callable[[], Decimal]) -> Decimal:
    try:
        return read()
    except NotANumber as error:
        faults[name] = str(error)
        return Decimal(0)


def _words(typed: TypedDraft, stored: InvoiceDetails | None, f: Formats) -> Form:
    """Memo, footer and custom fields that are no longer as the fields showed them.

    What stays is not sent, so that inherited words go on following the template, the customer and the account.
    """
    shown = typed_of(stored, f) if stored is not None else None
    given: Form = {}
    for name, text, before in (
        ("description", typed.memo, shown.memo if shown is not None else ""),
        ("footer", typed.footer, shown.footer if shown is not None else ""),
    ):
        if _lines_of(text) != _lines_of(before):
            given[name] = text
    if typed.purchase_order != (shown.purchase_order if shown is not None else ""):
        given["custom_fields"] = _custom_fields(typed, stored.invoice if stored is not None else None)
    return given


def _lines_of(text: str) -> list[str]:
    """A text as it is compared, because browsers end lines in a way of their own."""
    return text.splitlines()


def _custom_fields(typed: TypedDraft, before: Invoice | None) -> Node:
    fields: list[Node] = [{**field} for field in other_custom_fields(before)]
    if typed.purchase_order:
        fields.insert(0, {"name": PURCHASE_ORDER, "value": typed.purchase_order})
    return fields or ""


def _due(typed: TypedDraft, f: Formats, before: Invoice | None, faults: Faults) -> Form:
    """When it is due: after a number of days, or at the end of a day in the account's time zone."""
    if typed.method != "send_invoice":
        return {}
    if typed.terms in TERMS:
        return {"days_until_due": typed.terms}
    if typed.terms != ON_DATE:
        faults["terms"] = "Choose when it is due."
        return {}
    if before is not None and before.due_date is not None and typed.due == f.iso_day(before.due_date):
        return {}
    day = day_of(typed.due)
    if day is None:
        faults["due"] = "Enter the day on which it is due."
        return {}
    return {"due_date": str(ends(day, f.time_zone) - 1)}


def _discounts(typed: TypedDraft, before: Invoice | None) -> Form:
    """Another coupon, or none; what stays is not sent, because a discount is redeemed once."""
    standing = next((d.coupon for d in before.discounts), "") if before is not None else ""
    if typed.coupon == standing:
        return {}
    return {"discounts": [{"coupon": typed.coupon}] if typed.coupon else ""}


def _scheduled(typed: TypedDraft, f: Formats, before: Invoice | None, faults: Faults) -> Form:
    """When it goes out by itself, or that it no longer does."""
    standing = f.iso_minute(before.automatically_finalizes_at) if before is not None else ""
    if typed.send_on == standing:
        return {}
    if not typed.send_on:
        return {"auto_advance": "false"}
    moment = minute_of(typed.send_on, f.time_zone)
    if moment is None:
        faults["send_on"] = "Enter a day and a time."
        return {}
    return {"auto_advance": "true", "automatically_finalizes_at": str(moment)}


def _choices(typed: TypedDraft, before: Invoice | None) -> Form:
    """Shipping, ways to pay, tax ids and the template, where they are no longer what is stored."""
    given: Form = {}
    standing = before.shipping_cost.shipping_rate if before is not None and before.shipping_cost is not None else None
    if typed.shipping_rate != (standing or ""):
        given["shipping_cost"] = {"shipping_rate": typed.shipping_rate} if typed.shipping_rate else ""
    if typed.ways != tuple((before.payment_method_types if before is not None else None) or ()):
        given["payment_settings"] = {"payment_method_types": [*typed.ways] or ""}
    if typed.tax_ids != tuple((before.account_tax_ids if before is not None else None) or ()):
        given["account_tax_ids"] = [*typed.tax_ids] or ""
    if typed.template not in ("", (before.template if before is not None else None) or NO_TEMPLATE):
        given["rendering"] = {"template": typed.template if typed.template != NO_TEMPLATE else ""}
    return given
