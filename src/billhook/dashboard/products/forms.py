"""The forms of this area: fields as values, shown by one template, and what was typed into them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from starlette.responses import Response

from billhook.dashboard import numbers
from billhook.dashboard.choices import Choices
from billhook.dashboard.days import day_of, ends
from billhook.dashboard.faults import Faults
from billhook.dashboard.formatting import Formats
from billhook.dashboard.numbers import NotANumber
from billhook.dashboard.products.sections import section_page
from billhook.dashboard.staleness import FIELD, NEW, Basis, ChangedMeanwhile, basis, differing
from billhook.dashboard.visiting import Visit
from billhook.kernel.api_error import ApiError
from billhook.kernel.money import decimal_text

Typed = dict[str, str]
"""The texts of a form by the names of its fields."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `kind` is text, number, money, area, select, check or date. `choices` are those of a select."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    choices: Choices = ()
    required: bool = False
    length: int = 0


Row = Sequence[Field]
"""Fields that stand side by side where there is room."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A form of a section: its fields in rows, the button that sends it, and where "Cancel" leads.

    `folds` are rows that are folded below their words, for what few need. `stored` is what the fields of a form of
    something stored are filled with.
    """

    section: str
    title: str
    rows: Sequence[Row]
    button: str
    up: Sequence[tuple[str, str]]
    away: str
    sentence: str = ""
    folds: Sequence[tuple[str, Sequence[Row]]] = ()
    stored: Typed = field(default_factory=dict)

    @property
    def fields(self) -> Iterator[Field]:
        """All fields in their order."""
        rows = (*self.rows, *(row for _, folded in self.folds for row in folded))
        return (each for row in rows for each in row)

    def is_open(self, rows: Sequence[Row], given: Mapping[str, str]) -> bool:
        """Whether something was typed into rows that are folded."""
        return any(given.get(each.name) for row in rows for each in row)

    def typed(self, form: Mapping[str, str]) -> Typed:
        """What somebody typed; a field that was not sent is empty."""
        return {each.name: form.get(each.name, "").strip() for each in self.fields}


def form_page(visit: Visit, shape: Shape, given: Typed, faults: Faults, made_from: Basis | None = None) -> Response:
    """The form with these values, and what is wrong with them; `made_from` if somebody else changed it meanwhile."""
    usual = basis(visit.form, shape.stored) if shape.stored else NEW
    return section_page(
        visit, "form.html", shape.section, title=shape.title, up=shape.up,
        answer=422 if faults else 409 if made_from else 200,
        shape=shape, given={**shape.typed({}), **given}, faults=faults, basis=made_from or usual,
    )  # fmt: skip


def told(visit: Visit, shape: Shape, given: Typed, found: ChangedMeanwhile) -> Response:
    """The form again, with what somebody else changed since it was opened."""
    labels = {each.name: each.label for each in shape.fields}
    choices = {each.name: each.choices for each in shape.fields}
    was = visit.form.get(FIELD, "")
    return form_page(visit, shape, given, Faults(), differing(was, given, found.now, labels, choices))


def refused(
    visit: Visit, shape: Shape, given: Typed, faults: Faults, error: ApiError, field_of: Callable[[str], str | None]
) -> Response:
    """The form again with what the verb has against it. Raises what no form can show."""
    if error.status in (403, 404):
        raise error
    faults.add(error, field_of)
    return form_page(visit, shape, given, faults)


# ── From texts to what the API takes ────────────────────────────────────────────────────────────
def price(given: Typed, name: str, currency: str, f: Formats, faults: Faults) -> str:
    """A price in minor units as the API writes decimals; empty where nothing or nothing right was typed."""
    return _read(given, name, faults, lambda text: decimal_text(numbers.minor_units(text, currency, f.locale)))


def amount(given: Typed, name: str, currency: str, f: Formats, faults: Faults) -> str:
    """An amount in whole minor units."""
    return _read(given, name, faults, lambda text: str(numbers.whole_minor_units(text, currency, f.locale)))


def number(given: Typed, name: str, f: Formats, faults: Faults) -> str:
    """A number with decimals."""
    return _read(given, name, faults, lambda text: decimal_text(numbers.decimal(text, f.locale)))


def whole(given: Typed, name: str, f: Formats, faults: Faults) -> str:
    """A whole number."""

    def read(text: str) -> str:
        value = numbers.decimal(text, f.locale)
        if value != value.to_integral_value():
            raise NotANumber("Enter a whole number.")
        return str(int(value))

    return _read(given, name, faults, read)


def end_of_day(given: Typed, name: str, f: Formats, faults: Faults) -> str:
    """The last second of a day in the account's time zone, as Unix seconds."""

    def read(text: str) -> str:
        day = day_of(text)
        if day is None:
            raise NotANumber("Choose a day.")
        return str(ends(day, f.time_zone) - 1)

    return _read(given, name, faults, read)


def number_typed(value: Decimal | None, f: Formats) -> str:
    """A number as a field holds it."""
    return numbers.typed_quantity(value, f.locale) if value is not None else ""


def _read(given: Typed, name: str, faults: Faults, read: Callable[[str], str]) -> str:
    if not given[name]:
        return ""
    try:
        return read(given[name])
    except NotANumber as error:
        faults.fields.setdefault(name, str(error))
        return ""


def without_empty(values: Mapping[str, str]) -> dict[str, str]:
    """What was given at all: an empty text would mean to unset."""
    return {name: value for name, value in values.items() if value != ""}
