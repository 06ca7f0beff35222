"""What the hosted invoice page says: one frozen value drawn from the stored invoice and its issuer's facts.

Every decision about wording, order and formatting is taken here, so that the template only lays out. No
amount is calculated: each one shown is a figure of the invoice object, formatted, at most with its sign
turned (a discount is stored as a positive amount and shown as a deduction).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from billhook.documents.sum_words import exemption_remarks
from billhook.hosted.method_words import how_paid
from billhook.hosted.parties import Contact, Monogram, Party, buyer, contacts, monogram, recipient, seller
from billhook.hosted.pay_forms import PayForm, pay_form
from billhook.hosted.transfers import TransferFacts
from billhook.kernel.display import day, local_date, money, percent, period, quantity, unit_price
from billhook.payments.rules.lifecycle import PROCESSING

State = Literal["open", "past_due", "paid", "void", "uncollectible"]

# An internal word of the ledger is nothing to tell a payer: "uncollectible" reads "Unpaid".
_BADGES: dict[State, str] = {
    "open": "Open",
    "past_due": "Past due",
    "paid": "Paid",
    "void": "Void",
    "uncollectible": "Unpaid",
}
_NOT_CHARGED = {"customer_exempt": "exempt", "reverse_charge": "reverse charge"}
# The page is in English, and so are the countries on it.
_LANGUAGE = "en_US"
# Longer prose is given a box of its own that scrolls, so that it cannot push the invoice off the screen.
_LONG_PROSE_CHARACTERS = 900
_LONG_PROSE_LINES = 18
# Quantity, unit price and amount of one row, together: beyond this they need columns that break.
_WIDE_FIGURES_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Prose:
    """A text of the business with its line breaks. `long` asks for a box that scrolls."""

    text: str
    long: bool


@dataclass(frozen=True, slots=True)
class Headline:
    """The first thing a payer reads: which amount, and by when or since when."""

    label: str
    amount: str
    sentence: str
    part_paid: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A matter that the payer must know before anything else, and where that leads: a path of our own, and its name."""

    title: str
    text: str
    path: str | None = None
    action: str = ""
    is_calm: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """How to pay. `instructions` is None when the business left none; then the payer is told to ask."""

    amount: str
    reference: str
    instructions: Prose | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; quantity, unit price, period and tax are empty where the line has none.

    `discounts` are those of the line alone, label and amount; `amount` is what it was before them.
    """

    description: str
    period: str
    quantity: str
    unit_price: str
    amount: str
    tax: str = ""
    discounts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """One row below the lines. `weight`: plain, note (included in another row), total, due."""

    label: str
    amount: str
    detail: str = ""
    weight: Literal["plain", "note", "total", "due"] = "plain"


@dataclass(frozen=True, slots=True)
class Received:
    """A payment that has come in: the day, how, how much, and the path of its receipt where it has one."""

    when: str
    how: str
    amount: str
    receipt_path: str | None = None


@dataclass(frozen=True, slots=True)
class HostedInvoice:
    """All that the page shows, ready to print. Texts may contain anything; amounts and days are formatted."""

    title: str
    number: str
    business_name: str
    monogram: Monogram
    state: State
    badge: str
    test: bool
    headline: Headline
    notice: Notice | None
    payment: Payment | None
    pay_forms: tuple[PayForm, ...]
    transfer: TransferFacts | None
    payments: tuple[Received, ...]
    pdf_path: str | None
    fields: tuple[tuple[str, str], ...]
    custom_fields: tuple[tuple[str, str], ...]
    parties: tuple[Party, ...]
    memo: Prose | None
    lines: tuple[Line, ...]
    wide_figures: bool
    totals: tuple[Total, ...]
    remarks: tuple[str, ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class _Format:
    """The conventions of one invoice: its currency, and the issuer's locale and time zone."""

    currency: str
    locale: str
    time_zone: str

    def money(self, minor: int) -> str:
        return money(minor, self.currency, self.locale)

    def day(self, at: int | None) -> str:
        return "" if at is None else day(at, self.time_zone, self.locale)


