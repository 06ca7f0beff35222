"""What the page says on which the holder of a card agrees to a payment or a set-up. Knows no request."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from billhook.db.tenants import Tenant
from billhook.kernel.display import money
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import PROCESSING, REQUIRES_ACTION, REQUIRES_CAPTURE, SUCCEEDED
from billhook.setup_intents.objects import SetupIntent

_LOCALE = "en_US"
_STATES = {REQUIRES_ACTION: "waiting", PROCESSING: "processing", REQUIRES_CAPTURE: "succeeded", SUCCEEDED: "succeeded"}


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the page tells: who wants how much, whether there is still something to decide, and where it leads on.

    Without an amount the card or the account is to be kept for later. `problem` is what was wrong with what was sent.
    """

    business: str
    amount: str
    state: str
    livemode: bool
    next_url: str | None
    problem: str = ""


def challenge(tenant: Tenant, intent: PaymentIntent | SetupIntent, problem: str = "") -> Challenge:
    """What the page tells of an intent, and of what was wrong."""
    return Challenge(
        business=tenant.settings.business_name or "",
        amount=money(intent.amount, intent.currency, _LOCALE) if isinstance(intent, PaymentIntent) else "",
        state="deposits" if intent.awaits_deposits else _STATES.get(intent.status, "failed"),
        problem=problem,
        livemode=tenant.livemode,
        next_url=next_url(intent) if intent.status not in (REQUIRES_ACTION, PROCESSING) else None,
    )


def next_url(intent: PaymentIntent | SetupIntent) -> str | None:
    """Where the payer goes on, with what Stripe tells the page there."""
    if intent.return_url is None:
        return None
    parts = urlsplit(intent.return_url)
    kind = "payment_intent" if isinstance(intent, PaymentIntent) else "setup_intent"
    result = {
        kind: intent.id, f"{kind}_client_secret": intent.client_secret,
        "redirect_status": "succeeded" if _STATES.get(intent.status) == "succeeded" else "failed",
    }  # fmt: skip
    query = "&".join(part for part in (parts.query, urlencode(result)) if part)
    return urlunsplit(parts._replace(query=query))
