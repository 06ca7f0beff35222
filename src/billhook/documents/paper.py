"""A statement as paper: the values of `InvoiceDocument`, in the language of its reader.

Nothing here asks a clock or the settings of today: a finalized invoice gives the same document for ever.
"""

from billhook.documents import sum_wording
from billhook.documents.account_words import account_entries
from billhook.documents.credit_note_words import CreditNoteWords, credit_note_words_for
from billhook.documents.group_wording import worded_groups
from billhook.documents.invoice_pdf import InvoiceDocument, Line, ScannedCode, TotalRow
from billhook.documents.labels import labels_for
from billhook.documents.logo import Logo
from billhook.documents.party_wording import printed_party
from billhook.documents.receipt_words import receipt_words_for
from billhook.documents.rows import Group
from billhook.documents.statement import AmountsDue, Correction, InvoiceStatement, StatementLine
from billhook.documents.swiss_bill import bill_of
from billhook.kernel.display import day, money
from billhook.kernel.money import decimal_text
from billhook.kernel.replacing import replace

_DAY_SECONDS = 86_400


def document(statement: InvoiceStatement, logo: Logo | None = None) -> InvoiceDocument:
    """What the PDF prints: the invoice, or the credit note. `logo` is the picture that the statement's brand names."""
    locale = sum_wording.document_locale(statement)
    if statement.correction is not None:
        plain = _credit_note(statement, statement.correction, locale)
    else:
        assert statement.amounts is not None
        plain = _invoice(statement, statement.amounts, locale)
    brand = statement.brand
    address = statement.customer.address
    country = address.country if address is not None else None
    return replace(
        plain,
        country=country,
        logo=logo,
        brand_colour=brand.colour,
        accent_colour=brand.accent_colour,
        look=statement.look,
    )


def _invoice(statement: InvoiceStatement, amounts: AmountsDue, locale: str) -> InvoiceDocument:
    """A void invoice asks for no money: it has no amount due, and nothing was taken of the balance for good."""
    labels, _ = labels_for(locale)
    is_void, is_open = statement.status == "void", statement.status == "open"
    bill = bill_of(statement)
    mark = {"paid": labels.paid, "void": labels.void, "uncollectible": labels.uncollectible}.get(statement.status)
    return InvoiceDocument(
        issuer=printed_party(statement.issuer, locale),
        customer=printed_party(statement.customer, locale),
        ship_to=printed_party(statement.ship_to, locale) if statement.ship_to is not None else None,
        number=statement.number,
        issued_at=statement.issued_at,
        due_at=statement.due_at,
        supply=statement.supply,
        currency=statement.currency,
        lines=tuple(_line(line, locale) for line in statement.lines),
        groups=tuple(
            Group(group.title, tuple(_line(line, locale) for line in group.lines), group.hides_lines, group.subtotal)
            for group in worded_groups(statement, locale)
        ),
        totals=(
            *sum_wording.rows_before_total(statement, locale),
            sum_wording.total_row(statement, locale),
            *sum_wording.total_notes(statement, locale),
            *(() if is_void else sum_wording.rows_to_due(statement, locale)),
        ),
        after_due=sum_wording.rows_after_due(statement, locale),
        remarks=sum_wording.remarks(statement, locale),
        amount_due=None if is_void else amounts.amount_due,
        amount_paid=amounts.amount_paid,
        amount_remaining=amounts.amount_remaining,
        custom_fields=statement.custom_fields,
        memo=statement.memo,
        footer=statement.footer,
        payment_instructions=_told(statement, locale, has_bill=bill is not None) if is_open else None,
        code=(
            ScannedCode(statement.means.accounts, amounts.amount_remaining, statement.number, labels.scan_to_transfer)
            if is_open and bill is None
            else None
        ),
        bill=bill,
        hosted_url=statement.means.page if is_open else None,
        pays_online=statement.means.pays_online,
        mark=mark,
        headline=_headline(statement, amounts, locale),
        withdrawn=_withdrawn(statement, locale) if is_void else None,
        is_test=statement.is_test,
        locale=locale,
        time_zone=statement.time_zone,
        page_size=statement.page_size,
    )


