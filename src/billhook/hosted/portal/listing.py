"""The invoices, payments and credit notes of a customer, as pages of their portal list them: so many, newest first."""

from dataclasses import dataclass

from billhook.credit_notes import store as credit_notes
from billhook.credit_notes.objects import CreditNote
from billhook.credit_notes.params import ListCreditNotes
from billhook.customers.objects import Customer
from billhook.db.tx import Reader
from billhook.documents.method_words import how_paid
from billhook.hosted.portal.visiting import Visit
from billhook.hosted.presenting import path_of
from billhook.hosted.words.catalogue import words_for
from billhook.invoices import account_store, view
from billhook.invoices import store as invoices
from billhook.invoices.listing_store import Listing, sums
from billhook.invoices.objects import Invoice
from billhook.kernel.display import day, local_date, money
from billhook.kernel.ids import moment_of
from billhook.ledger import store as ledger
from billhook.payments import store as payments
from billhook.payments.objects import Charge
from billhook.payments.params import ListCharges
from billhook.wire import addresses

ROWS = 50
"""So many rows a list shows at once."""


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A finalized invoice: its state and the word for that, the amount, how much of it is paid, its page and paper."""

    number: str
    path: str
    pdf_path: str
    issued: str
    due: str
    state: str
    badge: str
    amount: str
    part_paid: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment that took money: when, how, how much and what went back of it; its receipt and the paper of that."""

    when: str
    how: str
    amount: str
    refunded: str
    path: str
    pdf_path: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A credit note: the amount is what it takes off."""

    number: str
    when: str
    amount: str
    path: str


@dataclass(frozen=True, slots=True)
class Older:
    """Where the next rows of a list are, and where it begins, if there are more and if this is not the beginning."""

    older: str | None
    newest: str | None


@dataclass(frozen=True, slots=True)
class InvoicesPage:
    """What is open, by currency; names and amounts of what is on the balance; the list."""

    open: tuple[str, ...]
    balances: tuple[tuple[str, str], ...]
    rows: tuple[InvoiceRow, ...]
    more: Older


@dataclass(frozen=True, slots=True)
class PaymentsPage:
    """Both lists, each with its way to older rows."""

    payments: tuple[PaymentRow, ...]
    more_payments: Older
    notes: tuple[NoteRow, ...]
    more_notes: Older


def cursor(text: str | None, prefix: str) -> str | None:
    """The id after which a list goes on; None for a text that is no such id."""
    return text if text and text.startswith(f"{prefix}_") and moment_of(text) is not None else None


async def invoices_page(reader: Reader, visit: Visit, before: str | None) -> InvoicesPage:
    """The invoices before an id; drafts are nobody's business yet."""
    before = cursor(before, "in")
    found = await account_store.finalized_before(reader, visit.customer.id, before, limit=ROWS + 1)
    ids = found[:ROWS]
    by_id = {details.invoice.id: details.invoice for details in await invoices.of_ids(reader, ids)} if ids else {}
    older = visit.at(before=ids[-1]) if len(found) > ROWS else None
    return InvoicesPage(
        open=await _open(reader, visit),
        balances=_balances(visit.customer, visit.locale),
        rows=tuple(_invoice(reader, visit, by_id[id]) for id in ids if id in by_id),
        more=Older(older, visit.at() if before else None),
    )


async def payments_page(
    reader: Reader, visit: Visit, before: str | None, notes_before: str | None
) -> PaymentsPage:  # fmt: skip
    """The payments and the credit notes, each before an id."""
    place, customer = "/payments", visit.customer.id
    before, notes_before = cursor(before, "ch"), cursor(notes_before, "cn")
    charges, has_more = await payments.page_of_charges(
        reader, ListCharges.of(customer=customer, limit=ROWS, **_after(before))
    )
    taken = [each for each in charges if each.receipt_token]
    paid_at = {e.id: e.created for e in await ledger.of_ids(reader, [each.balance_transaction or "" for each in taken])}
    notes, more_notes = await credit_notes.page(
        reader, ListCreditNotes.of(customer=customer, limit=ROWS, **_after(notes_before))
    )
    older = visit.at(place, before=charges[-1].id) if has_more else None
    older_notes = visit.at(place, notes_before=notes[-1].id) if more_notes else None
    return PaymentsPage(
        payments=tuple(
            _payment(visit, each, paid_at.get(each.balance_transaction or "", each.created)) for each in taken
        ),
        more_payments=Older(older, visit.at(place) if before else None),
        notes=tuple(_note(visit, each) for each in notes if each.status == "issued"),
        more_notes=Older(older_notes, visit.at(place) if notes_before else None),
    )


