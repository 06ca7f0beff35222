"""What happened to a payment, in words, newest first."""

from collections.abc import Iterator

from billhook.dashboard.formatting import Formats
from billhook.dashboard.invoices.timeline import Moment, news_of, of_mails
from billhook.dashboard.payments import words
from billhook.dashboard.payments.reading import Found
from billhook.payments.rules.lifecycle import CANCELED


def timeline(found: Found, f: Formats) -> list[Moment]:
    """The sentences. What happened within one second is told in the order of a life, the last of it on top."""
    moments = [
        *_life(found, f),
        *_attempts(found, f),
        *_given_back(found, f),
        *_disputes(found, f),
        *of_mails(found.mails),
        *news_of(found.mails),
    ]
    moments.reverse()
    moments.sort(key=lambda moment: moment.at, reverse=True)
    return moments


def _life(found: Found, f: Formats) -> Iterator[Moment]:
    intent = found.intent
    what = f"Invoice {found.invoice_number}" if found.invoice_number else ""
    yield Moment(intent.created, f"Asked for {f.money(intent.amount, intent.currency)}", what, "created")
    if intent.status == CANCELED and intent.canceled_at is not None:
        because = words.canceled_because(intent)
        yield Moment(intent.canceled_at, f"Canceled{f' because {because}' if because else ''}", kind="canceled")


def _attempts(found: Found, f: Formats) -> Iterator[Moment]:
    for charge in reversed(found.charges):
        amount, how = f.money(charge.amount, charge.currency), words.method(charge.payment_method_details)
        by = f" by {how}" if how else ""
        if charge.status == "failed":
            yield Moment(charge.created, f"Charge of {amount}{by} failed", words.reason(charge), "failed")
        elif charge.status == "pending":
            yield Moment(charge.created, f"Charge of {amount}{by} is on its way", kind="pending")
        elif not charge.is_captured:
            yield Moment(charge.created, f"{amount}{by} authorized", kind="authorized")
        elif charge.amount_captured < charge.amount:
            part = f.money(charge.amount_captured, charge.currency)
            yield Moment(charge.created, f"{amount}{by} authorized, of which {part} was captured", kind="charged")
        else:
            yield Moment(charge.created, f"Charge of {amount}{by} succeeded", kind="charged")


def _given_back(found: Found, f: Formats) -> Iterator[Moment]:
    outcomes = {"pending": "is on its way", "succeeded": "done", "failed": "came back"}
    for refund in reversed(found.refunds):
        amount = f.money(refund.amount, refund.currency)
        why = words.refund_reason(refund.reason)
        yield Moment(refund.created, f"Refund of {amount} {outcomes[refund.status]}", why, "refunded")


def _disputes(found: Found, f: Formats) -> Iterator[Moment]:
    for dispute in reversed(found.disputes):
        amount = f.money(dispute.amount, dispute.currency)
        yield Moment(dispute.created, f"Dispute over {amount} opened", kind="disputed")
