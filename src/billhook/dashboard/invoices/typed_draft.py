"""A draft as it stands in the fields of the editor: texts, whether they mean anything or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from billhook.dashboard import numbers
from billhook.dashboard.form_bodies import FormBody
from billhook.dashboard.formatting import Formats
from billhook.invoices.objects import Invoice, InvoiceDetails, Item
from billhook.invoices.rules.draft_version import version_of
from billhook.kernel.replacing import replace

PURCHASE_ORDER = "Purchase order"
"""The name of the custom field that holds the customer's own number."""

NO_TEMPLATE = "none"
"""The choice of no template. An empty text leaves the template as it is, which is that of the customer at first."""

LINE_FIELDS = ("id", "description", "quantity", "price", "tax", "catalogue", "starts", "ends")
"""The fields of a line, in the order of `TypedLine`; each is sent as often as there are lines."""

ON_DATE = "date"
TERMS = ("0", "7", "14", "30", "60", "90")


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line; `tax` is the ids of its tax rates with commas between them.

    `catalogue` is the price of a product that was picked, while nobody has typed another one. `starts` and `ends` are
    the first and the last day of the service, as date fields hold them.
    """

    id: str = ""
    description: str = ""
    quantity: str = "1"
    price: str = ""
    tax: str = ""
    catalogue: str = ""
    starts: str = ""
    ends: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nobody has typed anything here."""
        return not self.id and not self.description.strip() and not self.price.strip()


@dataclass(frozen=True, slots=True)
class TypedDraft:
    """All fields. `terms` is a number of days, or `date` for the day in `due`; `coupon`, `shipping_rate` and `template`
    are ids.

    `send_on` is a moment in the account's time zone, such as 2026-12-05T09:00. Without `ways` it is paid in every way
    that needs no naming, without `tax_ids` it names the account's usual ones.
    """

    version: str
    customer: str
    currency: str
    method: str
    terms: str
    due: str
    coupon: str
    memo: str
    footer: str
    purchase_order: str
    send_on: str
    shipping_rate: str
    template: str
    ways: tuple[str, ...]
    tax_ids: tuple[str, ...]
    lines: tuple[TypedLine, ...]

    def acted(self, act: str) -> "TypedDraft":
        """The draft after a button of its lines was pressed: add, remove-2, up-2 or down-2, counted from 1."""
        lines = list(self.lines)
        verb, _, number = act.partition("-")
        place = int(number) - 1 if number.isdecimal() and len(number) < 6 else -1
        if verb == "add":
            lines.append(TypedLine(tax=lines[-1].tax if lines else ""))
        elif not 0 <= place < len(lines):
            return self
        elif verb == "remove":
            del lines[place]
        elif verb in ("up", "down"):
            other = place + (-1 if verb == "up" else 1)
            if 0 <= other < len(lines):
                lines[place], lines[other] = lines[other], lines[place]
        return replace(self, lines=tuple(lines) or (TypedLine(),))


def typed_in(form: FormBody) -> TypedDraft:
    """What somebody sent. Fields of a line that are missing at its end are empty."""
    columns = [form.every(f"line_{name}") for name in LINE_FIELDS]
    count = max(len(column) for column in columns)
    rows = [[column[n] if n < len(column) else "" for column in columns] for n in range(count)]
    return TypedDraft(
        version=form.text("version"), customer=form.text("customer"), currency=form.text("currency"),
        method=form.text("method"), terms=form.text("terms"), due=form.text("due"), coupon=form.text("coupon"),
        memo=form.get("memo", ""), footer=form.get("footer", ""), purchase_order=form.text("purchase_order"),
        send_on=form.text("send_on"), shipping_rate=form.text("shipping_rate"), template=form.text("template"),
        ways=tuple(form.every("ways")),
        tax_ids=tuple(form.every("tax_ids")),
        lines=tuple(TypedLine(*row) for row in rows),
    )  # fmt: skip


def typed_of(details: InvoiceDetails, f: Formats) -> TypedDraft:
    """What the fields show of a draft as it is stored, with an empty line at the end."""
    invoice = details.invoice
    coupon = next((discount.coupon for discount in invoice.discounts), "")
    return TypedDraft(
        version=version_of(invoice, details.lines), customer=invoice.customer, currency=invoice.currency,
        method=invoice.collection_method, terms=ON_DATE, due=f.iso_day(invoice.due_date), coupon=coupon,
        memo=invoice.description or "", footer=invoice.footer or "", purchase_order=_purchase_order(invoice),
        send_on=f.iso_minute(invoice.automatically_finalizes_at),
        shipping_rate=invoice.shipping_cost.shipping_rate if invoice.shipping_cost is not None else "",
        template=invoice.template or NO_TEMPLATE, ways=tuple(invoice.payment_method_types or ()),
        tax_ids=tuple(invoice.account_tax_ids or ()),
        lines=(*(_typed_line(item, f) for item in details.lines), TypedLine()),
    )  # fmt: skip


def blank(*, customer: str, currency: str, terms: str) -> TypedDraft:
    """A new draft."""
    return TypedDraft(
        version="", customer=customer, currency=currency, method="send_invoice", terms=terms, due="", coupon="",
        memo="", footer="", purchase_order="", send_on="", shipping_rate="", template="", ways=(), tax_ids=(),
        lines=(TypedLine(),),
    )  # fmt: skip


def _typed_line(item: Item, f: Formats) -> TypedLine:
    price = item.unit_amount
    if price is None:  # its price has no amount of one; the field shows what the line comes to
        price = Decimal(item.amount)
    return TypedLine(
        id=item.line or "",
        description=item.description or "",
        quantity=numbers.typed_quantity(item.quantity, f.locale),
        price=numbers.typed(price, item.currency, f.locale),
        tax=",".join(rate.id for rate in item.tax_rates),
        starts=f.iso_day(item.period_start) if item.period_end > item.period_start else "",
        ends=f.iso_day(item.period_end) if item.period_end > item.period_start else "",
    )


def other_custom_fields(invoice: Invoice | None) -> Sequence[dict[str, str]]:
    """The custom fields that the editor does not show."""
    fields = invoice.custom_fields if invoice is not None else None
    return [field for field in fields or () if field["name"] != PURCHASE_ORDER]


def _purchase_order(invoice: Invoice) -> str:
    return next((field["value"] for field in invoice.custom_fields or () if field["name"] == PURCHASE_ORDER), "")
