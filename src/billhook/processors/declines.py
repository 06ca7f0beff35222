"""What a decline says to the caller: by the codes of the processor, never by its words (platform.md §3.5)."""

from billhook.kernel import errors
from billhook.kernel.errors import ApiError, ErrorKind
from billhook.processors.interface import Decline

_KINDS: dict[str, ErrorKind] = {
    "account_closed": errors.ACCOUNT_CLOSED,
    "authentication_required": errors.AUTHENTICATION_REQUIRED,
    "card_declined": errors.CARD_DECLINED,
    "charge_exceeds_source_limit": errors.DEBITS_OVER_LIMIT,
    "charge_exceeds_weekly_limit": errors.DEBIT_OVER_WEEKLY_LIMIT,
    "debit_not_authorized": errors.DEBIT_NOT_AUTHORIZED,
    "expired_card": errors.EXPIRED_CARD,
    "generic_could_not_process": errors.DEBIT_FAILED,
    "incorrect_cvc": errors.INCORRECT_CVC,
    "insufficient_funds": errors.INSUFFICIENT_FUNDS,
    "invalid_currency": errors.ACCOUNT_OF_OTHER_CURRENCY,
    "no_account": errors.NO_ACCOUNT,
    "processing_error": errors.PROCESSING_ERROR,
}
_NOT_VERIFIED: dict[str, ErrorKind] = {
    kind.code: kind
    for kind in (
        errors.DEPOSITS_FAILED, errors.DEPOSITS_MISMATCH, errors.DEPOSITS_CODE_MISMATCH, errors.DEPOSITS_EXCEEDED,
        errors.DEPOSITS_TIMEOUT,
    )
    if kind.code is not None
}  # fmt: skip
# After these its holder can tell again what arrived.
AGAIN = (errors.DEPOSITS_MISMATCH, errors.DEPOSITS_CODE_MISMATCH)
_REASONS = {"insufficient_funds": "Your card has insufficient funds."}
_REASON = "Your card was declined."
_NETWORK_CODE = "01"
_OF_CARDS = frozenset({"authentication_required", "card_declined", "expired_card", "incorrect_cvc", "processing_error"})
# Banks that say so do not want to be asked again.
FINAL = frozenset({"fraudulent", "lost_card", "pickup_card", "stolen_card"})


def refusal(decline: Decline, *, param: str | None = None) -> ApiError:
    """The 402 of a decline."""
    reason = decline.decline_code
    error = _KINDS[decline.code](param=param, reason=_REASONS.get(reason or "", _REASON))
    return error.with_attributes(
        decline_code=reason, advice_code=advice(decline), network_decline_code=network_code(decline)
    )


def not_verified(code: str) -> ApiError:
    """The 400 where an account was not verified."""
    return _NOT_VERIFIED[code]()


def network_code(decline: Decline) -> str | None:
    """The card network's own code. None for bank accounts, and for payments that never reached the network.

    Test mode answers "01" (platform.md §3.4).
    """
    return _NETWORK_CODE if decline.code in _OF_CARDS and not decline.blocked else None


def advice(decline: Decline) -> str | None:
    """What the merchant had better do; nothing is said where the bank gave no reason."""
    if decline.decline_code is None:
        return None
    return "do_not_try_again" if decline.decline_code in FINAL else "try_again_later"
