"""What a setup intent is while its payer is on the page of a processor, and when they come back."""

from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.payments.rules.lifecycle import PROCESSING
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.rules.lifecycle import SETUP_INTENT

BEGIN, WITHDRAW = "setup_intent.begin", "setup_intent.withdraw"
"""The verbs that claim calls about sessions."""


def begun_for(intent: SetupIntent, session: str) -> SetupIntent:
    """The intent while nobody knows what the processor says of a session: at its begin, and while a bank decides."""
    verb = "return" if intent.session == session else "begin"
    return replace(
        intent, status=SETUP_INTENT.after(verb, intent.status), payment_method=None, mandate=None,
        last_setup_error=None, deposits_arrive_at=None, session=session, session_url=None, session_expires_at=None,
    )  # fmt: skip


def gone_away(intent: SetupIntent, url: str, expires_at: int) -> SetupIntent:
    """The intent while its payer is at `url`."""
    return replace(
        intent, status=SETUP_INTENT.after("ask_holder", intent.status), session_url=url, session_expires_at=expires_at
    )


def returned(intent: SetupIntent, method: str) -> SetupIntent:
    """The intent whose payer has kept a method there, before that is settled."""
    return replace(
        intent, status=SETUP_INTENT.after("return", intent.status), payment_method=method, session=None,
        session_url=None, session_expires_at=None,
    )  # fmt: skip


def released(intent: SetupIntent) -> SetupIntent:
    """The intent without its session, by which nothing was kept."""
    verb = "fail" if intent.status == PROCESSING else "refuse"
    return replace(
        intent, status=SETUP_INTENT.after(verb, intent.status), session=None, session_url=None, session_expires_at=None
    )


def lost(intent: SetupIntent, error: ApiError) -> SetupIntent:
    """The same, and why."""
    return replace(released(intent), last_setup_error=error.shown())
