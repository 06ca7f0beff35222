"""What is sent to Stripe, in the names of its version 2026-10-28.endive. Nothing here knows a network."""

from collections.abc import Iterator, Mapping, Sequence

from billhook.processors.interface import BeginRequest, ChargeRequest, DisputeRequest, RefundRequest, SetUpRequest

Params = Mapping[str, object]
"""Parameters: texts, numbers, booleans, and lists and objects of those."""

EXPAND_SESSION = ["payment_intent.latest_charge.balance_transaction", "setup_intent.payment_method"]
EXPAND_INTENT = ["latest_charge.balance_transaction"]

AGAIN_SECONDS = 600
"""So long `begin` is asked with the same key and the same moment of expiry. Later it makes another session: the one
before, if there is one, has an address that nobody got."""
LIFE_MIN_SECONDS, LIFE_MAX_SECONDS = 1_800, 86_400
"""How soon and how late a session may expire, seen from the moment in which it is made."""
_CLOCKS_DIFFER_SECONDS = 60

CALL = "billhook_call"
CUSTOMER = "billhook_customer"
"""The names of ours in metadata."""

_TEXT_MAX = 250
# The languages of Stripe's page, by Stripe's names.
_LOCALES = frozenset(
    "bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl "
    "sv th tr vi zh zh-HK zh-TW".split()
)


def form(params: Params) -> list[tuple[str, str]]:
    """The fields of a form: `{"a": {"b": [1]}}` is `a[b][0]=1`. None is left out."""
    return [pair for name, value in params.items() for pair in _fields(name, value)]


def _fields(name: str, value: object) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if isinstance(value, Mapping):
        for inner, inside in value.items():
            yield from _fields(f"{name}[{inner}]", inside)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, inside in enumerate(value):
            yield from _fields(f"{name}[{index}]", inside)
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    else:
        yield name, str(value)


def locale(language: str) -> str:
    """The language of Stripe's page that is nearest to one of ours, else the browser's (`auto`)."""
    if language in _LOCALES:
        return language
    short = language.partition("-")[0]
    return {"no": "nb", "nn": "nb"}.get(short, short if short in _LOCALES else "auto")


def turn(request: BeginRequest, now: int) -> int:
    """How many times `AGAIN_SECONDS` have passed since this was first asked: each turn has a key of its own."""
    return max(0, now - request.made_at) // AGAIN_SECONDS if request.made_at else 0


def turn_key(key: str, turn: int) -> str:
    """The key of a turn."""
    return key if turn == 0 else f"{key}:{turn}"


def session(key: str, request: BeginRequest, *, customer: str | None, now: int) -> Params:
    """A Checkout Session for the call `key`. Within one turn it is the same, whenever it is asked."""
    begins = request.made_at + turn(request, now) * AGAIN_SECONDS if request.made_at else now
    shortest = LIFE_MIN_SECONDS + AGAIN_SECONDS + _CLOCKS_DIFFER_SECONDS
    life = min(max(request.lives_for, shortest), LIFE_MAX_SECONDS - _CLOCKS_DIFFER_SECONDS)
    metadata = {CALL: key}
    return {
        **(_paid(request, metadata) if request.amount else _kept(request, metadata, customer)),
        "ui_mode": "hosted_page",
        "client_reference_id": key,
        "metadata": metadata,
        "customer": customer,
        "customer_email": request.email if customer is None else None,
        "success_url": request.return_url,
        "cancel_url": request.return_url,
        "locale": locale(request.locale),
        "expires_at": begins + life,
        "allowed_payment_method_types": list(request.types) or None,
    }


def _paid(request: BeginRequest, metadata: Params) -> Params:
    text = request.text[:_TEXT_MAX]
    price = {"currency": request.currency, "unit_amount": request.amount, "product_data": {"name": text}}
    return {
        "mode": "payment",
        "line_items": [{"price_data": price, "quantity": 1}],
        "payment_intent_data": {
            "metadata": metadata,
            "description": text,
            "setup_future_usage": "off_session" if request.save else None,
        },
    }


def _kept(request: BeginRequest, metadata: Params, customer: str | None) -> Params:
    """Nothing is paid. A method that belongs to nobody there could be used once only."""
    return {
        "mode": "setup",
        "currency": request.currency,
        "customer_creation": "always" if customer is None else None,
        "setup_intent_data": {"metadata": metadata, "description": request.text[:_TEXT_MAX]},
    }


def customer(request: BeginRequest) -> Params:
    """A customer there for one of ours."""
    return {"email": request.email, "metadata": {CUSTOMER: request.customer}}


def intent(key: str, request: ChargeRequest, *, customer: str | None, type: str) -> Params:
    """A PaymentIntent that is not confirmed yet: no money moves by it.

    Our mandate is not named: Stripe keeps its own beside the method that was saved there.
    """
    grows = {"card": {"request_incremental_authorization": "if_available"}} if request.may_grow else None
    return {
        "amount": request.amount,
        "currency": request.currency,
        "customer": customer,
        "payment_method": request.token,
        # By itself Stripe chooses the types by the merchant's settings; a method that was saved is taken even if its
        # type was switched off since.
        "allowed_payment_method_types": [type],
        "capture_method": "manual" if request.authorize_only else "automatic",
        "confirm": False,
        "metadata": {CALL: key},
        "payment_method_options": grows,
        "expand": EXPAND_INTENT,
    }


def confirmation(request: ChargeRequest) -> Params:
    """The step that moves money."""
    return {"off_session": True if request.off_session else None, "expand": EXPAND_INTENT}


def set_up(key: str, request: SetUpRequest, *, customer: str | None, type: str) -> Params:
    """A SetupIntent that is not confirmed yet."""
    return {
        "customer": customer,
        "payment_method": request.token,
        "allowed_payment_method_types": [type],
        "usage": "off_session",
        "metadata": {CALL: key},
    }


def refund(key: str, request: RefundRequest, *, intent: str) -> Params:
    """Money back: one step, so the metadata name the call that asked."""
    return {"payment_intent": intent, "amount": request.amount, "metadata": {CALL: key}}


_FILES = frozenset(
    "cancellation_policy customer_communication customer_signature duplicate_charge_documentation receipt "
    "refund_policy service_documentation shipping_documentation uncategorized_file".split()
)


def evidence(request: DisputeRequest) -> Params:
    """The texts of an answer to a dispute. Files are left out: those that evidence names are ours, not Stripe's."""
    texts = {name: text for name, text in request.evidence.items() if name not in _FILES and text}
    return {"evidence": texts, "submit": True}