def present(
    invoice: Mapping[str, Any],
    facts: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    *,
    now: int,
) -> HostedInvoice:
    """The page of one finalized invoice at the moment `now` (unix seconds).

    `invoice` is the wire object of the newest API version, `lines` all its line items, `facts` the issuer
    as frozen at finalization: business_name, support_email, support_phone, address, tax_ids [{type, value}],
    payment_instructions, locale, time_zone, brand_color (`#rrggbb`). Optional: `tax_rates` {id: tax rate
    object}, `discounts` {id: name} and `shipping_name`, which name what the invoice only refers to; `removed_tax`,
    tax that prices contain and an exempt customer doesn't pay; `newest_url` of what replaced the invoice;
    `attempt` {status and last error of its payment intent, confirm_url, methods, transfer, save};
    `payments` [{at, amount, method, receipt_url}]; `typed` into a form, and `problems` with that.
    Raises ValueError for a draft, which has no page.
    """
    form = _Format(invoice["currency"], facts["locale"], facts["time_zone"])
    state = _state(invoice, form, now)
    number = invoice["number"] or invoice["id"]
    business_name = facts["business_name"]
    people = (seller(facts, _LANGUAGE), buyer(invoice, _LANGUAGE), recipient(invoice, _LANGUAGE))
    rows = tuple(_line(line, invoice, facts, form) for line in lines)
    return HostedInvoice(
        title=f"Invoice {number} from {business_name}",
        number=number,
        business_name=business_name,
        monogram=monogram(business_name, facts.get("brand_color")),
        state=state,
        badge=_BADGES[state],
        test=not invoice["livemode"],
        headline=_headline(invoice, state, form, now),
        notice=_notice(invoice, facts, state, form),
        payment=_payment(invoice, facts, state, form),
        pay_forms=_pay_forms(invoice, facts, state, form),
        transfer=(facts.get("attempt") or {}).get("transfer") if _is_payable(invoice, facts, state) else None,
        payments=tuple(_received(one, form) for one in facts.get("payments") or ()),
        pdf_path=path_of(invoice["invoice_pdf"]) if invoice["invoice_pdf"] else None,
        fields=tuple(_fields(invoice, form)),
        custom_fields=tuple((field["name"], field["value"]) for field in invoice["custom_fields"] or ()),
        parties=tuple(person for person in people if person),
        memo=_prose(invoice["description"]),
        lines=rows,
        wide_figures=any(len(row.quantity + row.unit_price + row.amount) > _WIDE_FIGURES_CHARACTERS for row in rows),
        totals=(*_before_total(invoice, facts, form), *_from_total(invoice, facts, form)),
        remarks=_remarks(invoice),
        contacts=contacts(facts),
    )


def _state(invoice: Mapping[str, Any], form: _Format, now: int) -> State:
    """The status, with past due told from open. Raises ValueError for a draft."""
    status = invoice["status"]
    if status == "open" and _late(invoice, form, now):
        return "past_due"
    if status not in _BADGES:
        raise ValueError(f"an invoice with status {status!r} has no hosted page")
    return cast(State, status)


def _late(invoice: Mapping[str, Any], form: _Format, now: int) -> bool:
    """Whether the day named as due is over where the business is: on that day itself a payer is in time."""
    due = invoice["due_date"]
    return due is not None and local_date(now, form.time_zone) > local_date(due, form.time_zone)


def _headline(invoice: Mapping[str, Any], state: State, form: _Format, now: int) -> Headline:
    moved = invoice["status_transitions"]
    if state == "paid":
        when = form.day(moved["paid_at"])
        if invoice["amount_paid"] == 0:
            return Headline("Total", form.money(invoice["total"]), f"Settled {when}. Nothing to pay.", "")
        return Headline("Amount paid", form.money(invoice["amount_paid"]), f"Paid {when}. Thank you.", "")
    if state == "void":
        return Headline("Total", form.money(invoice["total"]), f"Voided {form.day(moved['voided_at'])}", "")
    due = form.day(invoice["due_date"])
    sentence = due and (f"Was due {due}" if _late(invoice, form, now) else f"Due {due}")
    part_paid = ""
    if invoice["amount_paid"] > 0:
        paid, owed = form.money(invoice["amount_paid"]), form.money(invoice["amount_due"])
        part_paid = f"{paid} of {owed} has been paid."
    return Headline("Amount due", form.money(invoice["amount_remaining"]), sentence, part_paid)


