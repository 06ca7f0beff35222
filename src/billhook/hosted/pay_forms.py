"""The forms into which a payer types a card or a bank account: fields, what was typed, what is wrong with it.

Knows no request. Numbers and security codes are never sent back to the page, so a mistake means typing them again.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from billhook.hosted.mandate_words import by_paying
from billhook.hosted.problem_words import problem_words
from billhook.hosted.words.page_words import FieldWords, FormWords, PageWords
from billhook.kernel.api_error import ApiError
from billhook.payment_methods.objects import CARD, SEPA_DEBIT, US_BANK_ACCOUNT
from billhook.payment_methods.params import PaymentMethodData
from billhook.payment_methods.rules.card import check_cvc, check_expiry, test_card_of

_TEXT_MAX, _NUMBER_MAX, _CVC_MAX = 200, 60, 10
_EXPIRY = re.compile(r"\s*(\d{1,2})\s*[/.\- ]?\s*(\d{4}|\d{2})\s*", re.ASCII)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
Problems = Mapping[str, str]
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FieldKind:
    """What a field is in every language. `shown_again`: the page may send back what was typed."""

    name: str
    autocomplete: str
    placeholder: str = ""
    numeric: bool = False
    shown_again: bool = False


_HOLDER = FieldKind("name", "name", shown_again=True)
FORMS: Mapping[str, tuple[FieldKind, ...]] = {
    CARD: (
        FieldKind("number", "cc-number", "1234 1234 1234 1234", numeric=True),
        FieldKind("expiry", "cc-exp", numeric=True, shown_again=True),
        FieldKind("cvc", "cc-csc", "CVC", numeric=True),
        FieldKind("name", "cc-name", shown_again=True),
    ),
    SEPA_DEBIT: (
        FieldKind("iban", "off", "DE00 0000 0000 0000 0000 00"),
        _HOLDER,
        FieldKind("email", "email", shown_again=True),
    ),
    US_BANK_ACCOUNT: (
        FieldKind("routing_number", "off", "110000000", numeric=True),
        FieldKind("account_number", "off", "000123456789", numeric=True),
        _HOLDER,
    ),
}
"""The fields of each form, by type of payment method."""

FIELD_NAMES = frozenset(field.name for fields in FORMS.values() for field in fields)
"""The names of what a payer types."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field on the page. `value` is what is shown again, `problem` a sentence or empty."""

    name: str
    label: str
    autocomplete: str
    placeholder: str
    numeric: bool
    optional: bool
    value: str
    problem: str


@dataclass(frozen=True, slots=True)
class PayForm:
    """All that a form says. `method` is the type of payment method, `minor` the sum that the payer agrees to.

    `keeps` is a sentence if the method is kept for later, `offers` one if the payer may choose so; else they are
    empty. `mandate` is what they agree to besides, `try_with` what can be typed in test mode, `problem` a sentence
    about the whole. A form that is not `is_open` is folded away.
    """

    method: str
    title: str
    fields: tuple[Field, ...]
    path: str
    amount: str
    minor: int
    keeps: str
    offers: str
    ticked: bool
    mandate: str
    try_with: str
    problem: str
    is_open: bool


# Which field an error of the API is about, by the last name of its parameter.
_FIELD_OF = {
    "number": "number", "exp_month": "expiry", "exp_year": "expiry", "cvc": "cvc", "iban": "iban",
    "routing_number": "routing_number", "account_number": "account_number",
}  # fmt: skip


def pay_form(
    method: str, *, words: PageWords, path: str, amount: str, minor: int, business: str, save: str, typed: Typed,
    problems: Problems, is_open: bool,
) -> PayForm:  # fmt: skip
    """A form as the payer gets it. `save` is the account's `hosted_payment_method_save`; `typed` and `problems` are of
    this form, and name its fields, or the whole by the empty name."""
    method_words = words.forms.methods[method]
    return PayForm(
        method=method,
        title=method_words.title,
        fields=tuple(_field(kind, method_words.fields[kind.name], typed, problems) for kind in FORMS[method]),
        path=path,
        amount=amount,
        minor=minor,
        keeps=method_words.keeps if save == "always" else "",
        offers=method_words.keep if save == "offer" else "",
        ticked="save" in typed,
        mandate=by_paying(words.mandate, method, business),
        try_with=method_words.try_with,
        problem=problems.get("", ""),
        is_open=is_open or bool(problems),
    )


