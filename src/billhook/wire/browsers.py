"""What a browser may do and see, which has a publishable key that everybody can read (platform.md §7.10).

Such a key opens the few routes that a payment page needs. An object is shown to whoever knows its client secret,
without what is the business of the account alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from billhook.kernel import errors
from billhook.wire.forms import Form

_OF_INTENTS = (
    "cancellation_reason", "client_secret", "created", "description", "id", "livemode", "next_action", "object",
    "payment_method", "payment_method_configuration_details", "payment_method_types", "source", "status",
)  # fmt: skip
_SHOWN: Mapping[str, frozenset[str]] = {
    "payment_intent": frozenset(
        {
            *_OF_INTENTS, "amount", "amount_details", "automatic_payment_methods", "canceled_at", "capture_method",
            "confirmation_method", "currency", "last_payment_error", "processing", "receipt_email",
            "setup_future_usage", "shipping",
        }
    ),
    "payment_method": frozenset(
        {
            "allow_redisplay", "billing_details", "card", "created", "customer_balance", "id", "livemode", "object",
            "sepa_debit", "type", "us_bank_account",
        }
    ),
    "confirmation_token": frozenset(
        {
            "created", "expires_at", "id", "livemode", "object", "payment_method_preview", "return_url",
            "setup_future_usage", "shipping", "use_stripe_sdk",
        }
    ),
    "setup_intent": frozenset({*_OF_INTENTS, "automatic_payment_methods", "last_setup_error", "usage"}),
}  # fmt: skip
_PROOF = "client_secret"


@dataclass(frozen=True, slots=True)
class Browser:
    """What may be sent on a route with a publishable key; `of_intent`: only by whoever knows the client secret.

    Of the hashes that `within` names only these entries: the rest of them is the account's to decide.
    """

    takes: frozenset[str]
    of_intent: bool = True
    within: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def check(self, sent: Form) -> None:
        """Raises SECRET_KEY_REQUIRED_FOR, CLIENT_SECRET_REQUIRED."""
        allowed = self.takes | ({_PROOF} if self.of_intent else set())
        for name in sorted(sent):
            if name not in allowed:
                raise errors.SECRET_KEY_REQUIRED_FOR(param=name, name=name)
            inner = sent[name] if name in self.within else None
            for entry in sorted(inner) if isinstance(inner, Mapping) else ():
                if entry not in self.within[name]:
                    place = f"{name}[{entry}]"
                    raise errors.SECRET_KEY_REQUIRED_FOR(param=place, name=place)
        if self.of_intent and not sent.get(_PROOF):
            raise errors.CLIENT_SECRET_REQUIRED(param=_PROOF)


RETRIEVES = Browser(frozenset())
CONFIRMS = Browser(
    frozenset(
        {
            "confirmation_token", "mandate_data", "payment_method", "payment_method_data", "payment_method_options",
            "receipt_email", "return_url", "setup_future_usage", "shipping", "use_stripe_sdk",
        }
    ),
    # Whether a card is held, or its holder asked, and how an account is verified, is not for a payer to say.
    within={"payment_method_options": frozenset({"customer_balance"})},
)  # fmt: skip
VERIFIES = Browser(frozenset({"amounts", "descriptor_code"}))
CREATES_METHODS = Browser(
    frozenset(
        {"allow_redisplay", "billing_details", "card", "customer_balance", "sepa_debit", "type", "us_bank_account"}
    ),
    of_intent=False,
)  # fmt: skip

CREATES_TOKENS = Browser(frozenset({"card"}), of_intent=False)
COLLECTS = Browser(
    frozenset({"mandate_data", "payment_method_data", "return_url", "setup_future_usage", "shipping"}), of_intent=False
)


def reduced(value: Any) -> Any:
    """A body, or a part of one, without what a browser is not shown."""
    if isinstance(value, list):
        return [reduced(each) for each in value]
    if not isinstance(value, dict):
        return value
    seen = _SHOWN.get(str(value.get("object")))
    return {name: reduced(part) for name, part in value.items() if seen is None or name in seen}