def _notice(invoice: Mapping[str, Any], facts: Mapping[str, Any], state: State, form: _Format) -> Notice | None:
    revision = invoice["latest_revision"]
    if revision and _id(revision) != invoice["id"]:
        newest = path_of(facts["newest_url"]) if facts.get("newest_url") else None
        replaced = "This invoice has been replaced. Please use the newer one."
        return Notice("A newer version exists", replaced, newest, "Open the newer invoice")
    if state == "void":
        return Notice("This invoice is void", "It is kept for your records. Please do not pay it.")
    if state == "paid":
        return None
    attempt = facts.get("attempt") or {}
    if attempt.get("status") == PROCESSING:
        text = "Nothing more is needed from you. Reload this page to see what came of it; banks may take some days."
        return Notice("Your payment is being processed", text, is_calm=True)
    if url := attempt.get("confirm_url"):
        text = "The bank wants to hear from you before it pays. You can also pay in another way."
        return Notice("Confirm your payment", text, path_of(url), "Go to the bank’s page", is_calm=True)
    if error := attempt.get("error"):
        return Notice("The last payment did not go through", f"{error} Nothing was taken.")
    if state == "uncollectible":
        when = form.day(invoice["status_transitions"]["marked_uncollectible_at"])
        return Notice("Still unpaid", f"Closed on {when} before it was paid. You can still pay it.")
    return None


def _is_payable(invoice: Mapping[str, Any], facts: Mapping[str, Any], state: State) -> bool:
    """Whether there is something to pay, and nobody is paying it at this moment."""
    in_flight = (facts.get("attempt") or {}).get("status") == PROCESSING
    return state not in ("paid", "void") and invoice["amount_remaining"] > 0 and not in_flight


def _pay_forms(
    invoice: Mapping[str, Any], facts: Mapping[str, Any], state: State, form: _Format
) -> tuple[PayForm, ...]:
    """One for each type of payment method, the first of them open; none where nothing is to be paid."""
    attempt = facts.get("attempt") or {}
    if not _is_payable(invoice, facts, state):
        return ()
    minor, methods = invoice["amount_remaining"], attempt.get("methods") or []
    typed, problems = facts.get("typed") or {}, facts.get("problems") or {}
    filled = typed.get("method", methods[0]) if methods else ""
    return tuple(
        pay_form(
            method, path=path_of(invoice["hosted_invoice_url"]) + "/pay", amount=form.money(minor), minor=minor,
            business=facts["business_name"], save=attempt["save"], typed=typed if method == filled else {},
            problems=problems if method == filled else {}, is_open=method == methods[0],
        )
        for method in methods
    )  # fmt: skip


def _received(payment: Mapping[str, Any], form: _Format) -> Received:
    url = payment.get("receipt_url")
    how, amount = how_paid(payment["method"]), form.money(payment["amount"])
    return Received(form.day(payment["at"]), how, amount, path_of(url) if url else None)


def _payment(invoice: Mapping[str, Any], facts: Mapping[str, Any], state: State, form: _Format) -> Payment | None:
    """How to pay in ways of the business's own. None when nothing is to be paid, or where ours are the only ones."""
    attempt = facts.get("attempt") or {}
    has_ways = attempt.get("methods") or attempt.get("transfer")
    instructions = facts.get("payment_instructions") or ""
    if not _is_payable(invoice, facts, state) or (has_ways and not instructions):
        return None
    if (transfer := attempt.get("transfer")) and transfer.is_repeated_in(instructions):
        return None
    return Payment(
        amount=form.money(invoice["amount_remaining"]),
        reference=invoice["number"] or invoice["id"],
        instructions=_prose(instructions),
    )


def path_of(url: str) -> str:
    """Only the path of our own link, so that it works under whatever name the payer reached this page."""
    return f"/{urlsplit(url).path.lstrip('/')}"


