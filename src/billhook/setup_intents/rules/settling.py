"""From a processor's answer to what becomes of a setup intent (platform.md §7.4)."""

from dataclasses import dataclass

from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.kernel.wire_object import WireObject
from billhook.payment_methods.objects import PaymentMethod
from billhook.processors.declines import not_verified, refusal
from billhook.processors.interface import ActionRequired, Approved, NotVerified, SetUpOutcome
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.rules.lifecycle import SETUP_INTENT


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an intent, and the event that tells of it, if any. `error` is that of a decline."""

    intent: SetupIntent
    event: str | None
    error: ApiError | None = None


def claimed(intent: SetupIntent, method: PaymentMethod, mandate: str | None) -> SetupIntent:
    """The intent while nobody knows what the processor will say."""
    return replace(
        intent, status=SETUP_INTENT.after("confirm", intent.status), payment_method=method.id,
        mandate=mandate or intent.mandate, last_setup_error=None,
    )  # fmt: skip


def settled(intent: SetupIntent, outcome: SetUpOutcome, shown: WireObject, *, now: int) -> Settled:
    """What a claimed intent becomes by the answer of the processor. `shown` is the method as errors carry it."""
    if isinstance(outcome, ActionRequired):
        arrive_at = now + outcome.deposits_in if outcome.deposits_in is not None else None
        asked = replace(intent, status=SETUP_INTENT.after("ask_holder", intent.status), deposits_arrive_at=arrive_at)
        return Settled(asked, "setup_intent.requires_action")
    if isinstance(outcome, NotVerified):
        wrong = not_verified(outcome.code)
        if not outcome.is_final:
            return Settled(replace(intent, status=SETUP_INTENT.after("ask_holder", intent.status)), None, wrong)
        return Settled(failed(intent, wrong, shown), "setup_intent.setup_failed", wrong)
    if isinstance(outcome, Approved):
        ready = replace(intent, status=SETUP_INTENT.after("approve", intent.status))
        return Settled(ready, "setup_intent.succeeded")
    error = refusal(outcome.decline)
    return Settled(
        failed(intent, error, shown), "setup_intent.setup_failed", error.with_attributes(payment_method=shown)
    )


def failed(intent: SetupIntent, error: ApiError, shown: WireObject, *, verb: str = "fail") -> SetupIntent:
    """The intent after an attempt that came to nothing: it needs another method, and says why. `shown` as above.

    `verb` ends the attempt, by the table.
    """
    shown_error = error.shown() | {"payment_method": shown}
    return replace(
        intent, status=SETUP_INTENT.after(verb, intent.status), payment_method=None, mandate=None,
        last_setup_error=shown_error, deposits_arrive_at=None,
    )  # fmt: skip
