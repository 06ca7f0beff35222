"""The forms into which a payer types a card or a bank account: fields, what was typed, what is wrong with it.

Knows no request. Numbers and security codes are never sent back to the page, so a mistake means typing them again.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from billhook.hosted.mandate_words import MANDATES
from billhook.kernel.api_error import ApiError
from billhook.payment_methods.objects import CARD, SEPA_DEBIT, US_BANK_ACCOUNT
from billhook.payment_methods.params import PaymentMethodData
from billhook.payment_methods.rules.card import check_cvc, check_expiry, test_card_of

_TEXT_MAX, _NUMBER_MAX, _CVC_MAX = 200, 60, 10
_EXPIRY = re.compile(r"\s*(\d{1,2})\s*[/.\- ]?\s*(\d{4}|\d{2})\s*", re.ASCII)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_NOT_A_DATE = "Write month and year like 04/29."
_NOT_AN_EMAIL = "Write the address like jenny@example.com."

Problems = Mapping[str, str]
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `empty` is what is said where nothing was typed; without it the field may be left out. `value` is what
    the page shows again, `problem` a sentence or empty."""

    name: str
    label: str
    autocomplete: str
    placeholder: str = ""
    empty: str = ""
    numeric: bool = False
    shown_again: bool = False
    value: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PayForm:
    """All that a form says. `method` is the type of payment method, `thing` what is kept of it. `minor` is the sum that
    the payer agrees to, `keeps` and `offers` whether the method is kept or may be, `mandate` what they agree to
    besides, `try_with` what can be typed in test mode, `problem` a sentence about the whole. Where not `is_open`, it is
    folded away.
    """

    method: str
    title: str
    thing: str
    fields: tuple[Field, ...]
    mandate: str
    try_with: str
    path: str = ""
    amount: str = ""
    minor: int = 0
    keeps: bool = False
    offers: bool = False
    ticked: bool = False
    problem: str = ""
    is_open: bool = True


_EXPIRES = "Enter the month and the year until which your card is good."
_CARD = PayForm(
    CARD, "Pay by card", "card",
    (
        Field("number", "Card number", "cc-number", "1234 1234 1234 1234", "Enter the number of your card.", True),
        Field("expiry", "Expires", "cc-exp", "MM / YY", _EXPIRES, True, shown_again=True),
        Field("cvc", "Security code", "cc-csc", "CVC", "Enter the security code of your card.", True),
        Field("name", "Name on card", "cc-name", shown_again=True),
    ),
    "", "card 4242 4242 4242 4242, any date to come and any three digits",
)  # fmt: skip
_HOLDER = Field(
    "name", "Name of the account holder", "name", "", "Enter the name of the account holder.", shown_again=True
)
_SEPA = PayForm(
    SEPA_DEBIT, "Pay by SEPA debit", "bank account",
    (
        Field("iban", "IBAN", "off", "DE00 0000 0000 0000 0000 00", "Enter the IBAN of your account."),
        _HOLDER,
        Field("email", "E-mail", "email", "", "Enter your e-mail address.", shown_again=True),
    ),
    MANDATES[SEPA_DEBIT],
    "the IBAN DE89 3704 0044 0532 0130 00, any name and any e-mail address",
)  # fmt: skip
_US = PayForm(
    US_BANK_ACCOUNT, "Pay from a US bank account", "bank account",
    (
        Field("routing_number", "Routing number", "off", "110000000", "Enter the routing number of your bank.", True),
        Field("account_number", "Account number", "off", "000123456789", "Enter the number of your account.", True),
        _HOLDER,
    ),
    MANDATES[US_BANK_ACCOUNT],
    "routing number 110000000, account number 000123456789 and any name",
)  # fmt: skip
FORMS: Mapping[str, PayForm] = {form.method: form for form in (_CARD, _SEPA, _US)}

FIELD_NAMES = frozenset(field.name for form in FORMS.values() for field in form.fields)
"""The names of what a payer types."""

