"""What happened to an invoice, in words: who, what, to whom, with which result. Newest first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from billhook.credit_notes.objects import CreditNote
from billhook.dashboard.developers.words import told
from billhook.dashboard.formatting import Formats
from billhook.invoices.mails_store import AskedMail
from billhook.invoices.notes_store import Note
from billhook.invoices.objects import Invoice, InvoicePayment
from billhook.invoices.openings_store import Opening
from billhook.payments.objects import Charge
from billhook.people.audit_store import Entry


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: when, the sentence, and what else there is to tell.

    What has the same `run` folds into one while nothing else happens in between. A run is the words before and behind
    "3 times"; `parts` are what was folded, the newest first.
    """

    at: int
    sentence: str
    detail: str = ""
    kind: str = ""
    run: tuple[str, str] | None = None
    parts: Sequence["Moment"] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is stored of what happened to an invoice."""

    invoice: Invoice
    payments: Sequence[InvoicePayment]
    charges: Sequence[Charge]
    mails: Sequence[AskedMail]
    notes: Sequence[CreditNote]
    deeds: Sequence[Entry]
    written: Sequence[Note] = ()
    opening: Opening | None = None
    late_fees: Sequence[Invoice] = ()


def timeline(history: History, f: Formats) -> list[Moment]:
    """The sentences, newest first. The same again and again is told once."""
    by = {entry.verb: entry.actor_label for entry in history.deeds}
    moments = [
        *_beginning(history, by),
        *_edits(history.deeds),
        *_life(history, f, by),
        *_charges(history.charges, f),
        *_recorded(history, f, by),
        *of_mails(history.mails, on_clock=history.invoice.test_clock is not None),
        *news_of(history.mails),
        *_opened(history.opening, f),
        *_written(history.written),
        *_credits(history.notes, f),
        *_fees(history.late_fees, f),
    ]
    # What happened within one second is told in the order of a life: the last of it on top.
    moments.reverse()
    moments.sort(key=lambda moment: moment.at, reverse=True)
    return folded(moments)


def folded(moments: Sequence[Moment]) -> list[Moment]:
    """The same moments with each run as one, at the time of its newest."""
    found: list[Moment] = []
    for run, group in groupby(moments, key=lambda moment: moment.run):
        parts = list(group)
        if run is None or len(parts) == 1:
            found += parts
        else:
            before, behind = run
            sentence = f"{before} {len(parts)} times{behind}"
            found.append(Moment(parts[0].at, sentence, kind=parts[0].kind, parts=parts))
    return found


def _beginning(history: History, by: dict[str, str]) -> Iterator[Moment]:
    creator = _first(by, "invoice.create_draft", "invoice.create", "invoice.duplicate")
    otherwise = "Created as a late fee" if history.invoice.late_fee_for is not None else "Created through the API"
    if history.invoice.subscription is not None:
        otherwise = "Created by its subscription"
    words = f"Created by {creator}" if creator else otherwise
    yield Moment(history.invoice.created, words, kind="created")


def _first(by: dict[str, str], *verbs: str) -> str | None:
    return next((by[verb] for verb in verbs if verb in by), None)


def _life(history: History, f: Formats, by: dict[str, str]) -> Iterator[Moment]:
    invoice = history.invoice
    if invoice.finalized_at is not None:
        who = _first(by, "invoice.finalize", "invoice.finalize_reviewed", "invoice.send_reviewed", "invoice.send")
        yield Moment(invoice.finalized_at, f"Finalized as {invoice.number}{_by(who)}", kind="finalized")
    if invoice.paid_at is not None and invoice.status == "paid":
        yield Moment(invoice.paid_at, "Paid", kind="paid")
    if invoice.voided_at is not None:
        yield Moment(invoice.voided_at, f"Voided{_by(by.get('invoice.void'))}", kind="voided")
    if invoice.marked_uncollectible_at is not None:
        who = by.get("invoice.mark_uncollectible")
        yield Moment(invoice.marked_uncollectible_at, f"Marked uncollectible{_by(who)}", kind="uncollectible")
    if invoice.due_date is not None and invoice.due_date < f.now and invoice.status == "open":
        yield Moment(invoice.due_date, "Past due since this moment", kind="late")


def _edits(deeds: Iterable[Entry]) -> Iterator[Moment]:
    for entry in deeds:
        if entry.verb in ("invoice.write_draft", "invoice.update"):
            by = f" by {entry.actor_label}"
            yield Moment(entry.at, f"Edited{by}", kind="edited", run=("Edited", by))


def _opened(opening: Opening | None, f: Formats) -> Iterator[Moment]:
    """That the payer saw it, at the first time; how often since then."""
    if opening is not None:
        again = f" ({opening.times} times, last {f.day(opening.last_at)})" if opening.times > 1 else ""
        yield Moment(opening.first_at, f"Viewed by the customer{again}", kind="viewed")


def _written(notes: Iterable[Note]) -> Iterator[Moment]:
    for note in notes:
        yield Moment(note.created, f"Note by {note.person_label}:", detail=note.text, kind="note")


def _charges(charges: Iterable[Charge], f: Formats) -> Iterator[Moment]:
    for charge in charges:
        amount = f.money(charge.amount, charge.currency)
        if charge.status == "failed":
            words = f"Charge of {amount} failed"
            yield Moment(charge.created, words, detail=_reason(charge), kind="failed", run=(words, ""))
        elif charge.status == "pending":
            yield Moment(charge.created, f"Charge of {amount} is on its way", kind="pending")
        else:
            yield Moment(charge.created, f"Charge of {amount} succeeded", kind="charged")


def _reason(charge: Charge) -> str:
    code = charge.failure_code
    return f"{charge.failure_message} ({code})" if charge.failure_message and code else charge.failure_message or ""


def _recorded(history: History, f: Formats, by: dict[str, str]) -> Iterator[Moment]:
    for payment in history.payments:
        if payment.payment_record is not None and payment.amount_paid:
            amount = f.money(payment.amount_paid, payment.currency)
            yield Moment(
                payment.created, f"Payment of {amount} recorded{_by(by.get('invoice.record_payment'))}", kind="recorded"
            )


def of_mails(mails: Iterable[AskedMail], *, on_clock: bool = False) -> Iterator[Moment]:
    """What became of each mail when it left; on a test clock, at the moment of the clock."""
    for mail in mails:
        left = mail.settled_at if mail.settled_at is not None and not on_clock else mail.created
        tells = f"{told(mail)}: " if mail.said is not None else ""
        of_mail = f"{'e' if tells else 'E'}-mail to {mail.recipient}"
        if mail.status == "sent":
            words = f"{tells}e-mailed to {mail.recipient}" if tells else f"E-mailed to {mail.recipient}"
            yield Moment(left, words, kind="mailed", run=(words, ""))
        elif mail.status in ("queued", "sending"):
            yield Moment(mail.created, f"{tells}{of_mail} is on its way", kind="mailing")
        else:
            failed = "could not be sent"
            lost = "was handed over, but nobody knows whether it arrived"
            words = f"{tells}{of_mail} {failed if mail.status == 'failed' else lost}"
            yield Moment(left, words, detail=mail.outcome or "", kind="mail_failed")


_NEWS = {
    "delayed": ("is delayed", "mailing"),
    "bounced": ("bounced", "mail_failed"),
    "complained": ("was reported as spam by its reader", "mail_failed"),
}


def news_of(mails: Iterable[AskedMail]) -> Iterator[Moment]:
    """What was told of mails since they left. One that arrived is as expected."""
    for mail in mails:
        if mail.news in _NEWS:
            became, kind = _NEWS[mail.news]
            tells = f"{told(mail)}: e" if mail.said is not None else "E"
            words = f"{tells}-mail to {mail.recipient} {became}"
            yield Moment(mail.news_at or mail.created, words, detail=mail.news_words or "", kind=kind)


def _credits(notes: Iterable[CreditNote], f: Formats) -> Iterator[Moment]:
    for note in notes:
        amount = f.money(note.amount, note.currency)
        yield Moment(note.created, f"Credit note {note.number} over {amount}", detail=note.memo or "", kind="credited")


def _fees(fees: Iterable[Invoice], f: Formats) -> Iterator[Moment]:
    for fee in fees:
        yield Moment(fee.created, f"Late fee of {f.money(fee.total, fee.currency)} charged", kind="late")


def _by(who: str | None) -> str:
    return f" by {who}" if who else ""
