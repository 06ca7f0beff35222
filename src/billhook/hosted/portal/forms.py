"""What a customer types into the forms of their portal: which fields there are, and what of it the API takes.

The parameters are the API's own and so are the rules. What is wrong is said at the field, in the customer's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from billhook.customers.objects import Customer
from billhook.customers.params import CreateTaxIdOfCustomer, UpdateCustomer
from billhook.hosted.portal.choices import Choices, countries, languages, tax_id_types
from billhook.hosted.words.catalogue import words_for
from billhook.hosted.words.page_words import PageWords
from billhook.kernel import errors
from billhook.kernel.api_error import ApiError
from billhook.wire.forms import Form, without
from billhook.wire.params import Params, parse

P = TypeVar("P", bound=Params)

ADDRESS = ("line1", "line2", "postal_code", "city", "state", "country")
DETAILS = ("name", "email", "phone", *ADDRESS, "language")
TAX_ID = ("tax_type", "tax_value")
# The field of a parameter, where it is called otherwise.
_FIELDS = {
    **{f"address[{name}]": name for name in ADDRESS},
    "preferred_locales": "language", "type": "tax_type", "value": "tax_value",
}  # fmt: skip
_MAX = {"name": 256, "email": 512, "phone": 100, "tax_value": 100}
# How browsers know what to fill in.
_AUTOCOMPLETE = {
    "name": "name", "email": "email", "phone": "tel", "line1": "address-line1", "line2": "address-line2",
    "postal_code": "postal-code", "city": "address-level2", "state": "address-level1", "country": "country",
}  # fmt: skip

Typed = Mapping[str, str]
"""The texts of a form by the names of its fields."""

Problems = dict[str, str]
"""Sentences by the names of fields; the empty name is the form itself."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field with what stands in it. With `choices` one of them is chosen."""

    name: str
    label: str
    value: str
    autocomplete: str
    longest: int
    choices: Choices = ()
    problem: str = ""


def stored(customer: Customer) -> Typed:
    """The form of the details as a stored customer fills it."""
    values: dict[str, str | None] = {"name": customer.name, "email": customer.email, "phone": customer.phone}
    address: Mapping[str, object] = dict(customer.address or {})
    values |= {name: str(address.get(name) or "") for name in ADDRESS}
    values["language"] = customer.preferred_locales[0] if customer.preferred_locales else ""
    return {name: values[name] or "" for name in DETAILS}


def typed(sent: Mapping[str, str], names: tuple[str, ...]) -> Typed:
    """What somebody typed; a field that was not sent is empty."""
    return {name: sent.get(name, "").strip() for name in names}


def fields_of(names: tuple[str, ...], given: Typed, problems: Problems, locale: str) -> tuple[Field, ...]:
    """The fields in their order."""
    return tuple(_field(name, given.get(name, ""), problems.get(name, ""), locale) for name in names)


def to_update(given: Typed, customer: Customer, problems: Problems, words: PageWords) -> UpdateCustomer | None:
    """The parameters that change a customer to what the form says, and nothing else of them; None, with every problem
    noted, if something is wrong."""
    before = stored(customer)
    form: Form = {name: given[name] for name in ("name", "email", "phone") if given[name] != before[name]}
    if any(given[name] != before[name] for name in ADDRESS):
        form["address"] = {name: given[name] for name in ADDRESS} if any(given[name] for name in ADDRESS) else ""
    if given["language"] != before["language"]:
        chosen = [given["language"], *(tag for tag in customer.preferred_locales[1:] if tag != given["language"])]
        form["preferred_locales"] = {str(n): tag for n, tag in enumerate(chosen)} if given["language"] else ""
    for name, offered in (("country", countries("en")), ("language", languages())):
        if given[name] != before[name] and given[name] not in dict(offered):
            problems[name] = words.portal.choose
    return _checked(UpdateCustomer, form, problems, words)


def to_tax_id(given: Typed, problems: Problems, words: PageWords) -> CreateTaxIdOfCustomer | None:
    """The parameters that add a tax id; None, with every problem noted, if something is wrong."""
    for name in TAX_ID:
        if not given[name]:
            problems[name] = words.portal.fill_in
    return _checked(CreateTaxIdOfCustomer, {"type": given["tax_type"], "value": given["tax_value"]}, problems, words)


def note(error: ApiError, problems: Problems, words: PageWords) -> None:
    """Say what is wrong at the field that shows the parameter of an error, or over the form."""
    param = error.param or ""
    name = _FIELDS.get(param.partition("[")[0] if param.startswith("preferred_locales") else param, param)
    problems.setdefault(name if name in DETAILS or name in TAX_ID else "", _sentence(error, words))


def _sentence(error: ApiError, words: PageWords) -> str:
    of = words.portal
    if error.kind is errors.STRING_TOO_LONG:
        return of.too_long.format(limit=error.fields["limit"])
    return {
        errors.EMAIL_INVALID: words.forms.not_an_email,
        errors.EMPTY_PARAMETER: of.fill_in,
        errors.INVALID_ENUM: of.choose,
        errors.MISSING_PARAMETER: of.fill_in,
        errors.TAX_ID_INVALID: of.not_a_tax_id,
    }.get(error.kind, of.refused)


def _checked(model: type[P], form: Form, problems: Problems, words: PageWords) -> P | None:
    """The API tells of one error at a time: what is wrong is taken out, and the rest is checked again."""
    left: Form = form
    while True:
        try:
            found = parse(model, left)
        except ApiError as error:
            if not (problems and error.kind is errors.MISSING_PARAMETER):
                note(error, problems, words)
            smaller = without(left, error.param or "")
            if smaller is None:
                return None
            left = smaller
        else:
            return found if not problems else None


def _field(name: str, value: str, problem: str, locale: str) -> Field:
    choices = _choices(name, locale)
    if choices and value not in dict(choices):
        choices = (*choices, (value, value))  # what the API was given, or what somebody sent
    return Field(
        name, _label(name, words_for(locale)), value, _AUTOCOMPLETE.get(name, "off"), _MAX.get(name, 500), choices,
        problem,
    )  # fmt: skip


def _choices(name: str, locale: str) -> Choices:
    if name == "country":
        return countries(locale)
    if name == "language":
        return languages()
    return tax_id_types(locale) if name == "tax_type" else ()


def _label(name: str, words: PageWords) -> str:
    if name == "email":
        return words.forms.methods["sepa_debit"].fields["email"].label
    return words.invoice.language if name == "language" else str(getattr(words.portal, name))
