"""Setup intents and their attempts as the newest API version shows them (platform.md §7.4)."""

from collections.abc import Mapping

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireHash, WireObject
from billhook.payment_methods.objects import CARD, SEPA_DEBIT, US_BANK_ACCOUNT
from billhook.payments.view import next_action
from billhook.setup_intents.objects import SetupAttempt, SetupIntent
from billhook.setup_intents.rules.lifecycle import allowed_types

_OPTIONS: Mapping[str, WireHash] = {
    CARD: {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"},
    SEPA_DEBIT: {},
    US_BANK_ACCOUNT: {"verification_method": "automatic"},
}


def setup_intent(reader: Reader, s: SetupIntent) -> WireObject:
    """The wire object. It carries the client secret, so events about it are secrets too."""
    types = allowed_types(s)
    shown = {
        "id": s.id,
        "object": "setup_intent",
        "allowed_payment_method_types": s.allowed_payment_method_types,
        "application": None,
        "automatic_payment_methods": s.automatic_payment_methods,
        "cancellation_reason": s.cancellation_reason,
        "client_secret": s.client_secret,
        "created": s.created,
        "customer": s.customer,
        "customer_account": None,
        "description": s.description,
        "excluded_payment_method_types": None,
        "flow_directions": None,
        "last_setup_error": s.last_setup_error,
        "latest_attempt": s.latest_attempt,
        "livemode": reader.tenant.livemode,
        "mandate": s.mandate,
        "metadata": s.metadata,
        "next_action": next_action(
            reader, s.status, s.id, s.secret, s.return_url, s.deposits_arrive_at, away=s.session_url
        ),
        "on_behalf_of": None,
        "payment_method": s.payment_method,
        "payment_method_configuration_details": None,
        "payment_method_options": {type: {**_OPTIONS[type], **s.method_options.get(type, {})} for type in types},
        "payment_method_types": types,
        "single_use_mandate": None,
        "status": s.status,
        "usage": s.usage,
    }
    return WireObject(shown)


def setup_attempt(reader: Reader, a: SetupAttempt) -> WireObject:
    """The wire object."""
    shown = {
        "id": a.id,
        "object": "setup_attempt",
        "application": None,
        "attach_to_self": False,
        "created": a.created,
        "customer": a.customer,
        "customer_account": None,
        "flow_directions": None,
        "livemode": reader.tenant.livemode,
        "on_behalf_of": None,
        "payment_method": a.payment_method,
        "payment_method_details": a.payment_method_details,
        "setup_error": a.setup_error,
        "setup_intent": a.setup_intent,
        "status": a.status,
        "usage": a.usage,
    }
    return WireObject(shown)
