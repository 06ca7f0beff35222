"""The payment method of a payment that was made on the page of a processor."""

from billhook.db.tx import Tx
from billhook.kernel.ids import new_id
from billhook.kernel.stored import Json
from billhook.payment_methods import store
from billhook.payment_methods.actions.accept import accept
from billhook.payment_methods.actions.create import billing_details
from billhook.payment_methods.objects import REUSABLE, PaymentMethod
from billhook.payment_methods.params import MandateData
from billhook.payment_methods.rules.paid import TYPE_UNKNOWN, shown_method
from billhook.processors.interface import Approved

# The processor alone knows from where.
_GIVEN_THERE = MandateData.model_validate(
    {"customer_acceptance": {"type": "online", "online": {"ip_address": "unknown", "user_agent": "unknown"}}}
)


def can_be_kept(outcome: Approved) -> bool:
    """Whether what was paid with, or was to be kept, can be charged again."""
    return outcome.token is not None and type_of(outcome) in REUSABLE


def type_of(outcome: Approved) -> str:
    """The type of what was paid with, in Stripe's words."""
    return _shown(outcome)[0]


def _shown(outcome: Approved) -> tuple[str, Json]:
    given = outcome.method
    return shown_method(given.type, given.details) if given is not None else (TYPE_UNKNOWN, {})


async def create_paid(tx: Tx, outcome: Approved, processor: str) -> PaymentMethod:
    """What was paid with, as the `processor` tells of it, who alone knows its token. It can be used again only if the
    processor gave a token, and if its type can be kept. The mandate that its holder gave there stands here as well."""
    type, details = _shown(outcome)
    is_kept = can_be_kept(outcome)
    method = PaymentMethod(
        id=new_id("pm"), created=tx.now, customer=None, type=type, token=outcome.token or outcome.reference or "",
        details=details, billing_details=billing_details(None, None), allow_redisplay="unspecified", metadata={},
        set_up=is_kept, spent=not is_kept, processor=processor or None,
    )  # fmt: skip
    await store.insert(tx, method)
    if is_kept and method.is_bank_account and outcome.mandate is not None:
        await accept(tx, method, _GIVEN_THERE)
    return method
