"""`replace` and `made` give what the standard ones give, for objects that a verb changes or that are rows."""

import copy
import dataclasses
import pickle
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.invoices.objects import Invoice
from billhook.kernel.replacing import made, replace
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


@pytest.mark.parametrize("kind", [One, TaxNumber, TaxRate, Invoice])
def test_an_object_is_made_of_its_values(kind: type[Any]) -> None:
    standard = blank(kind)
    new = made(kind, (field.name for field in dataclasses.fields(kind)))
    assert (type(new), new, hash(new)) == (kind, standard, hash(standard))
    assert isinstance(new, kind)


@pytest.mark.parametrize("given", [[], ["a", "b"]])
def test_an_object_is_not_made_of_fewer_or_more(given: list[str]) -> None:
    with pytest.raises(ValueError, match="values to unpack"):
        made(One, given)


@pytest.mark.parametrize("new", [replace(One("a"), name="b"), made(One, ["b"])])
def test_what_they_give_is_frozen(new: One) -> None:
    for change in (lambda: setattr(new, "name", "c"), lambda: setattr(new, "other", "c"), lambda: delattr(new, "name")):
        with pytest.raises((dataclasses.FrozenInstanceError, TypeError)):
            change()
    assert new.name == "b"


def test_what_they_give_can_be_copied_and_pickled() -> None:
    rate = made(TaxRate, [field.name for field in dataclasses.fields(TaxRate)])
    assert pickle.loads(pickle.dumps(rate)) == copy.deepcopy(rate) == rate


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