def _after(id: str | None) -> dict[str, str]:
    return {"starting_after": id} if id is not None else {}


async def _open(reader: Reader, visit: Visit) -> tuple[str, ...]:
    """What is still to be paid of all invoices, in each currency."""
    found: dict[str, int] = {}
    for status in ("open", "uncollectible"):
        wanted = Listing(customer=visit.customer.id, status=status)
        for each in (await sums(reader, wanted)).of:
            found[each.currency] = found.get(each.currency, 0) + each.remaining
    return tuple(money(minor, currency, visit.locale) for currency, minor in sorted(found.items()) if minor)


def _balances(customer: Customer, locale: str) -> tuple[tuple[str, str], ...]:
    """What the next invoice will take into account: credit, or what is still owed."""
    words = words_for(locale).invoice
    own = {customer.currency: customer.balance} if customer.currency is not None else {}
    return tuple(
        (words.credit_left if minor < 0 else words.balance_carried, money(abs(minor), currency, locale))
        for currency, minor in {**own, **customer.other_balances}.items()
        if minor
    )


def _invoice(reader: Reader, visit: Visit, invoice: Invoice) -> InvoiceRow:
    words, zone = words_for(visit.locale).invoice, visit.tenant.settings.time_zone
    state = _state(visit, invoice, zone)
    paid, owed = invoice.amount_paid, invoice.amount_due
    in_part = invoice.status in ("open", "uncollectible") and paid > 0

    def shown(minor: int) -> str:
        return money(minor, invoice.currency, visit.locale)

    return InvoiceRow(
        number=invoice.number or invoice.id,
        path=path_of(view.hosted_url(reader, invoice) or ""),
        pdf_path=path_of(view.pdf_url(reader, invoice) or ""),
        issued=day(invoice.effective_at or invoice.created, zone, visit.locale),
        due=day(invoice.due_date, zone, visit.locale) if invoice.due_date is not None else "",
        state=state,
        badge=words.badges[state],
        amount=shown(invoice.total),
        part_paid=words.part_paid.format(paid=shown(paid), owed=shown(owed)) if in_part else "",
    )


def _state(visit: Visit, invoice: Invoice, zone: str) -> str:
    """The status, with past due told from open: on the day that is named a payer is in time."""
    due = invoice.due_date
    is_late = due is not None and local_date(visit.now, zone) > local_date(due, zone)
    return "past_due" if invoice.status == "open" and is_late else invoice.status


def _payment(visit: Visit, charge: Charge, paid_at: int) -> PaymentRow:
    tenant, token = visit.tenant, charge.receipt_token or ""
    back = charge.amount_given_back
    return PaymentRow(
        when=day(paid_at, tenant.settings.time_zone, visit.locale),
        how=how_paid(charge.payment_method_details, visit.locale),
        amount=money(charge.amount_captured, charge.currency, visit.locale),
        refunded=money(back, charge.currency, visit.locale) if back else "",
        path=path_of(addresses.receipt(tenant, charge.id, token)),
        pdf_path=path_of(addresses.receipt_pdf(tenant, charge.id, token)),
    )


def _note(visit: Visit, note: CreditNote) -> NoteRow:
    return NoteRow(
        number=note.number,
        when=day(note.effective_at, visit.tenant.settings.time_zone, visit.locale),
        amount=money(-note.amount, note.currency, visit.locale),
        path=path_of(addresses.credit_note_pdf(visit.tenant, note.pdf_token)),
    )
