"""The list of credit notes, one credit note, and voiding it."""

from starlette.responses import Response

from billhook.credit_notes import verbs
from billhook.credit_notes.objects import CreditNote, CreditNoteDetails
from billhook.credit_notes.params import ListCreditNotes
from billhook.credit_notes.rules.lifecycle import CREDIT_NOTE
from billhook.dashboard.asking import Place, act_on, ask_page, json_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.customers.naming import named
from billhook.dashboard.developers.words import MAIL
from billhook.dashboard.formatting import Formats
from billhook.dashboard.invoices.crediting import REASONS
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.payments.reading import customers_of
from billhook.dashboard.payments.sections import NOTES, PAYMENTS
from billhook.dashboard.visiting import Visit
from billhook.invoices import mails_store
from billhook.invoices import store as invoices
from billhook.wire import addresses

_STATUSES = {"issued": ("Issued", "done"), "void": ("Void", "ended")}


async def _found(visit: Visit) -> CreditNoteDetails:
    found: CreditNoteDetails = await visit.look(verbs.RETRIEVE, visit.named("note"))
    return found


def _place(visit: Visit, note: CreditNote) -> Place:
    here = visit.to(f"{NOTES}/{note.id}")
    return Place("payments", ((visit.to(NOTES), "Credit notes"), (here, note.number)), here)


def _reason(note: CreditNote) -> str:
    return dict(REASONS).get(note.reason, note.reason) if note.reason else ""


async def numbers_of(visit: Visit, ids: list[str]) -> dict[str, str]:
    """The numbers of invoices by their ids."""
    async with visit.reader() as reader:
        found = await invoices.of_ids(reader, sorted(set(ids)))
    return {one.invoice.id: one.invoice.number or "" for one in found}


async def show_list(visit: Visit) -> Response:
    """The credit notes of this mode, newest first."""
    details, has_more = await visit.look(verbs.LIST, ListCreditNotes.of(**cursors(visit)))
    notes = [one.note for one in details]
    people = await customers_of(visit, [note.customer for note in notes])
    numbers = await numbers_of(visit, [note.invoice for note in notes])
    rows = []
    for note in notes:
        customer = people.get(note.customer)
        name = named(customer) if customer is not None else ""
        rows.append((note, _STATUSES[note.status], name, numbers.get(note.invoice, "")))
    return PAYMENTS.page(
        visit,
        "credit_notes/list.html",
        NOTES,
        title="Credit notes",
        rows=rows,
        pager=pager(visit, NOTES, [note.id for note in notes], has_more=has_more),
    )


async def show(visit: Visit) -> Response:
    """One credit note: its lines, its sums, and where the money went."""
    details = await _found(visit)
    note = details.note
    people = await customers_of(visit, [note.customer])
    customer = people.get(note.customer)
    async with visit.reader() as reader:
        mails = await mails_store.about(reader, note.invoice, note.id)
    can_be_voided = CREDIT_NOTE.allows("void", note.status) and not note.post_payment_amount
    return PAYMENTS.page(
        visit,
        "credit_notes/detail.html",
        NOTES,
        title=note.number,
        up=((visit.to(NOTES), "Credit notes"),),
        note=note,
        lines=details.lines,
        badge=_STATUSES[note.status],
        customer=customer,
        customer_name=named(customer) if customer is not None else "",
        invoice_number=(await numbers_of(visit, [note.invoice])).get(note.invoice, ""),
        reason=_reason(note),
        went=_went(note, visit.formats),
        mails=[(mail, MAIL[mail.state]) for mail in mails],
        pdf=addresses.credit_note_pdf(visit.tenant, note.pdf_token),
        may_void=can_be_voided and visit.may("credit_notes:write"),
    )


def _went(note: CreditNote, f: Formats) -> list[tuple[str, str]]:
    """Where the amount went, in words and as money; together they are the amount of the note."""
    elsewhere = note.out_of_band_amount or 0
    refunded = note.post_payment_amount - note.credit_amount - elsewhere
    parts = (
        ("Less to pay", note.pre_payment_amount),
        ("Refunded", refunded),
        ("On the customer's balance", note.credit_amount),
        ("Settled elsewhere", elsewhere),
    )
    return [(words, f.money(amount, note.currency)) for words, amount in parts if amount]


async def show_json(visit: Visit) -> Response:
    """The credit note as the API gives it."""
    note = (await _found(visit)).note
    return await json_page(visit, _place(visit, note), verbs.RETRIEVE, note.id)


async def ask_void(visit: Visit) -> Response:
    """Ask before a credit note is voided."""
    note = (await _found(visit)).note
    return ask_page(visit, _place(visit, note), _voiding(visit, note))


async def void(visit: Visit) -> Response:
    """Void it."""
    note = (await _found(visit)).note
    return await act_on(visit, _place(visit, note), _voiding(visit, note), verbs.VOID, note.id)


def _voiding(visit: Visit, note: CreditNote) -> Confirmation:
    owed = visit.formats.money(note.pre_payment_amount, note.currency)
    return Confirmation(
        heading=f"Void {note.number}?",
        sentences=(
            f"{owed} of its invoice is owed again. The number stays used.",
            "This cannot be undone.",
        ),
        button="Void credit note",
        notice=f"{note.number} is void.",
        way_out="Keep it",
        is_danger=True,
    )
