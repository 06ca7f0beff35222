"""Mail the receipt of a payment: to the address that the payment knows, or to another one."""

from starlette.responses import Response

from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.payments.reading import Found, found
from billhook.dashboard.payments.sections import INTENTS, PAYMENTS
from billhook.dashboard.visiting import Visit
from billhook.invoices import verbs
from billhook.invoices.params import SendReceipt
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.payments.objects import Charge

_FIELD = "email"


async def ask(visit: Visit) -> Response:
    """Ask to whom it goes."""
    it = await found(visit)
    return _page(visit, it, _addressee(it), Faults())


async def send(visit: Visit) -> Response:
    """Mail it, and lead to the payment."""
    it, faults = await found(visit), Faults()
    charge, typed = _charge(it), visit.form.text(_FIELD)
    params = checked(SendReceipt, {_FIELD: typed}, faults, _field_of)
    if params is None:
        return _page(visit, it, typed, faults)
    try:
        await visit.run(verbs.SEND_RECEIPT, params, charge.id)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        faults.add(error, _field_of)
        return _page(visit, it, typed, faults)
    return visit.back(_here(visit, it), f"The receipt is on its way to {params.email}.")


def has_receipt(it: Found) -> bool:
    """Whether the payment took money, so that there is a receipt of it."""
    return it.charge is not None and it.charge.receipt_token is not None


def _charge(it: Found) -> Charge:
    if it.charge is None:
        raise errors.NO_SUCH_PATH(noun="charge", id=it.intent.id)
    return it.charge


def _addressee(it: Found) -> str:
    given = it.charge.receipt_email if it.charge is not None else None
    return given or (it.customer.email or "" if it.customer is not None else "")


def _field_of(param: str) -> str | None:
    return param if param == _FIELD else None


def _here(visit: Visit, it: Found) -> str:
    return visit.to(f"{INTENTS}/{it.intent.id}")


def _page(visit: Visit, it: Found, typed: str, faults: Faults) -> Response:
    charge = _charge(it)
    f, here = visit.formats, _here(visit, it)
    if not has_receipt(it) and not faults:
        faults.sentence = errors.NO_RECEIPT(charge=charge.id).message
    return PAYMENTS.page(
        visit,
        "payments/receipt.html",
        INTENTS,
        title=f"Send the receipt of {f.money(charge.amount_captured, charge.currency)}",
        up=(
            (visit.to(INTENTS), "Payments"),
            (_here(visit, it), visit.formats.money(it.intent.amount, charge.currency)),
        ),
        status=422 if faults else 200,
        number=charge.receipt_number,
        typed=typed,
        faults=faults,
        has_receipt=has_receipt(it),
        away=here,
    )
