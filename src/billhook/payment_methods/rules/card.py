"""From what was sent about a card to what is shown of it (platform.md §7.3, §7.5)."""

import hashlib
from collections.abc import Mapping
from datetime import date

from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.payment_methods.objects import CARD, CardDetails, PaymentMethod
from billhook.processors.declines import refusal
from billhook.processors.test_cards import TestCard, by_name, by_number, has_check_digit

# A card that is named by `pm_card_…` or `tok_…` says nothing of its dates.
_YEARS_AHEAD = 1
_YEARS_MAX = 50

UNCHECKED = "unchecked"
"""A check that the bank has not been asked for yet."""


def test_card_of(number: str) -> TestCard:
    """The test card of a number, as it was typed. Raises INCORRECT_NUMBER, NO_TEST_CARD."""
    digits = number.replace(" ", "").replace("-", "")
    card = by_number(digits)
    if card is None:
        if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19 and has_check_digit(digits)):
            raise errors.INCORRECT_NUMBER(param="number")
        raise errors.CARD_DECLINED(param="number", reason=_NO_TEST_CARD).with_attributes(
            decline_code="test_mode_live_card"
        )
    return card


_NO_TEST_CARD = "Your card was declined. Your request was in test mode, but used a card that is no test card."


def check_expiry(month: int | None, year: int | None, today: date) -> tuple[int, int]:
    """Month and four-digit year of a card that is still good today.

    Raises MISSING_PARAMETER, INVALID_EXPIRY_MONTH, INVALID_EXPIRY_YEAR.
    """
    for name, value in (("exp_month", month), ("exp_year", year)):
        if value is None:
            raise errors.MISSING_PARAMETER(param=f"card[{name}]", name=f"card[{name}]")
    assert month is not None
    assert year is not None
    if not 1 <= month <= 12:
        raise errors.INVALID_EXPIRY_MONTH(param="exp_month")
    whole = year + 2000 if 0 <= year < 100 else year
    if not today.year <= whole <= today.year + _YEARS_MAX:
        raise errors.INVALID_EXPIRY_YEAR(param="exp_year")
    if (whole, month) < (today.year, today.month):
        raise errors.INVALID_EXPIRY_MONTH(param="exp_month")
    return month, whole


def check_cvc(cvc: str | None, brand: str) -> None:
    """Three digits, four for American Express; a card may come without. Raises INVALID_CVC."""
    if cvc is None:
        return
    lengths = (3, 4) if brand == "amex" else (3,)
    if not (cvc.isascii() and cvc.isdigit() and len(cvc) in lengths):
        raise errors.INVALID_CVC(param="cvc")


def default_expiry(today: date) -> tuple[int, int]:
    """The dates of a card that was only named."""
    return today.month, today.year + _YEARS_AHEAD


def shown_card(
    card: TestCard, expiry: tuple[int, int], *, account: str, cvc_given: bool, address: Mapping[str, str | None] | None,
    named: bool = False,
) -> CardDetails:  # fmt: skip
    """The hash `card` of a new payment method. The fingerprint tells equal cards of one account.

    No bank has been asked yet: a check is `unchecked`, or null if there is nothing to check. A card that was only
    `named` carries an address if its name is about one (`pm_card_avsFail`).
    """
    lines = address or {}
    street = lines.get("line1") or (named and card.line1_check != "pass")
    postal_code = lines.get("postal_code") or (named and card.postal_code_check != "pass")
    return {
        "brand": card.brand,
        "checks": {
            "address_line1_check": UNCHECKED if street else None,
            "address_postal_code_check": UNCHECKED if postal_code else None,
            "cvc_check": UNCHECKED if cvc_given else None,
        },
        "country": card.country,
        "display_brand": "american_express" if card.brand == "amex" else card.brand,
        "exp_month": expiry[0],
        "exp_year": expiry[1],
        "fingerprint": hashlib.sha256(f"{account}/{card.number}".encode()).hexdigest()[:16],
        "funding": card.funding,
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [*([card.beside] if card.beside else []), card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": card.brand != "amex"},
        "wallet": None,
    }


def checked(method: PaymentMethod) -> PaymentMethod:
    """The method after the bank was asked, when it is attached or used: each `unchecked` check has its result."""
    card = by_name(method.token) if method.type == CARD else None
    if card is None:
        return method
    results = {
        "address_line1_check": card.line1_check,
        "address_postal_code_check": card.postal_code_check,
        "cvc_check": card.cvc_check,
    }
    checks = {name: results[name] if value == UNCHECKED else value for name, value in method.details["checks"].items()}
    return replace(method, details={**method.details, "checks": checks})


def refusal_to_attach(method: PaymentMethod) -> ApiError | None:
    """Banks are asked when a card is attached: one that declines everything cannot be. None where it can."""
    card = by_name(method.token)
    if card is None or card.attaches or card.decline is None:
        return None
    return refusal(card.decline, param="")