def _headline(statement: InvoiceStatement, amounts: AmountsDue, locale: str) -> str | None:
    """What was paid and when, or the sum of a void invoice; None for one that asks for money."""
    if statement.status == "void":
        return money(statement.sums.total, statement.currency, locale)
    if statement.status != "paid" or statement.paid_at is None or not amounts.amount_paid:
        return None
    paid = money(amounts.amount_paid, statement.currency, locale)
    when = day(statement.paid_at, statement.time_zone, locale)
    return receipt_words_for(locale).headline.format(amount=paid, date=when)


def _withdrawn(statement: InvoiceStatement, locale: str) -> str:
    """Since when an invoice is void, and the number of the invoice that replaced it."""
    labels, _ = labels_for(locale)
    number = statement.replaced_by
    replaced = labels.replaced_by.format(number=number) if number is not None else ""
    return " ".join(filter(None, [labels.void_since.format(date=_voided_on(statement, locale)), replaced]))


def _voided_on(statement: InvoiceStatement, locale: str) -> str:
    return day(statement.voided_at, statement.time_zone, locale) if statement.voided_at is not None else ""


def _told(statement: InvoiceStatement, locale: str, *, has_bill: bool) -> str | None:
    """How to pay, in words. The account stands on the bill already."""
    return statement.means.instructions if has_bill else payment_instructions(statement, locale)


def payment_instructions(statement: InvoiceStatement, locale: str) -> str | None:
    """How to pay in the issuer's words, and the accounts for bank transfers with what to write on one."""
    labels, _ = labels_for(locale)
    bill = bill_of(statement)
    reference = (bill.reference.printed if bill is not None else "") or statement.number
    accounts = [
        "\n".join(
            [*(value if name is None else f"{name} {value}" for name, value in account_entries(account, locale)),
             f"{labels.reference}: {reference}"]
        )
        for account in statement.means.accounts
    ]  # fmt: skip
    return "\n\n".join(filter(None, [statement.means.instructions, *accounts])) or None


def _line(line: StatementLine, locale: str) -> Line:
    spans = line.period is not None and (line.is_dated or line.period[1] - line.period[0] >= _DAY_SECONDS)
    named = line.credits_all_of
    return Line(
        description=f"{labels_for(locale)[0].invoice} {named}" if named is not None else line.description or "",
        amount=line.amount,
        quantity=line.quantity,
        unit_price=decimal_text(line.unit_amount) if line.unit_amount is not None else None,
        tax=sum_wording.tax_column(line, locale),
        period=line.period if spans else None,
        discounts=sum_wording.line_discounts(line, locale),
    )


def _credit_note(statement: InvoiceStatement, correction: Correction, locale: str) -> InvoiceDocument:
    words, (labels, chosen) = credit_note_words_for(locale), labels_for(locale)
    is_void = statement.status == "void"
    fields = [(words.invoice, correction.invoice_number or "")]
    if correction.reason is not None:
        fields.append((words.reason, words.reasons[correction.reason]))
    total = statement.sums.total
    return InvoiceDocument(
        issuer=printed_party(statement.issuer, locale),
        customer=printed_party(statement.customer, locale),
        number=statement.number,
        issued_at=statement.issued_at,
        currency=statement.currency,
        lines=tuple(_line(line, locale) for line in statement.lines),
        totals=sum_wording.rows_before_total(statement, locale),
        after_due=(
            *sum_wording.inside_notes(statement, locale),
            *(() if is_void else _destinations(correction, words)),
        ),
        remarks=sum_wording.remarks(statement, locale),
        amount_due=total,
        custom_fields=tuple(fields),
        memo=statement.memo,
        mark=labels.void if is_void else None,
        withdrawn=labels.withdrawn_since.format(date=_voided_on(statement, chosen)) if is_void else None,
        is_test=statement.is_test,
        title=words.credit_note,
        number_label=words.number,
        issued_label=words.issued,
        headline=words.headline.format(amount=money(total, statement.currency, chosen)),
        due_label=words.credited,
        locale=locale,
        time_zone=statement.time_zone,
        page_size=statement.page_size,
    )


def _destinations(correction: Correction, words: CreditNoteWords) -> list[TotalRow]:
    """Where the amount went."""
    ways = (
        (words.off_amount_due, correction.off_amount_due),
        (words.to_balance, correction.to_balance),
        (words.given_back, correction.given_back),
    )
    return [TotalRow(label, amount, note=True) for label, amount in ways if amount]
