"""The form into which a payer types a card: its fields, what was typed, and what is wrong with it. Knows no request.

The number and the security code are never sent back to the page, so a mistake means typing them again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from billhook.kernel.api_error import ApiError
from billhook.payment_methods.params import PaymentMethodData

_NAME_MAX, _NUMBER_MAX, _CVC_MAX = 200, 40, 10
_EXPIRY = re.compile(r"\s*(\d{1,2})\s*[/.\- ]?\s*(\d{4}|\d{2})\s*", re.ASCII)

# Which field an error of the API is about, by the last name of its parameter.
_FIELD_OF = {"number": "number", "exp_month": "expiry", "exp_year": "expiry", "cvc": "cvc"}
_EMPTY = {
    "number": "Enter the number of your card.",
    "expiry": "Enter the month and the year until which your card is good.",
    "cvc": "Enter the security code of your card.",
}
_NOT_A_DATE = "Write month and year like 04/29."

Problems = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `problem` is a sentence, or empty; `value` what the page shows again."""

    name: str
    label: str
    autocomplete: str
    placeholder: str = ""
    numeric: bool = True
    required: bool = True
    value: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CardForm:
    """All that the form says. `minor` is the sum that the payer sees and agrees to, `keeps` and `offers` whether the
    card is kept or may be, `problem` a sentence about the whole."""

    path: str
    amount: str
    minor: int
    fields: tuple[Field, ...]
    keeps: bool
    offers: bool
    ticked: bool
    problem: str


_FIELDS = (
    Field("number", "Card number", "cc-number", "1234 1234 1234 1234"),
    Field("expiry", "Expires", "cc-exp", "MM / YY"),
    Field("cvc", "Security code", "cc-csc", "CVC"),
    Field("name", "Name on card", "cc-name", numeric=False, required=False),
)


def card_form(
    *, path: str, amount: str, minor: int, save: str, typed: Mapping[str, str], problems: Problems
) -> CardForm:
    """The form as the payer gets it. `save` is the account's `hosted_payment_method_save`; `problems` name fields, or
    the whole by the empty name."""
    return CardForm(
        path=path,
        amount=amount,
        minor=minor,
        fields=tuple(
            Field(
                field.name, field.label, field.autocomplete, field.placeholder, field.numeric, field.required,
                value=typed.get(field.name, "")[:_NAME_MAX] if field.name in ("expiry", "name") else "",
                problem=problems.get(field.name, ""),
            )
            for field in _FIELDS
        ),
        keeps=save == "always",
        offers=save == "offer",
        ticked="save" in typed,
        problem=problems.get("", ""),
    )  # fmt: skip


def read_card(typed: Mapping[str, str]) -> PaymentMethodData | Problems:
    """The payment method that was typed in, or what is wrong before anybody is asked."""
    given = {name: typed.get(name, "").strip() for name in ("number", "expiry", "cvc", "name")}
    problems = {name: sentence for name, sentence in _EMPTY.items() if not given[name]}
    date = _EXPIRY.fullmatch(given["expiry"])
    if date is None and given["expiry"]:
        problems["expiry"] = _NOT_A_DATE
    if problems or date is None:
        return problems
    sent: dict[str, object] = {
        "type": "card",
        "card": {
            "number": given["number"][:_NUMBER_MAX], "cvc": given["cvc"][:_CVC_MAX],
            "exp_month": date[1], "exp_year": date[2],
        },
    }  # fmt: skip
    if given["name"]:
        sent["billing_details"] = {"name": given["name"][:_NAME_MAX]}
    return PaymentMethodData.model_validate(sent)


def field_problems(error: ApiError) -> Problems:
    """What an error of the API says of a field; nothing where it is not about what was typed in."""
    last = (error.param or "").rstrip("]").rpartition("[")[2]
    return {_FIELD_OF[last]: error.message} if last in _FIELD_OF else {}
