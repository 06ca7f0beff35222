"""Errors of the catalogue as sentences that stand at the fields of a form.

A form is checked by the API's own parameters; here the errors only get words for somebody who sees a field and no
parameter, and the name of that field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from billhook.kernel import errors
from billhook.kernel.api_error import ApiError, ErrorKind
from billhook.wire.forms import Form, Node, without
from billhook.wire.params import Params, parse

P = TypeVar("P", bound=Params)

_WORDS: Mapping[ErrorKind, str] = {
    errors.MISSING_PARAMETER: "Fill this in.",
    errors.EMPTY_PARAMETER: "Fill this in.",
    errors.STRING_TOO_LONG: "This may have at most {limit} characters.",
    errors.EMAIL_INVALID: "This is no e-mail address.",
    errors.INVALID_INTEGER: "Write a whole number.",
    errors.INTEGER_TOO_SMALL: "This must be at least {minimum}.",
    errors.INTEGER_TOO_LARGE: "This may be at most {maximum}.",
    errors.INVALID_DECIMAL: "Write a number.",
    errors.INVALID_ENUM: "Choose one of the list.",
    errors.INVALID_CURRENCY: "Choose a currency of the list.",
    errors.INVALID_TIMESTAMP: "Choose a day.",
    errors.INVALID_VALUE: "This is not possible: it {reason}.",
    errors.URL_INVALID: "This is no address of a web page.",
    errors.COUNTRY_INVALID: "Choose a country of the list.",
    errors.NO_SUCH_PARAM: "There is no such {noun}.",
    errors.TAX_ID_INVALID: "This is no number of this type.",
    errors.PREFIX_TAKEN: "{prefix} is used already, or was used before.",
    errors.SEQUENCE_BACKWARDS: "This must be at least {minimum}: earlier numbers may have been used.",
}
_REASON_OF_A_RULE = ("must ", "may ", "the ")


@dataclass(slots=True)
class Faults:
    """What is wrong with a form: sentences by the names of its fields, and one for what no field shows."""

    fields: dict[str, str] = field(default_factory=dict)
    sentence: str = ""

    def __bool__(self) -> bool:
        return bool(self.fields or self.sentence)

    def at(self, name: str) -> str:
        """The sentence for a field; empty if nothing is wrong with it."""
        return self.fields.get(name, "")

    def add(self, error: ApiError, field_of: Callable[[str], str | None]) -> None:
        """Take an error in; `field_of` gives the field of a parameter such as `address[city]`, if the form has one."""
        name = field_of(error.param) if error.param is not None else None
        if name is None:
            self.sentence = self.sentence or error.message
        else:
            self.fields.setdefault(name, sentence(error))


def sentence(error: ApiError) -> str:
    """What an error says to somebody who sees the field."""
    words = _WORDS.get(error.kind)
    if words is None:
        return error.message
    reason = str(error.fields.get("reason", ""))
    if error.kind is errors.INVALID_VALUE and not reason.startswith(_REASON_OF_A_RULE):
        return error.message
    return words.format_map({**error.fields, "reason": reason.removesuffix(".")})


def checked(
    model: type[P], given: Mapping[str, Node], faults: Faults, field_of: Callable[[str], str | None]
) -> P | None:
    """The parameters of a form; None, with every fault noted, if something is wrong with it.

    The API tells of one error at a time. What is wrong is taken out and the rest is checked again, so that a person
    learns of all of them. Arrays are given as hashes by index. Faults that were found before count too.
    """
    left: Form = dict(given)
    while True:
        try:
            found = parse(model, left)
        except ApiError as error:
            if faults and error.kind is errors.MISSING_PARAMETER:
                return None  # perhaps what was taken out
            faults.add(error, field_of)
            smaller = without(left, error.param or "")
            if smaller is None:
                return None
            left = smaller
        else:
            return found if not faults else None
