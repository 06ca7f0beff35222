"""What documents say of an invoice: the PDF and the mail, as functions of stored values alone.

Nothing here asks a clock or the settings of today: a finalized invoice gives the same document for ever.
"""

from collections.abc import Mapping
from typing import Any

from billhook.cash_balances.rules.wording import entries
from billhook.documents.invoice_pdf import InvoiceDocument, Line, Party
from billhook.documents.labels import first_supported, labels_for
from billhook.documents.sum_words import exemption_remarks
from billhook.invoices import worded_sums
from billhook.invoices.objects import Invoice, Item, Sheet
from billhook.invoices.rules.lifecycle import OPEN, VOID
from billhook.invoices.rules.paper import paper
from billhook.kernel.display import address_lines, day, money
from billhook.kernel.money import decimal_text


def locale_of_document(sheet: Sheet) -> str:
    """The customer's first locale that documents can be written in, else the account's, else English."""
    return first_supported([*(sheet.facts.get("locales") or ()), account_facts(sheet)["locale"]])


def document(sheet: Sheet, *, is_test: bool, replaced_by: str | None = None) -> InvoiceDocument:
    """The printed invoice; the sheet must be finalized and carry all its lines.

    `replaced_by` is the number of the invoice that replaced a void one. A void invoice asks for no money.
    """
    invoice, issuer = sheet.invoice, account_facts(sheet)
    assert invoice.number is not None
    assert invoice.effective_at is not None
    locale = locale_of_document(sheet)
    rates = worded_sums.rates_of(invoice)
    exclude_tax = invoice.amount_tax_display == "exclude_tax"
    labels, _ = labels_for(locale)
    is_void = invoice.status == VOID
    status = {"paid": labels.paid, "void": labels.void, "uncollectible": labels.uncollectible}.get(invoice.status)
    return InvoiceDocument(
        issuer=issuing_party(issuer, locale),
        customer=customer_party(sheet.facts, locale),
        ship_to=_ship_to(invoice, sheet.facts, locale),
        number=invoice.number,
        issued_at=invoice.effective_at,
        due_at=invoice.due_date,
        currency=invoice.currency,
        lines=tuple(_line(item, rates, locale) for item in sheet.lines),
        totals=(
            *worded_sums.rows_to_total(invoice, locale, exclude_tax=exclude_tax),
            *worded_sums.total_notes(invoice, locale, exclude_tax=exclude_tax),
            *(() if is_void else worded_sums.settlement_rows(invoice, locale)),
        ),
        after_due=worded_sums.rows_after_due(invoice, locale),
        remarks=remarks(sheet, locale),
        amount_due=None if is_void else invoice.amount_due,
        amount_paid=invoice.amount_paid,
        amount_remaining=invoice.amount_remaining,
        custom_fields=tuple((f["name"], f["value"]) for f in invoice.custom_fields or ()),
        memo=invoice.description,
        footer=invoice.footer,
        payment_instructions=how_to_pay(sheet, locale, is_test=is_test) if invoice.status == OPEN else None,
        hosted_url=hosted_address(sheet) if invoice.status == OPEN else None,
        pays_online=False,  # nobody takes money in live mode yet, and a document says the same in both
        status=status,
        headline=money(invoice.total, invoice.currency, locale) if is_void else None,
        withdrawn=_withdrawn(invoice, replaced_by, issuer["time_zone"], locale) if is_void else None,
        is_test=is_test,
        locale=locale,
        time_zone=issuer["time_zone"],
        page_size=paper(invoice.page_size, issuer["country"]),
    )


def _withdrawn(invoice: Invoice, replaced_by: str | None, time_zone: str, locale: str) -> str:
    """Since when an invoice is void, and the number of the invoice that replaced it."""
    labels, _ = labels_for(locale)
    since = day(invoice.voided_at, time_zone, locale) if invoice.voided_at is not None else ""
    replaced = labels.replaced_by.format(number=replaced_by) if replaced_by is not None else ""
    return " ".join(filter(None, [labels.void_since.format(date=since), replaced]))


def transfer_accounts(sheet: Sheet, *, is_test: bool) -> tuple[Mapping[str, Any], ...]:
    """The accounts for bank transfers as they were frozen: the same on page, paper and mail.

    The accounts of test mode are invented, so they are left out if the issuer has payment instructions.
    """
    issuer = account_facts(sheet)
    return () if is_test and issuer.get("payment_instructions") else tuple(issuer.get("transfer") or ())