# Which field an error of the API is about, by the last name of its parameter.
_FIELD_OF = {
    "number": "number", "exp_month": "expiry", "exp_year": "expiry", "cvc": "cvc", "iban": "iban",
    "routing_number": "routing_number", "account_number": "account_number",
}  # fmt: skip


def pay_form(
    method: str, *, path: str, amount: str, minor: int, business: str, save: str, typed: Typed, problems: Problems,
    is_open: bool,
) -> PayForm:  # fmt: skip
    """A form as the payer gets it. `save` is the account's `hosted_payment_method_save`; `typed` and `problems` are of
    this form, and name its fields, or the whole by the empty name."""
    form = FORMS[method]
    return replace(
        form,
        path=path,
        amount=amount,
        minor=minor,
        fields=tuple(
            replace(
                field,
                value=typed.get(field.name, "")[:_TEXT_MAX] if field.shown_again else "",
                problem=problems.get(field.name, ""),
            )
            for field in form.fields
        ),
        mandate=form.mandate and f"By paying {form.mandate.format(business=business)}",
        keeps=save == "always",
        offers=save == "offer",
        ticked="save" in typed,
        problem=problems.get("", ""),
        is_open=is_open or bool(problems),
    )


def read_form(method: str, typed: Typed, today: date) -> PaymentMethodData | Problems:
    """The payment method that was typed in, or all that is wrong with it, before anybody is asked."""
    given = {field.name: typed.get(field.name, "").strip() for field in FORMS[method].fields}
    problems = {field.name: field.empty for field in FORMS[method].fields if field.empty and not given[field.name]}
    sent = _SENT[method](given, problems)
    if method == CARD:
        _check_card(given, sent, problems, today)
    if problems:
        return problems
    billing = {name: given[name][:_TEXT_MAX] for name in ("name", "email") if given.get(name)}
    return PaymentMethodData.model_validate(
        {"type": method, method: sent, **({"billing_details": billing} if billing else {})}
    )


def _card(given: Typed, problems: dict[str, str]) -> dict[str, Any]:
    expiry = _EXPIRY.fullmatch(given["expiry"])
    if expiry is None:
        problems.setdefault("expiry", _NOT_A_DATE)
        return {}
    return {
        "number": given["number"][:40], "cvc": given["cvc"][:_CVC_MAX], "exp_month": expiry[1], "exp_year": expiry[2],
    }  # fmt: skip


def _check_card(given: Typed, sent: Mapping[str, Any], problems: dict[str, str], today: date) -> None:
    """Look at each field of a card, so that three slips are told at once."""
    brand = "amex" if len(given["cvc"]) == 4 else ""  # of a number that is wrong nobody knows the brand
    try:
        brand = test_card_of(given["number"]).brand
    except ApiError as error:
        problems.setdefault("number", error.message)
    try:
        check_cvc(given["cvc"][:_CVC_MAX], brand)
    except ApiError as error:
        problems.setdefault("cvc", error.message)
    if not sent:
        return
    try:
        check_expiry(int(sent["exp_month"]), int(sent["exp_year"]), today)
    except ApiError as error:
        problems.setdefault("expiry", error.message)


def _sepa(given: Typed, problems: dict[str, str]) -> dict[str, Any]:
    if not _EMAIL.fullmatch(given["email"][:_TEXT_MAX]):
        problems.setdefault("email", _NOT_AN_EMAIL)
    return {"iban": given["iban"][:_NUMBER_MAX]}


def _us(given: Typed, problems: dict[str, str]) -> dict[str, Any]:
    return {name: given[name][:40] for name in ("account_number", "routing_number")}


_SENT: Mapping[str, Callable[[Typed, dict[str, str]], dict[str, Any]]] = {
    CARD: _card, SEPA_DEBIT: _sepa, US_BANK_ACCOUNT: _us,
}  # fmt: skip


def field_problems(error: ApiError) -> Problems:
    """What an error of the API says of a field; nothing where it is not about what was typed in."""
    last = (error.param or "").rstrip("]").rpartition("[")[2]
    return {_FIELD_OF[last]: error.message} if last in _FIELD_OF else {}