def _fields(invoice: Mapping[str, Any], form: _Format) -> Iterator[tuple[str, str]]:
    yield "Date of issue", form.day(invoice["effective_at"] or invoice["status_transitions"]["finalized_at"])
    if invoice["due_date"] is not None:
        yield "Date due", form.day(invoice["due_date"])
    if invoice["receipt_number"]:
        yield "Receipt number", invoice["receipt_number"]


def _id(referred: str | Mapping[str, Any]) -> str:
    """The id of what is referred to, expanded or not."""
    return str(referred["id"] if isinstance(referred, Mapping) else referred)


def _prose(text: str | None) -> Prose | None:
    if not text or not text.strip():
        return None
    text = text.strip()
    return Prose(text, len(text) > _LONG_PROSE_CHARACTERS or text.count("\n") > _LONG_PROSE_LINES)


def _line(line: Mapping[str, Any], invoice: Mapping[str, Any], facts: Mapping[str, Any], form: _Format) -> Line:
    start, end = line["period"]["start"], line["period"]["end"]
    same_day = local_date(start, form.time_zone) == local_date(end, form.time_zone)
    each = (line["pricing"] or {}).get("unit_amount_decimal")
    count = line.get("quantity_decimal") or line["quantity"]
    taxes = (_line_tax(tax, invoice, facts, form) for tax in line.get("taxes") or ())
    # The amounts of its own discounts come first, in their order; after them come its shares of the invoice's.
    own = (line.get("discount_amounts") or ())[: len(line.get("discounts") or ())]
    return Line(
        description=line["description"] or "Item",
        period="" if same_day else period(start, end, form.time_zone, form.locale),
        quantity="" if count is None else quantity(count, form.locale),
        unit_price="" if each is None else unit_price(each, form.currency, form.locale),
        amount=form.money(line["amount"]),
        tax=", ".join(dict.fromkeys(taxes)),
        discounts=tuple(
            (_discount_name(one["discount"], facts), form.money(-one["amount"])) for one in own if one["amount"]
        ),
    )


def _line_tax(tax: Mapping[str, Any], invoice: Mapping[str, Any], facts: Mapping[str, Any], form: _Format) -> str:
    """`VAT 19%`, `VAT 7% incl.`, `VAT exempt`."""
    rate = _tax_rate((tax["tax_rate_details"] or {}).get("tax_rate"), invoice, facts)
    included = "incl." if _is_inside(tax) else ""
    return " ".join(filter(None, [rate.get("display_name") or "Tax", _percentage(tax, rate, form), included]))


def _before_total(invoice: Mapping[str, Any], facts: Mapping[str, Any], form: _Format) -> Iterator[Total]:
    """Subtotal, deductions, shipping, pre-tax total and tax that comes on top, in the documented order."""
    yield Total("Subtotal", form.money(invoice["subtotal"]))
    # Those of lines alone are off the subtotal already.
    ours = {_id(discount) for discount in invoice["discounts"]}
    for discount in invoice["total_discount_amounts"] or ():
        if _id(discount["discount"]) in ours and discount["amount"]:
            yield Total(_discount_name(discount["discount"], facts), form.money(-discount["amount"]))
    if cost := invoice["shipping_cost"]:
        # Tax that comes on top of shipping is in the rows of the taxes.
        name = facts.get("shipping_name")
        yield Total(f"Shipping ({name})" if name else "Shipping", form.money(cost["amount_subtotal"]))
    if removed := facts.get("removed_tax"):
        yield Total("Included tax that is not charged", form.money(-removed))
    taxes = invoice["total_taxes"] or ()
    if taxes and not any(map(_is_inside, taxes)):
        yield _without_tax(invoice, form)
    for tax in taxes:
        if not _is_inside(tax):
            yield _tax(tax, invoice, facts, form)


def _without_tax(invoice: Mapping[str, Any], form: _Format, *, noted: bool = False) -> Total:
    amount = form.money(invoice["total_excluding_tax"])
    return Total("Total excluding tax", amount, weight="note" if noted else "plain")


