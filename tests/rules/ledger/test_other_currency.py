"""Entries of a payment that arrives in another currency."""

from hypothesis import given
from hypothesis import strategies as st

from billhook.ledger.rules import entries

NOW = 1_900_000_000


def a_charge(amount: int, *, fee: int = 0):
    return entries.of_charge(
        "ch_1", "usd", amount, is_card=True, fee=fee, available_in=0, description=None, now=NOW
    )  # fmt: skip


def a_refund(amount: int):
    return entries.of_refund("re_1", "usd", amount, is_card=True, now=NOW)


def test_a_payment() -> None:
    """10.00 US dollars at 0.92 are 9.20 euros, of which 0.57 are the fee."""
    entry = entries.settled(a_charge(1_000, fee=57), 920, "eur", "0.92")
    assert (entry.amount, entry.fee, entry.net, entry.currency, entry.exchange_rate) == (920, 57, 863, "eur", "0.92")


def test_a_part_is_converted_as_the_whole_was() -> None:
    paid = entries.settled(a_charge(1_000), 920, "eur", "0.92")
    part = entries.as_paid(a_refund(250), 1_000, paid)
    assert (part.amount, part.net, part.currency, part.exchange_rate) == (-230, -230, "eur", "0.92")


def test_a_currency_without_minor_units() -> None:
    """1,000 yen arrive as 6.30 euros: the rate of what is shown to people is not that of the minor units."""
    paid = entries.settled(a_charge(1_000), 630, "eur", "0.0063")
    assert entries.as_paid(a_refund(500), 1_000, paid).amount == -315


def test_a_fee_that_is_told_later() -> None:
    entry = entries.of_dispute_fee("du_1", "ch_1", "eur", 1_500, now=NOW)
    assert (entry.type, entry.source, entry.currency) == ("adjustment", "du_1", "eur")
    assert (entry.amount, entry.fee, entry.net) == (-1_500, 0, -1_500)


def test_the_same_currency_stays() -> None:
    refund = a_refund(250)
    assert entries.as_paid(refund, 1_000, a_charge(1_000)) == refund
    assert entries.as_paid(refund, 1_000, None) == refund


@given(taken=st.integers(1, 10**9), arrived=st.integers(1, 10**9), share=st.fractions(0, 1))
def test_parts_come_to_the_whole(taken: int, arrived: int, share) -> None:
    """All of it is what arrived; two parts come to that within one minor unit, or two if a part rounds to nothing."""
    paid = entries.settled(a_charge(taken), arrived, "eur", "1")
    assert entries.as_paid(a_refund(taken), taken, paid).amount == -arrived
    first = round(share * taken)
    if 0 < first < taken:
        parts = [entries.as_paid(a_refund(part), taken, paid).amount for part in (first, taken - first)]
        assert abs(sum(parts) + arrived) <= 2
        assert max(parts) < 0
