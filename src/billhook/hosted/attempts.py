"""What the hosted page tells of attempts to pay: how the last one stands, and what has come in."""

from collections.abc import Iterable

from billhook.cash_balances.objects import AUTOMATIC
from billhook.cash_balances.view import mode_of
from billhook.credit_notes.store import issued_of_invoice
from billhook.customers import store as customers
from billhook.db.tx import Reader
from billhook.documents.statement import InvoiceStatement
from billhook.hosted.page_state import Attempt, IncomingPayment, IssuedCreditNote, PaymentProblem
from billhook.hosted.pay_forms import FORMS
from billhook.hosted.transfers import TransferDetails, details_of_bill, transfer_details
from billhook.invoices import payments_store
from billhook.invoices.objects import PAYMENT_PAID, Invoice, InvoicePayment
from billhook.kernel.api_error import ShownError
from billhook.payment_methods.objects import CUSTOMER_BALANCE
from billhook.payments import store, view
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.rules.lifecycle import WAITING
from billhook.payments.rules.types import allowed_types, types_for
from billhook.processors.known import offers_of
from billhook.wire import addresses


async def attempt(
    reader: Reader, invoice: Invoice, statement: InvoiceStatement, intent: PaymentIntent | None, locale: str
) -> Attempt:
    """How the payment intent of an invoice stands."""
    confirm_url = None
    away_url = _away_url(reader, intent)
    types = allowed_types(intent) if intent is not None else types_for(invoice.currency)
    ways = offers_of(reader.tenant).ways(invoice.payment_method_types)
    if intent is not None and intent.asks_holder:
        # Without forms here, the page to which it would lead is that of the invoice itself, and without ways nobody
        # can answer the bank.
        is_asked_here = offers_of(reader.tenant).makes_cards
        page = addresses.authentication(reader.tenant, intent.id, intent.secret) if is_asked_here else ""
        confirm_url = page if is_asked_here or ways else None
    return Attempt(
        status=intent.status if intent is not None else None,
        problem=_problem(intent.last_payment_error if intent is not None else None),
        confirm_url=confirm_url,
        methods=forms_for(reader, types),
        ways=ways,
        away_url=away_url,
        transfer=await _transfer(reader, invoice, statement, intent, locale),
        save=reader.tenant.settings.hosted_payment_method_save,
    )


def _away_url(reader: Reader, intent: PaymentIntent | None) -> str | None:
    """The page of the processor to which the payer was sent, as long as it is there."""
    if intent is None or intent.session_url is None or (intent.session_expires_at or 0) <= reader.now:
        return None
    return intent.session_url


def _problem(error: ShownError | None) -> PaymentProblem | None:
    if error is None or not error.get("message"):
        return None
    return PaymentProblem(error.get("code"), error.get("decline_code"), error["message"])


def forms_for(reader: Reader, types: Iterable[str]) -> tuple[str, ...]:
    """The types of payment methods that have a form here: those of a processor that takes numbers of test cards."""
    return tuple(type for type in types if type in FORMS) if offers_of(reader.tenant).makes_cards else ()


async def _transfer(
    reader: Reader, invoice: Invoice, statement: InvoiceStatement, intent: PaymentIntent | None, locale: str
) -> TransferDetails | None:
    """Where to send a bank transfer, if the invoice may be paid by one: the accounts that its paper names, for ever.

    Money that came in already counts: with its number on the transfer, an invoice is paid as soon as all there is
    covers it (`invoices/rules/reconciling.py`). A Swiss bill and an account of a scheme of the
    country can be paid whatever the payment intent takes.
    """
    if statement.means.swiss_account is not None:
        received = await _received(reader, invoice)
        missing = invoice.amount_remaining - received
        return details_of_bill(statement, missing=missing, received=received, locale=locale)
    if not statement.means.accounts or not _may_be_sent(statement, intent):
        return None
    received = await _received(reader, invoice)
    return transfer_details(
        statement.means.accounts, business=statement.issuer.name, currency=invoice.currency,
        missing=invoice.amount_remaining - received, received=received, reference=statement.number,
        is_test=statement.is_test, locale=locale,
    )  # fmt: skip


def _may_be_sent(statement: InvoiceStatement, intent: PaymentIntent | None) -> bool:
    if statement.means.domestic_account is not None:
        return statement.status == "open"
    return intent is not None and CUSTOMER_BALANCE in allowed_types(intent) and intent.status in WAITING


async def _received(reader: Reader, invoice: Invoice) -> int:
    """What came in already and pays an invoice together with what is missing of it."""
    customer = await customers.find(reader, invoice.customer)
    if customer is None or mode_of(reader, customer.reconciliation_mode) != AUTOMATIC:
        return 0
    cash = customer.cash.get(invoice.currency, 0)
    return cash if cash < invoice.amount_remaining else 0


async def payments(reader: Reader, invoice: Invoice) -> tuple[IncomingPayment, ...]:
    """What has come in, oldest first."""
    if not invoice.amount_paid:
        return ()
    found = (await payments_store.of_invoices(reader, [invoice.id]))[invoice.id]
    paid = [payment for payment in reversed(found) if payment.status == PAYMENT_PAID]
    named = await store.intents_of_ids(reader, [p.payment_intent for p in paid if p.payment_intent is not None])
    charges = await store.charges_of_ids(reader, [i.latest_charge for i in named if i.latest_charge is not None])
    of = {charge.payment_intent: charge for charge in charges}
    return tuple(_payment(reader, payment, of.get(payment.payment_intent or "")) for payment in paid)


async def credit_notes(reader: Reader, invoice: Invoice) -> tuple[IssuedCreditNote, ...]:
    """The credit notes of an invoice that are not void, oldest first."""
    if not invoice.credit_note_count:
        return ()
    return tuple(
        IssuedCreditNote(
            note.effective_at, note.number, note.amount, addresses.credit_note_pdf(reader.tenant, note.pdf_token)
        )
        for note in await issued_of_invoice(reader, invoice.id)
    )


def _payment(reader: Reader, payment: InvoicePayment, charge: Charge | None) -> IncomingPayment:
    shown = view.charge(reader, charge) if charge is not None else {}
    return IncomingPayment(
        at=payment.paid_at or payment.created, amount=payment.amount_paid or 0,
        method=shown.get("payment_method_details"), receipt_url=shown.get("receipt_url"),
    )  # fmt: skip