def how_to_pay(sheet: Sheet, locale: str, *, is_test: bool) -> str | None:
    """What the issuer says of it, and the account for bank transfers where they were allowed, as it was then."""
    labels, _ = labels_for(locale)
    issuer = account_facts(sheet)
    accounts = [
        "\n".join(
            [*(value if name == "Account holder" else f"{name} {value}" for name, value in entries(address)),
             f"{labels.number}: {sheet.invoice.number}"]
        )
        for address in transfer_accounts(sheet, is_test=is_test)
    ]  # fmt: skip
    return "\n\n".join(filter(None, [issuer.get("payment_instructions"), *accounts])) or None


def hosted_address(sheet: Sheet) -> str:
    """The payer's page as it was called when the invoice was finalized."""
    return f"{account_facts(sheet)['page']}{sheet.invoice.hosted_token}"


def account_facts(sheet: Sheet) -> dict[str, Any]:
    """What the document says of its issuer, frozen. Raises ValueError for a draft."""
    facts = sheet.invoice.account_facts
    if facts is None:
        raise ValueError("a draft has no document")
    return facts


def issuing_party(issuer: dict[str, Any], locale: str) -> Party:
    """The issuer as printed, from its frozen facts."""
    text, tax_ids = issuer_tax_ids(issuer)
    return Party(
        name=issuer["name"],
        address=address_lines(issuer["address"], locale),
        email=issuer.get("email"),
        phone=issuer.get("phone"),
        tax_ids=tuple(filter(None, [text, *map(tax_id_words, tax_ids)])),
    )


def issuer_tax_ids(issuer: dict[str, Any]) -> tuple[str, list[dict[str, str]]]:
    """The tax id of the settings, a text, and those of the account (`type`, `value`) that it does not hold already.

    `issuer` as frozen at finalization; invoices from before the account had tax ids have none of them.
    """
    text = issuer.get("tax_id") or ""
    return text, [t for t in issuer.get("tax_ids", ()) if _bare(t["value"]) not in _bare(text)]


def remarks(sheet: Sheet, locale: str) -> tuple[str, ...]:
    """What the law wants said below the sum. Invoices from before there were taxes go on saying nothing."""
    return exemption_remarks(sheet.facts["tax_exempt"], locale) if "tax_ids" in account_facts(sheet) else ()


def _bare(text: str) -> str:
    return "".join(text.split())


def customer_party(facts: dict[str, Any], locale: str) -> Party:
    """The customer as printed, from the frozen facts."""
    # Without a billing address the shipping address stands in for it (invoicing.md §10.3).
    address = facts["address"] or (facts["shipping"] or {}).get("address")
    return Party(
        name=facts["name"] or facts["email"] or "",
        address=address_lines(address, locale),
        email=facts["email"] if facts["name"] else None,
        phone=facts["phone"],
        tax_ids=tuple(tax_id_words(t) for t in facts["tax_ids"]),
    )


def tax_id_words(tax_id: dict[str, str]) -> str:
    """`EU VAT DE123456789` for a tax id of type `eu_vat`."""
    return f"{tax_id['type'].replace('_', ' ').upper()} {tax_id['value']}"


def _ship_to(invoice: Invoice, facts: dict[str, Any], locale: str) -> Party | None:
    shipping = invoice.shipping_details or facts["shipping"]
    if not shipping or (invoice.shipping_details is None and not facts["address"]):
        return None
    return Party(
        name=shipping["name"] or "",
        address=address_lines(shipping["address"], locale),
        phone=shipping.get("phone"),
    )


def _line(item: Item, rates: dict[str, Any], locale: str) -> Line:
    spans = item.period_end - item.period_start >= 86_400
    return Line(
        description=item.description or "",
        amount=item.amount,
        quantity=item.quantity,
        unit_price=decimal_text(item.unit_amount) if item.unit_amount is not None else None,
        tax=worded_sums.line_taxes(item, rates, locale),
        period=(item.period_start, item.period_end) if spans else None,
        discounts=worded_sums.line_discounts(item, locale),
    )
