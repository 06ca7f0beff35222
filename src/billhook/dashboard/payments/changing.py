"""What is done to a payment: refund it, capture it, cancel it. Each is a page that says what will happen."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from starlette.responses import Response

from billhook.dashboard.asking import Place, act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.customers.naming import named
from billhook.dashboard.numbers import NotANumber, typed, whole_minor_units
from billhook.dashboard.payments import words
from billhook.dashboard.payments.reading import Found, found
from billhook.dashboard.payments.sections import INTENTS, PAYMENTS
from billhook.dashboard.visiting import Visit
from billhook.db.calls import Refused
from billhook.kernel.errors import ApiError
from billhook.payments import verbs
from billhook.payments.objects import Refund
from billhook.payments.params import CancelPaymentIntent, CaptureCharge, CapturePaymentIntent, CreateRefund
from billhook.payments.rules.lifecycle import FAILED

# What banks say of refunds to cards and accounts.
_DAYS_BACK = "5 to 10 days"


@dataclass(frozen=True, slots=True)
class Chosen:
    """How much is given back, taken or typed, in minor units; `error` says what is wrong with what was typed."""

    amount: int
    text: str = ""
    error: str = ""


def _chosen(visit: Visit, it: Found, most: int, text: str) -> Chosen:
    """The amount that was typed, or all of it where nothing was. Whether there is so much, the verb decides."""
    if not text:
        return Chosen(most)
    try:
        amount = whole_minor_units(text, it.intent.currency, visit.formats.locale)
    except NotANumber as error:
        return Chosen(most, text, str(error))
    return Chosen(amount, text) if amount > 0 else _too_much(visit, it, most, text)


def _within(visit: Visit, it: Found, most: int, text: str) -> Chosen:
    """The same for a page that asks: it offers no more than there is."""
    chosen = _chosen(visit, it, most, text)
    return chosen if chosen.amount <= most else _too_much(visit, it, most, text)


def _too_much(visit: Visit, it: Found, most: int, text: str) -> Chosen:
    return Chosen(most, text, f"Write an amount up to {visit.formats.money(most, it.intent.currency)}.")


def _place(visit: Visit, it: Found) -> Place:
    here = visit.to(f"{INTENTS}/{it.intent.id}")
    return Place(
        "payments",
        ((visit.to(INTENTS), "Payments"), (here, visit.formats.money(it.intent.amount, it.intent.currency))),
        here,
    )


def _payer(it: Found) -> str:
    return named(it.customer) if it.customer is not None else "the customer"


def _refused(
    page: Callable[[Visit, Found, Chosen, str], Response],
    visit: Visit,
    it: Found,
    most: int,
    chosen: Chosen,
    error: ApiError,
) -> Response:
    """The page again: an amount that is too large is told at its field, everything else above the form."""
    if most and (error.param or "").startswith("amount"):
        return page(visit, it, _too_much(visit, it, most, chosen.text), "")
    return page(visit, it, Chosen(min(chosen.amount, most), chosen.text), error.message)


# ── Refund ──────────────────────────────────────────────────────────────────────────────────────
async def ask_refund(visit: Visit) -> Response:
    """Ask before money goes back: all that is left, or the part that the address names."""
    it = await found(visit)
    chosen = _within(visit, it, it.refundable, visit.asked("amount"))
    return _refund_page(visit, it, chosen)


async def refund(visit: Visit) -> Response:
    """Give it back, and lead to the payment."""
    it = await found(visit)
    chosen = _chosen(visit, it, it.refundable, visit.form.text("amount"))
    if chosen.error:
        return _refund_page(visit, it, chosen)
    reason = visit.form.text("reason")
    params = CreateRefund.of(
        charge=it.intent.latest_charge if it.intent.is_direct else None,
        payment_intent=it.intent.id if not it.intent.is_direct else None,
        amount=chosen.amount,
        reason=reason if reason and reason in dict(words.REASONS) else None,
    )
    try:
        done = await visit.run(verbs.REFUND, params)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        it = await found(visit)
        return _refused(_refund_page, visit, it, it.refundable, chosen, error)
    amount = visit.formats.money(chosen.amount, it.intent.currency)
    if isinstance(done, Refund) and done.status == FAILED:
        return _refund_page(visit, await found(visit), chosen, f"The refund of {amount} failed. The money stays here.")
    return visit.back(_place(visit, it).back, f"{amount} goes back to {_goes_to(it)}.")


def _goes_to(it: Found) -> str:
    charge = it.charge
    if charge is not None and charge.call is None:
        return f"the cash balance of {_payer(it)}"
    return words.method(charge.payment_method_details) if charge is not None else _payer(it)


def _refund_page(visit: Visit, it: Found, chosen: Chosen, refusal: str = "") -> Response:
    place, f, currency = _place(visit, it), visit.formats, it.intent.currency
    nothing = "" if it.refundable else "There is nothing left to give back."
    amount = f.money(chosen.amount, currency)
    days = "" if it.charge is not None and it.charge.call is None else f"; that takes {_DAYS_BACK}"
    stays = " The invoice stays paid. For a document, issue a credit note instead." if it.intent.invoice else ""
    return PAYMENTS.page(
        visit,
        "payments/refund.html",
        INTENTS,
        title=f"Refund {amount}?",
        up=place.crumbs,
        status=422 if refusal or chosen.error else 200,
        sentence=f"{amount} goes back to {_goes_to(it)}{days}.{stays}",
        rest=f.money(it.refundable - chosen.amount, currency) if chosen.amount < it.refundable else "",
        most=f.money(it.refundable, currency),
        amount=amount,
        typed=_typed(chosen, currency, f.locale),
        chosen=chosen,
        currency=currency.upper(),
        reasons=words.REASONS,
        reason=visit.form.text("reason"),
        refusal=refusal or nothing,
        can_be_refunded=bool(it.refundable),
        is_part=bool(chosen.text),
        away=place.back,
    )


def _typed(chosen: Chosen, currency: str, locale: str) -> str:
    """The amount as its field shows it."""
    return chosen.text or typed(Decimal(chosen.amount), currency, locale)


# ── Capture ─────────────────────────────────────────────────────────────────────────────────────
async def ask_capture(visit: Visit) -> Response:
    """Ask before an authorization is taken: all of it, or the part that the address names."""
    it = await found(visit)
    return _capture_page(visit, it, _within(visit, it, it.intent.amount_capturable, visit.asked("amount")))


async def capture(visit: Visit) -> Response:
    """Take it, and lead to the payment."""
    it = await found(visit)
    chosen = _chosen(visit, it, it.intent.amount_capturable, visit.form.text("amount"))
    if chosen.error:
        return _capture_page(visit, it, chosen)
    try:
        done = await _captured(visit, it, chosen.amount)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        it = await found(visit)
        return _refused(_capture_page, visit, it, it.intent.amount_capturable, chosen, error)
    if isinstance(done, Refused):
        return _capture_page(visit, await found(visit), chosen, done.error.message)
    amount = visit.formats.money(chosen.amount, it.intent.currency)
    return visit.back(_place(visit, it).back, f"{amount} is captured.")


async def _captured(visit: Visit, it: Found, amount: int) -> object:
    """What the verb returns that takes so much. Raises what it raises."""
    if it.intent.is_direct and it.charge is not None:
        return await visit.run(verbs.CAPTURE_CHARGE, CaptureCharge.of(amount=amount), it.charge.id)
    return await visit.run(verbs.CAPTURE, CapturePaymentIntent.of(amount_to_capture=amount), it.intent.id)


def _capture_page(visit: Visit, it: Found, chosen: Chosen, refusal: str = "") -> Response:
    place, f, currency = _place(visit, it), visit.formats, it.intent.currency
    most = it.intent.amount_capturable
    nothing = "" if most else "There is nothing to capture."
    amount = f.money(chosen.amount, currency)
    return PAYMENTS.page(
        visit,
        "payments/capture.html",
        INTENTS,
        title=f"Capture {amount}?",
        up=place.crumbs,
        status=422 if refusal or chosen.error else 200,
        sentence=f"Takes {amount} of what the bank of {_payer(it)} keeps ready.",
        rest=f.money(most - chosen.amount, currency) if chosen.amount < most else "",
        most=f.money(most, currency),
        amount=amount,
        typed=_typed(chosen, currency, f.locale),
        chosen=chosen,
        currency=currency.upper(),
        refusal=refusal or nothing,
        can_be_captured=bool(most),
        is_part=bool(chosen.text),
        away=place.back,
    )


# ── Cancel ──────────────────────────────────────────────────────────────────────────────────────
async def ask_cancel(visit: Visit) -> Response:
    """Ask before a payment is canceled."""
    it = await found(visit)
    return ask_page(visit, _place(visit, it), _canceling(visit, it))


async def cancel(visit: Visit) -> Response:
    """Cancel it."""
    it = await found(visit)
    if it.intent.is_direct:
        # Nothing was taken, so giving all of it back releases it.
        params = CreateRefund.of(charge=it.intent.latest_charge)
        return await act_on(visit, _place(visit, it), _canceling(visit, it), verbs.REFUND, params)
    return await act_on(
        visit, _place(visit, it), _canceling(visit, it), verbs.CANCEL, CancelPaymentIntent.of(), it.intent.id
    )


def _canceling(visit: Visit, it: Found) -> Confirmation:
    amount = visit.formats.money(it.intent.amount, it.intent.currency)
    held = it.intent.amount_capturable
    sentences = [f"{_payer(it) if it.customer is not None else 'The customer'} can no longer pay it."]
    if held:
        sentences.append(f"{visit.formats.money(held, it.intent.currency)} that the bank keeps ready is released.")
    return Confirmation(
        heading=f"Cancel the payment of {amount}?",
        sentences=(*sentences, "This cannot be undone."),
        button="Cancel payment",
        notice=f"The payment of {amount} is canceled.",
        way_out="Keep it",
        is_danger=True,
    )
