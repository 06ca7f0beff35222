"""`replace` gives what the standard one gives, for every frozen object that a verb changes."""

import dataclasses
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.invoices.objects import Invoice
from billhook.kernel.replacing import replace
from billhook.kernel.tax_number import TaxNumber
from billhook.tax.objects import TaxRate


@dataclasses.dataclass(frozen=True, slots=True)
class One:
    """A value with a single field."""

    name: str


def blank(kind: type[Any]) -> Any:
    return kind(**{field.name: field.name for field in dataclasses.fields(kind)})


@pytest.mark.parametrize("kind", [One, TaxNumber, TaxRate, Invoice])
@given(data=st.data())
def test_it_gives_what_the_standard_one_gives(kind: type[Any], data: st.DataObject) -> None:
    names = [field.name for field in dataclasses.fields(kind)]
    changes = data.draw(st.dictionaries(st.sampled_from(names), st.integers()))
    before = blank(kind)
    after = replace(before, **changes)
    assert (type(after), after) == (kind, dataclasses.replace(before, **changes))
    assert before == blank(kind)


def test_what_it_gives_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        replace(One("a"), name="b").name = "c"  # type: ignore[misc]


def test_a_name_that_is_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="One has no field 'nmae'"):
        replace(One("a"), nmae="b")  # type: ignore[call-arg]


def test_a_class_that_does_more_than_hold_is_refused() -> None:
    @dataclasses.dataclass(frozen=True, slots=True)
    class Checked:
        name: str

        def __post_init__(self) -> None:
            raise ValueError

    @dataclasses.dataclass(frozen=True)
    class Open:
        name: str = ""

    class Plain(NamedTuple):
        name: str

    for value in (object.__new__(Checked), Open(), Plain("")):
        with pytest.raises(TypeError):
            replace(value)  # type: ignore[type-var]
