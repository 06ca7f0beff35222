"""Which entries here are those that a payout pays. Worked out by hand from what each side writes."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from billhook.ledger.objects import Entry
from billhook.payouts.objects import PayoutPart
from billhook.payouts.rules.sorting import Listed, sort
from billhook.processors.paying_out import PaidItem


def entry(id: str, source: str, category: str, net: int = 100) -> Entry:
    return Entry(id, 1, 1, "any", category, "eur", net, 0, net, None, source, None)


def item(category: str, net: int = 100, fee: int = 0) -> PaidItem:
    return PaidItem(category, net + fee, fee, net, "eur")


def paid(listed: Sequence[Listed], *entries: Entry) -> list[str]:
    return [*sort(listed, entries).paid]


def test_a_charge_a_refund_and_what_nobody_knows() -> None:
    listed = [
        Listed(item("refund", -50), ["re_1"], waits=True),
        Listed(item("charge", 941, 59), ["ch_1"], waits=True),
        Listed(item("charge", 1_900, 100)),
        Listed(item("charge", 900, 100)),
        Listed(item("fee", -30)),
    ]
    found = sort(listed, [entry("txn_1", "ch_1", "charge"), entry("txn_2", "re_1", "refund")])
    assert found.paid == ["txn_2", "txn_1"]
    assert found.missing == []
    assert {(one.category, one.is_ours): one for one in found.parts} == {
        ("refund", True): PayoutPart("refund", True, 1, -50, 0, -50),
        ("charge", True): PayoutPart("charge", True, 1, 1_000, 59, 941),
        ("charge", False): PayoutPart("charge", False, 2, 3_000, 200, 2_800),
        ("fee", False): PayoutPart("fee", False, 1, -30, 0, -30),
    }


def test_two_refunds_of_one_amount_are_two_entries() -> None:
    """Those made here have no name there, so each may be either; none is paid twice."""
    alike = ["re_1", "re_2"]
    entries = [entry("txn_1", "re_1", "refund"), entry("txn_2", "re_2", "refund")]
    listed = [Listed(item("refund"), alike), Listed(item("refund"), alike)]
    assert paid(listed, *entries) == ["txn_1", "txn_2"]
    third = Listed(item("refund"), alike, waits=True)
    found = sort([*listed, third], entries)
    assert (found.paid, found.missing) == (["txn_1", "txn_2"], [third])


def test_a_refund_that_came_back_is_another_entry_of_it() -> None:
    entries = [entry("txn_1", "re_1", "refund"), entry("txn_2", "re_1", "refund_failure")]
    assert paid([Listed(item("refund_failure"), ["re_1"])], *entries) == ["txn_2"]


def test_a_dispute_with_a_fee_that_was_told_later() -> None:
    kinds = ("dispute", "dispute", "dispute_reversal")
    entries = [entry(f"txn_{n}", "du_1", kind) for n, kind in enumerate(kinds, 1)]
    assert paid([Listed(item("dispute"), ["du_1"])], *entries) == ["txn_1", "txn_2"]
    assert paid([Listed(item("dispute_reversal"), ["du_1"])], *entries) == ["txn_3"]


def test_an_entry_of_another_kind_is_not_it() -> None:
    waiting = Listed(item("charge"), ["ch_1"], waits=True)
    assert sort([waiting], [entry("txn_1", "ch_1", "other_adjustment")]).missing == [waiting]


NETS = st.integers(-(10**9), 10**9)
CASES = st.lists(
    st.tuples(st.sampled_from(["charge", "refund", "dispute", "fee"]), NETS, st.integers(0, 9)), max_size=40
)


@given(CASES, st.sets(st.integers(0, 9)))
def test_nothing_is_dropped_and_nothing_paid_twice(cases: list[tuple[str, int, int]], known: set[int]) -> None:
    listed = [Listed(item(category, net), [f"x_{number}"]) for category, net, number in cases]
    entries = [entry(f"txn_{n}_{c}", f"x_{n}", c) for n in known for c in ("charge", "refund", "dispute")]
    found = sort(listed, entries)
    assert sum(one.net for one in found.parts) == sum(net for _, net, _ in cases)
    assert sum(one.number for one in found.parts) == len(cases)
    assert len(set(found.paid)) == len(found.paid)