def _field(kind: FieldKind, words: FieldWords, typed: Typed, problems: Problems) -> Field:
    return Field(
        name=kind.name,
        label=words.label,
        autocomplete=kind.autocomplete,
        placeholder=words.placeholder or kind.placeholder,
        numeric=kind.numeric,
        optional=not words.empty,
        value=typed.get(kind.name, "")[:_TEXT_MAX] if kind.shown_again else "",
        problem=problems.get(kind.name, ""),
    )


def read_form(method: str, typed: Typed, today: date, words: FormWords) -> PaymentMethodData | Problems:
    """The payment method that was typed in, or all that is wrong with it, before anybody is asked."""
    fields = words.methods[method].fields
    given = {kind.name: typed.get(kind.name, "").strip() for kind in FORMS[method]}
    problems = {name: fields[name].empty for name in given if fields[name].empty and not given[name]}
    sent = _SENT[method](given, problems, words)
    if method == CARD:
        _check_card(given, sent, problems, today, words)
    if problems:
        return problems
    billing = {name: given[name][:_TEXT_MAX] for name in ("name", "email") if given.get(name)}
    return PaymentMethodData.model_validate(
        {"type": method, method: sent, **({"billing_details": billing} if billing else {})}
    )


def _card(given: Typed, problems: dict[str, str], words: FormWords) -> dict[str, str]:
    expiry = _EXPIRY.fullmatch(given["expiry"])
    if expiry is None:
        problems.setdefault("expiry", words.not_a_date)
        return {}
    return {
        "number": given["number"][:40], "cvc": given["cvc"][:_CVC_MAX], "exp_month": expiry[1], "exp_year": expiry[2],
    }  # fmt: skip


def _check_card(given: Typed, sent: Mapping[str, str], problems: dict[str, str], today: date, words: FormWords) -> None:
    """Look at each field of a card, so that three slips are told at once."""
    brand = "amex" if len(given["cvc"]) == 4 else ""  # of a number that is wrong nobody knows the brand
    try:
        brand = test_card_of(given["number"]).brand
    except ApiError as error:
        problems.setdefault("number", error_words(words, error))
    try:
        check_cvc(given["cvc"][:_CVC_MAX], brand)
    except ApiError as error:
        problems.setdefault("cvc", error_words(words, error))
    if not sent:
        return
    try:
        check_expiry(int(sent["exp_month"]), int(sent["exp_year"]), today)
    except ApiError as error:
        problems.setdefault("expiry", error_words(words, error))


def _sepa(given: Typed, problems: dict[str, str], words: FormWords) -> dict[str, str]:
    if not _EMAIL.fullmatch(given["email"][:_TEXT_MAX]):
        problems.setdefault("email", words.not_an_email)
    return {"iban": given["iban"][:_NUMBER_MAX]}


def _us(given: Typed, problems: dict[str, str], words: FormWords) -> dict[str, str]:
    return {name: given[name][:40] for name in ("account_number", "routing_number")}


_SENT: Mapping[str, Callable[[Typed, dict[str, str], FormWords], dict[str, str]]] = {
    CARD: _card, SEPA_DEBIT: _sepa, US_BANK_ACCOUNT: _us,
}  # fmt: skip


def field_problems(error: ApiError, words: FormWords) -> Problems:
    """What an error of the API says of a field; nothing where it is not about what was typed in."""
    last = (error.param or "").rstrip("]").rpartition("[")[2]
    return {_FIELD_OF[last]: error_words(words, error)} if last in _FIELD_OF else {}


def error_words(words: FormWords, error: ApiError) -> str:
    """What a payer reads of an error."""
    return problem_words(words, error.kind.code, error.attributes.get("decline_code"), error.message)
