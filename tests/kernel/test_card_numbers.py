"""Card numbers are found in whatever a caller sends (ISO/IEC 7812-1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.kernel import errors
from billhook.kernel.card_numbers import MASK, has_card_number, passes_luhn, without_card_numbers

CARDS = ("4242424242424242", "378282246310005", "6011000990139424", "30569309025904", "4222222222222")


@pytest.mark.parametrize("number", CARDS)
def test_one_wrong_digit_fails_the_check(number: str) -> None:
    assert passes_luhn(number)
    assert not any(passes_luhn(number[:-1] + d) for d in "0123456789" if d != number[-1])


@given(st.text("0123456789", min_size=12, max_size=18), st.sampled_from(["", " ", "-", "."]))
def test_every_number_with_its_check_digit_is_found(digits: str, mark: str) -> None:
    (check,) = [d for d in "0123456789" if passes_luhn(digits + d)]
    typed = mark.join((digits[:4], digits[4:8], digits[8:] + check))
    assert without_card_numbers(f"pay <{typed}> now") == f"pay <{MASK}> now"


@pytest.mark.parametrize("text", ["", "4242424242424241", "424242424242", "12,500.00", "é" * 20, "42424242x42424242"])
def test_other_texts_have_none(text: str) -> None:
    assert not has_card_number(text)


def test_an_error_does_not_repeat_one() -> None:
    error = errors.NO_SUCH_PARAM(param="payment_method", noun="PaymentMethod", id="4242424242424242")
    assert error.message == f"No such PaymentMethod: '{MASK}'"