def _is_inside(tax: Mapping[str, Any]) -> bool:
    """Whether prices contain the tax. Those of an exempt customer contain none."""
    return tax["tax_behavior"] == "inclusive" and tax["taxability_reason"] not in _NOT_CHARGED


def _from_total(invoice: Mapping[str, Any], facts: Mapping[str, Any], form: _Format) -> Iterator[Total]:
    """The total, and what balance, credit notes and payments leave of it. A void one owes nothing."""
    yield Total("Total", form.money(invoice["total"]), weight="total")
    inside = [tax for tax in invoice["total_taxes"] or () if _is_inside(tax)]
    for tax in inside:
        yield _tax(tax, invoice, facts, form)
    if inside:
        yield _without_tax(invoice, form, noted=True)
    if invoice["status"] == "void":
        return
    yield from _balance(invoice, form)
    if credited := invoice["pre_payment_credit_notes_amount"]:
        yield Total("Credit notes", form.money(-credited))
    if paid := invoice["amount_paid"]:
        yield Total("Amount paid", form.money(-paid))
    yield Total("Amount due", form.money(invoice["amount_remaining"]), weight="due")
    if overpaid := invoice["amount_overpaid"]:
        yield Total("Overpaid, credited to your balance", form.money(overpaid), weight="note")
    if credited := invoice["post_payment_credit_notes_amount"]:
        yield Total("Credited after payment", form.money(credited), weight="note")


def _balance(invoice: Mapping[str, Any], form: _Format) -> Iterator[Total]:
    """The customer's balance as it stood before and after: negative is credit (invoicing.md §2.6).

    The applied part is no stored figure, so it isn't shown; total plus the first minus the second is due.
    """
    before, after = invoice["starting_balance"], invoice["ending_balance"] or 0
    if before:
        name = "Credit brought forward" if before < 0 else "Balance brought forward"
        yield Total(name, form.money(before))
    if after:
        name = "Credit left for your next invoice" if after < 0 else "Balance carried to your next invoice"
        yield Total(name, form.money(-after))


def _tax(tax: Mapping[str, Any], invoice: Mapping[str, Any], facts: Mapping[str, Any], form: _Format) -> Total:
    rate = _tax_rate((tax["tax_rate_details"] or {}).get("tax_rate"), invoice, facts)
    name = " ".join(filter(None, [rate.get("display_name") or "Tax", rate.get("jurisdiction")]))
    if percentage := _percentage(tax, rate, form):
        name = f"{name} ({percentage})"
    base = "" if tax["taxable_amount"] is None else f"on {form.money(tax['taxable_amount'])}"
    if _is_inside(tax):
        return Total(f"Includes {name}", form.money(tax["amount"]), base, weight="note")
    return Total(name, form.money(tax["amount"]), base)


def _percentage(tax: Mapping[str, Any], rate: Mapping[str, Any], form: _Format) -> str:
    """The percentage, or why nothing is charged; empty where neither is known."""
    if instead := _NOT_CHARGED.get(tax["taxability_reason"]):
        return instead
    return "" if rate.get("percentage") is None else percent(str(rate["percentage"]), form.locale)


def _tax_rate(
    rate: str | Mapping[str, Any] | None, invoice: Mapping[str, Any], facts: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The rate that a tax refers to: expanded in place, frozen with the facts, or an invoice default."""
    if isinstance(rate, Mapping):
        return rate
    known: dict[str | None, Mapping[str, Any]] = {each["id"]: each for each in invoice["default_tax_rates"] or ()}
    known |= facts.get("tax_rates") or {}
    return known.get(rate, {})


def _discount_name(discount: str | Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    """The coupon's name when the discount is expanded or named by the facts, else plainly "Discount"."""
    if isinstance(discount, Mapping):
        coupon = (discount.get("source") or {}).get("coupon")
        return (coupon.get("name") if isinstance(coupon, Mapping) else None) or "Discount"
    return (facts.get("discounts") or {}).get(discount) or "Discount"


def _remarks(invoice: Mapping[str, Any]) -> tuple[str, ...]:
    """Sentences below the totals that the law asks for."""
    return exemption_remarks(invoice["customer_tax_exempt"], "en")
